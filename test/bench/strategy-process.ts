import { randomUUID } from "node:crypto";
import { Request } from "zeromq";
import { signatureStamp } from "../../src-main/domain/risk-signature.ts";

/** What strategies in one process are to do: each has a socket and a name of its own, and waits for its answer before it asks again. */
export interface StrategyTask {
  /** Where they trade: at Holdfast, or at whatever else speaks its protocol. */
  readonly port: number;
  readonly strategies: number;
  /** Orders of all of them together that are to be opened. */
  readonly opens: number;
  /** Closes what it opened: each at once, or all at the end, beside the time that is taken. */
  readonly closes: "each" | "at the end";
}

export interface StrategyReport {
  /** From the first question to the last answer; closes at the end not counted. */
  readonly tookMs: number;
  /** Of every order, from handing it to the socket until its answer is there. */
  readonly openMs: readonly number[];
  readonly closeMs: readonly number[];
}

interface Answer {
  readonly status: string;
  readonly ticket: number;
}

async function ask(socket: Request, body: object): Promise<Answer> {
  await socket.send(JSON.stringify(body));
  const [reply] = await socket.receive();
  const answer = JSON.parse(reply?.toString() ?? "{}") as Answer;
  if (answer.status !== "FILLED") throw new Error(`an order was not filled: ${JSON.stringify(answer)}`);
  return answer;
}

/** The signature is for a gateway that is asked directly; Holdfast sends its own. */
const openMessage = (agentId: string): object => ({
  action: "OPEN",
  uuid: randomUUID(),
  agent_id: agentId,
  symbol: "EURUSD",
  type: "BUY",
  volume: 0.01,
  price: 0,
  sl: 0,
  tp: 0,
  comment: "bench",
  risk_signature: `RISK_PASS:00000000:${signatureStamp(Date.now())}`,
  timestamp: new Date().toISOString(),
});

const closeMessage = (agentId: string, ticket: number): object => ({ action: "CLOSE", uuid: randomUUID(), agent_id: agentId, ticket, symbol: "EURUSD", timestamp: new Date().toISOString() });

interface Strategy {
  readonly agentId: string;
  readonly socket: Request;
  /** Tickets that it has not closed yet. */
  readonly opened: number[];
}

/** They stay connected from one task to the next, as strategies do. */
const known = new Map<number, Strategy[]>();

function strategiesAt(port: number, count: number): readonly Strategy[] {
  const there = known.get(port) ?? [];
  known.set(port, there);
  while (there.length < count) {
    const socket = new Request({ linger: 0 });
    socket.connect(`tcp://127.0.0.1:${port}`);
    there.push({ agentId: `agent-${there.length}`, socket, opened: [] });
  }
  return there.slice(0, count);
}

async function trade({ port, strategies, opens, closes }: StrategyTask): Promise<StrategyReport> {
  const openMs: number[] = [];
  const closeMs: number[] = [];
  let left = opens;

  const timed = async (socket: Request, body: object, into: number[]): Promise<Answer> => {
    const startedAtMs = performance.now();
    const answer = await ask(socket, body);
    into.push(performance.now() - startedAtMs);
    return answer;
  };
  const close = async ({ agentId, socket, opened }: Strategy): Promise<void> => {
    for (const ticket of opened.splice(0)) await timed(socket, closeMessage(agentId, ticket), closeMs);
  };
  const work = async (strategy: Strategy): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const { ticket } = await timed(strategy.socket, openMessage(strategy.agentId), openMs);
      strategy.opened.push(ticket);
      if (closes === "each") await close(strategy);
    }
  };

  const traders = strategiesAt(port, strategies);
  const startedAtMs = performance.now();
  await Promise.all(traders.map(work));
  const tookMs = performance.now() - startedAtMs;
  await Promise.all(traders.map(close));
  return { tookMs, openMs, closeMs };
}

process.on("message", (task: StrategyTask) => void trade(task).then((report) => process.send?.(report)));
process.on("disconnect", () => process.exit(0));
process.send?.({ ready: true });

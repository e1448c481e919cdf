import { Reply } from "zeromq";

/**
 * A gateway of a few lines with two sockets of the kind that gateways of this family bind, on one account. It fills every
 * order with a fresh ticket and closes whatever it is asked to, at once; what it lists is what is open.
 */
const standing = Array.from({ length: 14 }, (_, index) => 900_001 + index);
const open = new Set<number>(standing);
let lastTicket = 1_000_000;

const moneyNow = { balance: 10_000, equity: 10_000, margin_free: 9_800, margin_used: 200, margin_level: 5_000, leverage: 1 };

const listed = (ticket: number): object => ({ symbol: "EURUSD", ticket, volume: 0.01, profit: 0, price_current: 1.085, price_open: 1.085, type: "BUY", time_open: 1_768_446_493 });

interface Asked {
  readonly action: string;
  readonly uuid: string;
  readonly ticket: number;
}

function answerTo({ action, uuid, ticket }: Asked): object {
  switch (action) {
    case "OPEN":
      open.add((lastTicket += 1));
      return { uuid, status: "FILLED", ticket: lastTicket, symbol: "EURUSD", volume: 0.01, price: 1.085, execution_time: "2026-01-15T03:08:13.250+00:00", latency_ms: 0.21 };
    case "CLOSE":
      open.delete(ticket);
      return { uuid, status: "FILLED", ticket: (lastTicket += 1), close_price: 1.085, execution_time: "2026-01-15T03:08:13.250+00:00", latency_ms: 0.21 };
    case "SYNC_ALL":
      return { status: "OK", account: moneyNow, positions: [...open].map(listed), message: "Sync successful" };
    default:
      return { uuid, status: "ok", server_time: "2026-01-15T03:08:13.250+00:00", latency_ms: 0.21, simulated: true };
  }
}

/** What a v4.3 gateway says to a message that is no JSON. */
const HELLO_ANSWER = JSON.stringify({ uuid: "unknown", status: "error", error_code: "INVALID_JSON", error_msg: "Failed to parse JSON" });

async function serve(socket: Reply): Promise<void> {
  for await (const [message] of socket) {
    const text = message?.toString() ?? "";
    await socket.send(text === "Hello" ? HELLO_ANSWER : JSON.stringify(answerTo(JSON.parse(text) as Asked)));
  }
}

async function bound(): Promise<number> {
  const socket = new Reply({ linger: 0 });
  await socket.bind("tcp://127.0.0.1:*");
  void serve(socket);
  return Number(socket.lastEndpoint?.split(":").at(-1));
}

process.on("disconnect", () => process.exit(0));
process.send?.({ ours: await bound(), bare: await bound() });

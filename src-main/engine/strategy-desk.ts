import type { AccountReading } from "../contract/account.ts";
import type { KillRecord, KillRequest } from "../contract/kill.ts";
import type { Order } from "../contract/order.ts";
import type { Account } from "../domain/account.ts";
import { withoutTag } from "../domain/order-tag.ts";
import type { Position } from "../domain/position.ts";
import { isForeign } from "../domain/position.ts";
import type { AgentList } from "./agent-list.ts";
import type { RecordDesk } from "./record-desk.ts";
import type { OrderDesk } from "./order-desk.ts";
import type { Clock, Fresh, StrategyDoor } from "./ports.ts";
import type { Recorder } from "./recorder.ts";
import type { Reading } from "./truth-reader.ts";
import { limits } from "./limits.ts";

export interface StrategyWorld {
  readonly clock: Clock;
  ownerOf(ticket: number): string | null;
  find(agentId: string, uuid: string): Order | null;
  readonly orderDesk: OrderDesk;
  readonly recorder: Recorder;
  readonly agents: AgentList;
  readonly records: RecordDesk;
  readonly magicNumber: number;
  /** What is shown, with the monotonic moment it was read; `null` before the first truth. */
  known(): { readonly account: AccountReading; readonly positions: readonly Position[]; readonly askedAtMs: number } | null;
  /** When an order last changed, or may have changed, what is open (monotonic). */
  changedAtMs(): number;
  /** Reads the truth and shows it. */
  refresh(): Promise<Reading>;
  state: StrategyDoor["state"];
  kill(request: KillRequest): KillRecord;
  /** Who there is, or who is connected, changed. */
  onAgents(): void;
}

interface Known {
  readonly account: Account;
  readonly positions: readonly Position[];
  readonly readAtMs: number;
}

/** A strategy finds its comment as it gave it, without what we added. */
const asGiven = (position: Position): Position => (position.comment === null ? position : { ...position, comment: withoutTag(position.comment) });

/** The door for strategies: orders go to the desk, questions are answered from a truth that is young enough. */
export function createStrategyDesk(world: StrategyWorld): StrategyDoor {
  const { clock, recorder, agents, onAgents } = world;
  let reading: { readonly sinceMs: number; readonly found: Promise<Fresh<Known>> } | null = null;

  const young = (): Fresh<Known> | Promise<Fresh<Known>> => {
    const known = world.known();
    const isYoung = known !== null && clock.monotonicMs() - known.askedAtMs <= limits.strategyTruthMaxAgeMs;
    // Whoever is told of a fill and asks for the positions must find it there.
    if (isYoung && known.askedAtMs > world.changedAtMs()) {
      return { ok: true, value: { account: known.account, positions: known.positions, readAtMs: known.account.readAtMs }, readAtMs: known.account.readAtMs };
    }
    // One read serves everybody who asks while it is out, unless it was sent before something changed.
    if (reading === null || reading.sinceMs <= world.changedAtMs()) {
      const mine = { sinceMs: clock.monotonicMs(), found: readAnew() };
      reading = mine;
      void mine.found.finally(() => {
        if (reading === mine) reading = null;
      });
    }
    return reading.found;
  };

  const readAnew = async (): Promise<Fresh<Known>> => {
    const found = await world.refresh();
    if (found.kind === "failed") return { ok: false, code: found.error.code, message: found.error.message };
    if (found.kind === "suspect") return { ok: false, code: "SUSPECT_EMPTY", message: found.evidence };
    const readAtMs = clock.wallMs();
    return { ok: true, value: { ...found.truth, readAtMs }, readAtMs };
  };

  const mapped = async <T>(pick: (known: Known) => T): Promise<Fresh<T>> => {
    const known = await young();
    return known.ok ? { ok: true, value: pick(known.value), readAtMs: known.readAtMs } : known;
  };

  return {
    ...world.records,
    order: (intent) => world.orderDesk.order(intent),
    account: () => mapped(({ account }) => account),
    positions: (agentId) =>
      mapped(({ positions }) =>
        positions.filter((position) => (agentId === null ? !isForeign(position, world.magicNumber) : world.ownerOf(position.ticket) === agentId)).map(asGiven),
      ),
    register: (agentId, magic) => {
      if (!agents.register(agentId, magic)) return;
      onAgents();
      void recorder.record({ kind: "AGENT_REGISTERED", body: { agentId, magic } });
    },
    magicOf: agents.magicOf,
    knowsAgents: agents.knowsNames,
    knowsOrder: (agentId, uuid) => (agentId === null ? [...agents.names()] : [agentId]).some((name) => world.find(name, uuid) !== null),
    seen: (agentId, connected) => {
      agents.seen(agentId, connected, clock.wallMs());
      onAgents();
    },
    kill: (agentId, { scope, reason, flatten }) => world.kill({ scope, reason: `agent ${agentId}: ${reason}`, flatten, includeForeign: false, source: "strategy" }),
    state: world.state,
  };
}

import type { AccountReading } from "../contract/account.ts";
import type { Account } from "../domain/account.ts";
import type { Position } from "../domain/position.ts";
import { isForeign } from "../domain/position.ts";
import type { OrderBook } from "./order-book.ts";
import type { OrderDesk } from "./order-desk.ts";
import type { Clock, Fresh, StrategyDoor } from "./ports.ts";
import type { Recorder } from "./recorder.ts";
import type { Reading } from "./truth-reader.ts";
import { limits } from "./limits.ts";

export interface StrategyWorld {
  readonly clock: Clock;
  readonly book: OrderBook;
  readonly orderDesk: OrderDesk;
  readonly recorder: Recorder;
  readonly magicNumber: number;
  /** What is shown, with the monotonic moment it was read; `null` before the first truth. */
  known(): { readonly account: AccountReading; readonly positions: readonly Position[]; readonly monotonicMs: number } | null;
  /** Reads the truth and shows it. */
  refresh(): Promise<Reading>;
  state: StrategyDoor["state"];
}

interface Known {
  readonly account: Account;
  readonly positions: readonly Position[];
  readonly readAtMs: number;
}

/** The door for strategies: orders go to the desk, questions are answered from a truth that is young enough. */
export function createStrategyDesk(world: StrategyWorld): StrategyDoor {
  const { clock, book, recorder } = world;
  const magics = new Map<string, number | null>();
  let reading: Promise<Fresh<Known>> | null = null;

  const young = (): Fresh<Known> | Promise<Fresh<Known>> => {
    const known = world.known();
    if (known && clock.monotonicMs() - known.monotonicMs <= limits.strategyTruthMaxAgeMs) {
      return { ok: true, value: { account: known.account, positions: known.positions, readAtMs: known.account.readAtMs }, readAtMs: known.account.readAtMs };
    }
    // One read serves everybody who asks while it is out.
    reading ??= readAnew().finally(() => {
      reading = null;
    });
    return reading;
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
    order: (intent) => world.orderDesk.order(intent),
    account: () => mapped(({ account }) => account),
    positions: (agentId) =>
      mapped(({ positions }) =>
        positions.filter((position) => (agentId === null ? !isForeign(position, world.magicNumber) : book.ownerOf(position.ticket) === agentId)),
      ),
    register: (agentId, magic) => {
      if (magics.has(agentId) && magics.get(agentId) === magic) return;
      magics.set(agentId, magic);
      void recorder.record({ kind: "AGENT_REGISTERED", body: { agentId, magic } });
    },
    // Who is connected decides nothing here, and no screen shows it yet.
    seen: () => {},
    state: world.state,
  };
}

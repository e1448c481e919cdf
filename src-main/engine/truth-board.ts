import type { AccountReading } from "../contract/account.ts";
import type { Truth } from "../domain/account.ts";
import type { Position } from "../domain/position.ts";
import type { ConsoleFeed } from "./console-feed.ts";
import type { Clock } from "./ports.ts";
import type { Reconciler } from "./reconciler.ts";
import type { Recorder } from "./recorder.ts";
import type { StateKeeper } from "./state-keeper.ts";

/** A truth that is on the board. `monotonicMs` is when it was read. */
export interface KnownTruth {
  readonly account: AccountReading;
  readonly positions: readonly Position[];
  readonly monotonicMs: number;
}

/** The last truth, as everybody sees it, and its comparison with the record between full syncs. */
export interface TruthBoard {
  show(truth: Truth): void;
  /** Shows a truth read between syncs and lets the record follow it, unless a full sync has read a later one. */
  take(truth: Truth, syncNumber: number): Promise<void>;
  /** Somebody moved the wall clock: what is shown keeps its true age. */
  restamp(): void;
  /** Runs one comparison with the record at a time, from reading it to following it. */
  inTurn<T>(task: () => Promise<T>): Promise<T>;
  known(): KnownTruth | null;
  /** Since the truth was read, by the monotonic clock; `null` before the first. */
  ageMs(): number | null;
}

export interface TruthBoardWorld {
  readonly clock: Clock;
  readonly feed: ConsoleFeed;
  readonly reconciler: Reconciler;
  readonly recorder: Recorder;
  readonly keeper: StateKeeper;
  syncNumber(): number;
  stopped(): boolean;
  /** The record follows it now. */
  onCompared(truth: Truth): Promise<void>;
  /** Does a correction wait for a person? */
  wantsPerson(): boolean;
  /** It is shown now. */
  onShown(truth: Truth): void;
  /** What waited for a person is gone from the truth. */
  onSettled(): void;
}

export function createTruthBoard(world: TruthBoardWorld): TruthBoard {
  const { clock, feed, reconciler, recorder, keeper } = world;
  let readAtMonotonicMs: number | null = null;
  let turns: Promise<unknown> = Promise.resolve();

  const show = (truth: Truth, readAtMonotonic = clock.monotonicMs()): void => {
    const readAtMs = clock.wallMs() - (clock.monotonicMs() - readAtMonotonic);
    readAtMonotonicMs = readAtMonotonic;
    feed.set("account", { ...truth.account, readAtMs });
    feed.setPositions(truth.positions, readAtMs);
    feed.set("differences", [...reconciler.shown]);
    world.onShown(truth);
  };

  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const turn = turns.then(task);
    turns = turn;
    return turn;
  };

  const compare = async (truth: Truth, syncNumber: number, readAtMonotonic: number): Promise<void> => {
    // A full sync took its turn first, with a truth that was read later.
    if (syncNumber !== world.syncNumber() || world.stopped()) return;
    const { events, follow } = reconciler.compare(truth.positions);
    show(truth, readAtMonotonic);
    // At once: what only a person may settle must not wait for the disk before it stops orders.
    if (reconciler.waiting.length > 0) keeper.setGate("review");
    if (await recorder.recordAll(events)) follow();
    await world.onCompared(truth);
    if (world.wantsPerson()) keeper.setGate("review");
    if (reconciler.waiting.length === 0 && !world.wantsPerson() && keeper.gate === "review") world.onSettled();
    else keeper.refresh();
  };

  return {
    show: (truth) => show(truth),
    take: (truth, syncNumber) => {
      // Its turn may come later; what it says was so now.
      const readAtMonotonic = clock.monotonicMs();
      return inTurn(() => compare(truth, syncNumber, readAtMonotonic));
    },
    restamp: () => {
      const account = feed.value("account");
      if (readAtMonotonicMs === null || account === null) return;
      const readAtMs = clock.wallMs() - (clock.monotonicMs() - readAtMonotonicMs);
      feed.set("account", { ...account, readAtMs });
      feed.setPositions(feed.value("positions").rows, readAtMs);
    },
    inTurn,
    known: () => {
      const account = feed.value("account");
      return account && readAtMonotonicMs !== null ? { account, positions: feed.value("positions").rows, monotonicMs: readAtMonotonicMs } : null;
    },
    ageMs: () => (readAtMonotonicMs === null ? null : Math.round(clock.monotonicMs() - readAtMonotonicMs)),
  };
}

import type { AccountReading } from "../contract/account.ts";
import type { Position } from "../domain/position.ts";
import type { ConsoleFeed } from "./console-feed.ts";
import type { Clock } from "./ports.ts";
import type { Reconciler } from "./reconciler.ts";
import type { Recorder } from "./recorder.ts";
import type { StateKeeper } from "./state-keeper.ts";
import type { ReadTruth } from "./truth-reader.ts";

/** A truth that is on the board. `askedAtMs` is monotonic. */
export interface KnownTruth {
  readonly account: AccountReading;
  readonly positions: readonly Position[];
  readonly askedAtMs: number;
}

/** The last truth, as everybody sees it, and its comparison with the record between full syncs. */
export interface TruthBoard {
  show(truth: ReadTruth): void;
  /** Shows a truth read between syncs and lets the record follow it, unless a full sync has read a later one. */
  take(truth: ReadTruth, syncNumber: number): Promise<void>;
  /** Somebody moved the wall clock: what is shown keeps its true age. */
  restamp(): void;
  /** Runs one comparison with the record at a time, from reading it to following it. */
  inTurn<T>(task: () => Promise<T>): Promise<T>;
  known(): KnownTruth | null;
  /** Since the truth was asked for, by the monotonic clock; `null` before the first. */
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
  onCompared(truth: ReadTruth): Promise<void>;
  /** Does a correction wait for a person? */
  wantsPerson(): boolean;
  /** It is shown now. */
  onShown(truth: ReadTruth): void;
  /** What waited for a person is gone from the truth. */
  onSettled(): void;
}

export function createTruthBoard(world: TruthBoardWorld): TruthBoard {
  const { clock, feed, reconciler, recorder, keeper } = world;
  let askedAtMs: number | null = null;
  let turns: Promise<unknown> = Promise.resolve();

  const wallMsOf = (monotonicMs: number): number => clock.wallMs() - (clock.monotonicMs() - monotonicMs);

  const show = (truth: ReadTruth): void => {
    askedAtMs = truth.askedAtMs;
    const readAtMs = wallMsOf(askedAtMs);
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

  const compare = async (truth: ReadTruth, syncNumber: number): Promise<void> => {
    // A full sync, or another read, took its turn first, with a truth that was asked for later.
    if (syncNumber !== world.syncNumber() || world.stopped() || truth.askedAtMs < (askedAtMs ?? truth.askedAtMs)) return;
    const { events, follow } = reconciler.compare(truth.positions);
    show(truth);
    // At once: what only a person may settle must not wait for the disk before it stops orders.
    if (reconciler.waiting.length > 0) keeper.setGate("review");
    if (await recorder.recordAll(events)) follow();
    await world.onCompared(truth);
    if (world.wantsPerson()) keeper.setGate("review");
    if (reconciler.waiting.length === 0 && !world.wantsPerson() && keeper.gate === "review") world.onSettled();
    else keeper.refresh();
  };

  return {
    show,
    take: (truth, syncNumber) => inTurn(() => compare(truth, syncNumber)),
    restamp: () => {
      const account = feed.value("account");
      if (askedAtMs === null || account === null) return;
      const readAtMs = wallMsOf(askedAtMs);
      feed.set("account", { ...account, readAtMs });
      feed.setPositions(feed.value("positions").rows, readAtMs);
    },
    inTurn,
    known: () => {
      const account = feed.value("account");
      return account && askedAtMs !== null ? { account, positions: feed.value("positions").rows, askedAtMs } : null;
    },
    ageMs: () => (askedAtMs === null ? null : Math.round(clock.monotonicMs() - askedAtMs)),
  };
}

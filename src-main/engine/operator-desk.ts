import type { KillPreview, KillRecord, KillRequest, RearmRequest } from "../contract/kill.ts";
import type { SyncReport } from "../contract/sync.ts";
import type { TradingState } from "../contract/trading-state.ts";
import type { ConsoleFeed } from "./console-feed.ts";
import type { FlattenDesk } from "./flatten-desk.ts";
import { flattenTargets, type OwnerOf } from "./flatten.ts";
import type { KillSwitch } from "./kill-switch.ts";
import type { Clock, Result } from "./ports.ts";
import type { Reconciler } from "./reconciler.ts";
import type { Recorder } from "./recorder.ts";
import type { StateKeeper } from "./state-keeper.ts";
import type { SyncDesk } from "./sync-desk.ts";
import type { TruthReader } from "./truth-reader.ts";

/** A command that cannot be carried out now, with the reason in words. */
export interface Refusal {
  readonly message: string;
}

/** What a person may ask of the engine. */
export interface OperatorDesk {
  /** In force when this returns. `durable` settles with the record once the journal has taken it, or has failed to. */
  kill(request: KillRequest): { readonly kill: KillRecord; readonly durable: Promise<KillRecord> };
  /** Writes down the kills that the journal could not take when they came; true when none is left that it has not. */
  writeKillsDown(): Promise<boolean>;
  /** Ends kills after a clean sync; `armed` is false when anything still stands in the way. */
  rearm(request: RearmRequest): Promise<Result<{ readonly armed: boolean; readonly sync: SyncReport }, Refusal>>;
  /** Runs the startup gate again. */
  retry(): Promise<Result<SyncReport, Refusal>>;
  /** The record follows the truth for these differences; then a fresh sync. */
  acceptDifferences(ids: readonly string[], name: string, reason: string): Promise<Result<TradingState, Refusal>>;
  /** Nothing new is opened from here on, everything may be closed; or that ends. In force when this returns. */
  setReduceOnly(on: boolean, name: string, reason: string): Promise<Result<TradingState, Refusal>>;
  /** What a flatten would close and what it would leave, by the last truth. */
  killPreview(request: Pick<KillRequest, "scope" | "includeForeign">): KillPreview;
}

export interface OperatorWorld {
  readonly feed: ConsoleFeed;
  readonly keeper: StateKeeper;
  readonly killSwitch: KillSwitch;
  readonly flattenDesk: FlattenDesk;
  readonly reconciler: Reconciler;
  readonly recorder: Recorder;
  readonly syncDesk: SyncDesk;
  readonly reader: TruthReader;
  readonly magicNumber: number;
  readonly ownerOf: OwnerOf;
  readonly clock: Clock;
  /** The hard limit that the account breaks and that kills, in words; `null`: none. */
  killingBreach(): string | null;
  journalIsLost(): boolean;
  /** Runs one comparison with the record at a time, from reading it to following it. */
  inTurn<T>(run: () => Promise<T>): Promise<T>;
  publishKill(): void;
  /** What strategies believe of these tickets follows the venue, too. */
  acceptTickets(tickets: readonly number[], name: string, reason: string): Promise<boolean>;
}

export function createOperatorDesk(world: OperatorWorld): OperatorDesk {
  const { feed, keeper, killSwitch, flattenDesk, reconciler, recorder, syncDesk, publishKill } = world;

  const kill: OperatorDesk["kill"] = (request) => {
    const record = killSwitch.engage(request);
    const written = recorder.record({ kind: "KILLED", body: { kill: { ...record, durable: true } } });
    keeper.refresh();
    publishKill();
    if (record.flatten) flattenDesk.begin(record);
    const durable = written.then((ok) => {
      if (ok) killSwitch.markDurable(record.id);
      publishKill();
      return { ...record, durable: ok };
    });
    return { kill: record, durable };
  };

  const writeKillsDown: OperatorDesk["writeKillsDown"] = async () => {
    for (const record of killSwitch.active.filter((active) => !active.durable)) {
      if (!(await recorder.record({ kind: "KILLED", body: { kill: { ...record, durable: true } } }))) return false;
      killSwitch.markDurable(record.id);
    }
    publishKill();
    return true;
  };

  const endKills = (killIds: readonly string[]): void => {
    flattenDesk.callOff(killIds);
    killSwitch.release(killIds);
    keeper.refresh();
    publishKill();
  };

  return {
    kill,
    writeKillsDown,
    rearm: async ({ name, reason, killId }) => {
      const killIds = killSwitch.active.filter((active) => killId === undefined || active.id === killId).map((active) => active.id);
      if (killIds.length === 0) return refused("No such kill is in force.");
      if (flattenDesk.isClosing) return refused("A flatten is still closing positions. Wait for its end, then re-arm.");
      if (world.journalIsLost()) return refused("The journal cannot be written: a re-arm that is not written down is none.");
      const sync = await syncDesk.request("rearm");
      const breach = world.killingBreach();
      if (breach !== null) return refused(`A hard limit is still broken, and would kill again: ${breach}`);
      const mayEnd = sync.outcome === "clean" && (await recorder.record({ kind: "REARMED", body: { killIds, name, reason } }));
      if (mayEnd) endKills(killIds);
      return { ok: true, value: { armed: keeper.state === "ARMED", sync } };
    },
    retry: async () => {
      if (keeper.halted("JOURNAL_DAMAGED")) return refused("The journal is damaged. Where it was set aside, start a new one; where it was in use, restart Holdfast, which checks it.");
      return { ok: true, value: await syncDesk.request("operator") };
    },
    acceptDifferences: async (ids, name, reason) => {
      const result = await world.inTurn(async () => {
        const { accepted, events, follow } = reconciler.accept(ids);
        if (accepted.length === 0) return refused("None of these differences waits any more.");
        const words = accepted.map((difference) => ({ kind: "DIFFERENCE_ACCEPTED" as const, body: { difference, name, reason } }));
        if (!(await recorder.recordAll([...words, ...events]))) return refused("The journal cannot be written: an acceptance that is not written down is none.");
        follow();
        if (!(await world.acceptTickets(accepted.flatMap(({ kind, ticket }) => (kind === "direction" && ticket !== null ? [ticket] : [])), name, reason))) return refused("The journal cannot be written: what follows from the acceptance is not written down.");
        return { ok: true as const, value: accepted };
      });
      if (!result.ok) return result;
      const accepted = result.value;
      for (const difference of accepted) if (difference.kind === "suspect-empty") world.reader.accept(difference.detail);
      feed.set("differences", [...reconciler.shown]);
      await syncDesk.request("review");
      return { ok: true, value: keeper.state };
    },
    setReduceOnly: async (on, name, reason) => {
      // Taking risk away waits for no disk; letting it in again does.
      if (on) {
        const reduceOnly = { name, reason, atMs: world.clock.wallMs() };
        keeper.setReduceOnly(reduceOnly);
        await recorder.record({ kind: "REDUCE_ONLY_SET", body: { reduceOnly } });
      } else {
        const ending = keeper.reduceOnly;
        if (ending === null) return refused("Reduce-only is not set.");
        if (!(await recorder.record({ kind: "REDUCE_ONLY_ENDED", body: { name, reason } }))) return refused("The journal cannot be written: an end that is not written down is none.");
        // Somebody may have set it again meanwhile, and that holds.
        if (keeper.reduceOnly === ending) keeper.setReduceOnly(null);
      }
      return { ok: true, value: keeper.state };
    },
    killPreview: (request) => {
      const book = feed.value("positions");
      const { close, leave } = flattenTargets(request, book.rows, world.magicNumber, world.ownerOf);
      return { truthAtMs: book.readAtMs, close, leave };
    },
  };
}

const refused = (message: string): { readonly ok: false; readonly failure: Refusal } => ({ ok: false, failure: { message } });

import { noCounts } from "./agent-life.ts";
import type { Recovered } from "./operator.ts";

/** The moment of a kill, or what is done to the files after it. */
export type Moment = "trading" | "snapshot" | "startup" | "damaged snapshot" | "torn write";

/** What a run came to. Times are one a restart, unless said otherwise. */
export class Tally {
  readonly kills = new Map<Moment, number>();
  /** What agents were told. */
  readonly counts = noCounts();
  /** Everything that was found wrong, with the kill after which it was. */
  readonly problems: string[] = [];
  /** From the process being started to `ARMED`. */
  readonly armedMs: number[] = [];
  /** Of the comparison, by the recovery's own report. */
  readonly recoveredMs: number[] = [];
  readonly eventsReplayed: number[] = [];
  /** Of those written to their end, compaction included. */
  readonly snapshotsMs: number[] = [];
  /** The whole chain. */
  readonly verifiedMs: number[] = [];
  /** Every look through all that was acknowledged. */
  readonly lookedMs: number[] = [];
  /** Damaged snapshots passed over; one that stays in the folder counts at each start. */
  snapshotsSkipped = 0;
  /** Corrections that recoveries made alone, by code. */
  readonly corrected = new Map<string, number>();
  /** Corrections that waited for a person, by why. */
  readonly decided = new Map<string, number>();
  /** In the journal, when it was last verified. */
  events = 0;
  archives = 0;
  /** Open at the end. */
  positions = 0;
  tookMs = 0;

  get killed(): number {
    return [...this.kills.values()].reduce((sum, each) => sum + each, 0);
  }

  onKill(moment: Moment): void {
    addTo(this.kills, [[moment, 1]]);
  }

  onArmed({ report, tookMs, corrected, decided }: Recovered): void {
    this.armedMs.push(tookMs);
    this.recoveredMs.push(report.tookMs);
    this.eventsReplayed.push(report.journal.eventsReplayed);
    this.snapshotsSkipped += report.journal.snapshotsSkipped;
    addTo(this.corrected, corrected);
    addTo(this.decided, decided);
  }
}

function addTo<N>(sum: Map<N, number>, more: Iterable<readonly [N, number]>): void {
  for (const [name, count] of more) sum.set(name, (sum.get(name) ?? 0) + count);
}

export const listOf = (counts: ReadonlyMap<string, number>): string => [...counts].map(([name, count]) => `${count} ${name}`).join(", ");

import type { Difference } from "../contract/sync.ts";
import { diffPositions, type PositionDifference } from "../domain/position-diff.ts";
import type { Position } from "../domain/position.ts";
import { sameVolume } from "../domain/volume.ts";
import { limits } from "./limits.ts";
import type { JournalEvent } from "./journal-events.ts";
import type { Clock, Ids } from "./ports.ts";
import type { PositionLedger } from "./position-ledger.ts";

/** What has to be written down before the record may follow the truth, and the following itself. */
interface Correction {
  readonly events: readonly JournalEvent[];
  /** To be called once the events are durable: a record that ran ahead of the journal would never be written again. */
  follow(): void;
}

/** What a comparison came to. */
export interface Comparison extends Correction {
  readonly differences: readonly Difference[];
  /** Positions alike on both sides. */
  readonly alike: number;
  /** Positions that went into a record which had never been written. */
  readonly firstRecorded: number;
}

/** Compares the venue's truth with our record and keeps what is found until it is settled. */
export interface Reconciler {
  /** Finds what differs: what the record may follow by policy, and what only a person may settle, as `waiting`. */
  compare(truth: readonly Position[]): Comparison;
  /** We closed this position ourselves: its being gone is no difference, only something to write down. */
  weClosed(ticket: number): void;
  /** Adds a difference that was found elsewhere, such as a suspect-empty truth. */
  hold(difference: Omit<Difference, "id" | "foundAtMs" | "status">): Difference;
  /** A person's word: the record shall follow the truth for these. */
  accept(ids: readonly string[]): Correction & { readonly accepted: readonly Difference[] };
  readonly waiting: readonly Difference[];
  /** Waiting ones first, then the latest corrected ones. */
  readonly shown: readonly Difference[];
}

/** `isOurOpen` says whether an order of ours explains a position that appeared. */
export function createReconciler(clock: Clock, ids: Ids, ledger: PositionLedger, isOurOpen: (position: Position) => boolean = () => false): Reconciler {
  let waiting: readonly Difference[] = [];
  let corrected: readonly Difference[] = [];
  const closedByUs = new Set<number>();

  const named = (difference: Omit<Difference, "id" | "foundAtMs">): Difference => ({ ...difference, id: ids.uuid(), foundAtMs: clock.wallMs() });

  const keep = (found: readonly Difference[]): void => {
    corrected = [...found, ...corrected].slice(0, limits.correctedDifferencesKept);
  };

  /** What is written down is exactly what changed. */
  const correctionOf = (differences: readonly Pick<Difference, "believed" | "truth">[]): Correction => {
    const positions = differences.flatMap(({ truth }) => (truth ? [truth] : []));
    const tickets = differences.flatMap(({ believed, truth }) => (believed && !truth ? [believed.ticket] : []));
    const events: JournalEvent[] = [];
    if (positions.length > 0) events.push({ kind: "POSITIONS_RECORDED", body: { positions } });
    if (tickets.length > 0) events.push({ kind: "POSITIONS_GONE", body: { tickets } });
    const follow = (): void => {
      ledger.record(positions);
      ledger.forget(tickets);
    };
    return { events, follow };
  };

  const isOurClose = ({ kind, believed }: PositionDifference): boolean => kind === "gone" && believed !== null && closedByUs.has(believed.ticket);

  const isOurs = ({ kind, truth }: PositionDifference): boolean => kind === "appeared" && truth !== null && isOurOpen(truth);

  /** One that waits already keeps its id and age, so that a person who is reading it is not pulled away. */
  const heldFor = (difference: PositionDifference): Difference => {
    const before = waiting.find((held) => held.kind === difference.kind && held.ticket === (difference.truth?.ticket ?? null));
    const isSame = before?.truth && difference.truth && before.truth.side === difference.truth.side && before.truth.symbol === difference.truth.symbol && sameVolume(before.truth.volumeLots, difference.truth.volumeLots);
    // What is accepted must be what was read: once the venue says something else, it is another difference.
    return before && isSame ? { ...before, truth: difference.truth } : named({ ...described(difference), status: "waiting" });
  };

  return {
    compare: (truth) => {
      const firstEver = !ledger.known;
      const found = diffPositions(ledger.positions, truth);
      const held = found.filter((difference) => difference.kind === "direction").map(heldFor);
      const followed = found.filter((difference) => difference.kind !== "direction");
      const { events, follow } = correctionOf(followed);
      const fresh = held.filter((difference) => !waiting.some((known) => known.id === difference.id));
      // Everything is new to a record that has never been written: that is a recovery, not a list of differences.
      // What we opened or closed ourselves is there or gone as it should be.
      const surprising = firstEver ? [] : followed.filter((difference) => !isOurClose(difference) && !isOurs(difference));
      const news = surprising.map((difference) => named({ ...described(difference), status: "corrected" }));
      waiting = held;
      keep(news);
      const differences = [...fresh, ...news];
      return {
        follow,
        differences,
        firstRecorded: firstEver ? followed.length : 0,
        events: [...events, ...differences.map((difference): JournalEvent => ({ kind: "DIFFERENCE_FOUND", body: { difference } }))],
        alike: truth.length - found.filter((difference) => difference.truth !== null).length,
      };
    },
    weClosed: (ticket) => {
      closedByUs.add(ticket);
    },
    hold: (difference) => {
      const before = waiting.find((held) => held.kind === difference.kind && held.ticket === difference.ticket);
      const held = before ? { ...before, ...difference } : named({ ...difference, status: "waiting" });
      waiting = [...waiting.filter((known) => known.id !== held.id), held];
      return held;
    },
    accept: (wanted) => {
      const accepted = waiting.filter((difference) => wanted.includes(difference.id)).map((difference): Difference => ({ ...difference, status: "corrected" }));
      waiting = waiting.filter((difference) => !wanted.includes(difference.id));
      keep(accepted);
      return { accepted, ...correctionOf(accepted) };
    },
    get waiting() {
      return waiting;
    },
    get shown() {
      return [...waiting, ...corrected];
    },
  };
}

function described(difference: PositionDifference): Omit<Difference, "id" | "foundAtMs" | "status"> {
  const { kind, believed, truth } = difference;
  const position = truth ?? believed;
  return { kind, believed, truth, ticket: position?.ticket ?? null, symbol: position?.symbol ?? null, detail: detailOf(difference) };
}

function detailOf({ kind, believed, truth }: PositionDifference): string {
  switch (kind) {
    case "appeared":
      return `${told(truth)} is open at the venue and was not in our record`;
    case "gone":
      return `${told(believed)} was in our record and is not open at the venue any more`;
    case "volume":
      return `our record says ${told(believed)}, the venue says ${told(truth)}`;
    case "direction":
      return `our record says ${told(believed)}, the venue says ${told(truth)}: same ticket, other direction`;
  }
}

const told = (position: Position | null): string => (position ? `${position.side} ${position.volumeLots} ${position.symbol}` : "nothing");

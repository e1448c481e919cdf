import type { FlattenItem, FlattenReport, KillRecord } from "../contract/kill.ts";
import { isForeign, sameSymbol, type Position } from "../domain/position.ts";
import { limits } from "./limits.ts";
import type { Clock, Venue } from "./ports.ts";
import { pause } from "./startup-gate.ts";
import type { TruthReader } from "./truth-reader.ts";

/** Whose position a ticket is, by the orders that opened it; `null`: nobody's that we know of. */
export type OwnerOf = (ticket: number) => string | null;

/** Which of these positions a kill would close, and which it would leave because another magic number owns them. */
export function flattenTargets(
  kill: Pick<KillRecord, "scope" | "includeForeign">,
  positions: readonly Position[],
  magicNumber: number,
  ownerOf: OwnerOf,
): { readonly close: Position[]; readonly leave: Position[] } {
  const { scope } = kill;
  const inScope = positions.filter(({ symbol, ticket }) => {
    if (scope.kind === "all") return true;
    return scope.kind === "symbol" ? sameSymbol(symbol, scope.symbol) : ownerOf(ticket) === scope.agentId;
  });
  // What an agent opened is its own, whatever number it carries.
  const isLeft = (position: Position): boolean => !kill.includeForeign && ownerOf(position.ticket) === null && isForeign(position, magicNumber);
  return { close: inScope.filter((position) => !isLeft(position)), leave: inScope.filter(isLeft) };
}

export interface FlattenWorld {
  readonly clock: Clock;
  readonly venue: Venue;
  readonly reader: TruthReader;
  readonly magicNumber: number;
  readonly readTimeoutMs: number;
  readonly ownerOf: OwnerOf;
  onReport(report: FlattenReport): void;
  /** A close of ours was confirmed. */
  onClosed(position: Position, closePrice: number | null): void;
  /** The line is away: settles when it is worth trying again; false when it never will be, because we stop. */
  untilBack(): Promise<boolean>;
  /** True once this flatten was called off. */
  cancelled(): boolean;
  /** Aborted when it is. */
  readonly calledOff: AbortSignal;
}

/**
 * Closes every target of a kill: rounds of close-all and a fresh, careful read, until nothing is left or the rounds are
 * used up. A closing that went unanswered is not trusted either way: only the next read says.
 */
export async function flatten(world: FlattenWorld, kill: KillRecord): Promise<FlattenReport> {
  const book = createFlattenBook(world, kill.id);
  let round = 0;
  let failedReads = 0;
  let hasRested = true;
  while (!world.cancelled()) {
    const look = await lookForOpen(world);
    if (!look.ok) {
      failedReads += 1;
      if (failedReads < limits.flattenReadTries) continue;
      book.wait(look.why);
      if (!(await world.untilBack())) break;
      continue;
    }
    failedReads = 0;
    const targets = flattenTargets(kill, look.positions, world.magicNumber, world.ownerOf);
    book.sawOpen(targets.close, targets.leave.length);
    // An "empty" that nothing confirms is no proof of being flat: look again, and in the end say so.
    if (targets.close.length === 0 && look.doubt === null) return book.end();
    if (!hasRested) {
      hasRested = true;
      await pause(world.clock, limits.flattenPausesMs[round - 1] ?? 0, world.calledOff);
      continue;
    }
    if (round === limits.flattenPausesMs.length) return book.end(look.doubt ?? undefined);
    if (targets.close.length > 0 && !(await closeAll(world, targets.close, book))) {
      book.wait("no close could leave this machine");
      if (!(await world.untilBack())) break;
      continue;
    }
    round += 1;
    hasRested = false;
  }
  return book.end("the flatten was called off");
}

/** What is open, and why that may not be all there is to know; `null`: nothing is in doubt. */
type Look = { readonly ok: true; readonly positions: readonly Position[]; readonly doubt: string | null } | { readonly ok: false; readonly why: string };

/**
 * The careful read, and where that fails the plain list of positions: an account figure that cannot be read is no
 * reason to leave open what can be seen. A list that nothing confirms says what to close, never that all is closed.
 */
async function lookForOpen({ venue, reader, readTimeoutMs }: FlattenWorld): Promise<Look> {
  const reading = await reader.readStrictly(readTimeoutMs);
  if (reading.kind === "truth") return { ok: true, positions: reading.truth.positions, doubt: null };
  if (reading.kind === "suspect") return { ok: true, positions: reading.fuller.positions, doubt: reading.evidence };
  const list = await venue.readPositions(readTimeoutMs);
  return list.kind === "confirmed"
    ? { ok: true, positions: list.value, doubt: `only the list of positions could be read: ${reading.error.message}` }
    : { ok: false, why: reading.error.message };
}

/**
 * Sends the closes with a bounded number in flight: the gateway works through them at its own speed. Stops early when
 * nothing answers any more. True when at least one close left this machine.
 */
async function closeAll(world: FlattenWorld, targets: readonly Position[], book: FlattenBook): Promise<boolean> {
  const queue = targets.values();
  let hasLeft = false;
  let silentInARow = 0;
  const worker = async (): Promise<void> => {
    for (const position of queue) {
      if (world.cancelled() || silentInARow >= limits.flattenInFlight) return;
      book.closing(position.ticket);
      const outcome = await world.venue.closePosition(position, limits.flattenCloseTimeoutMs);
      const isAnswer = outcome.kind === "confirmed" || outcome.kind === "refused";
      silentInARow = isAnswer ? 0 : silentInARow + 1;
      hasLeft ||= outcome.kind !== "denied";
      if (outcome.kind === "confirmed") world.onClosed(position, outcome.value.closePrice);
      book.answered(position.ticket, outcome.kind, outcome.kind === "confirmed" ? null : `${outcome.code}: ${outcome.message}`);
    }
  };
  await Promise.all(Array.from({ length: limits.flattenInFlight }, worker));
  return hasLeft;
}

interface FlattenBook {
  /** What a fresh read still lists; everything else that we set out to close is gone. */
  sawOpen(open: readonly Position[], leftForeign: number): void;
  closing(ticket: number): void;
  answered(ticket: number, kind: "confirmed" | "refused" | "denied" | "unresolved", why: string | null): void;
  wait(why: string): void;
  end(note?: string): FlattenReport;
}

function createFlattenBook(world: FlattenWorld, killId: string): FlattenBook {
  const items = new Map<number, FlattenItem>();
  /** Closes that left this machine: each may have closed its position, whatever came back. */
  const sent = new Set<number>();
  const startedAtMs = world.clock.wallMs();
  let status: FlattenReport["status"] = "running";
  let note: string | null = null;
  let leftForeign = 0;

  const report = (endedAtMs: number | null): FlattenReport => {
    const all = [...items.values()];
    const count = (wanted: FlattenItem["status"]): number => all.filter((item) => item.status === wanted).length;
    return {
      killId,
      status,
      startedAtMs,
      endedAtMs,
      items: all,
      closed: count("closed"),
      alreadyClosed: count("already-closed"),
      stillOpen: all.length - count("closed") - count("already-closed"),
      leftForeign,
      note,
    };
  };
  let toldAtMs = Number.NEGATIVE_INFINITY;
  const tell = (): void => {
    toldAtMs = world.clock.monotonicMs();
    world.onReport(report(null));
  };
  const change = (ticket: number, patch: Partial<FlattenItem>): void => {
    const item = items.get(ticket);
    if (item) items.set(ticket, { ...item, ...patch });
  };

  tell();
  return {
    sawOpen: (open, foreign) => {
      leftForeign = foreign;
      status = "running";
      note = null;
      const listed = new Set(open.map((position) => position.ticket));
      for (const item of items.values()) {
        if (!listed.has(item.ticket)) change(item.ticket, { status: sent.has(item.ticket) ? "closed" : "already-closed", why: null });
      }
      for (const { ticket, symbol, volumeLots } of open) {
        const known = items.get(ticket);
        if (!known) items.set(ticket, { ticket, symbol, volumeLots, status: "pending", attempts: 0, why: null });
        else change(ticket, { volumeLots, status: "still-open", why: known.why ?? "still listed after its close was confirmed" });
      }
      tell();
    },
    closing: (ticket) => {
      change(ticket, { status: "closing", attempts: (items.get(ticket)?.attempts ?? 0) + 1 });
    },
    answered: (ticket, kind, why) => {
      if (kind === "confirmed" || kind === "unresolved") sent.add(ticket);
      change(ticket, { status: kind === "confirmed" ? "closed" : "still-open", why });
      // A report costs a line an item; telling it after each of thousands of closes would hold up the closes.
      if (world.clock.monotonicMs() - toldAtMs >= limits.flattenReportIntervalMs) tell();
    },
    wait: (why) => {
      status = "waiting";
      note = why;
      tell();
    },
    end: (why) => {
      const open = report(null).stillOpen;
      status = open === 0 && why === undefined ? "done" : "incomplete";
      note = why ?? null;
      const ended = report(world.clock.wallMs());
      world.onReport(ended);
      return ended;
    },
  };
}

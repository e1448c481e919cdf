import type { Correction, CorrectionCode } from "../contract/reconciliation.ts";
import type { RecoveryHead } from "../contract/records.ts";
import type { RecoveryCause, RecoveryMode, RecoveryReport } from "../contract/recovery.ts";
import type { Reason } from "../contract/trading-state.ts";
import type { AgentRecord } from "../domain/agent-record.ts";
import type { CorrectionPolicy } from "../domain/correction-policy.ts";
import { usualTolerance } from "../domain/diff-tolerance.ts";
import type { Deal } from "../domain/order.ts";
import { orphanCorrection, type OrphanChoice } from "../domain/orphan-correction.ts";
import type { Position } from "../domain/position.ts";
import { reconcile, type Reconciliation } from "../domain/reconciliation.ts";
import { recoveryReport, type RecoveryFacts } from "../domain/recovery-report.ts";
import { openingOf, positionOf, type Trade } from "../domain/trade.ts";
import type { JournalEvent } from "./journal-events.ts";
import { limits } from "./limits.ts";
import { explains, isNettedInto, type OrderBook } from "./order-book.ts";
import type { Clock, Result, Venue } from "./ports.ts";
import type { Refusal } from "./operator-desk.ts";
import type { RecordKeeper } from "./record-keeper.ts";
import type { Recorder } from "./recorder.ts";
import type { ReadTruth } from "./truth-reader.ts";

/** What closed by itself, by a stop, by hand or by an order whose answer was lost. */
const dailyBusiness: ReadonlySet<CorrectionCode> = new Set(["CLOSED_OUTSIDE", "REDUCED_OUTSIDE", "ORDER_CLOSED"]);

/** What the journal was opened from: facts of the report that only the start knows. */
export type OpeningFacts = Pick<RecoveryFacts, "cleanExitBefore" | "journal">;

export interface RecoverySettings {
  readonly policy: CorrectionPolicy;
  /**
   * When a person confirms before trading begins: at every start, when a start found differences, or never. What waits
   * for a decision waits in any case.
   */
  readonly confirm: "always" | "differences" | "never";
  /** Time from one comparison of all three sides to the next. */
  readonly intervalMs: number;
}

/** What the venue listed, and the monotonic moment at which it was asked to. */
export type Listed = Pick<ReadTruth, "positions" | "askedAtMs">;

/** Compares venue, record and agents; corrects what may be corrected alone; keeps what waits for a person. */
export interface RecoveryDesk {
  /** After a full sync read this truth; the first of a run is the recovery. False when what was found could not be written down. */
  afterSync(listed: Listed): Promise<boolean>;
  /** Between syncs, when it is time again. */
  onTruth(listed: Listed): Promise<void>;
  /** The next truth is compared, whenever the last was: something is known to wait for its entry in the record. */
  soon(): void;
  /** What would be found and corrected now. Changes nothing. */
  plan(listed: Listed, mode: RecoveryMode): Promise<RecoveryReport>;
  run(listed: Listed, mode: RecoveryMode): Promise<RecoveryReport>;
  apply(listed: Listed, ids: readonly string[], name: string, reason: string): Promise<Result<RecoveryReport, Refusal>>;
  /** A person took the venue's word for these tickets: what waits about them is settled with it. */
  acceptTickets(listed: Listed, tickets: readonly number[], name: string, reason: string): Promise<boolean>;
  settleOrphan(listed: Listed, ticket: number, choice: OrphanChoice, name: string, reason: string): Promise<Result<RecoveryReport, Refusal>>;
  confirm(name: string, reason: string): Promise<Result<null, Refusal>>;
  readonly report: RecoveryReport | null;
  readonly head: RecoveryHead | null;
  /** Why it is not over; empty when nothing waits for a person. */
  readonly waits: readonly Reason[];
}

export interface RecoveryWorld {
  readonly clock: Clock;
  readonly venue: Venue;
  readonly recorder: Recorder;
  readonly keeper: RecordKeeper;
  readonly book: OrderBook;
  readonly settings: RecoverySettings;
  readonly opening: OpeningFacts;
  /** The record was never written before this start: what is open then was there before us. */
  readonly isFirstStart: boolean;
  readonly unconfirmed: boolean;
  readonly timeoutMs: number;
  capabilities(): readonly string[];
  /** Of this ticket we know something that a list asked for at this monotonic moment may not show yet, or show still. */
  unsettled(ticket: number, listAskedAtMs: number): boolean;
  onChange(): void;
  /** The same trouble was found in several comparisons in a row. */
  onRepeatedDrift(detail: string): void;
  /** Closes a position that was decided to be closed. Asked again at each comparison that still finds it. */
  close(position: Position): void;
  /** The startup gate has passed: whoever corrects now does so in a system that trades. */
  hasPassed(): boolean;
}

export function createRecoveryDesk(world: RecoveryWorld): RecoveryDesk {
  const { clock, venue, recorder, keeper, book, settings } = world;
  let report: RecoveryReport | null = null;
  let waiting: readonly Correction[] = [];
  let unconfirmed = world.unconfirmed;
  let sinceMs = clock.wallMs();
  let isFirst = world.isFirstStart;
  let comparedAtMs = Number.NEGATIVE_INFINITY;
  let hasStarted = false;
  let isComparing = false;
  let driftsInARow = 0;

  const record = async (events: readonly JournalEvent[]): Promise<boolean> => events.length === 0 || recorder.recordAll(events);

  /** Positions that an order of ours opened are no difference; they only have to be in the record. */
  const bookOwn = (positions: readonly Position[]): Promise<boolean> => {
    const { ledger } = keeper.records;
    return record(
      positions.flatMap((position): JournalEvent[] => {
        const agentId = book.ownerOf(position.ticket);
        if (agentId === null || ledger.trades.has(position.ticket)) return [];
        return [{ kind: "TRADE_OPENED", body: { trade: openingOf(position, agentId) } }];
      }),
    );
  };

  /** What was open before Holdfast first looked is nobody's by right, and no reason to stop. */
  const holdFirst = async (positions: readonly Position[]): Promise<boolean> => {
    if (!isFirst) return true;
    isFirst = false;
    const { ledger } = keeper.records;
    const strangers = positions.filter(({ ticket }) => !ledger.trades.has(ticket) && book.ownerOf(ticket) === null);
    return record(strangers.flatMap((position): JournalEvent[] => orphanCorrection(position, { choice: "hold" }, "policy", "it was open before Holdfast first looked").events));
  };

  /**
   * What the comparison may look at: without positions that an order on its way or in doubt may be opening or closing,
   * and as if the list showed already what our record learned since it was asked for, or so shortly before that a list
   * which lags may not show it.
   */
  const settled = ({ positions, askedAtMs }: Listed): Position[] => {
    const { ledger } = keeper.records;
    const known = positions.filter((position) => ledger.trades.has(position.ticket) || !explains(book, position));
    const there = new Set(known.map(({ ticket }) => ticket));
    const late = [...ledger.open.values()].filter(({ ticket }) => !there.has(ticket) && (world.unsettled(ticket, askedAtMs) || isBeingClosed(ticket)));
    const now = known.flatMap((position): Position[] => {
      const trade = ledger.trades.get(position.ticket);
      const isOpenQuestion = world.unsettled(position.ticket, askedAtMs) || isBeingNetted(position, trade ?? null);
      if (trade === undefined || !isOpenQuestion) return [position];
      return trade.closedAtMs === null ? [positionOf(trade)] : [];
    });
    return [...now, ...late.map(positionOf)];
  };

  const isBeingNetted = (position: Position, trade: Trade | null): boolean => book.open.some(({ intent }) => intent.action === "OPEN" && isNettedInto(intent, position, trade));
  const isBeingClosed = (ticket: number): boolean => book.open.some(({ intent }) => intent.action === "CLOSE" && intent.ticket === ticket);

  /** Between starts an agent's own ledger may be older than its last trade: that is no difference, it has not said yet. */
  const agentsNow = (cause: RecoveryCause): ReadonlyMap<string, AgentRecord> => {
    if (cause !== "continuous") return keeper.records.agents;
    const { ledger, agents } = keeper.records;
    const isStale = ({ agentId, privateLedger }: AgentRecord): boolean => privateLedger !== null && privateLedger.savedAtMs < (ledger.changedAtMs(agentId) ?? 0) + limits.privateLedgerGraceMs;
    return new Map([...agents].map(([agentId, agent]) => [agentId, isStale(agent) ? { ...agent, privateLedger: null } : agent]));
  };

  const compare = async (listed: Listed, cause: RecoveryCause): Promise<{ readonly reconciliation: Reconciliation; readonly historyRead: boolean | null }> => {
    const compareWith = (deals: readonly Deal[] | null): Reconciliation =>
      reconcile({ records: { ledger: keeper.records.ledger, agents: agentsNow(cause) }, venue: settled(listed), orderByTag: book.byTag, foundGone: book.foundGone, deals, tolerance: usualTolerance, policy: settings.policy, nowMs: clock.wallMs() });
    const first = compareWith(null);
    if (first.diff.pairs.length === 0) return { reconciliation: first, historyRead: null };
    const deals = await readDeals(first);
    // While the history was read, trading went on.
    return { reconciliation: deals === null ? first : compareWith(deals), historyRead: deals !== null };
  };

  const readDeals = async ({ diff }: Reconciliation): Promise<readonly Deal[] | null> => {
    if (!world.capabilities().includes("HISTORY")) return null;
    const openings = diff.pairs.map((pair) => pair.public?.openedAtMs ?? pair.venue?.openedAtMs ?? clock.wallMs() - limits.untoldOpeningAgoMs);
    const history = await venue.readHistory(Math.min(...openings) - limits.historySlackMs, world.timeoutMs);
    return history.kind === "confirmed" ? history.value : null;
  };

  const eventsOf = (correction: Correction, by: string, reason: string | null): JournalEvent[] => {
    const { events, ...told } = correction;
    return [...events, { kind: "CORRECTION_APPLIED", body: { correction: told, by, reason } }];
  };

  const reported = (found: Awaited<ReturnType<typeof compare>>, facts: Pick<RecoveryFacts, "tookMs" | "cause" | "mode" | "dryRun">, positions: number): RecoveryReport => {
    const base = { ...world.opening, ...facts, atMs: clock.wallMs(), restoredFromMs: null, venuePositions: positions, historyRead: found.historyRead, skipsConfirmation: settings.confirm !== "always" };
    const whole = recoveryReport(base, keeper.records, found.reconciliation);
    // Between starts nobody is asked for what was corrected alone, nor to confirm what they just did.
    const wantsNobody = facts.cause === "continuous" || settings.confirm === "never" || (facts.cause === "operator" && world.hasPassed());
    return wantsNobody && whole.decision === "confirm" ? { ...whole, decision: "trade" } : whole;
  };

  const perform = async (listed: Listed, cause: RecoveryCause, mode: RecoveryMode, dryRun: boolean): Promise<{ readonly report: RecoveryReport; readonly written: boolean }> => {
    const startedAtMs = clock.monotonicMs();
    const { positions } = listed;
    let written = dryRun || ((await bookOwn(positions)) && (await holdFirst(positions)));
    const found = await compare(listed, cause);
    const corrections = found.reconciliation.plan.corrections.filter((correction) => isInMode(correction, mode));
    const planned = { ...found, reconciliation: { ...found.reconciliation, plan: { ...found.reconciliation.plan, corrections } } };
    const alone = corrections.filter(({ waitsFor }) => waitsFor === null);
    if (!dryRun) written = written && (await record(alone.flatMap((correction) => eventsOf(correction, "policy", null))));
    const made = reported(planned, { tookMs: Math.round(clock.monotonicMs() - startedAtMs), cause, mode, dryRun }, positions.length);
    if (dryRun) return { report: made, written };
    comparedAtMs = clock.monotonicMs();
    const asked = corrections.filter(({ waitsFor }) => waitsFor !== null);
    // What waits was told when it began to; it must not be told again at every comparison, nor look as if it were new.
    const isNews = cause !== "continuous" || alone.length > 0 || namesOf(asked) !== namesOf(waiting);
    waiting = asked;
    for (const position of positions) if (keeper.records.ledger.isCondemned(position.ticket)) world.close(position);
    if (isNews) written = written && (await recorder.record({ kind: "RECOVERY_REPORTED", body: { report: made } }));
    if (made.decision === "confirm") unconfirmed = true;
    // What could not be written down was not corrected.
    if (written && (isNews || report === null)) report = made;
    if (isNews) sinceMs = clock.wallMs();
    noteDrift(cause, alone);
    world.onChange();
    return { report: made, written };
  };

  /** What does not fit again and again, and is no daily business; of what waits, a person knows. */
  const noteDrift = (cause: RecoveryCause, corrections: readonly Correction[]): void => {
    if (cause !== "continuous") return;
    const strange = corrections.filter(({ kind, code }) => kind !== "C" && !dailyBusiness.has(code));
    driftsInARow = strange.length > 0 ? driftsInARow + 1 : 0;
    if (driftsInARow >= limits.driftsToTrip) world.onRepeatedDrift(strange[0]?.why ?? "");
  };

  const applied = async (listed: Listed, chosen: readonly Correction[], name: string, reason: string): Promise<Result<RecoveryReport, Refusal>> => {
    if (!(await record(chosen.flatMap((correction) => eventsOf(correction, name, reason))))) return refused("The journal cannot be written: a correction that is not written down is none.");
    return { ok: true, value: (await perform(listed, "operator", "whole", false)).report };
  };

  return {
    afterSync: async (listed) => {
      const isStart = !hasStarted;
      const done = await perform(listed, isStart ? "startup" : "continuous", "whole", false);
      hasStarted ||= done.written;
      if (isStart && settings.confirm === "always") unconfirmed = true;
      world.onChange();
      return done.written;
    },
    onTruth: async (listed) => {
      if (isComparing || clock.monotonicMs() - comparedAtMs < settings.intervalMs) return;
      isComparing = true;
      await perform(listed, "continuous", "whole", false);
      isComparing = false;
    },
    soon: () => {
      comparedAtMs = Number.NEGATIVE_INFINITY;
    },
    plan: async (listed, mode) => (await perform(listed, "operator", mode, true)).report,
    run: async (listed, mode) => (await perform(listed, "operator", mode, false)).report,
    apply: async (listed, ids, name, reason) => {
      const { reconciliation } = await compare(listed, "operator");
      const chosen = reconciliation.plan.corrections.filter(({ id }) => ids.includes(id));
      if (chosen.length < ids.length) return refused("Some of these corrections are not what they were, or wait no more: look again.");
      if (chosen.some(({ events }) => events.length === 0)) return refused("An orphan is settled by saying what shall become of it: adopt, hold or flatten.");
      return applied(listed, chosen, name, reason);
    },
    acceptTickets: async (listed, tickets, name, reason) => {
      const { reconciliation } = await compare(listed, "operator");
      const theirs = reconciliation.plan.corrections.filter(({ ticket, waitsFor, events }) => ticket !== null && tickets.includes(ticket) && waitsFor !== null && events.length > 0);
      return record(theirs.flatMap((correction) => eventsOf(correction, name, reason)));
    },
    settleOrphan: async (listed, ticket, choice, name, reason) => {
      const position = listed.positions.find((each) => each.ticket === ticket);
      if (!position) return refused(`No position ${ticket} is open by the last truth.`);
      const trade = keeper.records.ledger.trades.get(ticket);
      if (trade && trade.agentId !== null) return refused(`Position ${ticket} belongs to agent ${trade.agentId}.`);
      return applied(listed, [orphanCorrection(position, choice, name, reason)], name, reason);
    },
    confirm: async (name, reason) => {
      if (!unconfirmed) return refused("Nothing waits to be confirmed.");
      if (waiting.length > 0) return refused(`${waiting.length} corrections still wait for a decision.`);
      if (!(await recorder.record({ kind: "RECOVERY_CONFIRMED", body: { name, reason } }))) return refused("The journal cannot be written: a confirmation that is not written down is none.");
      unconfirmed = false;
      world.onChange();
      return { ok: true, value: null };
    },
    get report() {
      return report;
    },
    get head() {
      return report && headOf(report, waiting.length, unconfirmed);
    },
    get waits() {
      const reasons: Reason[] = [];
      if (waiting.length > 0) reasons.push({ code: "CORRECTIONS_WAIT", detail: `${waiting.length} of the recovery's corrections wait for a decision`, sinceMs });
      if (unconfirmed) reasons.push({ code: "RECOVERY_UNCONFIRMED", detail: "a person reads the recovery report and confirms", sinceMs });
      return reasons;
    },
  };
}

function headOf({ atMs, cause, decision, counts, alive, dead, lastSaveAtMs, storm }: RecoveryReport, waiting: number, unconfirmed: boolean): RecoveryHead {
  const now = waiting > 0 ? "review" : unconfirmed ? "confirm" : decision === "no truth" ? decision : "trade";
  return { atMs, cause, decision: now, counts: { ...counts, waiting }, alive, dead, lastSaveAtMs, storm, wantsConfirmation: unconfirmed };
}

const namesOf = (corrections: readonly Correction[]): string => corrections.map(({ id }) => id).join("\n");

/** `agents only`: what agents say. `ledgers only`: our own record. */
function isInMode({ kind }: Correction, mode: RecoveryMode): boolean {
  if (mode === "whole") return true;
  return mode === "agents only" ? kind === "C" : kind !== "C";
}

const refused = (message: string): { readonly ok: false; readonly failure: Refusal } => ({ ok: false, failure: { message } });

import { z } from "zod";
import { AccountReading } from "../contract/account.ts";
import { Severity } from "../contract/journal.ts";
import { KillRecord } from "../contract/kill.ts";
import { AgentId, OrderIntent, OrderOutcome, RiskCheck, SettledBy } from "../contract/order.ts";
import { Position } from "../contract/position.ts";
import { recordEvents } from "../contract/record-events.ts";
import { Difference, SyncCause, SyncError } from "../contract/sync.ts";
import { GatewayKind, ReduceOnly, TradingState } from "../contract/trading-state.ts";

/**
 * Everything that is ever written down, by kind: the schema of its body, and how loud it is. State is a fold over
 * these. A kind's schema only ever grows optional fields, so that every old journal stays readable.
 */
const kind = <B extends z.ZodType>(severity: Severity, body: B): { readonly severity: Severity; readonly body: B } => ({ severity, body });

export const journalEvents = {
  /** First event of every run. `cleanExitBefore` is false when the run before did not end with `ENGINE_STOPPED`. */
  ENGINE_STARTED: kind("info", z.object({ version: z.string(), pid: z.number().int(), host: z.string(), cleanExitBefore: z.boolean() })),
  ENGINE_STOPPED: kind("info", z.object({ reason: z.string() })),
  STATE_CHANGED: kind("info", z.object({ from: TradingState, to: TradingState, reasons: z.array(z.string()) })),
  GATEWAY_PROBED: kind("info", z.object({ endpoint: z.string(), kind: GatewayKind, latencyMs: z.number().nullable(), detail: z.string() })),
  /** The line's health changed, or a beat went missing. */
  GATEWAY_INCIDENT: kind("warning", z.object({ code: z.string(), detail: z.string() })),
  SYNC_ENDED: kind(
    "info",
    z.object({
      number: z.number().int(),
      cause: SyncCause,
      outcome: z.enum(["clean", "review", "halted"]),
      tries: z.number().int(),
      tookMs: z.number(),
      positions: z.number().int().nullable(),
      account: AccountReading.nullable(),
      error: SyncError.nullable(),
    }),
  ),
  /** The record followed the truth: the position ledger is folded from these two. */
  POSITIONS_RECORDED: kind("info", z.object({ positions: z.array(Position) })),
  POSITIONS_GONE: kind("info", z.object({ tickets: z.array(z.number().int()) })),
  DIFFERENCE_FOUND: kind("warning", z.object({ difference: Difference })),
  DIFFERENCE_ACCEPTED: kind("warning", z.object({ difference: Difference, name: z.string(), reason: z.string() })),
  TRIPPED: kind("critical", z.object({ reason: z.string(), detail: z.string() })),
  RELEASED: kind("info", z.object({ reasons: z.array(z.string()), by: z.string() })),
  KILLED: kind("critical", z.object({ kill: KillRecord })),
  REARMED: kind("warning", z.object({ killIds: z.array(z.string()), name: z.string(), reason: z.string() })),
  REDUCE_ONLY_SET: kind("warning", z.object({ reduceOnly: ReduceOnly })),
  REDUCE_ONLY_ENDED: kind("warning", z.object({ name: z.string(), reason: z.string() })),
  /** Limits came into force: at a start that found others than the last one did, or on a person's word. */
  LIMITS_LOADED: kind("warning", z.object({ file: z.string().nullable(), sha256: z.string().nullable(), changed: z.array(z.string()), name: z.string().nullable(), reason: z.string().nullable() })),
  /** Equity at the beginning of a UTC day and its highest since: what drawdown is counted from, also after a restart. */
  EQUITY_MARKED: kind("info", z.object({ day: z.string(), startEquity: z.number(), peakEquity: z.number() })),
  FLATTEN_STARTED: kind("critical", z.object({ killId: z.string(), tickets: z.array(z.number().int()), leftForeign: z.number().int() })),
  FLATTEN_ENDED: kind(
    "critical",
    z.object({
      killId: z.string(),
      status: z.enum(["done", "incomplete"]),
      closed: z.array(z.number().int()),
      alreadyClosed: z.array(z.number().int()),
      stillOpen: z.array(z.object({ ticket: z.number().int(), why: z.string() })),
      /** A wider flatten took over, or a re-arm ended it. */
      calledOff: z.boolean().optional(),
    }),
  ),
  /** An order is about to leave. Durable before it does: an intent without an end is in doubt at the next start. */
  ORDER_INTENDED: kind("info", z.object({ intent: OrderIntent, checks: z.array(RiskCheck) })),
  /** An order that never left. Its intent had not been written down before. */
  ORDER_DENIED: kind("warning", z.object({ intent: OrderIntent, checks: z.array(RiskCheck), code: z.string(), message: z.string() })),
  ORDER_ENDED: kind("info", z.object({ agentId: AgentId, uuid: z.string(), outcome: OrderOutcome, sentAtMs: z.number().nullable(), latencyMs: z.number().nullable() })),
  /** An order in doubt is in doubt no more. `name` and `reason` are those of the operator who settled it. */
  ORDER_SETTLED: kind(
    "warning",
    z.object({ agentId: AgentId, uuid: z.string(), outcome: OrderOutcome, by: SettledBy, name: z.string().nullable(), reason: z.string().nullable() }),
  ),
  /** The venue leaves open what became of an order: only a person can say. */
  ORDER_WANTS_DECISION: kind("critical", z.object({ agentId: AgentId, uuid: z.string(), why: z.string(), candidates: z.array(z.number().int()) })),
  /** The account came past the warning level of a hard limit. */
  RISK_WARNED: kind("warning", z.object({ rule: z.string(), detail: z.string() })),
  AGENT_REGISTERED: kind("info", recordEvents.AGENT_REGISTERED),
  AGENT_STATE_SAVED: kind("info", recordEvents.AGENT_STATE_SAVED),
  PRIVATE_LEDGER_SAVED: kind("info", recordEvents.PRIVATE_LEDGER_SAVED),
  AGENT_DIED: kind("warning", recordEvents.AGENT_DIED),
  VALHALLA_SAVED: kind("info", recordEvents.VALHALLA_SAVED),
  SUPERVISOR_SAVED: kind("info", recordEvents.SUPERVISOR_SAVED),
  MASTERMIND_SAVED: kind("info", recordEvents.MASTERMIND_SAVED),
  TRADE_OPENED: kind("info", recordEvents.TRADE_OPENED),
  TRADE_CLOSED: kind("info", recordEvents.TRADE_CLOSED),
  TRADE_CORRECTED: kind("warning", recordEvents.TRADE_CORRECTED),
  ORPHAN_ADOPTED: kind("warning", recordEvents.ORPHAN_ADOPTED),
  ORPHAN_HELD: kind("warning", recordEvents.ORPHAN_HELD),
  ORPHAN_FLATTENED: kind("warning", recordEvents.ORPHAN_FLATTENED),
  PRIVATE_LEDGER_CORRECTED: kind("warning", recordEvents.PRIVATE_LEDGER_CORRECTED),
  CAPITAL_AGREED: kind("info", recordEvents.CAPITAL_AGREED),
  CORRECTION_APPLIED: kind("warning", recordEvents.CORRECTION_APPLIED),
  RECOVERY_REPORTED: kind("info", recordEvents.RECOVERY_REPORTED),
  RECOVERY_CONFIRMED: kind("warning", z.object({ name: z.string(), reason: z.string() })),
  RECORD_BRANCHED: kind("critical", recordEvents.RECORD_BRANCHED),
  /** Old events went into archives, or out of them by the bounds that are set. The chain goes on through both. */
  JOURNAL_COMPACTED: kind("info", z.object({ archivedTo: z.number().int(), droppedTo: z.number().int(), archiveBytes: z.number() })),
  ALERT: kind("warning", z.object({ alert: z.string(), severity: z.enum(["info", "warning", "critical"]), title: z.string(), detail: z.string() })),
  /** First event of a journal begun after a damaged one was set aside, on this person's word. */
  JOURNAL_REPLACED: kind("critical", z.object({ damagedFile: z.string(), name: z.string(), reason: z.string() })),
  SETTING_CHANGED: kind("warning", z.object({ name: z.string(), from: z.string(), to: z.string() })),
} as const;

export type JournalEventKind = keyof typeof journalEvents;
export type JournalEventBody<K extends JournalEventKind> = z.infer<(typeof journalEvents)[K]["body"]>;
export type JournalEvent = { [K in JournalEventKind]: { readonly kind: K; readonly body: JournalEventBody<K> } }[JournalEventKind];

const stateSeverity: Partial<Record<TradingState, Severity>> = { HALTED: "critical", TRIPPED: "critical", KILLED: "critical", REVIEW: "warning" };
const syncSeverity: Record<string, Severity | undefined> = { halted: "critical", review: "warning" };

/** How loud an event is. Some kinds are as loud as what they say: a change to `HALTED`, an alert, a failed sync. */
export function severityOf(eventKind: string, body: Readonly<Record<string, unknown>>): Severity {
  if (eventKind === "STATE_CHANGED") return stateSeverity[body["to"] as TradingState] ?? "info";
  if (eventKind === "SYNC_ENDED") return syncSeverity[String(body["outcome"])] ?? "info";
  if (eventKind === "ALERT") return Severity.safeParse(body["severity"]).data ?? "warning";
  return isKnown(eventKind) ? journalEvents[eventKind].severity : "info";
}

const isKnown = (eventKind: string): eventKind is JournalEventKind => Object.hasOwn(journalEvents, eventKind);

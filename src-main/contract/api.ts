import { z } from "zod";
import { AccountReading } from "./account.ts";
import { AgentRow } from "./agent.ts";
import { HeartbeatReport } from "./heartbeat.ts";
import { JournalEntry } from "./journal.ts";
import { FlattenReport, KillPreview, KillRecord, KillReport, KillRequest, KillScope, RearmRequest } from "./kill.ts";
import { AgentId, InDoubt, Order, OrderRow, OrderStatus, Resolution } from "./order.ts";
import { Overview } from "./overview.ts";
import { PositionBook, PositionBookChange } from "./position.ts";
import { AgentDetail, AgentLife, PastMoment, PastRange, RecordsSummary, RecoveryHead, ValhallaReport } from "./records.ts";
import { RecoveryMode, RecoveryReport } from "./recovery.ts";
import { RiskReport } from "./risk.ts";
import { SettingRow } from "./settings.ts";
import { Difference, SyncReport } from "./sync.ts";
import { LinkHealth, TradingState } from "./trading-state.ts";

/**
 * The one table of what console, command line and engine say to each other. Every transport derives from it: the
 * validating door (`serve/dispatcher.ts`), the preload bridge, the WebSocket, the HTTP routes and the renderer's types.
 */

/** `read` may look; `command` may also act. */
export type Permission = "read" | "command";

interface Call<I extends z.ZodType, O extends z.ZodType> {
  readonly permission: Permission;
  readonly input: I;
  readonly output: O;
}
const query = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Call<I, O> => ({ permission: "read", input, output });
const command = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Call<I, O> => ({ permission: "command", input, output });

/** What a screen is told, topic by topic: `value` whole in a snapshot, `change` afterwards. */
const whole = <V extends z.ZodType>(value: V): { readonly value: V; readonly change: V } => ({ value, change: value });

export const topics = {
  overview: whole(Overview),
  heartbeat: whole(HeartbeatReport),
  account: whole(AccountReading.nullable()),
  sync: whole(SyncReport),
  differences: whole(z.array(Difference)),
  kill: whole(KillReport),
  positions: { value: PositionBook, change: PositionBookChange },
  /** Newest last. A change is what was appended; the console keeps `limits.activityKept`. */
  activity: whole(z.array(JournalEntry)),
  /** The newest, oldest of them first. A change is what is new or else than before, by agent and uuid. */
  orders: whole(z.array(OrderRow)),
  inDoubt: whole(z.array(InDoubt)),
  /** A change is what is new or else than before, by `agentId`. */
  agents: whole(z.array(AgentRow)),
  risk: whole(RiskReport),
  /** Of the last recovery; `null`: none has run yet. */
  recovery: whole(RecoveryHead.nullable()),
} as const;

export type TopicName = keyof typeof topics;
export type TopicValues = { [T in TopicName]: z.infer<(typeof topics)[T]["value"]> };
export type TopicChanges = { [T in TopicName]: z.infer<(typeof topics)[T]["change"]> };

/**
 * Everything the console shows, at one revision. Changes carry the next revisions without a gap; a gap means a change
 * was lost, and the console asks for a new snapshot.
 */
export const Snapshot = z.object({
  accountId: z.string(),
  revision: z.number().int(),
  /** The engine's wall clock when this was made, so that ages do not depend on the console's clock. */
  nowMs: z.number(),
  topics: z.object({
    overview: topics.overview.value,
    heartbeat: topics.heartbeat.value,
    account: topics.account.value,
    sync: topics.sync.value,
    differences: topics.differences.value,
    kill: topics.kill.value,
    positions: topics.positions.value,
    activity: topics.activity.value,
    orders: topics.orders.value,
    inDoubt: topics.inDoubt.value,
    agents: topics.agents.value,
    risk: topics.risk.value,
    recovery: topics.recovery.value,
  }),
});
export type Snapshot = z.infer<typeof Snapshot>;

/** One change of one topic. `change` fits `topics[topic].change`. */
export type Change = {
  [T in TopicName]: { accountId: string; revision: number; nowMs: number; topic: T; change: TopicChanges[T] };
}[TopicName];

/** The short answer for scripts: `holdfast status`. */
export const Status = z.object({
  accountId: z.string(),
  state: TradingState,
  link: LinkHealth,
  truthAgeMs: z.number().nullable(),
  positions: z.number().int(),
  heartbeat: HeartbeatReport.omit({ samples: true }),
  kill: KillRecord.nullable(),
  kills: z.array(KillRecord),
  reasons: Overview.shape.reasons,
  environment: Overview.shape.environment,
  endpoint: z.string(),
});
export type Status = z.infer<typeof Status>;

/** Whose word an act is, and why. Both are written down. */
const person = { name: z.string().trim().min(1).max(100), reason: z.string().trim().min(1).max(500) };

const Accepted = z.object({ accepted: z.literal(true) });

export const calls = {
  snapshot: query(z.object({}), Snapshot),
  status: query(z.object({}), Status),
  /** The last `limit` entries before `beforeSeq` (newest when absent), oldest first. */
  journalTail: query(
    z.object({ limit: z.number().int().min(1).max(1000).default(100), beforeSeq: z.number().int().positive().optional() }),
    z.array(JournalEntry),
  ),
  killPreview: query(z.object({ scope: KillScope, includeForeign: z.boolean().default(false) }), KillPreview),
  /** Kills in force and how far a flatten has come. */
  kills: query(z.object({}), KillReport),
  settings: query(z.object({}), z.array(SettingRow)),
  /** The newest that match, oldest of them first. */
  orders: query(
    z.object({ limit: z.number().int().min(1).max(1000).default(100), agentId: AgentId.optional(), symbol: z.string().max(32).optional(), status: OrderStatus.optional() }),
    z.array(OrderRow),
  ),
  /** One order whole, with the numbers its checks compared; `null`: not known any more. */
  order: query(z.object({ agentId: AgentId, uuid: z.string().min(1).max(100) }), Order.nullable()),
  inDoubt: query(z.object({}), z.array(InDoubt)),
  agents: query(z.object({}), z.array(AgentRow)),
  risk: query(z.object({}), RiskReport),
  /** The last recovery, difference by difference. */
  recovery: query(z.object({}), RecoveryReport.nullable()),
  /** What a recovery would find and correct now. Changes nothing. */
  recoveryPlan: query(z.object({ mode: RecoveryMode.default("whole") }), RecoveryReport),
  agentLives: query(z.object({}), z.array(AgentLife)),
  agentDetail: query(z.object({ agentId: AgentId }), AgentDetail.nullable()),
  valhalla: query(z.object({}), ValhallaReport),
  pastRange: query(z.object({}), PastRange.nullable()),
  /** Everything kept, as it was then. */
  past: query(z.object({ moment: PastMoment }), RecordsSummary),

  /** In force before this answers; `kill.durable` says whether it would survive a restart. */
  kill: command(KillRequest, z.object({ kill: KillRecord, flatten: FlattenReport.nullable() })),
  /** Answers when the sync that follows has ended: `armed` says whether orders may pass again. */
  rearm: command(RearmRequest, z.object({ armed: z.boolean(), state: TradingState, sync: SyncReport })),
  /** Runs the startup gate again, by a person's wish. */
  retry: command(z.object({}), z.object({ state: TradingState, sync: SyncReport })),
  /** The record follows the truth for these differences, on this person's word; then a fresh sync. */
  acceptDifferences: command(
    z.object({ ids: z.array(z.string()).min(1), ...person }),
    z.object({ state: TradingState }),
  ),
  /** Settles an order in doubt on this person's word. */
  resolveOrder: command(Resolution, Accepted),
  /** Nothing new is opened from here on, everything may be closed; or that ends. In force before this answers. */
  setReduceOnly: command(z.object({ on: z.boolean(), ...person }), z.object({ state: TradingState })),
  /** Compares all three sides again and corrects what may be corrected alone. */
  recover: command(z.object({ mode: RecoveryMode.default("whole") }), RecoveryReport),
  /** Applies corrections that wait, on this person's word. Answers the report as it is then. */
  applyCorrections: command(z.object({ ids: z.array(z.string()).min(1), ...person }), RecoveryReport),
  /** A person's decision about a position that no ledger can explain. `agentId` is whose it shall be, for `adopt`. */
  settleOrphan: command(
    z.object({ ticket: z.number().int().positive(), choice: z.enum(["adopt", "hold", "flatten"]), agentId: AgentId.optional(), ...person }),
    RecoveryReport,
  ),
  /** A person has read the report: trading may begin. */
  confirmRecovery: command(z.object(person), z.object({ state: TradingState })),
  /** The record goes on from what it was then; what came since stays in the journal. Kills first: nothing trades on it unchecked. */
  branchRecord: command(z.object({ moment: PastMoment, ...person }), z.object({ summary: RecordsSummary })),
  takeSnapshot: command(z.object({}), z.object({ seq: z.number().int(), parts: z.number().int() })),
  /** Reads the limits file anew. A broken one is refused, and the limits in force stay. `changed` names what is else now. */
  reloadLimits: command(z.object(person), z.object({ changed: z.array(z.string()), risk: RiskReport })),
  /** Starts a new journal after a damaged one was set aside. It begins `KILLED`: what was in force before is unknown. */
  startFreshJournal: command(z.object(person), Accepted),
  /** Saved to the settings file; in force at the next start. `null` takes it out of the file. */
  saveSetting: command(z.object({ name: z.string(), value: z.union([z.string(), z.number(), z.boolean(), z.null()]) }), z.array(SettingRow)),
} as const;

export type CallName = keyof typeof calls;
export type CallInput<C extends CallName> = z.input<(typeof calls)[C]["input"]>;
export type CallParsed<C extends CallName> = z.output<(typeof calls)[C]["input"]>;
export type CallOutput<C extends CallName> = z.output<(typeof calls)[C]["output"]>;

/** What a call can come back with instead of its output. A code for programs, a sentence for people. */
export const CallFailure = z.object({
  code: z.enum(["BAD_INPUT", "FORBIDDEN", "UNKNOWN_CALL", "REFUSED", "UNAVAILABLE", "INTERNAL"]),
  message: z.string(),
  problems: z.array(z.object({ field: z.string(), value: z.string(), rule: z.string() })).optional(),
});
export type CallFailure = z.infer<typeof CallFailure>;

export type CallResult<C extends CallName> = { ok: true; value: CallOutput<C> } | { ok: false; failure: CallFailure };

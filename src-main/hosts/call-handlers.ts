import type { CallResult } from "../contract/api.ts";
import type { PastMoment } from "../contract/records.ts";
import { agentDetail, agentLives, recordsSummary, valhallaReport } from "../domain/records-view.ts";
import type { Engine } from "../engine/engine.ts";
import type { Journal, JournalFailure, Result } from "../engine/ports.ts";
import type { Refusal } from "../engine/operator-desk.ts";
import type { LimitsInForce } from "../engine/risk-desk.ts";
import type { OpenJournal, SnapshotHeader } from "../journal/journal.ts";
import { done, refuse, type Handlers } from "../serve/dispatcher.ts";
import { recordsAt } from "./journal-history.ts";
import { outsideOf } from "./past-bounds.ts";
import type { SettingsDesk } from "./settings-desk.ts";

export interface CallWorld {
  readonly engine: Engine;
  readonly journal: Journal;
  readonly settings: SettingsDesk;
  /** The journal that is open; `null`: none. */
  history(): OpenJournal | null;
  snapshot(): Promise<Result<SnapshotHeader, JournalFailure>>;
  /** Reads the limits file anew. */
  loadLimits(): Promise<Result<LimitsInForce, Refusal>>;
  startFreshJournal(name: string, reason: string): Promise<Result<null, Refusal>>;
}

/** How long a kill's answer waits for the disk. The kill itself is in force before the waiting begins. */
const DURABLE_WAIT_MS = 2_000;

/** What answers each call of the contract: the engine, in one line each. */
export function callHandlers({ engine, journal, history, snapshot, settings, loadLimits, startFreshJournal }: CallWorld): Handlers {
  const pastAt = (moment: PastMoment): ReturnType<typeof recordsAt> => {
    const open = history();
    return open === null ? noJournal : recordsAt(open, moment);
  };

  return {
    snapshot: () => done(engine.feed.snapshot()),
    status: () => done(engine.status()),
    journalTail: async ({ limit, beforeSeq }) => {
      const tail = await journal.tail(limit, beforeSeq);
      return tail.ok ? done(tail.value) : refuse("UNAVAILABLE", tail.failure.message);
    },
    killPreview: (request) => done(engine.killPreview(request)),
    kills: () => done(engine.feed.value("kill")),
    settings: () => done(settings.rows()),
    orders: (wanted) => done(engine.orders.search(wanted)),
    order: ({ agentId, uuid }) => done(engine.orders.find(agentId, uuid)),
    inDoubt: () => done(engine.feed.value("inDoubt")),
    agents: () => done(engine.orders.agents()),
    risk: () => done(engine.orders.risk()),
    recovery: () => done(engine.recovery.report),
    recoveryPlan: async ({ mode }) => answered(await engine.recovery.plan(mode), (report) => report),
    recover: async ({ mode }) => answered(await engine.recovery.run(mode), (report) => report),
    applyCorrections: async ({ ids, name, reason }) => answered(await engine.recovery.apply(ids, name, reason), (report) => report),
    settleOrphan: async ({ ticket, choice, agentId, name, reason }) => {
      if (choice !== "adopt") return answered(await engine.recovery.settleOrphan(ticket, { choice }, name, reason), (report) => report);
      if (agentId === undefined) return badInput("agentId", "missing", "must name the agent that adopts it");
      return answered(await engine.recovery.settleOrphan(ticket, { choice, agentId }, name, reason), (report) => report);
    },
    confirmRecovery: async ({ name, reason }) => answered(await engine.recovery.confirm(name, reason), () => ({ state: engine.state })),
    agentLives: () => done(agentLives(engine.records)),
    agentDetail: ({ agentId }) => done(agentDetail(engine.records, agentId)),
    valhalla: () => done(valhallaReport(engine.records)),
    pastRange: async () => fromJournal(await (history()?.pastRange() ?? noJournal), (range) => range),
    past: async ({ moment }) => fromJournal(await pastAt(moment), ({ records, atMs }) => recordsSummary(records, atMs)),
    branchRecord: async ({ moment, name, reason }) => {
      const range = await (history()?.pastRange() ?? noJournal);
      if (!range.ok) return refuse("UNAVAILABLE", range.failure.message);
      const outside = outsideOf(range.value, moment);
      if (outside !== null) return refuse("REFUSED", outside);
      const then = await pastAt(moment);
      if (!then.ok) return refuse("UNAVAILABLE", then.failure.message);
      const { records, atMs } = then.value;
      const isBranched = await engine.branch(records, { atMs: atMs ?? 0, by: name, reason });
      return isBranched ? done({ summary: recordsSummary(engine.records, atMs) }) : refuse("REFUSED", "The journal cannot be written: a branch that is not written down is none.");
    },
    takeSnapshot: async () => fromJournal(await snapshot(), ({ seq, parts }) => ({ seq, parts })),
    resolveOrder: async (resolution) => {
      const resolved = await engine.orders.resolve(resolution);
      return resolved.ok ? done({ accepted: true as const }) : refuse("REFUSED", resolved.failure.message);
    },
    setReduceOnly: async ({ on, name, reason }) => answered(await engine.setReduceOnly(on, name, reason), (state) => ({ state })),
    reloadLimits: async ({ name, reason }) => {
      const loaded = await loadLimits();
      if (!loaded.ok) return refuse("REFUSED", loaded.failure.message);
      return answered(await engine.orders.replaceLimits(loaded.value, name, reason), (changed) => ({ changed, risk: engine.orders.risk() }));
    },
    kill: async (request, caller) => {
      const source = caller.via === "http" ? "cli" : request.source;
      const { kill, durable } = engine.kill({ ...request, source });
      const record = await Promise.race([durable, afterwards(DURABLE_WAIT_MS, kill)]);
      return done({ kill: record, flatten: kill.flatten ? engine.feed.value("kill").flatten : null });
    },
    rearm: async (request) => answered(await engine.rearm(request), ({ armed, sync }) => ({ armed, state: engine.state, sync })),
    retry: async () => answered(await engine.retry(), (sync) => ({ state: engine.state, sync })),
    acceptDifferences: async ({ ids, name, reason }) => answered(await engine.acceptDifferences(ids, name, reason), (state) => ({ state })),
    startFreshJournal: async ({ name, reason }) => answered(await startFreshJournal(name, reason), () => ({ accepted: true as const })),
    saveSetting: ({ name, value }) => settings.save(name, value),
  };
}

const noJournal: Promise<Result<never, JournalFailure>> = Promise.resolve({ ok: false, failure: { code: "CLOSED", message: "There is no journal.", path: "" } });

function fromJournal<T, V>(result: Result<T, JournalFailure>, say: (value: T) => V): { ok: true; value: V } | Extract<CallResult<"retry">, { ok: false }> {
  return result.ok ? done(say(result.value)) : refuse("UNAVAILABLE", result.failure.message);
}

const badInput = (field: string, value: string, rule: string): Extract<CallResult<"retry">, { ok: false }> => ({ ok: false, failure: { code: "BAD_INPUT", message: `${field} ${rule}.`, problems: [{ field, value, rule }] } });

function answered<T, V>(result: Result<T, Refusal>, say: (value: T) => V): { ok: true; value: V } | Extract<CallResult<"retry">, { ok: false }> {
  return result.ok ? { ok: true, value: say(result.value) } : refuse("REFUSED", result.failure.message);
}

const afterwards = <T>(delayMs: number, value: T): Promise<T> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(value), delayMs).unref();
  });

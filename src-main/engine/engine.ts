import type { Status } from "../contract/api.ts";
import type { BeatSample } from "../contract/heartbeat.ts";
import type { OpenIntent } from "../contract/order.ts";
import type { SyncCause, SyncReport } from "../contract/sync.ts";
import type { Environment, LinkHealth, Reason, TradingState, TripReason } from "../contract/trading-state.ts";
import { totalsOf, type Position } from "../domain/position.ts";
import type { Records } from "../domain/records.ts";
import { createBreaker } from "./breaker.ts";
import { createConsoleFeed, type ConsoleFeed } from "./console-feed.ts";
import { stateDenial } from "./denials.ts";
import { createFlattenDesk } from "./flatten-desk.ts";
import { createFreshTrades } from "./fresh-trades.ts";
import { createGatewayWatch } from "./gateway-watch.ts";
import { createHeartbeat, type HeartbeatSettings } from "./heartbeat.ts";
import { createKillSwitch } from "./kill-switch.ts";
import { limits } from "./limits.ts";
import { createOperatorDesk, type OperatorDesk } from "./operator-desk.ts";
import { explains } from "./order-book.ts";
import { createOperatorRecovery, type OperatorRecovery } from "./operator-recovery.ts";
import { createOrderPath, type OrderPath } from "./order-path.ts";
import { orderRow } from "./order-row.ts";
import { overviewOf, statusOf } from "./overview.ts";
import type { Cancel, Ports, StrategyDoor } from "./ports.ts";
import { createReconciler } from "./reconciler.ts";
import { createRecorder } from "./recorder.ts";
import { createRecoveryDesk, type OpeningFacts, type RecoverySettings } from "./recovery-desk.ts";
import type { Restoration } from "./restoration.ts";
import type { LimitsInForce } from "./risk-desk.ts";
import type { GateSettings } from "./startup-gate.ts";
import { createStateKeeper } from "./state-keeper.ts";
import { createSyncDesk, type SyncEnd } from "./sync-desk.ts";
import { createSyncProgress } from "./sync-progress.ts";
import { createTimeWatch, type Disturbance } from "./time-watch.ts";
import { mayOpen, reasonsOf } from "./trading-state.ts";
import { createTradeBooking } from "./trade-booking.ts";
import { createTruthBoard } from "./truth-board.ts";
import { createTruthReader } from "./truth-reader.ts";
import { createTruthRefresh } from "./truth-refresh.ts";

export interface EngineSettings {
  readonly accountId: string;
  /** What the operator said; `null` when nobody did. A gateway that says it is a simulator has the last word. */
  readonly environment: Exclude<Environment, "SIMULATED"> | null;
  readonly magicNumber: number;
  readonly gate: GateSettings;
  readonly heartbeat: HeartbeatSettings;
  readonly truthIntervalMs: number;
  /** Longest wait for the gateway's answer to an order; no longer than a signature is good for. */
  readonly orderTimeoutMs: number;
  readonly recovery: RecoverySettings;
  readonly opening: OpeningFacts;
  /** What the risk rules hold orders against until somebody changes it. */
  readonly limits: LimitsInForce;
  /** True: a trip ends by itself once its cause is gone and a fresh sync is clean. False: a person retries. */
  readonly autoRelease: boolean;
  readonly version: string;
  readonly host: "desktop" | "headless" | "cli";
  readonly pid: number;
}

/** One account at one venue. Everything it decides is seen through `feed`. */
export interface Engine extends OperatorDesk {
  readonly feed: ConsoleFeed;
  readonly state: TradingState;
  /** Begins with the startup gate; settles when that sync has ended, however it ended. */
  start(): Promise<SyncReport>;
  /** Writes the last entry. The journal and the venue are closed by whoever opened them. */
  stop(reason: string): Promise<void>;
  /** What strategies may ask. */
  readonly strategies: StrategyDoor;
  /** The records of agents and trades as they are now. */
  readonly records: Records;
  /** What people may ask of the recovery. */
  readonly recovery: OperatorRecovery;
  /** The record branches: it goes on from what it was then. False when that could not be written down. */
  branch(then: Records, moment: { readonly atMs: number; readonly by: string; readonly reason: string }): Promise<boolean>;
  /** What people may ask of orders, agents and limits. */
  readonly orders: Pick<OrderPath, "find" | "search" | "agents" | "risk" | "resolve" | "replaceLimits">;
  /** Strategies reach this engine there from now on. */
  strategiesAt(endpoint: string): void;
  /** A new journal has taken the place of a damaged one. What was in force before is unknown, so this kills. */
  journalReplaced(): void;
  /** The machine is about to sleep, and has woken up. */
  suspend(): void;
  resume(): void;
  /** May a new order leave at this moment? */
  mayOpen(order: Pick<OpenIntent, "agentId" | "symbol">): boolean;
  status(): Status;
}

/**
 * Puts the parts of the engine together and lets them hear of one another. `restored` is the fold over the journal;
 * `damage` says why there is no journal to fold, which halts until a person settles it.
 */
export function createEngine(ports: Ports, settings: EngineSettings, restored: Restoration, damage: string | null = null): Engine {
  const { clock, venue } = ports;
  const startedAtMs = clock.wallMs();
  const killSwitch = createKillSwitch(clock, ports.ids);
  const breaker = createBreaker(clock);
  const { ledger, book } = restored;
  book.endReplay();
  const reader = createTruthReader(venue, clock);
  const reconciler = createReconciler(clock, ports.ids, ledger, (position) => explains(book, position));
  let healthBefore: LinkHealth = "UNKNOWN";
  /** Once a first sync was clean, a failing one trips instead of halting: the exits stay open. */
  let wasArmable = false;
  let stopping = false;
  const ending = new AbortController();
  /** Between the news that the machine goes to sleep and the news that it woke up. */
  let asleep = false;
  let strategyEndpoint: string | null = null;
  /** What the recovery leaves to a person. */
  let waits: readonly Reason[] = [];
  let autotradingMayBeBack = false;
  let cancelAssumedAwake: Cancel = () => {};
  const startedAtMonotonicMs = clock.monotonicMs();
  let isSilent = false;
  let syncFailuresInARow = 0;
  let knocking = false;
  let stopListening: Cancel = () => {};
  let journalWhole = damage === null;

  const progress = createSyncProgress(clock, (report) => feed.set("sync", report));

  const timeWatch = createTimeWatch(
    clock,
    { intervalMs: limits.timeWatchIntervalMs, lagMs: limits.loopLagTripMs, jumpMs: limits.clockJumpTripMs },
    (disturbance) => onDisturbance(disturbance),
  );

  const heartbeat = createHeartbeat(
    {
      clock,
      ping: (timeoutMs) => gateway.ping(timeoutMs),
      lastAnswerAtMs: () => venue.lastAnswerAtMs(),
      disturbedSince: timeWatch.disturbedSince,
      onBeat: (sample) => onBeat(sample),
    },
    settings.heartbeat,
  );

  /** Whose cause is still there, so that no sync may release it. */
  const persists = (code: TripReason): boolean => causes[code]?.() ?? false;
  const causes: { readonly [C in TripReason]?: () => boolean } = {
    HEARTBEAT_FAILURE: () => heartbeat.health() === "FAILED",
    SLEEP: () => asleep,
    RISK_LIMIT: () => orderPath.hardBreach() !== null,
    // No query tells whether it is on again: a person who switched it on says so by a retry.
    AUTOTRADING_OFF: () => !autotradingMayBeBack,
  };

  const overview = () =>
    overviewOf({ settings, endpoint: venue.endpoint, strategyEndpoint, gateway: gateway.seen, keeper, link: heartbeat.health(), truthAtMs: feed.value("account")?.readAtMs ?? null, waiting: reconciler.waiting.length, startedAtMs, journalEvents: recorder.events, journalWhole });

  const keeper = createStateKeeper({
    clock,
    breaker,
    kills: () => killSwitch.active,
    waits: () => waits,
    reduceOnly: restored.reduceOnly,
    onChange: (from, to, reasons) =>
      void recorder.record({ kind: "STATE_CHANGED", body: { from, to, reasons: reasons.map(({ code, detail }) => `${code}: ${detail}`) } }),
    onRefresh: () => feed.set("overview", overview()),
  });

  const feed: ConsoleFeed = createConsoleFeed(settings.accountId, clock, {
    // Built before the first topic can be read: `overview` needs the feed, so the feed is told its overview right after.
    overview: overviewOf({ settings, endpoint: venue.endpoint, strategyEndpoint, gateway: { kind: null, capabilities: [], simulated: false }, keeper, link: "UNKNOWN", truthAtMs: null, waiting: 0, startedAtMs, journalEvents: restored.events, journalWhole }),
    heartbeat: heartbeat.report(),
    account: null,
    sync: progress.report(),
    differences: [],
    kill: { active: [...restored.kills], flatten: null },
    positions: { readAtMs: null, rows: [], totals: totalsOf([]) },
    activity: [...restored.recent],
    orders: book.recent(limits.ordersShown).map(orderRow),
    inDoubt: [],
    recovery: null,
    agents: [],
    risk: { rows: [], file: settings.limits.file, sha256: settings.limits.sha256, loadedAtMs: startedAtMs, onHardBreach: settings.limits.limits.onHardBreach, brokerUtcOffsetMinutes: null },
  });

  const freshTrades = createFreshTrades(clock);

  /** By our record, which also knows what was adopted; else by the order that opened it. */
  const ownerOf = (ticket: number): string | null => restored.keeper.records.ledger.trades.get(ticket)?.agentId ?? book.ownerOf(ticket);

  const recorder = createRecorder(ports, feed, restored.events, (failure) => {
    keeper.halt(failure.code === "DAMAGED" ? "JOURNAL_DAMAGED" : "JOURNAL_UNWRITABLE", `${failure.message} (${failure.path})`);
  }, (entry) => {
    restored.keeper.fold(entry);
    freshTrades.fold(entry);
    if (entry.kind === "CORRECTION_APPLIED") orderPath.ownersChanged();
  });

  const gateway = createGatewayWatch({
    venue,
    recorder,
    onChanged: (detail) => {
      if (wasArmable) trip("GATEWAY_CHANGED", detail);
    },
    onUnsafe: (detail) => {
      // A sync that runs finds it out by itself.
      if (keeper.gate === "syncing") return;
      keeper.halt("UNSAFE_GATEWAY", detail);
      keeper.setGate("halted");
    },
  });

  const board = createTruthBoard({
    clock,
    feed,
    reconciler,
    recorder,
    keeper,
    syncNumber: () => progress.report().number,
    stopped: () => stopping,
    onShown: (truth) => orderPath.onTruth(truth),
    onCompared: (truth) => (reconciler.waiting.length > 0 ? Promise.resolve() : recoveryDesk.onTruth(truth)),
    wantsPerson: () => recoveryDesk.waits.length > 0,
    // Only a full sync may say that nothing waits any more.
    onSettled: () => void requestSync("doubt"),
  });

  const syncDesk = createSyncDesk({
    clock,
    venue,
    reader,
    gate: settings.gate,
    reconciler,
    recorder,
    progress,
    cancelled: () => stopping,
    stopping: ending.signal,
    inTurn: board.inTurn,
    settleDebts: () => operatorDesk.writeKillsDown(),
    onBegin: () => keeper.setGate("syncing"),
    onProbe: gateway.probed,
    onTruth: board.show,
    recover: (truth) => recoveryDesk.afterSync(truth),
    wantsPerson: () => recoveryDesk.waits.length > 0,
    onEnd: (end) => onSyncEnd(end),
  });

  const truthRefresh = createTruthRefresh({
    clock,
    reader,
    intervalMs: settings.truthIntervalMs,
    timeoutMs: settings.gate.timeoutMs,
    worthwhile: () => truthIsWanted() && heartbeat.health() !== "FAILED",
    syncNumber: () => progress.report().number,
    onTruth: board.take,
    onSuspect: () => {
      // In review it is before a person already, who must not have it taken away and put back at every refresh.
      if (keeper.gate !== "review") void requestSync("doubt");
    },
    onStale: (why) => trip("SYNC_FAILED", why),
  });

  const flattenDesk = createFlattenDesk({
    clock,
    venue,
    reader,
    magicNumber: settings.magicNumber,
    ownerOf,
    readTimeoutMs: settings.gate.timeoutMs,
    recorder,
    knownPositions: () => feed.value("positions").rows,
    onReport: (report) => {
      for (const item of report.items) if (item.status === "closed") reconciler.weClosed(item.ticket);
      publishKill();
    },
    onClosed: (position, price) => void recorder.recordAll(booking.ofClose(position, { volumeLots: position.volumeLots, price, by: "kill" }, clock.wallMs())),
    onEnd: () => truthRefresh.now(),
  });

  /** Between full syncs, which read a truth of their own. */
  const truthIsWanted = (): boolean => (keeper.gate === "passed" || keeper.gate === "review") && !syncDesk.running;

  const publishKill = (): void => {
    feed.set("kill", { active: [...killSwitch.active], flatten: flattenDesk.report });
    orderPath.refreshFigures();
  };

  const requestSync = (cause: SyncCause): Promise<SyncReport> => syncDesk.request(cause);

  const trip = (code: TripReason, detail: string): void => {
    if (code === "AUTOTRADING_OFF") autotradingMayBeBack = false;
    if (!breaker.engage(code, detail)) return;
    void recorder.record({ kind: "TRIPPED", body: { reason: code, detail } });
    keeper.refresh();
  };

  const onSyncEnd = ({ cause, outcome, error, startedAtMs: syncStartedAtMs }: SyncEnd): void => {
    feed.set("differences", [...reconciler.shown]);
    syncFailuresInARow = outcome === "halted" ? syncFailuresInARow + 1 : 0;
    if (syncFailuresInARow === limits.syncFailuresToAlert) void recorder.record({ kind: "GATEWAY_INCIDENT", body: { code: "SYNC_FAILING", detail: error?.message ?? "the sync could not be written down" } });
    if (outcome === "clean") {
      wasArmable = true;
      keeper.endHalt("SYSTEM_HALT", "UNSAFE_GATEWAY", "JOURNAL_UNWRITABLE");
      const byPerson = cause === "operator" || cause === "rearm";
      autotradingMayBeBack = byPerson;
      if (settings.autoRelease || byPerson) release(syncStartedAtMs, byPerson ? "operator" : "clean sync");
      keeper.setGate("passed");
      // Something tripped while this sync ran; it wants a truth that is younger than that.
      if (settings.autoRelease && breaker.releasable(persists)) void requestSync("reconnect");
      return;
    }
    if (outcome === "review") {
      keeper.endHalt("SYSTEM_HALT", "UNSAFE_GATEWAY", "JOURNAL_UNWRITABLE");
      keeper.setGate("review");
      return;
    }
    const unsafe = error?.code === "UNSAFE_GATEWAY";
    if (wasArmable && !unsafe) {
      trip("SYNC_FAILED", error?.message ?? "the sync could not be written down");
      keeper.setGate(reconciler.waiting.length > 0 ? "review" : "passed");
      return;
    }
    if (error) keeper.halt(unsafe ? "UNSAFE_GATEWAY" : "SYSTEM_HALT", error.message);
    keeper.setGate("halted");
  };

  const release = (syncStartedAtMs: number, by: string): void => {
    const reasons = breaker.release(syncStartedAtMs, persists);
    if (reasons.length > 0) void recorder.record({ kind: "RELEASED", body: { reasons, by } });
  };

  const onBeat = (sample: BeatSample): void => {
    feed.set("heartbeat", heartbeat.report());
    if (sample.outcome === "missed") {
      const { missesInARow, missesToFail } = heartbeat.report();
      void recorder.record({ kind: "GATEWAY_INCIDENT", body: { code: "BEAT_MISSED", detail: `${missesInARow} of ${missesToFail}` } });
    }
    const silentMs = clock.monotonicMs() - (venue.lastAnswerAtMs() ?? startedAtMonotonicMs);
    if (silentMs >= limits.silenceAlertMs && !isSilent) void recorder.record({ kind: "GATEWAY_INCIDENT", body: { code: "SILENT", detail: `${Math.round(silentMs / 1_000)} s without any answer` } });
    isSilent = silentMs >= limits.silenceAlertMs;
    const health = heartbeat.health();
    if (health !== healthBefore) onHealth(health);
    healthBefore = health;
    // At every beat, not only at the change: a person's retry may have released the trip while the link stayed down.
    if (health === "FAILED" && keeper.gate !== "halted") trip("HEARTBEAT_FAILURE", `no answer to ${settings.heartbeat.misses} heartbeats in a row`);
    keeper.refresh();
    if (sample.outcome === "ok") gatewayAnswers();
  };

  const onHealth = (health: LinkHealth): void => {
    if (health === "FAILED" || healthBefore === "FAILED") {
      void recorder.record({ kind: "GATEWAY_INCIDENT", body: { code: `LINK_${health}`, detail: `was ${healthBefore}` } });
    }
  };

  /** The gateway lives: whatever waited for that goes on. */
  const gatewayAnswers = (): void => {
    flattenDesk.gatewayIsBack();
    if (wantsSync()) void knock();
  };

  const wantsSync = (): boolean =>
    !stopping &&
    !syncDesk.running &&
    !journalIsLost() &&
    // In review a person decides; their acceptance syncs.
    keeper.gate !== "review" &&
    (keeper.gate === "halted" || (settings.autoRelease && breaker.releasable(persists)));

  /**
   * One quiet look before a full sync is tried again by itself. A gateway may answer heartbeats for hours with the
   * terminal behind it gone; a full sync at every beat would close the exits each time, and make the state flicker.
   */
  const knock = async (): Promise<void> => {
    if (knocking) return;
    knocking = true;
    const reading = await reader.read(settings.gate.timeoutMs);
    knocking = false;
    if (reading.kind !== "failed" && wantsSync()) void requestSync("reconnect");
  };

  const journalIsLost = (): boolean => keeper.halted("JOURNAL_DAMAGED") || keeper.halted("JOURNAL_UNWRITABLE");

  const onDisturbance = (disturbance: Disturbance): void => {
    if (keeper.gate === "starting") return;
    const lag = disturbance.kind === "loop-lag";
    if (lag) trip("LOOP_LAG", `this process did not run for ${Math.round(disturbance.lagMs)} ms`);
    else {
      board.restamp();
      trip("CLOCK_JUMP", `the clock moved by ${Math.round(disturbance.jumpMs)} ms, or the machine slept`);
    }
    if (!journalIsLost()) void requestSync(lag ? "loop-lag" : "clock-jump");
  };

  const wakeUp = (): void => {
    asleep = false;
    cancelAssumedAwake();
    trip("SLEEP", "the machine slept");
    heartbeat.beatNow();
    if (!journalIsLost()) void requestSync("resume");
  };

  const booking = createTradeBooking({
    records: () => restored.keeper.records,
    positionOf: (ticket) => feed.value("positions").rows.find((position) => position.ticket === ticket) ?? null,
  });

  const recoveryDesk = createRecoveryDesk({
    clock,
    venue,
    recorder,
    keeper: restored.keeper,
    book,
    settings: settings.recovery,
    opening: settings.opening,
    isFirstStart: !ledger.known,
    unconfirmed: restored.unconfirmed,
    timeoutMs: settings.gate.timeoutMs,
    capabilities: () => gateway.seen.capabilities,
    unsettled: (ticket, listAskedAtMs) => orderPath.isFresh(ticket) || freshTrades.has(ticket, listAskedAtMs),
    onChange: () => {
      waits = recoveryDesk.waits;
      feed.set("recovery", recoveryDesk.head);
      keeper.refresh();
    },
    onRepeatedDrift: (detail) => trip("DRIFT", detail),
    close: (position) => void closeAsDecided(position),
    hasPassed: () => keeper.gate === "passed",
  });

  const closing = new Set<number>();
  /** Why the last try failed, which is told once. */
  const notClosed = new Map<number, string>();

  /** A person, or the policy a person set, decided that this position shall not be. Tried again until it is so. */
  const closeAsDecided = async (position: Position): Promise<void> => {
    if (closing.has(position.ticket)) return;
    closing.add(position.ticket);
    const outcome = await venue.closePosition(position, settings.orderTimeoutMs);
    closing.delete(position.ticket);
    const why = outcome.kind === "confirmed" ? null : outcome.message;
    if (why !== null && notClosed.get(position.ticket) !== why) void recorder.record({ kind: "GATEWAY_INCIDENT", body: { code: "CLOSE_FAILED", detail: `Position ${position.ticket}, which was decided to be closed, is still open: ${why}` } });
    if (why === null) notClosed.delete(position.ticket);
    else notClosed.set(position.ticket, why);
    if (outcome.kind === "confirmed") await recorder.recordAll(booking.ofClose(position, { volumeLots: position.volumeLots, price: outcome.value.closePrice, by: "operator" }, clock.wallMs()));
    truthRefresh.now();
  };

  const orderPath = createOrderPath({
    clock,
    venue,
    reader,
    recorder,
    feed,
    restored,
    magicNumber: settings.magicNumber,
    orderTimeoutMs: settings.orderTimeoutMs,
    readTimeoutMs: settings.gate.timeoutMs,
    accountMaxAgeMs: 2 * settings.truthIntervalMs + settings.gate.timeoutMs,
    limits: settings.limits,
    booking,
    ownerOf,
    tradeOf: (ticket) => restored.keeper.records.ledger.trades.get(ticket) ?? null,
    weClosed: reconciler.weClosed,
    foundGone: recoveryDesk.soon,
    capabilities: () => gateway.seen.capabilities,
    mayLeave: (intent) => (stopping ? { code: "STOPPING", message: "Holdfast is stopping." } : stateDenial(keeper.facts, intent)),
    known: board.known,
    refresh: async () => {
      const number = progress.report().number;
      const reading = await reader.read(settings.gate.timeoutMs);
      if (reading.kind === "truth" && truthIsWanted()) await board.take(reading.truth, number);
      return reading;
    },
    wantTruth: truthRefresh.soon,
    kills: () => killSwitch.active,
    kill: (request) => operatorDesk.kill(request).kill,
    trip,
    state: () => ({ state: keeper.state, reasons: reasonsOf(keeper.facts), sinceMs: keeper.sinceMs }),
  });

  const acceptTickets = async (tickets: readonly number[], name: string, reason: string): Promise<boolean> => {
    const known = board.known();
    return tickets.length === 0 || known === null || recoveryDesk.acceptTickets(known, tickets, name, reason);
  };

  const operatorDesk = createOperatorDesk({ feed, keeper, killSwitch, flattenDesk, reconciler, recorder, syncDesk, reader, inTurn: board.inTurn, magicNumber: settings.magicNumber, ownerOf, clock, killingBreach: () => (orderPath.onHardBreach === "kill" ? orderPath.hardBreach() : null), journalIsLost, publishKill, acceptTickets });

  const recordStart = (): Promise<boolean> =>
    recorder.record({ kind: "ENGINE_STARTED", body: { version: settings.version, pid: settings.pid, host: settings.host, cleanExitBefore: restored.cleanExit } });

  killSwitch.restore(restored.kills);
  if (damage !== null) keeper.halt("JOURNAL_DAMAGED", damage);
  keeper.refresh();

  return {
    feed,
    get state() {
      return keeper.state;
    },
    start: async () => {
      timeWatch.start();
      stopListening = venue.onLine((hint) => {
        if (hint === "up" && heartbeat.health() !== "HEALTHY") heartbeat.beatNow();
      });
      void recordStart();
      // A record that is damaged may end anywhere, also right before the end of a flatten: nothing is closed on its word.
      if (damage === null) for (const kill of restored.unfinishedFlattens) flattenDesk.begin(kill);
      orderPath.start();
      const report = damage === null ? await requestSync("startup") : progress.report();
      if (stopping) return report;
      heartbeat.start();
      truthRefresh.start();
      return report;
    },
    stop: async (reason) => {
      stopping = true;
      await orderPath.finish();
      ending.abort();
      cancelAssumedAwake();
      timeWatch.stop();
      heartbeat.stop();
      truthRefresh.stop();
      flattenDesk.stop();
      orderPath.stop();
      stopListening();
      await recorder.recordLast({ kind: "ENGINE_STOPPED", body: { reason } });
    },
    ...operatorDesk,
    strategies: orderPath.strategies,
    orders: orderPath,
    get records() {
      return restored.keeper.records;
    },
    recovery: createOperatorRecovery({ desk: recoveryDesk, board, sync: () => requestSync("review"), inTurn: board.inTurn }),
    branch: async (then, { atMs, by, reason }) => {
      operatorDesk.kill({ reason: `the record branches to another moment: ${reason}`.slice(0, 500), scope: { kind: "all" }, flatten: false, includeForeign: false, source: "console" });
      if (!(await recorder.record({ kind: "RECORD_BRANCHED", body: { atSeq: then.seq, atMs, by, reason } }))) return false;
      if (restored.keeper.wants !== null) restored.keeper.replace(then);
      orderPath.refreshFigures();
      return true;
    },
    strategiesAt: (endpoint) => {
      strategyEndpoint = endpoint;
      keeper.refresh();
    },
    journalReplaced: () => {
      const reason = "The journal was replaced: what was in force before is unknown";
      operatorDesk.kill({ reason, scope: { kind: "all" }, flatten: false, includeForeign: false, source: "rule" });
      journalWhole = true;
      keeper.endHalt("JOURNAL_DAMAGED");
      void recordStart();
      void requestSync("startup");
    },
    suspend: () => {
      asleep = true;
      trip("SLEEP", "the machine goes to sleep");
      cancelAssumedAwake();
      cancelAssumedAwake = clock.after(limits.assumedAwakeMs, wakeUp);
    },
    resume: () => wakeUp(),
    mayOpen: (order) => !stopping && mayOpen(keeper.facts, order),
    status: () => statusOf({ accountId: settings.accountId, keeper, heartbeat: heartbeat.report(), truthAgeMs: board.ageMs(), positions: feed.value("positions").totals.count, kills: killSwitch.active, environment: overview().environment, endpoint: venue.endpoint }),
  };
}

import { join } from "node:path";
import type { Alert, Cancel, JournalFailure, Result } from "../engine/ports.ts";
import { createEngine, type Engine, type EngineSettings } from "../engine/engine.ts";
import type { LimitsInForce } from "../engine/risk-desk.ts";
import { usualPolicy } from "../domain/correction-policy.ts";
import { defaultRiskLimits } from "../domain/risk-limits.ts";
import { createRestoration, STATE_VERSION, type Restoration } from "../engine/restoration.ts";
import { openJournal, startFreshJournal, type JournalOptions, type OpenJournal } from "../journal/journal.ts";
import { acquireLock, type Lock } from "../journal/lock.ts";
import { createDispatcher, type Dispatcher } from "../serve/dispatcher.ts";
import { startSimulator, type Simulator } from "../simulator/simulator.ts";
import { measureJournal } from "../serve/journal-lag.ts";
import { createAuditLog } from "../system/audit-log.ts";
import { systemClock } from "../system/clock.ts";
import type { Config, ConfigSources } from "../system/config.ts";
import { systemIds } from "../system/ids.ts";
import { openLog, type Log } from "../system/log.ts";
import { logDir } from "../system/paths.ts";
import type { SettingsFile } from "../system/settings-file.ts";
import { callHandlers } from "./call-handlers.ts";
import { withBranches } from "./journal-history.ts";
import { keepJournal, type Upkeep } from "./journal-keeping.ts";
import { createJournalSlot } from "./journal-slot.ts";
import { limitsFrom } from "./limits.ts";
import { watchMemory } from "./memory-watch.ts";
import { createSettingsDesk } from "./settings-desk.ts";
import { openStrategyPort } from "./strategies.ts";
import { venueAt, type GatewayAddress } from "./venue.ts";
import { version } from "./version.ts";

export interface Composition {
  readonly host: "desktop" | "headless" | "cli";
  readonly config: Config;
  readonly sources: ConfigSources;
  readonly settingsFile: SettingsFile;
  /** True: the embedded simulator stands in for the gateway, whatever is configured. */
  readonly simulate: boolean;
}

/** Why the engine could not be started, in words for the person who started it. */
export interface StartFailure {
  readonly code: "LOCKED" | "DATA_FOLDER" | "JOURNAL" | "NO_GATEWAY" | "RISK_LIMITS" | "STRATEGY_PORT";
  readonly message: string;
}

/** A running engine with its door. Whoever made it stops it. */
export interface Running {
  readonly engine: Engine;
  readonly dispatcher: Dispatcher;
  readonly log: Log;
  readonly lock: Lock;
  readonly simulator: Simulator | null;
  /** How long the oldest write to the journal that is not durable yet has been waiting. */
  journalWaitingMs(): number;
  onAlert(listener: (alert: Alert) => void): Cancel;
  /** Finishes the journal, lets go of gateway and simulator, and at last of the lock. */
  stop(reason: string): Promise<void>;
}

/**
 * Builds an engine from a configuration and starts it; the startup gate is under way when this settles. The only place
 * where the parts meet.
 */
export async function compose(composition: Composition): Promise<Result<Running, StartFailure>> {
  const { config, host, simulate } = composition;
  if (!simulate && config.gatewayHost === null) return failure("NO_GATEWAY", "No gateway is configured: set GATEWAY_HOST, or start with --simulate.");

  const limits = host === "cli" ? noOrders : await limitsFrom(config);
  if (!limits.ok) return failure("RISK_LIMITS", limits.failure.message);

  const locked = await acquireLock(config.dataDir, { pid: process.pid, host, startedAtMs: systemClock.wallMs() });
  if (!locked.ok) return failure(locked.failure.code === "HELD" ? "LOCKED" : "DATA_FOLDER", locked.failure.message);
  const lock = locked.value;

  const opened = openLog({ dir: logDir(config.dataDir), level: config.logLevel });
  if (!opened.ok) {
    await lock.release();
    return failure("DATA_FOLDER", `${opened.failure.path}: ${opened.failure.message}`);
  }
  const log = opened.value;

  const restoration = createRestoration();
  const journal = await openJournal(journalOptions(composition, restoration));
  const whole = journal.ok ? await made(restoration, journal.value) : journal;
  if (!whole.ok && whole.failure.code !== "DAMAGED") {
    await Promise.all([lock.release(), log.close()]);
    return failure("JOURNAL", whole.failure.message);
  }
  // What was folded before the damage was met may be any part of the truth: the engine starts from nothing instead.
  return run(composition, { lock, log, restoration: journal.ok ? restoration : createRestoration(), journal, limits: limits.value });
}

const journalOptions = (composition: Composition, { fold, restore }: Restoration): JournalOptions => ({
  dataDir: composition.config.dataDir,
  wallMs: () => systemClock.wallMs(),
  onReplay: fold,
  snapshots: { stateVersion: STATE_VERSION, keep: tidies(composition) ? composition.config.snapshotsKept : Number.MAX_SAFE_INTEGER, onSnapshot: restore },
});

/**
 * An engine that a command runs for itself leaves the past as it is: the settings that say how long to keep it may be the
 * broken ones, in whose place a kill takes the defaults.
 */
const tidies = ({ host }: Composition): boolean => host !== "cli";

const upkeepOf = (composition: Composition): Upkeep | null => {
  const { snapshotIntervalMs: intervalMs, journalKeepDays: keepDays, journalArchiveBytes: maxArchiveBytes } = composition.config;
  return tidies(composition) ? { intervalMs, retention: { keepDays, maxArchiveBytes } } : null;
};

/** The fold is complete: the snapshot's last part is taken, and every branch of the record has what it goes on from. */
async function made(restoration: Restoration, journal: OpenJournal): Promise<Result<null, JournalFailure>> {
  restoration.endRestore();
  return withBranches(journal, restoration);
}

/** A command that runs an engine of its own opens no port for strategies: a broken limits file must not keep a kill from its work. */
const noOrders: Result<LimitsInForce, { readonly message: string }> = { ok: true, value: { limits: defaultRiskLimits(), file: null, sha256: null } };

interface Foundation {
  readonly lock: Lock;
  readonly log: Log;
  readonly restoration: ReturnType<typeof createRestoration>;
  readonly journal: Result<OpenJournal, JournalFailure>;
  readonly limits: LimitsInForce;
}

async function run(composition: Composition, { lock, log, restoration, journal, limits }: Foundation): Promise<Result<Running, StartFailure>> {
  const { config, host, simulate } = composition;
  let openJournalNow = journal.ok ? journal.value : null;
  const damage = journal.ok ? null : journal.failure;
  const slot = createJournalSlot(damage, openJournalNow);
  const listeners = new Set<(alert: Alert) => void>();
  const raise = (alert: Alert): void => {
    log.logger.warn({ alert }, alert.title);
    for (const listener of listeners) listener(alert);
  };

  const raiseAndWrite = (alert: Alert): void => {
    raise(alert);
    void slot.append({ kind: "ALERT", body: { alert: alert.kind, severity: alert.severity, title: alert.title, detail: alert.detail } });
  };

  const simulator = simulate ? await startSimulator({ ...embeddedSimulator, magic: config.magicNumber }) : null;
  const audit = createAuditLog(log.logger);
  const measured = measureJournal(audit.journal(slot), systemClock);
  const venue = audit.venue(venueAt(simulator ? { host: "127.0.0.1", port: simulator.port, tickPort: simulator.tickPort } : gatewayOf(config), config));
  const engine = createEngine(
    { clock: systemClock, ids: systemIds, venue, journal: measured.journal, alerts: { raise } },
    engineSettings(config, host, limits, restoration, openJournalNow),
    restoration,
    damage?.message ?? null,
  );

  const replaceJournal = async (name: string, reason: string): Promise<Result<null, { message: string }>> => {
    if (openJournalNow) return { ok: false, failure: { message: "A journal is in use. If it was found damaged meanwhile, restart Holdfast: the start checks it and sets it aside." } };
    const fresh = await startFreshJournal({ ...journalOptions(composition, createRestoration()), name, reason });
    if (!fresh.ok) return { ok: false, failure: { message: fresh.failure.message } };
    openJournalNow = fresh.value;
    slot.replace(fresh.value);
    engine.journalReplaced();
    return { ok: true, value: null };
  };

  const keeping = keepJournal({
    journal: () => openJournalNow,
    record: slot,
    clock: systemClock,
    upkeep: upkeepOf(composition),
    log: log.logger,
  });
  const memory = watchMemory({
    clock: systemClock,
    limitBytes: config.memoryLimitBytes,
    residentBytes: () => process.memoryUsage.rss(),
    raise: raiseAndWrite,
  });
  const onSaved = (name: string, from: string, to: string): void => void slot.append({ kind: "SETTING_CHANGED", body: { name, from, to } });
  const settings = createSettingsDesk(config, composition.sources, composition.settingsFile, onSaved);
  const dispatcher = createDispatcher({
    handlers: callHandlers({ engine, journal: slot, history: () => openJournalNow, snapshot: () => keeping.snapshot(), settings, loadLimits: () => limitsFrom(config), startFreshJournal: replaceJournal }),
    log: log.logger,
  });

  const close = async (): Promise<void> => {
    keeping.stop();
    memory.stop();
    await Promise.all([openJournalNow?.close(), venue.close()]);
    await simulator?.stop();
    audit.flush();
    await log.close();
    await lock.release();
  };
  const strategies = host === "cli" ? null : await openStrategyPort(engine, config, log.logger);
  if (strategies !== null && !strategies.ok) {
    await close();
    return failure("STRATEGY_PORT", strategies.failure.message);
  }

  log.logger.info({ host, version, endpoint: venue.endpoint, strategies: strategies?.value.endpoint ?? null, simulate }, "engine started");
  void engine.start();
  if (openJournalNow !== null) void checkEarlier(openJournalNow, log, raiseAndWrite);

  const running: Running = {
    engine,
    dispatcher,
    log,
    lock,
    simulator,
    journalWaitingMs: measured.waitingMs,
    onAlert: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: async (reason) => {
      await strategies?.value.close();
      await engine.stop(reason);
      log.logger.info({ reason }, "engine stopped");
      await close();
    },
  };
  return { ok: true, value: running };
}

/** What an opening from a snapshot did not look at, looked at while everything goes on. */
async function checkEarlier(journal: OpenJournal, { logger }: Log, raise: (alert: Alert) => void): Promise<void> {
  for (const skipped of journal.skippedSnapshots) logger.warn({ skipped }, "a snapshot was passed over");
  if (journal.snapshot === null) return;
  const checked = await journal.verifyEarlier();
  if (!checked.ok) return logger.warn({ failure: checked.failure }, "what lies before the snapshot could not be verified");
  if (checked.value === null) return;
  const { firstBadSeq, why } = checked.value;
  raise({ kind: "PAST_CHANGED", severity: "critical", title: "The journal's past was changed", detail: `${why}, from event ${firstBadSeq} on. What is in force rests on the snapshot after it.`, atMs: systemClock.wallMs() });
}

const gatewayOf = ({ gatewayHost, gatewayPort, gatewayTickPort }: Config): GatewayAddress => ({ host: gatewayHost ?? "127.0.0.1", port: gatewayPort, tickPort: gatewayTickPort });

/** An account that looks alive: a moving market and a book over several symbols. */
const embeddedSimulator = { kind: "extended", positions: 14, tickIntervalMs: 500, tickPort: 0 } as const;

function engineSettings(config: Config, host: Composition["host"], limits: LimitsInForce, restoration: Restoration, journal: OpenJournal | null): EngineSettings {
  return {
    accountId: config.accountId,
    environment: environmentOf(config),
    magicNumber: config.magicNumber,
    gate: { timeoutMs: config.syncTimeoutMs, tries: config.syncRetryCount, retryIntervalMs: config.syncRetryIntervalMs },
    heartbeat: { intervalMs: config.heartbeatIntervalMs, timeoutMs: config.heartbeatTimeoutMs, misses: config.heartbeatMisses },
    truthIntervalMs: config.truthIntervalMs,
    autoRelease: config.autoRelease,
    orderTimeoutMs: ORDER_TIMEOUT_MS,
    limits,
    recovery: {
      policy: { ...usualPolicy, orphans: config.orphanPolicy, adoptInto: config.orphanAgent, stormShare: config.stormShare },
      confirm: config.confirmRecovery,
      intervalMs: config.reconcileIntervalMs,
    },
    opening: {
      cleanExitBefore: restoration.cleanExit,
      journal: {
        verified: journal !== null,
        snapshot: journal?.snapshot ? { seq: journal.snapshot.seq, takenAtMs: journal.snapshot.takenAtMs } : null,
        snapshotsSkipped: journal?.skippedSnapshots.length ?? 0,
        eventsReplayed: restoration.replayed,
      },
    },
    version,
    host,
    pid: process.pid,
  };
}

/** As long as a risk signature is good for. */
const ORDER_TIMEOUT_MS = 5_000;

function environmentOf(config: Config): "LIVE" | "DEMO" | null {
  if (config.accountEnvironment === null) return null;
  return config.accountEnvironment === "demo" ? "DEMO" : "LIVE";
}

/** The embedded simulator's folder beside the one of the real account. */
export const simulatorDataDir = (dataDir: string): string => join(dataDir, "simulator");

/**
 * The simulated account keeps its own folder: a kill or a position of a game must never be found in the journal of a
 * real account. A folder that was named by hand is taken as it is.
 */
export function withSimulatorFolder(config: Config): Config {
  return config.origins.DATA_DIR.source === "default" ? { ...config, dataDir: simulatorDataDir(config.dataDir) } : config;
}

const failure = (code: StartFailure["code"], message: string): { readonly ok: false; readonly failure: StartFailure } => ({ ok: false, failure: { code, message } });


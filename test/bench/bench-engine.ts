import { createHash } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import type { Position } from "../../src-main/contract/position.ts";
import { usualPolicy } from "../../src-main/domain/correction-policy.ts";
import { type Hashes, riskSignature } from "../../src-main/domain/risk-signature.ts";
import { createEngine, type Engine, type EngineSettings } from "../../src-main/engine/engine.ts";
import type { Alert, Venue } from "../../src-main/engine/ports.ts";
import { createRestoration } from "../../src-main/engine/restoration.ts";
import { openVenue } from "../../src-main/gateway/client.ts";
import { openJournal } from "../../src-main/journal/journal.ts";
import { measureJournal } from "../../src-main/serve/journal-lag.ts";
import { type StrategyPort, startStrategyPort } from "../../src-main/strategy-port/strategy-port.ts";
import { createAuditLog } from "../../src-main/system/audit-log.ts";
import { systemClock } from "../../src-main/system/clock.ts";
import { systemIds } from "../../src-main/system/ids.ts";
import { openLog } from "../../src-main/system/log.ts";
import { onlyLimits } from "../support/limits.ts";
import { MAGIC } from "./positions.ts";

/** An engine put together as the hosts do it: real clock, real sockets, a real journal, and a console that listens. */
export interface BenchEngine {
  readonly engine: Engine;
  stop(): Promise<void>;
}

export interface BenchEngineOptions {
  readonly workDir: string;
  readonly gatewayPort: number;
  readonly settings?: Partial<EngineSettings>;
  readonly onAlert?: (alert: Alert) => void;
  /** Puts something between the engine and its venue, to see what it asks. */
  readonly between?: (venue: Venue) => Partial<Venue>;
}

const asShipped: EngineSettings = {
  accountId: "main",
  environment: null,
  magicNumber: MAGIC,
  gate: { timeoutMs: 3_000, tries: 3, retryIntervalMs: 1_000 },
  heartbeat: { intervalMs: 5_000, timeoutMs: 2_000, misses: 3 },
  truthIntervalMs: 5_000,
  orderTimeoutMs: 5_000,
  limits: onlyLimits(),
  recovery: { policy: { ...usualPolicy, stormFrom: Number.POSITIVE_INFINITY }, confirm: "never", intervalMs: 15_000 },
  opening: { cleanExitBefore: true, journal: { verified: true, snapshot: null, snapshotsSkipped: 0, eventsReplayed: 0 } },
  autoRelease: true,
  version: "0.0.0",
  host: "headless",
  pid: process.pid,
};

/** Starts an engine and lets the startup gate pass. */
export async function armedEngine({ workDir, gatewayPort, settings = {}, onAlert = () => undefined, between = () => ({}) }: BenchEngineOptions): Promise<BenchEngine> {
  const dataDir = await mkdtemp(join(workDir, "engine-"));
  const restoration = createRestoration();
  const journal = await openJournal({ dataDir, wallMs: systemClock.wallMs, onReplay: restoration.fold });
  if (!journal.ok) throw new Error(journal.failure.message);
  const log = openLog({ dir: join(dataDir, "logs"), level: "info" });
  if (!log.ok) throw new Error(log.failure.message);
  const audit = createAuditLog(log.value.logger);
  const venue = openVenue({ host: "127.0.0.1", port: gatewayPort, clock: systemClock, ids: systemIds, tickPort: null, sign: (each, nowMs) => riskSignature(each, nowMs, { hashes, secret: null }) });
  const ports = {
    clock: systemClock,
    ids: systemIds,
    venue: { ...audit.venue(venue), ...between(venue) },
    journal: measureJournal(audit.journal(journal.value), systemClock).journal,
    alerts: { raise: onAlert },
  };
  const engine = createEngine(ports, { ...asShipped, ...settings }, restoration);
  listenAsConsole(engine);
  await engine.start();
  if (engine.state !== "ARMED") throw new Error(`the engine is ${engine.state} after its first sync`);
  return {
    engine,
    stop: async () => {
      await engine.stop("the benchmark is over");
      await Promise.all([journal.value.close(), venue.close(), log.value.close()]);
    },
  };
}

const hashes: Hashes = {
  sha256Hex: (text) => createHash("sha256").update(text).digest("hex"),
  hmacSha256Hex: () => {
    throw new Error("no secret is shared with this gateway");
  },
};

/** One strategy alone asks more often here than a port as shipped lets it. */
const unhurried = { messagesPerSecond: 1_000_000, messagesBurst: 1_000_000 } as const;

/** The port that strategies trade through. Whoever opened it closes it, before the engine stops. */
export async function openedToStrategies({ strategies }: Engine): Promise<StrategyPort> {
  const opened = await startStrategyPort({ port: 0, door: strategies, clock: systemClock, ids: systemIds, magicNumber: MAGIC, version: "0.0.0", limits: unhurried });
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

/** Every change is written out as it is for one console at the other end of a WebSocket. */
function listenAsConsole(engine: Engine): void {
  let sentChars = 0;
  engine.feed.subscribe((change) => {
    sentChars += JSON.stringify({ type: "change", ...change }).length;
    if (sentChars < 0) throw new Error("a console was sent nothing");
  });
}

/** Settles when a condition on what the engine tells its consoles holds. Looks at every change. */
export function untilTold(engine: Engine, holds: () => boolean, withinMs = 30_000): Promise<void> {
  return new Promise((resolve, reject) => {
    if (holds()) return resolve();
    const limit = setTimeout(() => finish(() => reject(new Error(`the engine is still ${engine.state}`))), withinMs);
    const stop = engine.feed.subscribe(() => {
      if (holds()) finish(resolve);
    });
    const finish = (then: () => void): void => {
      clearTimeout(limit);
      stop();
      then();
    };
  });
}

export const openIn = (engine: Engine): readonly Position[] => engine.feed.value("positions").rows;

import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import type { Position } from "../../src-main/contract/position.ts";
import { createEngine, type Engine, type EngineSettings } from "../../src-main/engine/engine.ts";
import type { Alert, Venue } from "../../src-main/engine/ports.ts";
import { createRestoration } from "../../src-main/engine/restoration.ts";
import { openVenue } from "../../src-main/gateway/client.ts";
import { openJournal } from "../../src-main/journal/journal.ts";
import { systemClock } from "../../src-main/system/clock.ts";
import { systemIds } from "../../src-main/system/ids.ts";
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
  const venue = openVenue({ host: "127.0.0.1", port: gatewayPort, clock: systemClock, ids: systemIds, tickPort: null, sign: () => "" });
  const ports = { clock: systemClock, ids: systemIds, venue: { ...venue, ...between(venue) }, journal: journal.value, alerts: { raise: onAlert } };
  const engine = createEngine(ports, { ...asShipped, ...settings }, restoration);
  listenAsConsole(engine);
  await engine.start();
  if (engine.state !== "ARMED") throw new Error(`the engine is ${engine.state} after its first sync`);
  return {
    engine,
    stop: async () => {
      await engine.stop("the benchmark is over");
      await Promise.all([journal.value.close(), venue.close()]);
    },
  };
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

import { EventEmitter } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";
import type { ServerMessage } from "../../src-main/contract/envelope.ts";
import type { KillRecord, KillRequest } from "../../src-main/contract/kill.ts";
import type { Overview } from "../../src-main/contract/overview.ts";
import type { Alert } from "../../src-main/engine/ports.ts";
import { startDesktop, type DesktopParts } from "../../src-main/hosts/desktop/desktop.ts";
import type { ConsolePeer, EngineStart, ReduceOnlyWish, RunningEngine } from "../../src-main/hosts/desktop/engine-handle.ts";
import type { Exposure, ExposureWatch } from "../../src-main/hosts/desktop/exposure.ts";
import { ElectronDouble } from "./electron-double.ts";

export const assetsDir = join(import.meta.dirname, "..", "..", "assets");

export const overviewOf = (over: Partial<Overview> = {}): Overview => ({
  version: "0.1.0",
  environment: "SIMULATED",
  environmentAssumed: false,
  endpoint: "127.0.0.1:5555",
  gatewayKind: "v4.3",
  capabilities: [],
  magicNumber: 202401,
  tradingState: "ARMED",
  sinceMs: 1_000,
  reasons: [],
  reduceOnly: null,
  strategyEndpoint: null,
  mayOpen: true,
  mayClose: true,
  link: "HEALTHY",
  truthAtMs: 1_705_329_600_000,
  truthIntervalMs: 5_000,
  waitingDifferences: 0,
  startedAtMs: 0,
  autoRelease: true,
  journalEvents: 12,
  journalWhole: true,
  ...over,
});

export const exposureOf = (over: Partial<Exposure> = {}): Exposure => ({ agents: [], symbols: [], inDoubt: 0, ...over });

/** An engine that records what it is asked, and says what a test lets it say. */
export class FakeEngine implements RunningEngine {
  current = overviewOf();
  readonly kills: KillRequest[] = [];
  readonly stops: string[] = [];
  readonly power: string[] = [];
  readonly consoles: FakeConsole[] = [];
  readonly reduceOnlyWishes: ReduceOnlyWish[] = [];
  /** What `setReduceOnly` answers. */
  reduceOnlyFailure: string | null = null;
  #exposure: Exposure = exposureOf();
  readonly exposure: ExposureWatch = {
    now: () => this.#exposure,
    onChange: (listener) => {
      this.#events.on("exposure", listener);
      return () => this.#events.off("exposure", listener);
    },
  };
  /** What `stop` waits for. */
  finished: Promise<void> = Promise.resolve();
  readonly #events = new EventEmitter();

  attachConsole(_permission: "command", send: (message: ServerMessage) => void): ConsolePeer {
    const console = new FakeConsole(send);
    this.consoles.push(console);
    send({ type: "welcome", permission: "command", version: "0.1.0" });
    return console;
  }
  overview(): Overview {
    return this.current;
  }
  onOverview(listener: (overview: Overview) => void): () => void {
    this.#events.on("overview", listener);
    return () => this.#events.off("overview", listener);
  }
  onAlert(listener: (alert: Alert) => void): () => void {
    this.#events.on("alert", listener);
    return () => this.#events.off("alert", listener);
  }
  kill(request: KillRequest): KillRecord {
    this.kills.push(request);
    this.turn({ tradingState: "KILLED" });
    return { id: "k1", ...request, atMs: 0, durable: true };
  }
  setReduceOnly(wish: ReduceOnlyWish): Promise<string | null> {
    this.reduceOnlyWishes.push(wish);
    return Promise.resolve(this.reduceOnlyFailure);
  }
  suspend(): void {
    this.power.push("suspend");
  }
  resume(): void {
    this.power.push("resume");
  }
  async stop(reason: string): Promise<void> {
    this.stops.push(reason);
    await this.finished;
  }
  /** The overview changes. */
  turn(over: Partial<Overview>): void {
    this.current = { ...this.current, ...over };
    this.#events.emit("overview", this.current);
  }
  /** What can be stopped one by one changes. */
  expose(over: Partial<Exposure>): void {
    this.#exposure = { ...this.#exposure, ...over };
    this.#events.emit("exposure", this.#exposure);
  }
  alert(over: Partial<Alert> = {}): void {
    this.#events.emit("alert", { kind: "TRIPPED", severity: "critical", title: "Trading has stopped", detail: "HEARTBEAT_FAILURE", atMs: 0, ...over });
  }
}

export class FakeConsole implements ConsolePeer {
  readonly received: unknown[] = [];
  readonly send: (message: ServerMessage) => void;
  closed = false;
  constructor(send: (message: ServerMessage) => void) {
    this.send = send;
  }
  receive(message: unknown): void {
    this.received.push(message);
  }
  close(): void {
    this.closed = true;
  }
}

export interface StartedDesktop {
  readonly electron: ElectronDouble;
  readonly engine: FakeEngine;
  readonly signals: EventEmitter;
  readonly warnings: string[];
  /** Settles when `startDesktop` has done all it does. */
  readonly started: Promise<void>;
}

/** A desktop on doubles, with its window open and its engine running, unless `over` says otherwise. */
export async function desktop(over: Partial<DesktopParts> & { prepare?: (electron: ElectronDouble) => void } = {}): Promise<StartedDesktop> {
  const { prepare, ...given } = over;
  const electron = new ElectronDouble();
  electron.app.userData = await temporaryDir();
  prepare?.(electron);
  const engine = new FakeEngine();
  const signals = new EventEmitter();
  const warnings: string[] = [];
  const started = startDesktop({
    electron: electron.modules(),
    startEngine: () => Promise.resolve<EngineStart>({ ok: true, value: engine }),
    assetsDir,
    rendererDir: electron.app.userData,
    preloadPath: "/somewhere/preload.cjs",
    platform: "linux",
    signals,
    warn: (sentence) => warnings.push(sentence),
    ...given,
  });
  electron.app.becomeReady();
  return { electron, engine, signals, warnings, started };
}

/** The same, once everything has been started. */
export async function runningDesktop(over: Parameters<typeof desktop>[0] = {}): Promise<StartedDesktop> {
  const made = await desktop(over);
  await made.started;
  made.electron.windows[0]?.emit("ready-to-show");
  return made;
}

export async function temporaryDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "holdfast-desktop-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** Timers by hand from here to the test's end; `advance` also lets everything that waited for them run. */
export function timersByHand(): (ms: number) => Promise<void> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  return async (ms) => {
    await vi.advanceTimersByTimeAsync(ms);
  };
}

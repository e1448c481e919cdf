import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { RecoveryReport } from "../../contract/recovery.ts";
import { recoveryText } from "../../domain/recovery-text.ts";
import type { Result } from "../../engine/ports.ts";
import { pause } from "../../engine/startup-gate.ts";
import { startSimulator, type Simulator } from "../../simulator/simulator.ts";
import { systemClock } from "../../system/clock.ts";
import { type Config, type ConfigSources, loadConfig } from "../../system/config.ts";
import { createSettingsFile } from "../../system/settings-file.ts";
import { compose } from "../compose.ts";
import { exitCodes } from "../exit-codes.ts";
import { loadConf } from "../headless/settings-store.ts";
import { fail, print, type Io } from "../terminal.ts";
import { LATE_TRADE, STOPPED_SYMBOL, liveThroughNight } from "./demo-night-agents.ts";

export interface DemoNightFlags {
  readonly json?: boolean;
  readonly out?: string;
  /** Set for the process that is to be killed: the folder it works in, and the simulator's ports. */
  readonly engine?: string;
  readonly port?: number;
  readonly tickPort?: number;
}

/** Printed by the engine that is to be killed, once the night has been. */
const NIGHT_IS_OVER = "the night is over";
const NIGHT_TIMEOUT_MS = 60_000;
const RECOVERY_TIMEOUT_MS = 30_000;
const LOOK_INTERVAL_MS = 50;

/**
 * `holdfast demo night`: ten agents trade on a simulated account through an engine in a process of its own; two die. Then
 * that process is killed. While nobody looks a stop is reached, and one agent's program trades past Holdfast. The next
 * start finds both: its recovery report is the example.
 */
export async function demoNight(io: Io, flags: DemoNightFlags): Promise<number> {
  if (flags.engine !== undefined) return nightOf(io, { dataDir: flags.engine, port: flags.port ?? 0, tickPort: flags.tickPort ?? 0 });
  const asJson = flags.json ?? false;
  const dataDir = await mkdtemp(join(tmpdir(), "holdfast-night-"));
  const simulator = await startSimulator({ positions: 0, balance: 100_000, tickIntervalMs: 100, tickPort: 0 });
  try {
    const made = await reportOf(dataDir, simulator, io.signal);
    if (!made.ok) return fail(io, asJson, exitCodes.failed, "DEMO", made.failure);
    const text = recoveryText(made.value);
    if (flags.out !== undefined) await save(resolve(flags.out), made.value, text);
    return print(io, asJson, { exitCode: exitCodes.ok, json: made.value, text: text.trimEnd().split("\n") });
  } finally {
    await simulator.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function reportOf(dataDir: string, simulator: Simulator, signal: AbortSignal): Promise<Result<RecoveryReport, string>> {
  const place = { dataDir, port: simulator.port, tickPort: simulator.tickPort ?? 0 };
  const night = await crashedNight(place, signal);
  if (!night.ok) return night;
  const unseen = whileNobodyLooks(simulator);
  return unseen.ok ? recovered(place, signal) : unseen;
}

/** A process that cannot say goodbye, which is what the report has to cope with. */
async function crashedNight({ dataDir, port, tickPort }: Place, signal: AbortSignal): Promise<Result<null, string>> {
  const [, entry = ""] = process.argv;
  const child = spawn(process.execPath, [...process.execArgv, entry, "demo", "night", "--engine", dataDir, "--port", String(port), "--tick-port", String(tickPort)], { stdio: ["ignore", "pipe", "pipe"] });
  const exited = new Promise<void>((settle) => child.once("close", () => settle()));
  const isOver = new AbortController();
  try {
    return await Promise.race([saidOver(child), timeout(NIGHT_TIMEOUT_MS, signal, isOver.signal)]);
  } finally {
    isOver.abort();
    child.kill("SIGKILL");
    await exited;
  }
}

function saidOver(child: ChildProcess): Promise<Result<null, string>> {
  let said = "";
  const hear = (chunk: Buffer): boolean => {
    said += chunk.toString();
    return said.includes(NIGHT_IS_OVER);
  };
  return new Promise((settle) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      if (hear(chunk)) settle({ ok: true, value: null });
    });
    child.stderr?.on("data", hear);
    child.once("close", () => settle({ ok: false, failure: `The night ended before its time: ${said.trim()}` }));
    child.once("error", (error) => settle({ ok: false, failure: `No process for the night could be started: ${error.message}` }));
  });
}

async function timeout(ms: number, signal: AbortSignal, isOver: AbortSignal): Promise<Result<never, string>> {
  await pause(systemClock, ms, AbortSignal.any([signal, isOver]));
  return { ok: false, failure: signal.aborted ? "The command was interrupted." : `The night took longer than ${ms / 1000} s.` };
}

/** One stop is reached, and one agent's program, which knows nothing of the crash, opens a position at the terminal. */
function whileNobodyLooks(simulator: Simulator): Result<null, string> {
  const protectedOne = simulator.account.positions().find(({ symbol, stopLoss }) => symbol === STOPPED_SYMBOL && stopLoss !== null);
  if (!protectedOne || protectedOne.stopLoss === null) return { ok: false, failure: "The night left no position with a stop." };
  simulator.movePrice(STOPPED_SYMBOL, protectedOne.stopLoss - 0.5);
  const opened = simulator.account.openPosition(LATE_TRADE);
  return opened.ok ? { ok: true, value: null } : { ok: false, failure: `The simulated terminal refused a trade: ${opened.failure.message}` };
}

async function recovered(place: Place, signal: AbortSignal): Promise<Result<RecoveryReport, string>> {
  const started = await start(place);
  if (!started.ok) return started;
  const { engine, stop } = started.value;
  const endsMs = systemClock.monotonicMs() + RECOVERY_TIMEOUT_MS;
  while (engine.recovery.report === null && !signal.aborted && systemClock.monotonicMs() < endsMs) await pause(systemClock, LOOK_INTERVAL_MS, signal);
  const { report } = engine.recovery;
  await stop("the example is made");
  return report ? { ok: true, value: report } : { ok: false, failure: "The next start made no report." };
}

interface Place {
  readonly dataDir: string;
  readonly port: number;
  readonly tickPort: number;
}

/** The engine of the night; it stays until it is killed, or its terminal interrupts it. */
async function nightOf(io: Io, place: Place): Promise<number> {
  const started = await start(place);
  if (!started.ok) return fail(io, false, exitCodes.failed, "DEMO", started.failure);
  const { engine, stop } = started.value;
  const lived = await liveThroughNight(engine, io.signal);
  if (lived !== null) io.errorLine(lived);
  else {
    io.line(NIGHT_IS_OVER);
    await pause(systemClock, NIGHT_TIMEOUT_MS, io.signal);
  }
  await stop("nobody killed the night");
  return exitCodes.failed;
}

async function start({ dataDir, port, tickPort }: Place): Promise<Result<Extract<Awaited<ReturnType<typeof compose>>, { ok: true }>["value"], string>> {
  const sources: ConfigSources = { flags: flagsOf(dataDir, port, tickPort), env: {}, dotEnvText: "", settingsFile: {}, unreadable: [], defaultDataDir: dataDir, workingDir: dataDir };
  const config = loadConfig(sources);
  if (!config.ok) return { ok: false, failure: config.failure.map(({ name, rule }) => `${name} must be ${rule}`).join("; ") };
  const started = await compose(composition(config.value, sources));
  return started.ok ? started : { ok: false, failure: started.failure.message };
}

const composition = (config: Config, sources: ConfigSources): Parameters<typeof compose>[0] => ({ host: "headless", config, sources, settingsFile: createSettingsFile(loadConf, config.dataDir), simulate: false });

const flagsOf = (dataDir: string, port: number, tickPort: number): ConfigSources["flags"] => ({
  "data-dir": dataDir,
  "gateway-host": "127.0.0.1",
  "gateway-port": String(port),
  "gateway-tick-port": String(tickPort),
  "strategy-port": "0",
  "account-environment": "demo",
  "truth-interval-s": "0.5",
});

async function save(folder: string, report: RecoveryReport, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "recovery-report.txt"), text);
  await writeFile(join(folder, "recovery-report.json"), `${JSON.stringify(report, null, 2)}\n`);
}

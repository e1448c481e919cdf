import { faultNames, isFaultName, type FaultName } from "./faults.ts";
import { kindNames, type KindName } from "./gateway-kinds.ts";
import { optionProblems, type Problem, type SimulatorOptions } from "./options.ts";
import { startSimulator, type Simulator } from "./simulator.ts";

/** What the command line was given. Names and numbers are checked here. */
export interface RunArguments {
  /** Default 5555. */
  readonly port?: number;
  readonly tickPort?: number;
  readonly positions?: number;
  readonly foreignPositions?: number;
  readonly kind?: string;
  readonly fault?: string;
  /** The fault strikes every N-th request. Default 1. */
  readonly every?: number;
  readonly seed?: number;
  /** Default 500: the market moves twice a second. */
  readonly tickIntervalMs?: number;
  /** The line that says it listens is JSON: `{"endpoint","kind","positions","fault","seed"}`. */
  readonly json?: boolean;
}

export interface RunIo {
  line(text: string): void;
  errorLine(text: string): void;
  /** Aborted by Ctrl+C and the like: everything ends at once. */
  readonly signal: AbortSignal;
}

export const DEFAULT_GATEWAY_PORT = 5_555;
const DEFAULT_TICK_INTERVAL_MS = 500;
const DEFAULT_SEED = 1;

/**
 * A simulator alone, until the signal. Prints one line when it listens.
 * @returns the exit code: 0 stopped by the signal, 1 the port cannot be had, 2 an argument breaks its rule
 */
export async function runSimulator(args: RunArguments, io: RunIo): Promise<number> {
  const checked = checkedArguments(args);
  if (!checked.ok) {
    for (const { field, value, rule } of checked.problems) io.errorLine(`${field} is ${value}; it must be ${rule}`);
    return 2;
  }
  const simulator = await startOrExplain(checked.options, io);
  if (!simulator) return 1;
  if (checked.fault) simulator.faults.set(checked.fault, { every: args.every ?? 1 });
  io.line(listeningLine(simulator, checked, args.json ?? false));
  await aborted(io.signal);
  await simulator.stop();
  return 0;
}

interface Checked {
  readonly ok: true;
  readonly options: SimulatorOptions & { readonly seed: number };
  readonly fault: FaultName | null;
}

function checkedArguments(args: RunArguments): Checked | { readonly ok: false; readonly problems: readonly Problem[] } {
  const { kind, fault, every, json: _json, ...numbers } = args;
  const options = { port: DEFAULT_GATEWAY_PORT, tickIntervalMs: DEFAULT_TICK_INTERVAL_MS, seed: DEFAULT_SEED, ...withoutUndefined(numbers) };
  const problems = optionProblems(options);
  if (kind !== undefined && !isKindName(kind)) problems.push({ field: "kind", value: kind, rule: `one of ${kindNames.join(", ")}` });
  if (fault !== undefined && fault !== "none" && !isFaultName(fault)) {
    problems.push({ field: "fault", value: fault, rule: `one of none, ${faultNames.join(", ")}` });
  }
  if (every !== undefined && (!Number.isInteger(every) || every < 1)) {
    problems.push({ field: "every", value: String(every), rule: "a whole number, 1 or more" });
  }
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    options: kind !== undefined && isKindName(kind) ? { ...options, kind } : options,
    fault: fault !== undefined && isFaultName(fault) ? fault : null,
  };
}

/** A flag that was not given must not overwrite its default. */
const withoutUndefined = <T extends object>(values: T): T => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;

const isKindName = (name: string): name is KindName => kindNames.some((known) => known === name);

async function startOrExplain(options: SimulatorOptions, io: RunIo): Promise<Simulator | null> {
  try {
    return await startSimulator(options);
  } catch (failure) {
    io.errorLine(`cannot listen on port ${options.port}: ${failure instanceof Error ? failure.message : String(failure)}`);
    return null;
  }
}

function listeningLine(simulator: Simulator, { fault, options }: Checked, asJson: boolean): string {
  const { endpoint, kind, account } = simulator;
  const facts = { endpoint, kind, positions: account.positions().length, fault: fault ?? "none", seed: options.seed };
  if (asJson) return JSON.stringify(facts);
  return `simulated gateway on ${facts.endpoint} kind=${facts.kind} positions=${facts.positions} fault=${facts.fault} seed=${facts.seed}`;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

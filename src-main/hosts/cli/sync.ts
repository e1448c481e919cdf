import type { Difference, SyncError } from "../../contract/sync.ts";
import { createPositionLedger, type PositionLedger } from "../../engine/position-ledger.ts";
import { createReconciler } from "../../engine/reconciler.ts";
import { passStartupGate, type GateResult } from "../../engine/startup-gate.ts";
import { createTruthReader } from "../../engine/truth-reader.ts";
import { readEntries } from "../../journal/inspection.ts";
import { systemClock } from "../../system/clock.ts";
import { systemIds } from "../../system/ids.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, print, type Io } from "../terminal.ts";
import { NO_GATEWAY, venueOf } from "./probe.ts";
import { configure, type CommonFlags } from "./setting-flags.ts";

/** `holdfast sync`: the startup gate once, compared with what the journal says. It writes nothing and trades nothing. */
export async function sync(io: Io, flags: CommonFlags): Promise<number> {
  const asJson = flags.json ?? false;
  const configured = configure(io, flags);
  if (typeof configured === "number") return configured;
  const { config } = configured;
  const venue = venueOf(configured);
  if (!venue) return fail(io, asJson, exitCodes.usage, "NO_GATEWAY", NO_GATEWAY);

  const startedAtMs = systemClock.monotonicMs();
  const result = await passStartupGate(
    { clock: systemClock, venue, reader: createTruthReader(venue, systemClock), onProbe: () => {}, onStep: () => {}, cancelled: () => io.signal.aborted, stopping: io.signal },
    { timeoutMs: config.syncTimeoutMs, tries: config.syncRetryCount, retryIntervalMs: config.syncRetryIntervalMs },
  );
  await venue.close();
  const tookMs = systemClock.monotonicMs() - startedAtMs;
  const { outcome, error, differences } = decided(result, ledgerOf(config.dataDir));
  const truth = result.kind === "read" ? result.truth : result.kind === "suspect" ? result.fuller : null;
  return print(io, asJson, {
    exitCode: outcome === "clean" ? exitCodes.ok : exitCodes.notClean,
    json: {
      outcome,
      tries: result.tries,
      tookMs: Math.round(tookMs),
      account: truth?.account ?? null,
      positions: truth?.positions ?? [],
      differences,
      ...(error ? { error } : {}),
    },
    text: [
      `${outcome}  after ${result.tries} of ${config.syncRetryCount} tries, ${tookMs.toFixed(0)} ms`,
      ...(truth ? [`balance ${truth.account.balance.toFixed(2)}  equity ${truth.account.equity.toFixed(2)}  ${truth.positions.length} positions`] : []),
      ...(error ? [`${error.code}: ${error.message}`] : []),
      ...differences.map((difference) => `${difference.status}  ${difference.detail}`),
    ],
  });
}

interface Decided {
  readonly outcome: "clean" | "review" | "halted";
  readonly error: SyncError | null;
  readonly differences: readonly Difference[];
}

function decided(result: GateResult, ledger: PositionLedger): Decided {
  if (result.kind === "halted") return { outcome: "halted", error: result.error, differences: [] };
  if (result.kind === "suspect") return { outcome: "review", error: { code: "SUSPECT_EMPTY", message: result.evidence }, differences: [] };
  const reconciler = createReconciler(systemClock, systemIds, ledger);
  const { differences } = reconciler.compare(result.truth.positions);
  return { outcome: reconciler.waiting.length === 0 ? "clean" : "review", error: null, differences };
}

/** What the journal says is open. No journal, or one that cannot be read, is no belief at all. */
function ledgerOf(dataDir: string): PositionLedger {
  const ledger = createPositionLedger();
  readEntries(dataDir, (entries) => {
    for (const entry of entries) ledger.fold(entry);
  });
  return ledger;
}

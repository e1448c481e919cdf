import type { RecoveryMode, RecoveryReport } from "../../contract/recovery.ts";
import { usualPolicy } from "../../domain/correction-policy.ts";
import { recoveryReport } from "../../domain/recovery-report.ts";
import type { JournalFailure, Result } from "../../engine/ports.ts";
import { createRecoveryDesk, type OpeningFacts } from "../../engine/recovery-desk.ts";
import { type Restoration } from "../../engine/restoration.ts";
import { passStartupGate } from "../../engine/startup-gate.ts";
import { createTruthReader } from "../../engine/truth-reader.ts";
import type { GatewayVenue } from "../../gateway/client.ts";
import { verifyJournal } from "../../journal/inspection.ts";
import { systemClock } from "../../system/clock.ts";
import type { Config } from "../../system/config.ts";
import { stateNow } from "./past-record.ts";

/**
 * What a start would find and correct now, without starting anything: an engine of our own would correct at once. Reads
 * the journal and the gateway, writes and trades nothing.
 */
export async function planOffline(config: Config, venue: GatewayVenue, mode: RecoveryMode, signal: AbortSignal): Promise<Result<RecoveryReport, JournalFailure>> {
  const state = await stateNow(config.dataDir);
  if (!state.ok) return state;
  const opening = openingFacts(config, state.value);
  let capabilities: readonly string[] = [];
  const gate = { timeoutMs: config.syncTimeoutMs, tries: config.syncRetryCount, retryIntervalMs: config.syncRetryIntervalMs };
  const result = await passStartupGate(
    { clock: systemClock, venue, reader: createTruthReader(venue, systemClock), onProbe: (probe) => (capabilities = probe.capabilities), onStep: () => {}, cancelled: () => signal.aborted, stopping: signal },
    gate,
  );
  if (result.kind !== "read") return { ok: true, value: withoutTruth(state.value, opening, mode) };
  state.value.book.endReplay();
  const desk = createRecoveryDesk({
    clock: systemClock,
    venue,
    recorder: silent,
    keeper: state.value.keeper,
    book: state.value.book,
    settings: { policy: { ...usualPolicy, orphans: config.orphanPolicy, adoptInto: config.orphanAgent, stormShare: config.stormShare }, confirm: config.confirmRecovery, intervalMs: config.reconcileIntervalMs },
    opening,
    isFirstStart: false,
    unconfirmed: state.value.unconfirmed,
    timeoutMs: config.syncTimeoutMs,
    capabilities: () => capabilities,
    unsettled: () => false,
    onChange: () => {},
    onRepeatedDrift: () => {},
    close: () => {},
    hasPassed: () => false,
  });
  return { ok: true, value: await desk.plan(result.truth, mode) };
}

/** A plan writes nothing; what would be written all the same is refused. */
const silent = { record: () => Promise.resolve(false), recordLast: () => Promise.resolve(false), recordAll: () => Promise.resolve(false), events: 0 };

function openingFacts({ dataDir }: Config, { cleanExit, replayed }: Restoration): OpeningFacts {
  const verdict = verifyJournal(dataDir);
  return { cleanExitBefore: cleanExit, journal: { verified: verdict.ok && verdict.value.whole, snapshot: null, snapshotsSkipped: 0, eventsReplayed: replayed } };
}

const withoutTruth = ({ keeper }: Restoration, opening: OpeningFacts, mode: RecoveryMode): RecoveryReport =>
  recoveryReport({ ...opening, atMs: systemClock.wallMs(), tookMs: 0, cause: "operator", mode, dryRun: true, restoredFromMs: null, venuePositions: null, historyRead: false, skipsConfirmation: false }, keeper.records, null);

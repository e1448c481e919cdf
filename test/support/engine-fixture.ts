import { createEngine, type Engine, type EngineSettings } from "../../src-main/engine/engine.ts";
import { usualPolicy } from "../../src-main/domain/correction-policy.ts";
import type { Position } from "../../src-main/domain/position.ts";
import type { Alert, Journal } from "../../src-main/engine/ports.ts";
import { createRestoration } from "../../src-main/engine/restoration.ts";
import { onlyLimits } from "./limits.ts";
import { MemoryJournal } from "./memory-journal.ts";
import { ScriptedVenue } from "./scripted-venue.ts";
import { VirtualClock } from "./virtual-clock.ts";

export const engineSettings: EngineSettings = {
  accountId: "main",
  environment: null,
  magicNumber: 202_401,
  gate: { timeoutMs: 3_000, tries: 3, retryIntervalMs: 1_000 },
  heartbeat: { intervalMs: 5_000, timeoutMs: 2_000, misses: 3 },
  truthIntervalMs: 5_000,
  orderTimeoutMs: 2_000,
  limits: onlyLimits(),
  recovery: { policy: { ...usualPolicy, orphans: "hold", stormFrom: Number.POSITIVE_INFINITY }, confirm: "never", intervalMs: 15_000 },
  opening: { cleanExitBefore: true, journal: { verified: true, snapshot: null, snapshotsSkipped: 0, eventsReplayed: 0 } },
  autoRelease: true,
  version: "0.0.0",
  host: "headless",
  pid: 1,
};

export interface Fixture {
  readonly clock: VirtualClock;
  readonly venue: ScriptedVenue;
  readonly journal: MemoryJournal;
  readonly alerts: Alert[];
  readonly engine: Engine;
  /** Starts and lets the startup gate pass. */
  armed(): Promise<void>;
  /** The process dies as it stands: nothing it still had in hand happens any more. */
  crash(): void;
  /** What the journal alone says is open. */
  ledger(): Position[];
  /** What the next process finds: the same venue, clock and journal, nothing else. */
  restarted(patch?: Partial<EngineSettings>): Fixture;
}

export function fixture(patch: Partial<EngineSettings> = {}, world: Partial<Pick<Fixture, "clock" | "venue" | "journal">> = {}): Fixture {
  const clock = world.clock ?? new VirtualClock();
  const venue = world.venue ?? new ScriptedVenue(clock);
  const journal = world.journal ?? new MemoryJournal(clock);
  const alerts: Alert[] = [];
  const restored = createRestoration();
  restored.fold(journal.entries);
  let ids = journal.entries.length * 1_000;
  const alive = { yes: true };
  const journalOfThisProcess: Journal = {
    append: (event) => (alive.yes ? journal.append(event) : new Promise(() => {})),
    tail: (limit) => journal.tail(limit),
  };
  const ports = { clock, venue, journal: journalOfThisProcess, ids: { uuid: () => `id-${(ids += 1)}` }, alerts: { raise: (alert: Alert) => void alerts.push(alert) } };
  const engine = createEngine(ports, { ...engineSettings, ...patch }, restored);
  return {
    clock,
    venue,
    journal,
    alerts,
    engine,
    armed: async () => {
      void engine.start();
      await clock.advance(100);
    },
    crash: () => {
      clock.forget();
      alive.yes = false;
    },
    ledger: () => [...restored.ledger.positions.values()],
    restarted: (next = {}) => fixture({ ...patch, ...next }, { clock, venue, journal }),
  };
}

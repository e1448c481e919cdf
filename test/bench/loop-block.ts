import type { OpenJournal } from "../../src-main/journal/journal.ts";
import type { Row } from "./figure.ts";
import { appendDurably, openScratchJournal, typicalEvent } from "./scratch-journal.ts";
import { largest, percentile } from "./statistics.ts";

const SAVES_A_SECOND = 1_000;
const SLICE_MS = 2_000;
const SLICES = 5;
const WARM_UP_MS = 1_000;

/**
 * How long the main loop is held up by saving a thousand times a second. Every whole ms asks: had something arrived now,
 * how long would it have waited? So a block of 20 ms counts twenty times, as long as it was, and not once.
 *
 * On a machine that others use too the loop also waits for a processor, saving or not. What this thread itself computed
 * between two looks is told beside: it is what saving costs, whoever else is there.
 */
export const loopBlock: Row = {
  name: "loop-block",
  measure: async ({ workDir }) => {
    const { journal } = await openScratchJournal(workDir);
    const saving: Watched = { waitsMs: [], computedMs: [] };
    const idle: Watched = { waitsMs: [], computedMs: [] };
    await watch(WARM_UP_MS, () => save(journal), { waitsMs: [], computedMs: [] });
    for (let slice = 0; slice < SLICES; slice += 1) {
      await watch(SLICE_MS, () => undefined, idle);
      await watch(SLICE_MS, () => save(journal), saving);
    }
    const saved = await journal.tail(1);
    await journal.close();
    const events = saved.ok ? (saved.value.at(-1)?.seq ?? 0) : 0;
    return [
      {
        what: "main loop held up by 1,000 saves/s, p99.9",
        measured: { value: percentile(saving.waitsMs, 99.9), unit: "ms" },
        bare: { value: percentile(idle.waitsMs, 99.9), unit: "ms" },
        ratio: null,
        goal: { on: "measured", atMost: 5, strict: true },
        notes: [
          `bare: the same loop without saving, in turns of ${SLICE_MS / 1_000} s, ${(SLICES * SLICE_MS) / 1_000} s each; ${events.toLocaleString("en-US")} saves; timers themselves are up to 1 ms late`,
          `wait, longest: ${inMs(largest(saving.waitsMs))} saving, ${inMs(largest(idle.waitsMs))} not; p99: ${inMs(percentile(saving.waitsMs, 99))} and ${inMs(percentile(idle.waitsMs, 99))}`,
          `computed here between two looks, p99.9: ${inMs(percentile(saving.computedMs, 99.9))} saving, ${inMs(percentile(idle.computedMs, 99.9))} not; longest: ${inMs(largest(saving.computedMs))} and ${inMs(largest(idle.computedMs))}`,
        ],
      },
    ];
  },
};

const inMs = (value: number): string => `${value.toFixed(2)} ms`;

const save = (journal: OpenJournal): void => void appendDurably(journal, typicalEvent);

interface Watched {
  /** How long each whole ms would have waited. */
  readonly waitsMs: number[];
  /** Processor time of this thread between two looks: never less than its longest piece of work in between. */
  readonly computedMs: number[];
}

/** Runs `work` at every due moment for so long, catching up after a block, and adds what it saw to `watched`. */
function watch(durationMs: number, work: () => void, watched: Watched): Promise<void> {
  const everyMs = 1_000 / SAVES_A_SECOND;
  const startedAtMs = performance.now();
  let dueMs = 0;
  let computedMs = threadMs();
  return new Promise((resolve) => {
    const look = (): void => {
      const sinceMs = performance.now() - startedAtMs;
      const nowComputedMs = threadMs();
      watched.computedMs.push(nowComputedMs - computedMs);
      computedMs = nowComputedMs;
      for (; dueMs <= sinceMs && dueMs < durationMs; dueMs += everyMs) {
        watched.waitsMs.push(sinceMs - dueMs);
        work();
      }
      if (dueMs >= durationMs) resolve();
      else setTimeout(look, 1);
    };
    look();
  });
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

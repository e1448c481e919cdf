import type { OpenJournal } from "../../src-main/journal/journal.ts";
import type { Figure, Row } from "./figure.ts";
import { appendDurably, openScratchJournal, typicalEvent } from "./scratch-journal.ts";
import { largest, median, percentile } from "./statistics.ts";

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
    const saving: Watched[] = [];
    const idle: Watched[] = [];
    await watch(WARM_UP_MS, () => save(journal));
    for (let slice = 0; slice < SLICES; slice += 1) {
      idle.push(await watch(SLICE_MS, () => undefined));
      saving.push(await watch(SLICE_MS, () => save(journal)));
    }
    const saved = await journal.tail(1);
    await journal.close();
    return [figureOf(saving, idle, saved.ok ? (saved.value.at(-1)?.seq ?? 0) : 0)];
  },
};

function figureOf(saving: readonly Watched[], idle: readonly Watched[], events: number): Figure {
  const typical = (slices: readonly Watched[]): number => median(slices.map(({ waitsMs }) => percentile(waitsMs, 99.9)));
  const waits = (slices: readonly Watched[]): number[] => slices.flatMap(({ waitsMs }) => waitsMs);
  const computed = (slices: readonly Watched[]): number[] => slices.flatMap(({ computedMs }) => computedMs);
  const both = (of: (slices: readonly Watched[]) => number): string => `${of(saving).toFixed(2)} ms saving, ${of(idle).toFixed(2)} ms not`;
  return {
    what: "main loop held up by 1,000 saves/s, p99.9",
    measured: { value: typical(saving), unit: "ms" },
    bare: { value: typical(idle), unit: "ms" },
    ratio: null,
    goal: { on: "measured", atMost: 5, strict: true },
    notes: [
      `bare: the same loop without saving; median of ${SLICES} turns of ${SLICE_MS / 1_000} s each; ${events.toLocaleString("en-US")} saves; timers themselves are up to 1 ms late`,
      `all turns together, p99.9: ${both((slices) => percentile(waits(slices), 99.9))}; longest: ${both((slices) => largest(waits(slices)))}`,
      `computed in this thread between two looks, p99.9: ${both((slices) => percentile(computed(slices), 99.9))}; longest: ${both((slices) => largest(computed(slices)))}`,
    ],
  };
}

const save = (journal: OpenJournal): void => void appendDurably(journal, typicalEvent);

interface Watched {
  /** How long each whole ms would have waited. */
  readonly waitsMs: number[];
  /** Processor time of this thread between two looks: never less than its longest piece of work in between. */
  readonly computedMs: number[];
}

/** Runs `work` at every due moment for so long, catching up after a block. */
function watch(durationMs: number, work: () => void): Promise<Watched> {
  const watched: Watched = { waitsMs: [], computedMs: [] };
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
      if (dueMs >= durationMs) resolve(watched);
      else setTimeout(look, 1);
    };
    look();
  });
}

/** Processor time that this thread has used. */
export function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

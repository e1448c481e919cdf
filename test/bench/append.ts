import type { OpenJournal } from "../../src-main/journal/journal.ts";
import { type BareCommits, openBareCommits } from "./bare-commits.ts";
import type { Figure, Row } from "./figure.ts";
import { compare, tookMs } from "./rounds.ts";
import { appendDurably, openScratchJournal, typicalEvent } from "./scratch-journal.ts";
import { median } from "./statistics.ts";

const IN_FLIGHT = 64;
const APPENDS_ALONE = 50;
const APPENDS_TOGETHER = 64 * 40;
const PLAN = { warmUps: 3, rounds: 20 } as const;

/** The journal's append against SQLite alone in this thread: one at a time, and with many in flight. */
export const append: Row = {
  name: "append",
  measure: async ({ workDir }) => {
    const { journal, folder } = await openScratchJournal(workDir);
    const bare = openBareCommits(folder);
    const figures = [await alone(journal, bare), await together(journal, bare)];
    await journal.close();
    bare.close();
    return figures;
  },
};

const body = JSON.stringify(typicalEvent.body);

async function alone(journal: OpenJournal, bare: BareCommits): Promise<Figure> {
  const compared = await compare(
    () => typicalMs(() => bare.commit([body])),
    () => typicalMs(() => appendDurably(journal, typicalEvent)),
    PLAN,
  );
  return {
    what: "one append, durable, p50",
    measured: { value: compared.ours, unit: "ms" },
    bare: { value: compared.bare, unit: "ms" },
    ratio: compared.ratio,
    goal: null,
    notes: [`bare: one row a commit in this thread, same pragmas, no chain, no thread to cross; ${compared.spread}`],
  };
}

async function together(journal: OpenJournal, bare: BareCommits): Promise<Figure> {
  const groups = Array.from({ length: APPENDS_TOGETHER / IN_FLIGHT }, () => Array.from({ length: IN_FLIGHT }, () => body));
  const perSecond = (ms: number): number => (APPENDS_TOGETHER * 1_000) / ms;
  const compared = await compare(
    () => tookMs(() => groups.forEach(bare.commit)),
    () => tookMs(() => appendInFlight(journal)),
    PLAN,
  );
  return {
    what: "appends a second, 64 in flight",
    measured: { value: perSecond(compared.ours), unit: "/s" },
    bare: { value: perSecond(compared.bare), unit: "/s" },
    ratio: compared.ratio,
    goal: null,
    notes: [`bare: 64 rows a commit; the ratio is of the time taken; ${compared.spread}`],
  };
}

/** p50 of a row of calls, one after another. */
async function typicalMs(once: () => unknown): Promise<number> {
  const taken: number[] = [];
  for (let count = 0; count < APPENDS_ALONE; count += 1) taken.push(await tookMs(once));
  return median(taken);
}

/** Each writer appends again as soon as its last one is durable, as strategies that wait for their answers do. */
async function appendInFlight(journal: OpenJournal): Promise<void> {
  let left = APPENDS_TOGETHER;
  const writer = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await appendDurably(journal, typicalEvent);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, writer));
}

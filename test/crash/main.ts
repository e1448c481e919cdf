import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { median, percentile } from "../bench/statistics.ts";
import { runCrash } from "./crash-run.ts";
import { listOf, type Tally } from "./tally.ts";

/**
 * `npm run crash`: real processes, killed while they save and trade, as often and as large as the command line says. The
 * exit code is 1 when anything that was acknowledged was not there, or the ledger was not the truth; 2 when the command
 * line is wrong. The same seed draws the same plan; what a kill falls on is the machine's own.
 */
const HELP = `npm run crash -- [--agents 1000] [--trades 100000] [--kills 200] [--at-once 64] [--seed N] [--settle-every 40] [--past-events 50000] [--keep]
  --agents        strategies that save and trade
  --trades        trades opened in all
  --kills         SIGKILLs
  --at-once       strategies at work at the same moment
  --settle-every  kills after which every order in doubt is waited for
  --past-events   events of last month that the journal begins with
  --keep          leaves the data folder behind
Ctrl+C ends it after the restart under way, with the table of what was done.
`;

const numbers = { agents: 1_000, trades: 100_000, kills: 200, "at-once": 64, seed: Date.now() % 2 ** 32, "settle-every": 40, "past-events": 50_000 } as const;

async function main(): Promise<number> {
  const given = argumentsGiven();
  if (given === null) {
    process.stderr.write(HELP);
    return 2;
  }
  const { keep, agents, trades, kills, seed } = given;
  process.stdout.write(`${agents} agents, ${trades} trades, ${kills} kills, seed ${seed}\n`);
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());
  const workDir = await mkdtemp(join(tmpdir(), "holdfast-crash-"));
  try {
    const tally = await runCrash({ ...given, workDir, signal: interrupted.signal, onLine: (line) => process.stdout.write(`${line}\n`) });
    process.stdout.write(`\n${tableOf(tally)}\n`);
    return tally.problems.length === 0 ? 0 : 1;
  } finally {
    if (keep) process.stdout.write(`data folder: ${workDir}\n`);
    else await rm(workDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** `null`: they break a rule. */
function argumentsGiven() {
  const names = Object.keys(numbers) as (keyof typeof numbers)[];
  const { values } = parseArgs({ strict: false, options: { ...Object.fromEntries(names.map((name) => [name, { type: "string" as const }])), keep: { type: "boolean" } } });
  const unknown = Object.keys(values).filter((name) => name !== "keep" && !(name in numbers));
  const of = (name: keyof typeof numbers): number => Number(values[name] ?? numbers[name]);
  if (unknown.length > 0 || names.some((name) => !Number.isInteger(of(name)) || of(name) < 0)) return null;
  return { agents: of("agents"), trades: of("trades"), kills: of("kills"), atOnce: of("at-once"), seed: of("seed"), settleEvery: of("settle-every"), pastEvents: of("past-events"), keep: values["keep"] === true };
}

function tableOf(tally: Tally): string {
  const { kills, killed, counts, problems, corrected, decided, events, archives, positions, tookMs } = tally;
  const rows: [string, string][] = [
    ["SIGKILLs", `${killed}: ${listOf(kills)}`],
    ["acknowledged", `${counts.saves} saves, ${counts.opens} trades opened, ${counts.closes} closed, ${counts.deaths} deaths`],
    ["orders that were in doubt", String(counts.unresolved)],
    ["orders refused", listOf(counts.rejected) || "none"],
    ["corrected by recoveries alone", listOf(corrected) || "nothing"],
    ["decided by a person", listOf(decided) || "nothing"],
    ["damaged snapshots passed over", String(tally.snapshotsSkipped)],
    ["journal at the end", `${events} events, ${archives} archives`],
    ["open at the end", `${positions} positions, as in the ledger`],
    ["process start to ARMED", spanOf(tally.armedMs)],
    ["comparison of a recovery", spanOf(tally.recoveredMs)],
    ["events replayed at a start", `median ${median(tally.eventsReplayed)}, most ${percentile(tally.eventsReplayed, 100)}`],
    ["snapshot and compaction", spanOf(tally.snapshotsMs)],
    ["the whole chain verified", spanOf(tally.verifiedMs)],
    ["everything acknowledged looked through", spanOf(tally.lookedMs)],
    ["took", `${Math.round(tookMs / 1_000)} s`],
    ["problems", String(problems.length)],
  ];
  const width = Math.max(...rows.map(([head]) => head.length));
  return rows.map(([head, text]) => `${head.padEnd(width)}  ${text}`).join("\n");
}

const spanOf = (timesMs: readonly number[]): string => (timesMs.length === 0 ? "none" : `median ${Math.round(median(timesMs))} ms, longest ${Math.round(percentile(timesMs, 100))} ms`);

process.exitCode = await main();

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CorrectionCode } from "../../src-main/contract/reconciliation.ts";
import { parseRiskLimits } from "../../src-main/domain/risk-limits.ts";
import { figureRules, specOf } from "../../src-main/domain/risk-table.ts";
import { verifyJournal } from "../../src-main/journal/inspection.ts";
import { Rng } from "../../src-main/simulator/rng.ts";
import { freePort } from "../support/free-port.ts";
import { AgentLife } from "./agent-life.ts";
import { audit, type Speaker } from "./audit.ts";
import { type EngineFlags, type EngineRun, startEngine } from "./engine-run.ts";
import { damageNewestSnapshot, fillWithPast, tearWrite } from "./harm.ts";
import { armed, type Recovered } from "./operator.ts";
import { connectStrategy, type StrategyLine } from "./strategy-line.ts";
import { listOf, type Moment, Tally } from "./tally.ts";
import { startTraffic } from "./traffic.ts";
import { startVenue, type Venue } from "./venue.ts";

export interface CrashOptions {
  readonly workDir: string;
  readonly agents: number;
  /** Trades opened and acknowledged, in all. */
  readonly trades: number;
  /** SIGKILLs. */
  readonly kills: number;
  /** Agents that save and trade at the same moment. */
  readonly atOnce: number;
  readonly seed: number;
  /** After so many kills all orders in doubt are waited for, and every trade is looked through. At the end too. */
  readonly settleEvery: number;
  /** Events of last month that the journal begins with, to be archived. */
  readonly pastEvents: number;
  /** Ends the run early, after the restart that is under way. */
  readonly signal?: AbortSignal;
  /** Told one line after each restart, and each problem when it is found. */
  readonly onLine?: (line: string) => void;
}

/** Corrections of what cannot be. */
const unheardOf: readonly CorrectionCode[] = ["CLOSED_OUTSIDE", "REDUCED_OUTSIDE", "TRADE_REOPENED", "VOLUME_GREW", "WRONG_OWNER"];

/** Drawn one after the other, in another order each time round. */
const deck: readonly Moment[] = ["trading", "trading", "trading", "snapshot", "snapshot", "startup", "damaged snapshot", "torn write"];

/** A port lets one client send 200 orders a second, and a client that keeps within that is what we want to be. */
const AGENTS_PER_LINE = 32;
const SETTLE_WITHIN_MS = 45_000;
const LOOK_AGAIN_MS = 2;
const STALLED_MS = 60_000;
/** Of a snapshot written to its end before a kill. */
const SNAPSHOT_CHANCE = 0.25;
const ASK_AGAIN_MS = 500;
const GUESSED_SNAPSHOT_MS = 200;
const GUESSED_START_MS = 1_000;

/** Kills an engine at random moments while many agents save and trade through it, and looks after each restart what is there. */
export async function runCrash(options: CrashOptions): Promise<Tally> {
  const venue = await startVenue({ kind: "extended", positions: 0, balance: 1e9, seed: options.seed, tickIntervalMs: 500 });
  const crash = new Crash(options, venue, await flagsFor(options, venue));
  try {
    return await crash.run();
  } finally {
    await crash.end();
    await venue.end();
  }
}

async function flagsFor({ workDir, pastEvents }: CrashOptions, { port }: Venue): Promise<EngineFlags> {
  const dataDir = join(workDir, "data");
  await mkdir(dataDir, { recursive: true });
  if (pastEvents > 0) fillWithPast(dataDir, pastEvents, Date.now());
  const limitsFile = join(workDir, "risk-limits.json");
  const noLimits = { risk: Object.fromEntries(figureRules.map((rule) => [specOf(rule).key, "off"])) };
  if (!parseRiskLimits(noLimits).ok) throw new Error("the limits cannot be switched off");
  await writeFile(limitsFile, JSON.stringify(noLimits));
  return { dataDir, gatewayPort: port, strategyPort: await freePort(), limitsFile };
}

class Crash {
  readonly #options: CrashOptions;
  readonly #venue: Venue;
  readonly #flags: EngineFlags;
  readonly #rng: Rng;
  readonly #tally = new Tally();
  readonly #agents: readonly AgentLife[];
  readonly #moments: Moment[] = [];
  /** Each problem is told once. */
  readonly #noted = new Set<string>();
  #engine: EngineRun;
  #lines: readonly StrategyLine[] = [];

  constructor(options: CrashOptions, venue: Venue, flags: EngineFlags) {
    this.#options = options;
    this.#venue = venue;
    this.#flags = flags;
    this.#rng = new Rng(options.seed);
    this.#agents = Array.from({ length: options.agents }, (_, index) => new AgentLife(`agent-${index}`, this.#rng, this.#tally.counts));
    this.#engine = startEngine(flags);
  }

  async run(): Promise<Tally> {
    const startedAtMs = performance.now();
    const { kills, trades, settleEvery } = this.#options;
    await this.#arm("the first start");
    for (let settledAt = 0; this.#tally.killed < kills && !this.#isOver; ) {
      await this.#round(this.#rng.int(0, Math.ceil((2 * trades) / kills)));
      const isDue = this.#tally.killed - settledAt >= settleEvery;
      if (isDue) settledAt = this.#tally.killed;
      await this.#look(isDue);
    }
    if (!this.#isOver) await this.#tradeUntil(trades, () => Promise.resolve());
    await this.#look(true);
    // What is settled now must be so for whoever starts next.
    await this.#dieOf("trading");
    await this.#restart("trading");
    await this.#look(true);
    this.#tally.positions = (await this.#venue.positions()).length;
    this.#tally.tookMs = performance.now() - startedAtMs;
    return this.#tally;
  }

  async end(): Promise<void> {
    this.#cut();
    await this.#engine.kill();
  }

  get #isOver(): boolean {
    return this.#options.signal?.aborted ?? false;
  }

  get #speakers(): Speaker[] {
    return this.#agents.flatMap((agent, index) => {
      const line = this.#lines[index % this.#lines.length];
      return line === undefined ? [] : [{ agent, line }];
    });
  }

  /** Trades, dies, and starts again. */
  async #round(opens: number): Promise<void> {
    const moment = this.#nextMoment();
    await this.#tradeUntil(this.#tally.counts.opens + opens, async () => {
      if (moment === "damaged snapshot" || this.#rng.chance(SNAPSHOT_CHANCE)) await this.#snapshot();
      if (moment === "snapshot") {
        void this.#snapshot().catch(() => undefined);
        await afterMs(this.#rng.next() * 1.1 * (this.#tally.snapshotsMs.at(-1) ?? GUESSED_SNAPSHOT_MS));
      } else await afterMs(this.#rng.next() * 20);
      await this.#dieOf(moment === "startup" ? "trading" : moment);
    });
    if (moment === "damaged snapshot" && !damageNewestSnapshot(this.#flags.dataDir, this.#rng)) this.#note("no snapshot could be damaged");
    if (moment === "torn write") tearWrite(this.#flags.dataDir, this.#rng);
    if (moment === "startup") {
      this.#engine = startEngine(this.#flags);
      await afterMs(this.#rng.next() * 1.1 * (this.#tally.armedMs.at(-1) ?? GUESSED_START_MS));
      await this.#dieOf("startup");
    }
    await this.#restart(moment);
  }

  #nextMoment(): Moment {
    if (this.#moments.length === 0) this.#moments.push(...deck);
    const [moment = "trading"] = this.#moments.splice(this.#rng.int(0, this.#moments.length - 1), 1);
    return moment;
  }

  /** Agents work until so many trades are open or were; `last` happens while they still do. */
  async #tradeUntil(opens: number, last: () => Promise<void>): Promise<void> {
    const traffic = startTraffic(this.#speakers, this.#options.atOnce, this.#rng.fork(`traffic ${this.#tally.killed}`));
    let [seen, seenAtMs] = [this.#tally.counts.opens, performance.now()];
    while (this.#tally.counts.opens < opens) {
      await Promise.race([afterMs(LOOK_AGAIN_MS), traffic.ended]);
      if (this.#tally.counts.opens > seen) [seen, seenAtMs] = [this.#tally.counts.opens, performance.now()];
      else if (performance.now() - seenAtMs > STALLED_MS) throw new Error(`nobody can trade: ${JSON.stringify(await this.#engine.call("status", {}))}`);
    }
    await last();
    await traffic.stop();
  }

  async #snapshot(): Promise<void> {
    const startedAtMs = performance.now();
    await this.#engine.call("takeSnapshot", {});
    this.#tally.snapshotsMs.push(performance.now() - startedAtMs);
  }

  async #dieOf(moment: Moment): Promise<void> {
    await this.#engine.kill();
    this.#tally.onKill(moment);
    // What it said before its end has come in meanwhile, and counts.
    this.#cut();
  }

  #cut(): void {
    for (const line of this.#lines) line.cut();
    this.#lines = [];
  }

  async #restart(moment: Moment): Promise<void> {
    const startedAtMs = performance.now();
    const verdict = verifyJournal(this.#flags.dataDir);
    this.#tally.verifiedMs.push(performance.now() - startedAtMs);
    if (!verdict.ok) this.#note(`the journal cannot be verified: ${verdict.failure.message}`);
    else if (!verdict.value.whole) this.#note(`the chain does not verify: ${verdict.value.why}`);
    else [this.#tally.events, this.#tally.archives] = [verdict.value.events, verdict.value.archives.length];
    this.#engine = startEngine(this.#flags);
    const { report } = await this.#arm(`kill ${this.#tally.killed}, ${moment}`);
    if (moment === "damaged snapshot" && report.journal.snapshotsSkipped === 0) this.#note("a damaged snapshot was not passed over");
  }

  async #arm(after: string): Promise<Recovered> {
    const recovered = await armed(this.#engine);
    const { report, tookMs, corrected } = recovered;
    this.#tally.onArmed(recovered);
    if (report.decision === "no truth") this.#note("the recovery saw no truth");
    for (const code of unheardOf) if (corrected.has(code)) this.#note(`${corrected.get(code)} corrections say ${code}, where nobody but our agents trades and every list is true`);
    this.#lines = Array.from({ length: Math.ceil(this.#agents.length / AGENTS_PER_LINE) }, () => connectStrategy(this.#flags.strategyPort));
    const { opens, closes, saves } = this.#tally.counts;
    this.#options.onLine?.(`${after}: armed after ${Math.round(tookMs)} ms, ${report.journal.eventsReplayed} of ${this.#tally.events} events replayed, ${saves} saves, ${opens} opened, ${closes} closed, ${listOf(corrected) || "nothing corrected"}`);
    return recovered;
  }

  /** Is everything there that was acknowledged, and is the ledger the truth? */
  async #look(isSettling: boolean): Promise<void> {
    if (isSettling) await this.#settle();
    const endsMs = performance.now() + SETTLE_WITHIN_MS;
    for (;;) {
      const startedAtMs = performance.now();
      const problems = await audit(this.#speakers, this.#venue, { whole: isSettling, isSettled: isSettling });
      this.#tally.lookedMs.push(performance.now() - startedAtMs);
      // A close that was settled a moment ago is booked by the next comparison.
      if (problems.length > 0 && isSettling && performance.now() < endsMs) {
        await afterMs(ASK_AGAIN_MS);
        continue;
      }
      for (const problem of problems) this.#note(problem);
      return;
    }
  }

  async #settle(): Promise<void> {
    const endsMs = performance.now() + SETTLE_WITHIN_MS;
    while (performance.now() < endsMs) {
      const settled = await Promise.all(this.#speakers.map(({ agent, line }) => agent.settleQuestions(line, performance.now())));
      if (settled.every(Boolean)) return;
      await afterMs(ASK_AGAIN_MS);
    }
    const doubts = await this.#engine.call("inDoubt", {});
    this.#note(`orders stay in doubt: ${JSON.stringify(doubts).slice(0, 2_000)}`);
  }

  #note(problem: string): void {
    if (this.#noted.has(problem)) return;
    this.#noted.add(problem);
    const told = `after kill ${this.#tally.killed}: ${problem}`;
    this.#tally.problems.push(told);
    this.#options.onLine?.(told);
  }
}

const afterMs = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runCrash } from "./crash-run.ts";

const SEED = 20_261;

/** The shorter one of `npm run crash`. */
test("nothing acknowledged is lost to SIGKILL while 50 agents save and trade, and the ledger ends as the truth", { timeout: 180_000 }, async () => {
  const workDir = await mkdtemp(join(tmpdir(), "holdfast-crash-"));
  onTestFinished(() => rm(workDir, { recursive: true, force: true, maxRetries: 5 }));
  const tally = await runCrash({ workDir, agents: 50, trades: 800, kills: 9, atOnce: 16, seed: SEED, settleEvery: 1_000, pastEvents: 12_000 });
  expect(tally.problems).toEqual([]);
  // Nothing of it was an idle run.
  expect(tally.counts.saves).toBeGreaterThan(100);
  expect(tally.counts.closes).toBeGreaterThan(100);
  expect(tally.counts.unresolved).toBeGreaterThan(0);
  expect(tally.archives).toBeGreaterThan(0);
  expect([...tally.kills.keys()].toSorted()).toEqual(["damaged snapshot", "snapshot", "startup", "torn write", "trading"]);
});

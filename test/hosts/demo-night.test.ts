import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { RecoveryReport } from "../../src-main/contract/recovery.ts";
import { holdfast, temporaryFolder } from "../support/holdfast-process.ts";

it("holdfast demo night: ten agents, two dead, a crash, and both differences found and corrected", async () => {
  const folder = await temporaryFolder();
  const { code, out } = await holdfast("demo", "night", "--out", folder);
  expect(code).toBe(0);
  const report = RecoveryReport.parse(JSON.parse(readFileSync(join(folder, "recovery-report.json"), "utf8")));
  expect(report).toMatchObject({ cause: "startup", cleanExitBefore: false, alive: 8, dead: 2, decision: "confirm", counts: { consistent: 7, corrected: 2, waiting: 0 } });
  const corrections = report.differences.flatMap((difference) => difference.corrections.map(({ code: what, agentId, status }) => [what, agentId, status]));
  expect(corrections.toSorted(([a = ""], [b = ""]) => (String(a) < String(b) ? -1 : 1))).toEqual([["CLOSED_OUTSIDE", "agent_03", "corrected"], ["TRADE_COMPLETED", "agent_07", "corrected"]]);
  expect(out).toBe(readFileSync(join(folder, "recovery-report.txt"), "utf8"));
  expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

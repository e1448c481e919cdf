import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { portLimits } from "../../src-main/strategy-port/limits.ts";
import { opened, ReqClient, TradingDoor } from "./fixture.ts";
import { type Ended, python, runPython, tellWithoutPython } from "./python.ts";

tellWithoutPython("documented.test.ts", "the example of docs/strategy-port.md does not run");

const page = readFileSync(fileURLToPath(new URL("../../docs/strategy-port.md", import.meta.url)), "utf8");

/** The page's own program. */
function example(): string {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-example-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const script = join(folder, "strategy.py");
  writeFileSync(script, /```python\n(.*?)```/s.exec(page)?.[1] ?? "");
  return script;
}

/** Runs it for alpha, who holds one position before. */
async function runs(door: TradingDoor): Promise<() => Promise<Ended>> {
  const { port } = await opened({ door });
  const script = example();
  return () => runPython(script, port.endpoint, "alpha");
}

test.skipIf(python === undefined)("the example in the docs trades, saves, and the next time goes on from there", async () => {
  const door = new TradingDoor();
  const run = await runs(door);
  expect(await run()).toEqual({ failure: "", said: '{"found": false, "version": 1, "orders": 1, "held": 2}\n' });
  expect(await run()).toEqual({ failure: "", said: '{"found": true, "version": 2, "orders": 2, "held": 3}\n' });
  const kept = door.restore("alpha");
  expect(kept?.state?.content).toEqual({ initial_capital: 1_000, orders: 2 });
  expect(kept?.privateLedger?.content).toMatchObject({ virtual_positions: [{ ticket: 1, symbol: "EURUSD", side: "BUY", amount: 0.1, entry_price: 1.085 }, { ticket: 555_001 }, { ticket: 555_001 }] });
});

test.skipIf(python === undefined)("it asks again with the same uuid while its order is unresolved", async () => {
  const door = new TradingDoor();
  const fill = door.outcome;
  door.outcome = (intent) => (door.intents.length > 1 ? fill(intent) : Promise.resolve({ kind: "unresolved", code: "NO_ANSWER", message: "nothing in time" }));
  expect(await (await runs(door))()).toMatchObject({ failure: "", said: expect.stringContaining('"orders": 1') as string });
  expect(door.intents).toHaveLength(2);
  expect(door.intents[1]?.uuid).toBe(door.intents[0]?.uuid);
});

test.skipIf(python === undefined)("it ends with the reason when it is dead, and when it cannot be saved", async () => {
  const door = new TradingDoor();
  const run = await runs(door);
  door.disk = () => Promise.resolve({ kind: "failed", code: "JOURNAL_UNWRITABLE", message: "the disk is full" });
  expect(await run()).toMatchObject({ failure: expect.stringContaining("not saved: JOURNAL_UNWRITABLE: state is not kept: the disk is full") as string });
  door.disk = () => Promise.resolve(null);
  await door.reportDeath("alpha", { death_reason: "margin call" });
  expect(await run()).toMatchObject({ failure: expect.stringContaining("alpha died at 2026-01-15T10:00:00.500+00:00: margin call") as string });
});

test("every action and every limit that the docs name is so", async () => {
  const { port } = await opened();
  const client = new ReqClient(port.endpoint);
  const named = new Set([...page.matchAll(/`([A-Z]+(?:_[A-Z]+)?)(?: \{|`)/g)].map(([, word]) => word));
  const actions = ["PING", "GET_ACCOUNT", "GET_POSITIONS", "SYNC_ALL", "STATUS", "REGISTER", "OPEN", "CLOSE", "KILL", "SAVE_STATE", "SAVE_SUPERVISOR", "SAVE_MASTERMIND", "SAVE_VALHALLA", "REPORT_DEATH", "RESTORE", "LEDGER"];
  for (const action of actions) {
    expect(named).toContain(action);
    expect(await client.ask({ action, uuid: action })).not.toMatchObject({ error_code: "UNKNOWN_ACTION" });
  }
  const count = (number: number): string => number.toLocaleString("en");
  const { messagesPerSecond, messagesBurst, outstandingPerClientMax, keepingPerSecond, keepingBurst, keepingOutstandingPerClientMax, outstandingBytesPerClientMax, clientsMax, agentsMax } = portLimits;
  expect(page).toContain(`more than ${portLimits.openAgeMaxMs / 1_000} s old by its \`timestamp\``);
  expect(page).toContain(`| ${messagesPerSecond} a second, ${messagesBurst} in one go, ${outstandingPerClientMax} unanswered |`);
  expect(page).toContain(`${count(keepingPerSecond)} a second, ${count(keepingBurst)} in one go, ${count(keepingOutstandingPerClientMax)} and ${outstandingBytesPerClientMax / 1024 / 1024} MiB unanswered; every ${portLimits.keepingUnitBytes / 1024} KiB`);
  expect(page).toContain(`| message | ${portLimits.messageMaxBytes / 1024} KiB; ${portLimits.keepingMaxBytes / 1024 / 1024} MiB for`);
  expect([clientsMax, agentsMax].map((max) => page.includes(`| ${count(max)} each |`))).toEqual([true, true]);
});

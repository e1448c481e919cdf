import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { AgentRow } from "../../src-main/contract/agent.ts";
import type { FakeEngine } from "../../src-renderer/connection/fake.ts";
import { openConsole } from "./support/open-console.tsx";
import { sampleKill, sampleSnapshot } from "./support/sample.ts";
import { sampleAgents } from "./support/sample-trading.ts";

const rows = () => [...document.querySelectorAll<HTMLElement>(".table-body [role=row]")].toSorted((a, b) => Number(a.getAttribute("aria-rowindex")) - Number(b.getAttribute("aria-rowindex")));
const column = (at: number) => rows().map((row) => row.querySelectorAll("[role=cell]")[at]?.textContent);
const kills = (engine: FakeEngine) => engine.calls.filter((call) => call.name === "kill").map((call) => call.input);

async function open(agents: readonly AgentRow[], height = 800) {
  const snapshot = sampleSnapshot();
  snapshot.topics.agents = [...agents];
  const engine = await openConsole({ snapshot, screen: "agents", height, answers: { kill: () => ({ ok: true, value: { kill: sampleKill(Date.now()), flatten: null } }) } });
  await expect.element(page.getByRole("heading", { level: 1, name: "Agents" })).toBeVisible();
  return engine;
}

test("1,000 agents are few in the document, told as 1,000, and follow their changes", async () => {
  const agents = sampleAgents(1_000);
  const engine = await open(agents);
  await expect.element(page.getByRole("table", { name: "Agents" })).toHaveAttribute("aria-rowcount", "1001");
  await expect.poll(() => rows().length).toBeGreaterThan(10);
  expect(rows().length).toBeLessThan(60);
  await expect.element(page.getByText("1,000 agents · 750 connected")).toBeVisible();
  const untouched = rows()[3];
  const [first] = agents;
  if (first === undefined) throw new Error("the sample has agents");
  for (let trades = 1; trades <= 20; trades += 1) engine.change("agents", [{ ...first, tradesToday: trades }]);
  await expect.poll(() => column(5)[0]).toBe("20");
  expect(rows()[3]).toBe(untouched);
  engine.change("agents", [{ ...first, agentId: "zeta" }]);
  await expect.element(page.getByRole("table", { name: "Agents" })).toHaveAttribute("aria-rowcount", "1002");
});

test("says who is there and who is not, since when, in a word and a shape", async () => {
  await open(sampleAgents(12));
  await expect.poll(() => rows().length).toBe(12);
  const presence = column(1).map((said) => said?.replaceAll("\u00a0", " "));
  expect(presence[0]).toMatch(/^connected\d+ s ago$/);
  expect(presence[3]).toMatch(/^last seen 5 min 4\d s ago$/);
  expect(presence[7]).toBe("not seen since the start");
  const shape = (at: number) => rows()[at]?.querySelector(".presence svg")?.innerHTML;
  expect(shape(0)).not.toBe(shape(3));
});

test("a profit that was not told is not zero, and a killed agent is marked", async () => {
  await open(sampleAgents(12));
  await expect.poll(() => rows().length).toBe(12);
  expect(column(4)[4]).toBe("–not told");
  expect(rows()[2]?.textContent).toContain("KILLED");
  expect(rows()[1]?.textContent).not.toContain("KILLED");
});

test("sorts by every column both ways, names as people count", async () => {
  await open(sampleAgents(30), 1_400);
  await expect.poll(() => rows().length).toBe(30);
  expect(column(0).slice(9, 12)).toEqual(["alpha-9", "alpha-10", "alpha-11"]);
  const heads = [...document.querySelectorAll<HTMLElement>("[role=columnheader]")].filter((head) => head.querySelector("button") !== null);
  expect(heads).toHaveLength(8);
  for (const head of heads) {
    head.querySelector("button")?.click();
    await expect.poll(() => head.getAttribute("aria-sort")).toMatch(/ascending|descending/);
    const first = head.getAttribute("aria-sort");
    head.querySelector("button")?.click();
    await expect.poll(() => head.getAttribute("aria-sort")).not.toBe(first);
  }
  await page.getByRole("button", { name: "In doubt" }).click();
  await page.getByRole("button", { name: "In doubt" }).click();
  await expect.poll(() => rows()[0]?.textContent).toContain("alpha-5");
});

test("filters by words and by who is connected", async () => {
  await open(sampleAgents(40));
  await page.getByRole("searchbox", { name: "Filter" }).fill("alpha-1");
  await expect.element(page.getByText("11 of 40 agents · 30 connected")).toBeVisible();
  await page.getByRole("radio", { name: "Connected" }).click();
  await expect.element(page.getByText("8 of 40 agents · 30 connected")).toBeVisible();
  await page.getByRole("searchbox", { name: "Filter" }).fill("nobody");
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await expect.element(page.getByText("40 agents · 30 connected")).toBeVisible();
});

test("the kill of a row opens the form with that agent chosen, kills after a reason, and Escape gives the focus back", async () => {
  const engine = await open(sampleAgents(12));
  const button = page.getByRole("button", { name: "Kill agent alpha-4" });
  button.element().focus();
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByRole("heading", { name: "Kill switch" })).toHaveFocus();
  await expect.element(page.getByRole("combobox", { name: "Agent" })).toHaveValue("alpha-4");
  expect(kills(engine)).toEqual([]);
  await page.getByRole("button", { name: "Kill agent alpha-6" }).click();
  await expect.element(page.getByRole("combobox", { name: "Agent" })).toHaveValue("alpha-6");
  await page.getByLabelText("Reason").fill("odd orders");
  await page.getByRole("button", { name: "Kill now" }).click();
  await expect.poll(() => kills(engine)).toEqual([{ reason: "odd orders", scope: { kind: "agent", agentId: "alpha-6" }, flatten: false, includeForeign: false, source: "console" }]);
  await userEvent.keyboard("{Escape}");
  await expect.element(page.getByRole("button", { name: "Kill agent alpha-6" })).toHaveFocus();
});

test("no agents yet is said, with what brings one", async () => {
  await open([]);
  await expect.element(page.getByText("No agents yet")).toBeVisible();
});

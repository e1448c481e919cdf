import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { openConsole } from "./support/open-console.tsx";
import { sampleSnapshot } from "./support/sample.ts";
import { sampleDetail, sampleHero, sampleLives, sampleValhalla } from "./support/sample-records.ts";
import { factsOf } from "../../src-renderer/screens/agents/kept-fields.ts";
import { momentOf } from "../../src-renderer/components/kept-moment.ts";

const rows = () => [...document.querySelectorAll<HTMLElement>(".table-body [role=row]")].toSorted((a, b) => Number(a.getAttribute("aria-rowindex")) - Number(b.getAttribute("aria-rowindex")));
const column = (at: number) => rows().map((row) => row.querySelectorAll("[role=cell]")[at]?.textContent);

describe("the living and the dead", () => {
  const open = (count: number) => openConsole({ snapshot: sampleSnapshot(), screen: "agents", answers: { agentLives: () => ({ ok: true, value: sampleLives(count) }) } });

  test("1,000 agents stand apart: the living by what they did, the dead with when and why", async () => {
    await open(1_000);
    await page.getByRole("radio", { name: "Living" }).click();
    await expect.element(page.getByRole("table", { name: "Living agents" })).toHaveAttribute("aria-rowcount", "801");
    expect(rows().length).toBeLessThan(60);
    await page.getByRole("radio", { name: "Dead" }).click();
    await expect.element(page.getByRole("table", { name: "Dead agents" })).toHaveAttribute("aria-rowcount", "201");
    await expect.poll(() => column(2)[0]).toBe("capital below its minimum");
    await page.getByRole("searchbox", { name: "Filter" }).fill("stress alpha-99");
    await expect.element(page.getByRole("table", { name: "Dead agents" })).toHaveAttribute("aria-rowcount", "3");
    await expect.element(page.getByText(/2 of 200 agents · read \d+\ss ago/)).toBeVisible();
  });

  test("sort by every column, both ways", async () => {
    await open(30);
    await page.getByRole("radio", { name: "Living" }).click();
    await expect.poll(() => rows().length).toBeGreaterThan(10);
    for (const head of document.querySelectorAll<HTMLElement>("[role=columnheader]")) {
      head.querySelector("button")?.click();
      await expect.poll(() => head.getAttribute("aria-sort")).toMatch(/ascending|descending/);
      const first = head.getAttribute("aria-sort");
      head.querySelector("button")?.click();
      await expect.poll(() => head.getAttribute("aria-sort")).not.toBe(first);
    }
  });

  test("a name leads to the agent, and back", async () => {
    const engine = await open(10);
    engine.answers.agentDetail = ({ agentId }: { agentId: string }) => ({ ok: true, value: sampleDetail(Date.now(), { agentId }) });
    await page.getByRole("radio", { name: "Living" }).click();
    await page.getByRole("link", { name: "alpha-3" }).click();
    await expect.element(page.getByRole("heading", { level: 1, name: "alpha-3" })).toBeVisible();
    expect(engine.calls.findLast((call) => call.name === "agentDetail")?.input).toEqual({ agentId: "alpha-3" });
    await page.getByRole("link", { name: "← All agents" }).click();
    await expect.element(page.getByRole("heading", { level: 1, name: "Agents" })).toBeVisible();
  });
});

describe("one agent", () => {
  const open = (detail = sampleDetail()) => openConsole({ snapshot: sampleSnapshot(), screen: "agents", subject: "alpha-0", answers: { agentDetail: () => ({ ok: true, value: detail }) } });

  test("tells what it is, feels, has and has done, with ages", async () => {
    await open();
    await expect.element(page.getByText("hunting", { exact: true })).toBeVisible();
    const emotions = [...document.querySelectorAll(".emotions li")].map((each) => each.textContent?.replaceAll("\u00a0", " "));
    expect(emotions).toEqual(["Stress62 %", "Confidence71 %", "Fear18 %", "Greed44 %"]);
    const self = document.querySelector(".self-facts")?.textContent;
    for (const words of ["momentum", "careful", "first blood, iron hands", "0.8123", "15.5"]) expect(self).toContain(words);
    const money = [...document.querySelectorAll(".roomy-figures dd")].map((each) => each.textContent);
    expect(money).toEqual(["5,000.00", "5,490.30", "−210.50"]);
    await expect.element(page.getByText("3 (longest 5)")).toBeVisible();
    await expect.element(page.getByText(/^read \d+\ss ago$/)).toBeVisible();
    await expect.element(page.getByText("The newest 40 of 140 closed trades")).toBeVisible();
    await expect.element(page.getByRole("table", { name: "Open trades" })).toHaveAttribute("aria-rowcount", "3");
  });

  test("draws its capital, says it in words, and as a table", async () => {
    await open();
    await expect.element(page.getByRole("figure", { name: /^Capital: from 5,000\.00 to 5,[\d.]+, lowest 5,000\.00, highest/ })).toBeVisible();
    expect(document.querySelector(".capital-curve polyline")?.getAttribute("points")?.split(" ")).toHaveLength(120);
    await page.getByText("As a table").click();
    expect(document.querySelectorAll(".capital-curve tbody tr")).toHaveLength(12);
  });

  test("keeps and shows fields that nobody has words for, each document with version and age", async () => {
    await open();
    const state = page.getByRole("region", { name: "Its state, as it sent it" });
    await expect.element(state.getByText("mentor_id", { exact: true })).toBeVisible();
    expect(state.element().querySelector(".document-fields")?.textContent).toContain("london open");
    expect(state.element().querySelector(".document-fields")?.textContent).not.toContain("trading_level");
    expect(state.element().textContent?.replaceAll("\u00a0", " ")).toMatch(/version 412 · saved \d+ s ago/);
    await state.getByText("All of it, as it is kept").click();
    await expect.poll(() => state.element().querySelector("details pre")?.textContent).toContain('"trading_level": 7');
    expect([...document.querySelectorAll(".claims tbody tr")].map((row) => row.textContent?.replaceAll("\u00a0", " "))).toEqual(["EURUSDbuy0.301.08512 h 0 min100201", "XAUUSDSHORT0.10–not told–not told–not told"]);
  });

  test("what it never told is not told, and never zero", async () => {
    await open(sampleDetail(Date.now(), { state: null, privateLedger: null, curve: [] }));
    await expect.element(page.getByText("No trade has closed yet.")).toBeVisible();
    expect([...document.querySelectorAll(".self-facts dd")].map((value) => value.textContent)).toEqual(Array.from({ length: 8 }, () => "–not told"));
    expect(document.querySelectorAll(".emotions")).toHaveLength(0);
  });

  test("a dead one begins with how it ended", async () => {
    await open(sampleDetail(Date.now(), { alive: false, diedAtMs: Date.now() - 60_000, deathReason: "capital below its minimum", hero: sampleHero(0) }));
    const hero = page.getByRole("region", { name: "Hero alpha-0" });
    await expect.element(hero.getByText("capital below its minimum")).toBeVisible();
    await expect.element(hero.getByText("never hold gold over a weekend")).toBeVisible();
  });

  test("nothing kept is said; an answer that fails later leaves what was read", async () => {
    const engine = await open();
    await expect.element(page.getByText("hunting", { exact: true })).toBeVisible();
    engine.answers.agentDetail = () => ({ ok: false, failure: { code: "UNAVAILABLE", message: "the journal is busy" } });
    await expect.element(page.getByText("the journal is busy"), { timeout: 10_000 }).toBeVisible();
    await expect.element(page.getByText("What is shown below is what was read before.")).toBeVisible();
    await expect.element(page.getByText("hunting", { exact: true })).toBeVisible();
  });
});

test("moments and emotions are read in each of the ways strategies write them", () => {
  const atMs = 1_767_225_600_000;
  expect([momentOf("2026-01-01T00:00:00Z"), momentOf(atMs / 1_000), momentOf(atMs), momentOf("soon"), momentOf(null)]).toEqual([atMs, atMs, atMs, null, null]);
  expect(factsOf({ emotional_state: { stress: 0.4, fear: 1 } }, 0).emotions).toEqual([{ name: "stress", share: 0.4 }, { name: "fear", share: 1 }]);
  expect(factsOf({ emotional_state: { stress: 40, fear: 1 } }, 0).emotions).toEqual([{ name: "stress", share: 0.4 }, { name: "fear", share: 0.01 }]);
});

describe("Valhalla", () => {
  const open = (count: number) => openConsole({ snapshot: sampleSnapshot(), screen: "valhalla", answers: { valhalla: () => ({ ok: true, value: sampleValhalla(count) }) } });

  test("counts, searches anything that is kept, sorts, and opens a hero", async () => {
    await open(1_000);
    await expect.element(page.getByRole("table", { name: "Heroes" })).toHaveAttribute("aria-rowcount", "1001");
    expect(rows().length).toBeLessThan(60);
    expect([...document.querySelectorAll(".hall-totals dd")].map((each) => each.textContent)).toEqual(["1,000", "−1,240.50", "2,912", expect.stringContaining("two of them died of the same gap")]);
    expect(column(6).slice(0, 2)).toEqual(["41.5%", "41.5%"]);
    await page.getByRole("button", { name: "Final capital" }).click();
    await expect.poll(() => column(3)[0]).toBe("3,900.00");
    await page.getByRole("searchbox", { name: "Search" }).fill("weekend alpha-77");
    await expect.element(page.getByText("11 of 1,000")).toBeVisible();
    await page.getByRole("link", { name: "alpha-77", exact: true }).click();
    await expect.element(page.getByRole("heading", { level: 1, name: "alpha-77" })).toBeVisible();
    await expect.element(page.getByText("ten wins in a row, survived a gap")).toBeVisible();
  });

  test("an empty hall is calm", async () => {
    await open(0);
    await expect.element(page.getByText("The hall is empty")).toBeVisible();
  });
});

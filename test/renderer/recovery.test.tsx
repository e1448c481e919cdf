import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { RecoveryReport } from "../../src-main/contract/recovery.ts";
import type { FakeAnswers, FakeEngine } from "../../src-renderer/connection/fake.ts";
import { openConsole } from "./support/open-console.tsx";
import { sampleSnapshot } from "./support/sample.ts";
import { headOf, sampleReport, stormReport } from "./support/sample-recovery.ts";

const items = () => [...document.querySelectorAll<HTMLElement>(".report-item")];
const item = (words: string) => items().find((each) => each.textContent?.includes(words));
const badge = () => [...document.querySelectorAll(".rail nav a")].find((link) => link.textContent?.startsWith("Recovery"))?.querySelector(".count")?.textContent;
const inputsOf = (engine: FakeEngine, name: string) => engine.calls.filter((call) => call.name === name).map((call) => call.input);
const fill = async (name: string, reason: string, within = page.getByRole("form", { name: "Accept corrections" })): Promise<void> => {
  await within.getByLabelText("Your name").fill(name);
  await within.getByLabelText("Reason").fill(reason);
};

async function open(report: RecoveryReport | null, answers: FakeAnswers = {}, wantsConfirmation = false) {
  const snapshot = sampleSnapshot();
  snapshot.topics.recovery = report === null ? null : headOf(report, wantsConfirmation);
  const engine = await openConsole({ snapshot, screen: "recovery", answers: { recovery: () => ({ ok: true, value: report }), ...answers } });
  await expect.element(page.getByRole("heading", { level: 1, name: "Recovery" })).toBeVisible();
  return engine;
}

describe("the report", () => {
  test("no recovery yet is said as not known, and the rail has no badge", async () => {
    await open(null);
    await expect.element(page.getByText("No recovery has run yet")).toBeVisible();
    expect(badge()).toBeUndefined();
  });

  test("says the decision first, what it rests on, and counts what waits in the rail", async () => {
    await open(sampleReport());
    await expect.element(page.getByRole("heading", { name: "YOU ARE NEEDED" })).toBeVisible();
    await expect.element(page.getByText("2 corrections wait for your decision. Nothing is opened until then.")).toBeVisible();
    const said = document.querySelector(".report-facts")?.textContent?.replaceAll("\u00a0", " ") ?? "";
    for (const words of ["5 min 00 s before the report", "ended without a goodbye", "8 alive, 2 dead", "412 trades (7 open), 10 agents, 2 heroes", "1 damaged snapshot passed over", "Supervisor loaded, no Mastermind"]) expect(said).toContain(words);
    expect([...document.querySelectorAll(".verdict-counts dd")].map((count) => count.textContent)).toEqual(["5", "2", "2"]);
    expect(badge()).toBe("2 corrections wait");
  });

  test.each(["trade", "confirm", "review", "no truth"] as const)("gives %s a word and an outline of its own", async (decision) => {
    await open(sampleReport(Date.now(), { decision }));
    await expect.poll(() => document.querySelector(".verdict-pane")?.getAttribute("data-decision")).toBe(decision);
    const outlines = { trade: "circle", confirm: "rect", review: "path", "no truth": "path" } as const;
    expect(document.querySelector(".decision-shape")?.firstElementChild?.tagName).toBe(outlines[decision]);
  });

  test("puts what waits first, three sides beside one another, the odd one marked in words", async () => {
    await open(sampleReport());
    await expect.poll(() => items().length).toBe(5);
    expect(items().map((each) => each.dataset["status"])).toEqual(["waiting", "waiting", "corrected", "corrected", "none"]);
    const sides = [...(item("Direction")?.querySelectorAll(".three-sides > div") ?? [])];
    expect(sides.map((side) => side.textContent)).toEqual(["The brokerSELL XAUUSD", "Our recordBUY XAUUSD≠ the odd one", "The agentSELL XAUUSD"]);
    expect(new Set(sides.map((side) => side.getBoundingClientRect().top)).size).toBe(1);
    expect(item("Virtual capital")?.textContent).toContain("The brokerdoes not say");
    expect(item("Virtual capital")?.textContent).toContain("nobody is there to judge between them");
    expect(items()[0]?.textContent).toContain("P0 most urgent");
  });

  test("tells of a correction what was believed, what is true, why, the evidence and what it books", async () => {
    await open(sampleReport());
    await expect.poll(() => item("Closed without us")?.textContent).toMatch(/Believed BUY 0\.3 EURUSD at 1\.0851→True nothing.*stop-loss.*deal 900412/);
    expect(item("Closed without us")?.textContent).toContain("books −43.20");
    expect(item("Opposite direction")?.textContent).toContain("It waits because the direction is opposite. Suggestion: The venue is right");
    expect(item("Opening time")?.textContent).toContain("nothing of its own to correct");
  });

  test("is read again when its head says that it went on", async () => {
    const engine = await open(sampleReport());
    await expect.poll(() => items().length).toBe(5);
    const clean = sampleReport(Date.now(), { atMs: Date.now(), differences: [], decision: "trade", counts: { consistent: 7, corrected: 0, waiting: 0, planned: 0 } });
    engine.answers.recovery = () => ({ ok: true, value: clean });
    engine.change("recovery", headOf(clean));
    await expect.element(page.getByText("READY: nothing stands in the way of trading")).toBeVisible();
    expect(badge()).toBeUndefined();
  });

  test("500 differences are few in the document, reachable to the last, and what is not listed is said; a storm is loud", async () => {
    await open(stormReport(500));
    await expect.element(page.getByRole("alert").filter({ hasText: "STORM" })).toBeVisible();
    await expect.element(page.getByText(/^37 more differences were found and are not listed here/)).toBeVisible();
    await expect.element(page.getByRole("heading", { name: "537 differences" })).toBeVisible();
    await expect.poll(() => items().length).toBeGreaterThan(3);
    expect(items().length).toBeLessThan(30);
    const scroller = document.querySelector(".content");
    await expect
      .poll(() => {
        scroller?.scrollTo(0, scroller.scrollHeight);
        return item("alpha-499") !== undefined;
      })
      .toBe(true);
    expect(item("alpha-499")?.closest("li")?.getAttribute("aria-posinset")).toBe("500");
    await page.getByRole("searchbox", { name: "Filter" }).fill("alpha-250");
    await expect.poll(() => items().map((each) => each.querySelector(".item-whose")?.textContent)).toEqual(["alpha-250"]);
  });
});

describe("deciding", () => {
  const after = (): RecoveryReport => sampleReport(Date.now(), { atMs: Date.now(), differences: [], decision: "confirm", counts: { consistent: 7, corrected: 3, waiting: 0, planned: 0 } });
  const applied: FakeAnswers = { applyCorrections: () => ({ ok: true, value: after() }) };

  test("accepts one by name and reason, and shows the report as it is then", async () => {
    const engine = await open(sampleReport(), applied);
    await page.getByRole("checkbox", { name: "Accept: Opposite direction alpha-2 XAUUSD 100207" }).click();
    await page.getByRole("button", { name: "Accept 1 correction" }).click();
    await expect.element(page.getByText("Needed.").first()).toBeVisible();
    expect(inputsOf(engine, "applyCorrections")).toEqual([]);
    await fill("Night desk", "the broker is right");
    await page.getByRole("button", { name: "Accept 1 correction" }).click();
    await expect.poll(() => inputsOf(engine, "applyCorrections")).toEqual([{ ids: ["OPPOSITE_DIRECTION:100207"], name: "Night desk", reason: "the broker is right" }]);
    await expect.element(page.getByRole("heading", { name: "READY WHEN YOU CONFIRM" })).toBeVisible();
  });

  test("accepts all of a kind, or all; never an orphan among them", async () => {
    const engine = await open(stormReport(9), applied);
    await page.getByRole("checkbox", { name: "Partly closed without us (3)" }).click();
    await expect.element(page.getByRole("button", { name: "Accept 3 corrections" })).toBeVisible();
    await page.getByRole("checkbox", { name: "All (9)" }).click();
    await fill("Night desk", "known");
    await page.getByRole("button", { name: "Accept 9 corrections" }).click();
    await expect.poll(() => (inputsOf(engine, "applyCorrections")[0] as { ids: string[] } | undefined)?.ids.length).toBe(9);
    await engine.end();
    await open(sampleReport());
    await expect.element(page.getByRole("checkbox", { name: "All (1)" })).toBeVisible();
  });

  test("a refusal is shown, and what was chosen stays", async () => {
    await open(sampleReport(), { applyCorrections: () => ({ ok: false, failure: { code: "REFUSED", message: "look again" } }) });
    await page.getByRole("checkbox", { name: "All (1)" }).click();
    await fill("Night desk", "known");
    await page.getByRole("button", { name: "Accept 1 correction" }).click();
    await expect.element(page.getByRole("alert").filter({ hasText: "look again" })).toBeVisible();
    await expect.element(page.getByRole("checkbox", { name: "All (1)" })).toBeChecked();
  });

  test.each([
    ["An agent adopts it", "Give position 100311 to the agent", { choice: "adopt", agentId: "alpha-3" }],
    ["Leave it alone", "Leave position 100311 alone", { choice: "hold" }],
    ["Close it", "Close position 100311", { choice: "flatten" }],
  ])("an orphan: %s", async (choice, button, sent) => {
    const engine = await open(sampleReport(), { settleOrphan: () => ({ ok: true, value: after() }) });
    await page.getByRole("button", { name: "Decide about position 100311" }).click();
    const form = page.getByRole("form", { name: "Decide about position 100311" });
    expect(document.querySelectorAll(".resolve input[type=radio]:checked")).toHaveLength(0);
    await form.getByRole("radio", { name: choice }).click();
    await fill("Night desk", "asked its owner", form);
    if ("agentId" in sent) {
      await form.getByRole("button", { name: button }).click();
      expect(inputsOf(engine, "settleOrphan")).toEqual([]);
      await form.getByRole("combobox", { name: "Agent" }).fill("alpha-3");
    }
    await form.getByRole("button", { name: button }).click();
    await expect.poll(() => inputsOf(engine, "settleOrphan")).toEqual([{ ticket: 100_311, ...sent, name: "Night desk", reason: "asked its owner" }]);
  });

  test("confirms on a person's word, once nothing waits", async () => {
    const waiting = await open(sampleReport(), {}, true);
    await expect.element(page.getByText(/that is offered here once nothing waits/)).toBeVisible();
    expect(page.getByRole("button", { name: "Confirm and begin trading" }).query()).toBeNull();
    await waiting.end();
    const engine = await open(after(), { confirmRecovery: () => ({ ok: true, value: { state: "ARMED" } }) }, true);
    expect(badge()).toBe("! waits for your confirmation");
    await fill("Night desk", "read it all", page.getByRole("form", { name: "Confirm and begin trading" }));
    await page.getByRole("button", { name: "Confirm and begin trading" }).click();
    await expect.poll(() => inputsOf(engine, "confirmRecovery")).toEqual([{ name: "Night desk", reason: "read it all" }]);
    await expect.element(page.getByText(/The state is now ARMED\./)).toBeVisible();
  });

  test("a preview says that nothing was changed, offers nothing to decide, and goes away again", async () => {
    const planned = sampleReport(Date.now(), { dryRun: true });
    const engine = await open(sampleReport(), { recoveryPlan: () => ({ ok: true, value: planned }), recover: () => ({ ok: true, value: after() }) });
    await page.getByRole("radio", { name: "Agents only" }).click();
    await page.getByRole("button", { name: "What would be corrected" }).click();
    await expect.element(page.getByRole("heading", { name: "PREVIEW: nothing has been changed" })).toHaveFocus();
    expect(inputsOf(engine, "recoveryPlan")).toEqual([{ mode: "agents only" }]);
    await expect.poll(() => items().length).toBe(5);
    expect(document.querySelectorAll(".report-item input, .report-item button, .decide-bar, .confirm-form")).toHaveLength(0);
    await page.getByRole("button", { name: "Close the preview" }).click();
    await expect.element(page.getByRole("heading", { name: "YOU ARE NEEDED" })).toBeVisible();
    await page.getByRole("button", { name: "Look again" }).click();
    await expect.element(page.getByRole("heading", { name: "READY WHEN YOU CONFIRM" })).toBeVisible();
    expect(inputsOf(engine, "recover")).toEqual([{ mode: "agents only" }]);
  });

  test("a long comparison shows that it runs, and its late answer is not listened to after a cancel", async () => {
    const engine = await open(sampleReport(), { recoveryPlan: () => null });
    await page.getByRole("button", { name: "What would be corrected" }).click();
    await expect.element(page.getByRole("progressbar")).toBeVisible();
    await page.getByRole("button", { name: "Cancel" }).click();
    engine.send({ type: "answer", id: engine.calls.length, ok: true, value: sampleReport(Date.now(), { dryRun: true }) });
    await userEvent.keyboard("{Tab}");
    expect(page.getByRole("heading", { name: "PREVIEW: nothing has been changed" }).query()).toBeNull();
    await expect.element(page.getByRole("heading", { name: "YOU ARE NEEDED" })).toBeVisible();
  });

  test("is not offered to a console that may only look", async () => {
    const report = sampleReport();
    const snapshot = sampleSnapshot();
    snapshot.topics.recovery = headOf(report);
    await openConsole({ snapshot, screen: "recovery", permission: "read", answers: { recovery: () => ({ ok: true, value: report }) } });
    await expect.element(page.getByRole("checkbox", { name: "All (1)" })).toBeDisabled();
    await expect.element(page.getByRole("button", { name: "Look again" })).toBeDisabled();
    await expect.element(page.getByRole("button", { name: "Decide about position 100311" })).toBeDisabled();
  });
});

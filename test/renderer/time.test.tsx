import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { PastMoment } from "../../src-main/contract/records.ts";
import type { FakeAnswers, FakeEngine } from "../../src-renderer/connection/fake.ts";
import { changeBetween } from "../../src-renderer/screens/time/compare.ts";
import { openConsole } from "./support/open-console.tsx";
import { sampleSnapshot } from "./support/sample.ts";
import { recordAnswers } from "./support/record-answers.ts";
import { samplePast, sampleRange } from "./support/sample-records.ts";

const MINUTE_MS = 60_000;
const nowMs = Date.now();
const range = sampleRange(nowMs);

const moments = (engine: FakeEngine): PastMoment[] => engine.calls.filter((call) => call.name === "past").map((call) => (call.input as { moment: PastMoment }).moment);
const slider = () => page.getByRole("slider", { name: "Moment" });
const shownEvent = () => document.querySelector(".then-head .dim")?.textContent;

async function open(answers: FakeAnswers = {}) {
  const engine = await openConsole({ snapshot: sampleSnapshot(), screen: "time", height: 1_000, answers: { ...recordAnswers(null, nowMs), ...answers } });
  await expect.poll(shownEvent).toBe("event 48,223");
  return engine;
}

describe("travelling", () => {
  test("begins at the newest event, with its age and what was kept then", async () => {
    const engine = await open();
    expect(moments(engine)).toEqual([{ seq: range.lastSeq }]);
    expect([...document.querySelectorAll(".time-figures dd")].map((each) => each.textContent).slice(0, 3)).toEqual(["8", "2", "409"]);
    await expect.element(page.getByRole("table", { name: "Living agents" })).toHaveAttribute("aria-rowcount", "9");
    await expect.element(page.getByRole("region", { name: "Supervisor" }).getByText("environment_pressure", { exact: true })).toBeVisible();
  });

  test.each([
    ["{ArrowLeft}", MINUTE_MS],
    ["{Shift>}{ArrowLeft}{/Shift}", 10 * MINUTE_MS],
    ["{PageDown}", 60 * MINUTE_MS],
  ])("the slider answers %s", async (keys, stepMs) => {
    const engine = await open();
    slider().element().focus();
    await userEvent.keyboard(keys);
    await expect.poll(() => moments(engine).at(-1)).toEqual({ atMs: range.lastAtMs - stepMs });
  });

  test("many moves are one question, and steps go on from where the last was asked for", async () => {
    const engine = await open();
    slider().element().focus();
    await userEvent.keyboard("{ArrowLeft}{ArrowLeft}{ArrowLeft}{PageDown}");
    await expect.poll(() => moments(engine).length).toBe(2);
    expect(moments(engine)[1]).toEqual({ atMs: range.lastAtMs - 63 * MINUTE_MS });
    await page.getByRole("button", { name: "Back 10 min" }).click();
    await expect.poll(() => moments(engine).at(-1)).toEqual({ atMs: range.lastAtMs - 73 * MINUTE_MS });
  });

  test("event by event, to the newest, and to a date and time", async () => {
    const engine = await open();
    await page.getByRole("button", { name: "‹ Event" }).click();
    await expect.poll(shownEvent).toBe("event 48,222");
    await page.getByLabelText("Date and time").fill(new Date(range.firstAtMs - new Date().getTimezoneOffset() * MINUTE_MS + 3_600_000).toISOString().slice(0, 19));
    await page.getByRole("button", { name: "Go there" }).click();
    await expect.poll(() => Math.round((((moments(engine).at(-1) as { atMs: number }).atMs ?? 0) - range.firstAtMs) / MINUTE_MS)).toBe(60);
    await page.getByRole("button", { name: "Newest" }).click();
    await expect.poll(shownEvent).toBe("event 48,223");
    await expect.element(page.getByRole("button", { name: "Event ›" })).toBeDisabled();
  });

  test("asks one at a time; an answer that is not wanted any more is not shown", async () => {
    const engine = await open();
    engine.answers.past = () => null;
    await page.getByRole("button", { name: "Back 1 h" }).click();
    await expect.element(page.getByRole("progressbar")).toBeVisible();
    await expect.poll(() => moments(engine).length).toBe(2);
    const asked = engine.calls.findIndex((call) => call.name === "past" && "atMs" in (call.input as { moment: object }).moment) + 1;
    await page.getByRole("button", { name: "Back 10 min" }).click();
    await userEvent.keyboard("{Tab}");
    expect(moments(engine)).toHaveLength(2);
    engine.answers.past = ({ moment }: { moment: PastMoment }) => ({ ok: true, value: samplePast(7, "atMs" in moment ? moment.atMs : 0, 10, nowMs) });
    engine.send({ type: "answer", id: asked, ok: true, value: samplePast(5, range.firstAtMs, 10, nowMs) });
    await expect.poll(shownEvent).toBe("event 7");
    expect(moments(engine)).toHaveLength(3);
  });

  test("can be cancelled, and a failure is said", async () => {
    const engine = await open();
    engine.answers.past = () => null;
    await page.getByRole("button", { name: "Back 1 h" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(page.getByRole("progressbar").query()).toBeNull();
    expect(shownEvent()).toBe("event 48,223");
    await engine.end();
    await openConsole({ snapshot: sampleSnapshot(), screen: "time", answers: { ...recordAnswers(null, nowMs), past: () => ({ ok: false, failure: { code: "REFUSED", message: "that part was dropped" } }) } });
    await expect.element(page.getByText("that part was dropped")).toBeVisible();
  });

  test("nothing written yet is said", async () => {
    await openConsole({ snapshot: sampleSnapshot(), screen: "time", answers: { pastRange: () => ({ ok: true, value: null }) } });
    await expect.element(page.getByText("Nothing is written yet")).toBeVisible();
  });
});

describe("what changed", () => {
  test("between two moments, told forward whichever was pinned first", async () => {
    await open();
    await page.getByRole("button", { name: "Compare from here" }).click();
    await expect.element(page.getByText(/^This is the pinned moment itself\./)).toBeVisible();
    await page.getByRole("button", { name: "Back 1 h" }).click();
    await expect.poll(() => [...document.querySelectorAll(".comparison .time-figures dd")].map((each) => each.textContent)).toEqual(["3", "1", "1", "+40.00"]);
    expect(document.querySelector(".comparison-head p")?.textContent).toMatch(/event 46,423.*→.*event 48,223/);
    expect(document.querySelector(".deaths")?.textContent).toContain("capital below its minimum");
    await expect.element(page.getByText("1 trade opened since, and still open")).toBeVisible();
    await page.getByRole("button", { name: "End the comparison" }).click();
    await expect.element(page.getByRole("table", { name: "Living agents" })).toBeVisible();
  });

  test("1,000 agents: only those that differ, with what they had and have", () => {
    const before = samplePast(10, range.firstAtMs, 1_000, nowMs);
    const after = samplePast(20, range.lastAtMs, 1_000, nowMs);
    const [first] = after.agents;
    if (first === undefined) throw new Error("the sample has agents");
    after.agents.push({ ...first, agentId: "newborn", openTrades: 0 });
    const change = changeBetween(after, before);
    expect(change.earlier.seq).toBe(10);
    expect(change.deaths.every(({ before: was, after: is }) => was?.alive === true && is?.alive === false)).toBe(true);
    expect(change.deaths.length).toBeGreaterThan(10);
    expect(change.agents.find(({ agentId }) => agentId === "newborn")?.before).toBeNull();
    expect(change.opened.map(({ ticket }) => ticket)).toEqual(after.openTrades.map(({ ticket }) => ticket));
    expect(changeBetween(after, after).agents).toEqual([]);
    expect(change.isPartial).toBe(false);
    expect(changeBetween(before, { ...after, orphans: 5_000 }).isPartial).toBe(true);
  });
});

describe("going on from a moment", () => {
  test("says what it does, and asks for a name, a reason and the typed word", async () => {
    const branched: FakeAnswers = { branchRecord: () => ({ ok: true, value: { summary: samplePast(46_423, range.lastAtMs, 10, nowMs) } }) };
    const engine = await open(branched);
    await page.getByRole("button", { name: "‹ Event" }).click();
    await expect.poll(shownEvent).toBe("event 48,222");
    await page.getByRole("button", { name: "Go on from here…" }).click();
    await expect.element(page.getByRole("heading", { name: /Go on from event 48,222/ })).toHaveFocus();
    await expect.element(page.getByText(/^First the kill switch engages/)).toBeVisible();
    await expect.element(page.getByText(/^Nothing is rewritten and nothing is deleted\./)).toBeVisible();
    const submit = page.getByRole("button", { name: "Kill, and go on from there" });
    await page.getByLabelText("Your name").fill("Night desk");
    await page.getByLabelText("Reason").fill("a strategy lied");
    await page.getByLabelText("Type BRANCH to confirm").fill("branch");
    await submit.click();
    await expect.element(page.getByText("Type exactly BRANCH.")).toBeVisible();
    expect(engine.calls.some((call) => call.name === "branchRecord")).toBe(false);
    await page.getByLabelText("Type BRANCH to confirm").fill("BRANCH");
    await submit.click();
    await expect.poll(() => engine.calls.find((call) => call.name === "branchRecord")?.input).toEqual({ moment: { seq: 48_222 }, name: "Night desk", reason: "a strategy lied" });
    await expect.element(page.getByRole("link", { name: "To the recovery report" })).toBeVisible();
  });

  test("a snapshot can be taken at once", async () => {
    await open({ takeSnapshot: () => ({ ok: true, value: { seq: 48_223, parts: 12 } }) });
    await page.getByRole("button", { name: "Take a snapshot now" }).click();
    await expect.element(page.getByText("Snapshot taken at event 48,223, in 12 parts.")).toBeVisible();
  });
});

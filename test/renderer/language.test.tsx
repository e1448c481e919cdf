import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import type { Snapshot } from "../../src-main/contract/api.ts";
import type { FakeAnswers } from "../../src-renderer/connection/fake.ts";
import { en } from "../../src-renderer/text/en.ts";
import { createFormat } from "../../src-renderer/text/format.ts";
import { dictionaries } from "../../src-renderer/text/text.ts";
import { zh } from "../../src-renderer/text/zh.ts";
import { screenNames } from "../../src-renderer/components/route.ts";
import { openConsole } from "./support/open-console.tsx";
import { inState, sampleDifferences, sampleKill, sampleSettings, sampleSnapshot } from "./support/sample.ts";
import { recordAnswers } from "./support/record-answers.ts";
import { sampleDetail, sampleHero } from "./support/sample-records.ts";
import { headOf, sampleReport, stormReport } from "./support/sample-recovery.ts";
import { answerOrder, sampleDoubts } from "./support/sample-trading.ts";

/** Every plain text of a dictionary, by its path. */
function* plainTexts(words: object, path = ""): Generator<[path: string, text: string]> {
  for (const [key, value] of Object.entries(words) as [string, unknown][]) {
    if (typeof value === "string") yield [`${path}.${key}`, value];
    else if (typeof value === "object" && value !== null) yield* plainTexts(value, `${path}.${key}`);
  }
}

/** English texts that Chinese says otherwise. */
function englishOnly(): Set<string> {
  const chinese = new Set([...plainTexts(zh)].map(([, text]) => text));
  return new Set([...plainTexts(en)].map(([, text]) => text).filter((text) => text.length > 1 && !chinese.has(text)));
}

/** What somebody reads or hears on the page, but for what is shown as given. */
function* wordsOnPage(): Generator<string> {
  const given = "[lang=en], [translate=no]";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node instanceof Element) {
      if (node.closest(`${given}, script, style`) === null) for (const name of ["aria-label", "title", "placeholder"]) yield node.getAttribute(name) ?? "";
    } else if (node.parentElement?.closest(`${given}, script, style`) === null) yield node.textContent ?? "";
  }
}

const ENGLISH_WORDS = /[A-Za-z]{3,} [A-Za-z]{2,}/;

function englishLeft(): string[] {
  const only = englishOnly();
  return [...wordsOnPage()].map((text) => text.trim()).filter((text) => only.has(text) || ENGLISH_WORDS.test(text.replaceAll("Night desk", "")));
}

function troubled(): Snapshot {
  const snapshot = inState(sampleSnapshot(), "KILLED", [{ code: "KILLED", detail: "spread" }, { code: "LOOP_LAG", detail: "1.2 s" }]);
  snapshot.topics.differences = sampleDifferences(snapshot.nowMs);
  snapshot.topics.kill = {
    active: [sampleKill(snapshot.nowMs)],
    flatten: {
      killId: "k1",
      status: "waiting",
      startedAtMs: snapshot.nowMs,
      endedAtMs: null,
      items: [{ ticket: 1, symbol: "EURUSD", volumeLots: 0.1, status: "still-open", attempts: 2, why: "market closed" }],
      closed: 0,
      alreadyClosed: 0,
      stillOpen: 1,
      leftForeign: 1,
      note: null,
    },
  };
  snapshot.topics.inDoubt = sampleDoubts(snapshot.nowMs);
  snapshot.topics.overview.reduceOnly = { name: "Night desk", reason: "why", atMs: snapshot.nowMs };
  snapshot.topics.recovery = headOf(sampleReport(snapshot.nowMs), true);
  snapshot.topics.sync = { ...snapshot.topics.sync, outcome: "halted", error: { code: "SYSTEM_HALT", message: "3 tries failed", cause: { code: "SYNC_TIMEOUT", message: "no answer", field: "positions[3].volume" } } };
  return snapshot;
}

describe("Chinese", () => {
  test("leaves no English on any screen, calm or troubled", async () => {
    const settings = { settings: () => ({ ok: true as const, value: sampleSettings() }) };
    for (const screen of screenNames) {
      for (const snapshot of [sampleSnapshot(), troubled()]) {
        const answers = { ...settings, ...recordAnswers(), order: answerOrder(snapshot.topics.orders) };
        const engine = await openConsole({ snapshot, screen, language: "zh", answers });
        await expect.element(page.getByRole("heading", { level: 1, name: zh.screen[screen] }).last()).toBeInTheDocument();
        if (screen === "recovery") await expect.poll(() => document.querySelectorAll(".report-item").length).toBeGreaterThan(1);
        if (screen === "time") await expect.poll(() => document.querySelectorAll(".then").length).toBe(1);
        if (screen === "valhalla") await expect.poll(() => document.querySelectorAll(".hall-totals").length).toBe(1);
        document.querySelector<HTMLElement>("[data-order], .doubt button, .report-item .actions button, .then-head button:last-child")?.click();
        if (screen === "orders") await expect.poll(() => document.querySelectorAll(".timeline-steps").length).toBe(1);
        if (screen === "settings") await expect.poll(() => document.querySelectorAll(".setting-list li").length).toBeGreaterThan(0);
        document.querySelector<HTMLElement>(".kill")?.click();
        await expect.poll(() => document.querySelectorAll(".panel").length).toBe(1);
        expect(englishLeft(), screen).toEqual([]);
        document.querySelector<HTMLElement>(".reduce-button")?.click();
        await expect.poll(() => document.querySelector(".panel h2")?.textContent).toBe(zh.reduceOnly.title);
        expect(englishLeft(), `${screen} beside reduce-only`).toEqual([]);
        await engine.end();
      }
    }
  });

  test("leaves none on an agent, a hero, the dead, a storm, a preview or a comparison", async () => {
    const open = (screen: "agents" | "valhalla" | "recovery" | "time", subject?: string, answers: FakeAnswers = {}) =>
      openConsole({ snapshot: troubled(), screen, language: "zh", answers: { ...recordAnswers(), ...answers }, ...(subject === undefined ? {} : { subject }) });
    const detail = sampleDetail(Date.now(), { hero: sampleHero(0) });
    for (const made of [detail, { ...detail, state: null, privateLedger: null, curve: [], hero: null }]) {
      const engine = await open("agents", "alpha-0", { agentDetail: () => ({ ok: true, value: made }) });
      await expect.poll(() => document.querySelectorAll(".agent-panes").length).toBe(1);
      expect(englishLeft()).toEqual([]);
      await engine.end();
    }
    for (const view of [zh.life.living, zh.life.theDead]) {
      const engine = await open("agents");
      await page.getByRole("radio", { name: view, exact: true }).click();
      await expect.poll(() => document.querySelectorAll(".lives .table-body [role=row]").length).toBeGreaterThan(0);
      expect(englishLeft(), view).toEqual([]);
      await engine.end();
    }
    const hall = await open("valhalla", "alpha-3");
    await expect.poll(() => document.querySelectorAll(".hero").length).toBe(1);
    expect(englishLeft()).toEqual([]);
    await hall.end();
    const storm = await open("recovery", undefined, { recovery: () => ({ ok: true, value: stormReport(9) }), recoveryPlan: () => ({ ok: true, value: sampleReport(Date.now(), { dryRun: true, decision: "no truth", venuePositions: null, historyRead: false }) }) });
    await page.getByRole("checkbox", { name: zh.recovery.all(9) }).click();
    expect(englishLeft()).toEqual([]);
    await page.getByRole("button", { name: zh.recovery.plan }).click();
    await expect.poll(() => document.querySelectorAll(".preview-report .report-item").length).toBeGreaterThan(0);
    expect(englishLeft()).toEqual([]);
    await storm.end();
    await open("time");
    await page.getByRole("button", { name: zh.time.pin }).click();
    await page.getByRole("button", { name: zh.time.back("1 小时") }).click();
    await expect.poll(() => document.querySelectorAll(".comparison .changes").length).toBe(1);
    expect(englishLeft()).toEqual([]);
  });

  test("the check itself finds English that was left", async () => {
    await openConsole({ snapshot: sampleSnapshot(), language: "en" });
    await expect.element(page.getByText("Orders may pass.")).toBeVisible();
    expect(englishLeft()).toContain("Orders may pass.");
  });

  test("has no empty word, and says most things otherwise than English", () => {
    const english = new Map(plainTexts(en));
    const same = [...plainTexts(zh)].filter(([path, text]) => english.get(path) === text).map(([path]) => path);
    expect([...plainTexts(zh)].filter(([path, text]) => text === "" && path !== ".joined.sentence")).toEqual([]);
    expect(same).toEqual([".app.name", ".gatewayKind.v4.3"]);
  });
});

describe("figures", () => {
  const english = createFormat("en", dictionaries.en);
  const chinese = createFormat("zh", dictionaries.zh);
  const plain = (text: string): string => text.replaceAll("\u00a0", " ");

  test.each([
    [0, "0 s"],
    [-5_000, "0 s"],
    [59_999, "59 s"],
    [245_000, "4 min 05 s"],
    [1_800_000, "30 min"],
    [11_520_000, "3 h 12 min"],
    [187_200_000, "2 d 4 h"],
  ])("%d ms last %s", (ms, written) => {
    expect(plain(english.duration(ms))).toBe(written);
  });

  test.each([
    [0.407, "0.41 ms"],
    [12.34, "12.3 ms"],
    [181, "181 ms"],
    [11_020, "11.0 s"],
  ])("%d ms is %s", (ms, written) => {
    expect(plain(english.latencyText(ms))).toBe(written);
  });

  test("losses carry a real minus, profits a plus, and zero neither", () => {
    expect([english.signedMoney(-9.51), english.signedMoney(9.5), english.signedMoney(0)]).toEqual(["−9.51", "+9.50", "0.00"]);
  });

  test("one is not many in English, and the same in Chinese", () => {
    expect([en.positions.totals(1), en.positions.totals(2), en.positions.totals(10_000)]).toEqual(["1 position", "2 positions", "10,000 positions"]);
    expect([zh.positions.totals(1), zh.positions.totals(2)]).toEqual(["1 个持仓", "2 个持仓"]);
    expect(chinese.duration(11_520_000)).toBe("3 小时 12 分");
  });
});

import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import type { ScreenName } from "../../src-renderer/components/route.ts";
import { screenNames } from "../../src-renderer/components/route.ts";
import { openConsole } from "./support/open-console.tsx";
import { inState, sampleDifferences, sampleKill, sampleSettings, sampleSnapshot } from "./support/sample.ts";
import { recordAnswers } from "./support/record-answers.ts";
import { headOf, sampleReport } from "./support/sample-recovery.ts";
import { answerOrder, sampleDoubts } from "./support/sample-trading.ts";

type Rgb = readonly [number, number, number];

/** The colour a token has in the theme that is on. */
function colourOf(token: string): Rgb {
  const probe = document.createElement("i");
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const [r = 0, g = 0, b = 0] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
  probe.remove();
  return [r, g, b];
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(aToken: string, bToken: string): number {
  const [a, b] = [luminance(colourOf(aToken)), luminance(colourOf(bToken))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const grounds = ["--page", "--rail-page", "--pane", "--pane-2"];
const texts = ["--ink", "--ink-2", "--ink-3", "--armed", "--busy", "--warn", "--stop", "--ask", "--reduce"];
const textPairs: [string, string][] = [
  ...texts.flatMap((text) => grounds.map((ground): [string, string] => [text, ground])),
  ...["armed", "busy", "warn", "stop", "ask", "reduce"].flatMap((hue): [string, string][] => ["--ink", "--ink-2", "--ink-3", `--${hue}`].map((text) => [text, `--${hue}-tint`])),
  ["--on-solid-stop", "--solid-stop"],
  ["--page", "--warn"],
  ["--page", "--ask"],
  ["--simulated", "--simulated-a"],
  ["--simulated", "--simulated-b"],
  ["--demo", "--demo-a"],
  ["--on-live", "--live"],
];
const linePairs: [string, string][] = [...grounds.flatMap((ground): [string, string][] => [["--edge", ground], ["--focus", ground]]), ["--stop", "--rail-page"], ["--live", "--page"], ["--demo", "--page"], ["--simulated", "--page"]];

const names = "button, a[href], input, select, [role=region], [role=table], [role=columnheader], summary";

function nameOf(element: Element): string {
  const labelled = (element.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "");
  const labels = element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? [...(element.labels ?? [])].map((label) => label.textContent) : [];
  return [element.getAttribute("aria-label") ?? "", ...labelled, ...labels, element.textContent ?? ""].join("").trim();
}

describe.each(["dark", "light"] as const)("the %s theme", (theme) => {
  test("has text of at least 4.5:1 and lines of at least 3:1", async () => {
    await openConsole({ snapshot: sampleSnapshot(), theme });
    await expect.poll(() => document.documentElement.dataset["theme"]).toBe(theme);
    const faint = (pairs: readonly [string, string][], least: number): string[] =>
      pairs.filter(([a, b]) => contrast(a, b) < least).map(([a, b]) => `${a} on ${b}: ${contrast(a, b).toFixed(2)}`);
    expect(faint(textPairs, 4.5)).toEqual([]);
    expect(faint(linePairs, 3)).toEqual([]);
  });
});

/** What stands on a screen once it has read what it shows. */
const readFirst: Partial<Record<ScreenName, string>> = { recovery: ".report-item", time: ".then", valhalla: ".hall-totals" };

describe("assistive technology", () => {
  const answers = { settings: () => ({ ok: true as const, value: sampleSettings() }) };

  test.each(screenNames)("finds a name on every control of %s, no id twice, one h1", async (screen) => {
    const snapshot = inState(sampleSnapshot(), "KILLED", [{ code: "KILLED", detail: "why" }]);
    snapshot.topics.kill = { active: [sampleKill(snapshot.nowMs)], flatten: null };
    snapshot.topics.differences = sampleDifferences(snapshot.nowMs);
    snapshot.topics.inDoubt = sampleDoubts(snapshot.nowMs);
    snapshot.topics.recovery = headOf(sampleReport(), true);
    await openConsole({ snapshot, screen, answers: { ...answers, ...recordAnswers(), order: answerOrder(snapshot.topics.orders) } });
    await expect.element(page.getByRole("heading", { level: 1 })).toBeInTheDocument();
    if (readFirst[screen] !== undefined) await expect.poll(() => document.querySelectorAll(readFirst[screen] ?? "").length).toBeGreaterThan(0);
    document.querySelector<HTMLElement>("[data-order], .doubt button, .report-item .actions button, .then-head button:last-child")?.click();
    document.querySelector<HTMLElement>(".kill")?.click();
    await expect.poll(() => document.querySelectorAll(".panel form").length).toBeGreaterThan(0);
    const nameless = [...document.querySelectorAll(names)].filter((element) => nameOf(element) === "").map((element) => element.outerHTML);
    expect(nameless).toEqual([]);
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    expect(document.querySelectorAll("h1")).toHaveLength(1);
    const dangling = [...document.querySelectorAll("[aria-labelledby]")].filter((element) => document.getElementById(element.getAttribute("aria-labelledby") ?? "") === null);
    expect(dangling.map((element) => element.outerHTML)).toEqual([]);
  });

  test("finds a name on every control of an agent's page", async () => {
    await openConsole({ snapshot: sampleSnapshot(), screen: "agents", subject: "alpha-0", answers: recordAnswers() });
    await expect.poll(() => document.querySelectorAll(".agent-panes").length).toBe(1);
    expect([...document.querySelectorAll(names)].filter((element) => nameOf(element) === "").map((element) => element.outerHTML)).toEqual([]);
    expect(document.querySelectorAll("h1")).toHaveLength(1);
  });

  test.each(["overview", "in-doubt", "risk", "recovery", "time"] as const)("%s fits its width from 640 px on, so nothing scrolls sideways", async (screen) => {
    const snapshot = sampleSnapshot();
    snapshot.topics.inDoubt = sampleDoubts(snapshot.nowMs);
    await openConsole({ snapshot, screen, answers: recordAnswers() });
    if (readFirst[screen] !== undefined) await expect.poll(() => document.querySelectorAll(readFirst[screen] ?? "").length).toBeGreaterThan(0);
    for (const width of [1280, 1024, 900, 760, 640]) {
      await page.viewport(width, 800);
      await expect.poll(() => document.documentElement.scrollWidth, { message: `${width} px` }).toBeLessThanOrEqual(width);
      const content = document.querySelector(".content");
      await expect.poll(() => (content?.scrollWidth ?? 0) - (content?.clientWidth ?? 0), { message: `content at ${width} px` }).toBeLessThanOrEqual(0);
    }
  });
});

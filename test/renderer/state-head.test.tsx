import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import type { TradingState } from "../../src-main/contract/trading-state.ts";
import { openConsole } from "./support/open-console.tsx";
import { inState, sampleKill, sampleSnapshot } from "./support/sample.ts";

const head = (): Element => document.querySelector(".head") ?? document.body;
const shape = (): string | null => head().querySelector(".state-shape")?.innerHTML ?? null;

const sentences: [TradingState, string, string][] = [
  ["STARTING", "", "Nothing may trade yet."],
  ["SYNCING", "", "Reading the broker's truth."],
  ["HALTED", "SYSTEM_HALT", "The broker's truth could not be read. Nothing may trade until this is settled."],
  ["REVIEW", "", "Somebody must look and decide."],
  ["ARMED", "", "Orders may pass."],
  ["TRIPPED", "HEARTBEAT_FAILURE", "The gateway does not answer its heartbeat. New orders are blocked; closing still works."],
  ["REDUCE_ONLY", "REDUCE_ONLY", "Set by a person. Nothing new is opened; closing works."],
  ["KILLED", "KILLED", "The kill switch is engaged. Nothing opens until it is re-armed."],
];

describe("the head of every screen", () => {
  test.each(sentences)("says %s in a word, a shape and a sentence", async (state, code, sentence) => {
    await openConsole({ snapshot: inState(sampleSnapshot(), state, code === "" ? [] : [{ code, detail: "as the engine said it" }]) });
    await expect.element(page.getByText(state.replace("_", " "), { exact: true })).toBeVisible();
    await expect.poll(() => head().getAttribute("data-state")).toBe(state);
    expect(head().textContent).toContain(sentence);
    if (code !== "") expect(head().textContent).toContain("as the engine said it");
  });

  test("gives each state an outline of its own", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot() });
    const outlines = new Set<string | null>();
    for (const state of ["SYNCING", "HALTED", "REVIEW", "ARMED", "REDUCE_ONLY", "TRIPPED", "KILLED"] as const) {
      engine.change("overview", inState(sampleSnapshot(), state).topics.overview);
      await expect.poll(() => head().getAttribute("data-state")).toBe(state);
      outlines.add(shape());
    }
    expect(outlines.size).toBe(7);
  });

  test("shows a code it does not know as given, and how many reasons more there are", async () => {
    await openConsole({
      snapshot: inState(sampleSnapshot(), "TRIPPED", [
        { code: "SOMETHING_NEW", detail: "a cause of tomorrow" },
        { code: "LOOP_LAG", detail: "1.4 s" },
      ]),
    });
    await expect.element(page.getByText("1 more reason")).toBeVisible();
    expect(head().textContent).toContain("a cause of tomorrow");
  });

  test("says while armed that one symbol is killed", async () => {
    const snapshot = inState(sampleSnapshot(), "ARMED", [{ code: "KILLED symbol:XAUUSD", detail: "spread" }]);
    snapshot.topics.kill = { active: [{ ...sampleKill(snapshot.nowMs), scope: { kind: "symbol", symbol: "XAUUSD" } }], flatten: null };
    await openConsole({ snapshot });
    await expect.element(page.getByText("Kill in force: XAUUSD")).toBeVisible();
  });

  test("says how many narrow kills there are, and that reduce-only is set beneath another state", async () => {
    const snapshot = inState(sampleSnapshot(), "TRIPPED", [{ code: "KILLED agent:alpha-2", detail: "odd orders" }]);
    const kill = sampleKill(snapshot.nowMs);
    snapshot.topics.kill = { active: [{ ...kill, scope: { kind: "agent", agentId: "alpha-2" } }, { ...kill, id: "k2", scope: { kind: "symbol", symbol: "XAUUSD" } }], flatten: null };
    snapshot.topics.overview.reduceOnly = { name: "Night desk", reason: "news", atMs: snapshot.nowMs };
    await openConsole({ snapshot });
    await expect.element(page.getByText("The kill switch is engaged for the agent alpha-2.").first()).toBeVisible();
    expect([...head().querySelectorAll(".chip")].map((chip) => chip.textContent)).toEqual(["Kill in force: agent alpha-2 and 1 more kill", "Reduce only is set"]);
  });

  test("announces what stops trading at once, and calm changes politely", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot() });
    await expect.poll(() => head().getAttribute("data-state")).toBe("ARMED");
    engine.change("overview", inState(sampleSnapshot(), "TRIPPED", [{ code: "LOOP_LAG", detail: "1.4 s" }]).topics.overview);
    await expect.poll(() => document.querySelector("[aria-live=assertive].hidden-text")?.textContent).toMatch(/^TRIPPED\. This machine was too busy/);
    engine.change("overview", inState(sampleSnapshot(), "ARMED").topics.overview);
    await expect.poll(() => document.querySelector("[aria-live=polite].hidden-text")?.textContent).toMatch(/^ARMED\./);
  });
});

describe("whose money it is", () => {
  test.each(["SIMULATED", "DEMO", "LIVE"] as const)("%s stands in badge, frame and window title", async (environment) => {
    const snapshot = sampleSnapshot();
    snapshot.topics.overview.environment = environment;
    snapshot.topics.overview.environmentAssumed = environment === "LIVE";
    await openConsole({ snapshot });
    const badge = page.getByRole("region", { name: environment });
    await expect.element(badge).toBeVisible();
    expect(badge.element().textContent?.includes("(assumed)")).toBe(environment === "LIVE");
    await expect.poll(() => document.title).toBe(`ARMED · ${environment} · Holdfast`);
    const frame = document.querySelector(".environment-frame");
    expect(frame === null ? null : getComputedStyle(frame).borderTopWidth).toBe("3px");
  });

  test("the three frames look different without colour", async () => {
    const looks = new Set<string>();
    for (const environment of ["SIMULATED", "DEMO", "LIVE"] as const) {
      const snapshot = sampleSnapshot();
      snapshot.topics.overview.environment = environment;
      const engine = await openConsole({ snapshot });
      await expect.poll(() => document.querySelectorAll(`.console[data-environment=${environment}]`).length).toBe(1);
      const frame = document.querySelector(`.console[data-environment=${environment}] .environment-frame`);
      const style = frame === null ? null : getComputedStyle(frame);
      looks.add(`${style?.borderTopStyle} ${style?.borderImageSource === "none"}`);
      await engine.end();
    }
    expect(looks.size).toBe(3);
  });
});

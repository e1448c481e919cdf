import { describe, expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { openConsole } from "./support/open-console.tsx";
import { sampleSnapshot, totalsOf } from "./support/sample.ts";

const phase = (): string | undefined => document.querySelector<HTMLElement>(".console")?.dataset["phase"];
const colourOf = (selector: string): string => {
  const element = document.querySelector(selector);
  return element === null ? "" : getComputedStyle(element).color;
};

describe("live, stale and disconnected", () => {
  test("a silent engine looks stale at a glance, and live again once it speaks", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot() });
    await expect.element(page.getByText("ARMED", { exact: true })).toBeVisible();
    const live = { word: colourOf(".state-word"), figure: colourOf(".tile .big") };
    engine.silence();
    await expect.poll(phase, { timeout: 8_000 }).toBe("stale");
    await expect.element(page.getByText(/^Nothing heard from the engine since \d\d:\d\d:\d\d/)).toBeVisible();
    expect(document.querySelector(".state-shape")?.getAttribute("data-state")).toBe("unknown");
    await expect.element(page.getByText("Last known")).toBeVisible();
    expect(document.querySelector(".head")?.textContent).not.toContain("Orders may pass");
    expect(colourOf(".state-word")).not.toBe(live.word);
    expect(colourOf(".tile .big")).not.toBe(live.figure);
    expect(document.title).not.toContain("ARMED");
    engine.tick();
    await expect.poll(phase).toBe("live");
    expect(document.querySelector(".state-shape")?.getAttribute("data-state")).toBe("ARMED");
  });

  test("ages keep growing while nothing is heard", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot() });
    const age = (): number => Number(/^\d+/.exec(document.querySelector(".truth-age strong")?.textContent ?? "")?.[0] ?? -1);
    await expect.poll(age).toBeGreaterThanOrEqual(0);
    const before = age();
    engine.silence();
    await expect.poll(age, { timeout: 6_000 }).toBeGreaterThan(before + 2);
  });

  test("an age is never negative, whatever the clocks say", async () => {
    const snapshot = sampleSnapshot();
    snapshot.topics.overview.truthAtMs = snapshot.nowMs + 60_000;
    await openConsole({ snapshot });
    await expect.poll(() => document.querySelector(".truth-age strong")?.textContent).toMatch(/^0\ss$/);
  });

  test("ages follow the engine's clock, not this machine's", async () => {
    const snapshot = sampleSnapshot();
    const hourAhead = snapshot.nowMs + 3_600_000;
    const engine = await openConsole({ snapshot: { ...snapshot, nowMs: hourAhead, topics: { ...snapshot.topics, overview: { ...snapshot.topics.overview, truthAtMs: hourAhead - 7_000 } } } });
    engine.silence();
    await expect.poll(() => document.querySelector(".truth-age strong")?.textContent).toMatch(/^[78]\ss$/);
  });

  test("a closed line says so, and comes back by itself", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot() });
    await expect.poll(phase).toBe("live");
    engine.drop(true);
    await expect.poll(phase).toBe("disconnected");
    await expect.element(page.getByText(/^Not connected to the engine since/)).toBeVisible();
    expect(document.title).toMatch(/^DISCONNECTED/);
    engine.comeBack();
    await expect.poll(phase, { timeout: 8_000 }).toBe("live");
  });

  test("every pending call is rejected when the line dies", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot(), answers: { status: () => null, retry: () => null } });
    await expect.poll(phase).toBe("live");
    const pending = Promise.all([engine.connection.call("status", {}), engine.connection.call("retry", {})]);
    await expect.poll(() => engine.calls.filter((call) => call.name !== "snapshot").length).toBe(2);
    engine.drop(true);
    for (const result of await pending) expect(result).toMatchObject({ ok: false, failure: { code: "UNAVAILABLE" } });
    expect(await engine.connection.call("status", {})).toMatchObject({ ok: false, failure: { code: "UNAVAILABLE" } });
  });

  test("a refused token shows how to get the address", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot() });
    await expect.poll(phase).toBe("live");
    engine.refuseToken();
    await expect.element(page.getByRole("heading", { name: "This key is from an earlier start" })).toBeVisible();
  });

  test("a snapshot that fails shows why, and is asked for again", async () => {
    const good = sampleSnapshot();
    const snapshot = vi.fn((): { ok: false; failure: { code: "INTERNAL"; message: string } } | { ok: true; value: typeof good } =>
      snapshot.mock.calls.length < 3 ? { ok: false, failure: { code: "INTERNAL", message: "not yet" } } : { ok: true, value: good },
    );
    await openConsole({ snapshot: good, answers: { snapshot } });
    await expect.element(page.getByText("ARMED", { exact: true })).toBeVisible();
    expect(snapshot.mock.calls.length).toBeGreaterThanOrEqual(3);
  });
});

describe("revisions", () => {
  const snapshots = (engine: { calls: { name: string }[] }): number => engine.calls.filter((call) => call.name === "snapshot").length;

  test("consecutive changes are applied as they are, without asking again", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot() });
    await expect.poll(phase).toBe("live");
    const { rows } = engine.snapshot.topics.positions;
    const [first, second] = rows;
    if (first === undefined || second === undefined) throw new Error("the sample has two positions");
    const left = rows.filter((row) => row !== second).map((row) => (row === first ? { ...first, profit: 9_999 } : row));
    engine.change("positions", { readAtMs: Date.now(), upserts: [{ ...first, profit: 9_999 }], removedTickets: [second.ticket], totals: totalsOf(left) });
    await expect.poll(() => document.querySelector(".rail .count")?.textContent).toBe("13");
    expect(snapshots(engine)).toBe(1);
  });

  test("a gap brings a new snapshot", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot() });
    await expect.poll(phase).toBe("live");
    engine.loseChange();
    engine.snapshot = { ...engine.snapshot, topics: { ...engine.snapshot.topics, account: { currency: "USD", balance: 77_777, equity: 1, marginUsed: 0, marginFree: 1, marginLevelPct: null, readAtMs: Date.now() } } };
    engine.change("differences", []);
    await expect.poll(() => document.querySelector(".account")?.textContent).toMatch(/Balance77,777\.00 USD.*Margin level–not told/);
    expect(snapshots(engine)).toBe(2);
  });

  test("a lost last change is noticed by the ticks alone", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot() });
    await expect.poll(phase).toBe("live");
    engine.loseChange();
    engine.tick();
    engine.tick();
    await expect.poll(() => snapshots(engine)).toBe(2);
  });
});

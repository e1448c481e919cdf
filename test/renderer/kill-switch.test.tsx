import { beforeEach, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { FakeAnswers, FakeEngine } from "../../src-renderer/connection/fake.ts";
import { openConsole } from "./support/open-console.tsx";
import { inState, sampleKill, sampleSnapshot } from "./support/sample.ts";

const preview = () => {
  const { rows } = sampleSnapshot().topics.positions;
  return { ok: true as const, value: { truthAtMs: Date.now() - 1_000, close: rows.slice(0, 12), leave: rows.slice(12, 14) } };
};
const killed = () => ({ ok: true as const, value: { kill: sampleKill(Date.now()), flatten: null } });
const answers: FakeAnswers = { kill: killed, killPreview: preview };

const kills = (engine: FakeEngine) => engine.calls.filter((call) => call.name === "kill");
const theSwitch = () => page.getByRole("button", { name: /Hold to kill|Keep holding|Killing|Kill panel/ });
const panel = () => page.getByRole("complementary", { name: "Kill switch" });
const ready = () => expect.poll(() => document.querySelector(".console")?.getAttribute("data-phase")).toBe("live");

/** As a finger would: down, and up only when told. */
const press = (type: "pointerdown" | "pointerup" | "pointerleave"): void => {
  const button = document.querySelector(".kill");
  // React hears `pointerleave` as the `pointerout` that bubbles.
  button?.dispatchEvent(new PointerEvent(type === "pointerleave" ? "pointerout" : type, { bubbles: true, button: 0, pointerId: 1, relatedTarget: document.body }));
};
const alertText = () => document.querySelector("[role=alert]")?.textContent;
const holding = () => document.querySelector(".kill")?.getAttribute("data-holding");

describe("press and hold", () => {
  let engine: FakeEngine;
  beforeEach(async () => {
    engine = await openConsole({ snapshot: sampleSnapshot(), answers });
    await ready();
  });

  test("held to the end by pointer kills everything at once, without closing, and opens the panel", async () => {
    press("pointerdown");
    await expect.poll(() => kills(engine).length).toBe(1);
    expect(kills(engine)[0]?.input).toEqual({ reason: "The kill switch was held on the console", scope: { kind: "all" }, flatten: false, includeForeign: false, source: "console" });
    await expect.element(panel()).toBeVisible();
    press("pointerup");
    expect(kills(engine)).toHaveLength(1);
  });

  test("held to the end by Enter kills once, however the key repeats", async () => {
    document.querySelector<HTMLElement>(".kill")?.focus();
    await userEvent.keyboard("{Enter>20}");
    await expect.poll(() => kills(engine).length).toBe(1);
    await userEvent.keyboard("{/Enter}");
    expect(kills(engine)).toHaveLength(1);
  });

  test("held to the end by Space kills", async () => {
    document.querySelector<HTMLElement>(".kill")?.focus();
    await userEvent.keyboard("{ >}");
    await expect.poll(() => kills(engine).length).toBe(1);
    await userEvent.keyboard("{/ }");
  });

  test("sliding off, or letting go early, kills nothing", async () => {
    press("pointerdown");
    await expect.poll(holding).toBe("true");
    press("pointerleave");
    await expect.poll(holding).toBe("false");
    press("pointerdown");
    await expect.poll(holding).toBe("true");
    press("pointerup");
    await expect.poll(holding).toBe("false");
    await holdTimeGoesBy();
    expect(kills(engine)).toHaveLength(0);
  });

  test("a short press by pointer opens the panel instead", async () => {
    await theSwitch().click();
    await expect.element(panel()).toBeVisible();
    await holdTimeGoesBy();
    expect(kills(engine)).toHaveLength(0);
  });

  test("a short press of Enter opens the panel instead", async () => {
    document.querySelector<HTMLElement>(".kill")?.focus();
    await userEvent.keyboard("{Enter}");
    await expect.element(panel()).toBeVisible();
    await holdTimeGoesBy();
    expect(kills(engine)).toHaveLength(0);
  });

  test("a screen reader's bare activation opens the panel", async () => {
    document.querySelector<HTMLElement>(".kill")?.click();
    await expect.element(panel()).toBeVisible();
    expect(kills(engine)).toHaveLength(0);
  });

  test("the shortcut opens the panel with the focus in it, Escape gives it back to the switch", async () => {
    await userEvent.keyboard("{Control>}{Shift>}K{/Shift}{/Control}");
    await expect.element(page.getByRole("heading", { name: "Kill switch" })).toHaveFocus();
    await userEvent.keyboard("{Escape}");
    await expect.element(theSwitch()).toHaveFocus();
    expect(panel().query()).toBeNull();
  });

  test("the switch stays where it is while it is held and when it has killed", async () => {
    const place = () => JSON.stringify(document.querySelector(".kill")?.getBoundingClientRect());
    const before = place();
    press("pointerdown");
    await expect.poll(holding).toBe("true");
    expect(place()).toBe(before);
    await expect.element(panel()).toBeVisible();
    engine.change("overview", inState(sampleSnapshot(), "KILLED", [{ code: "KILLED", detail: "a reason long enough for a second line of the sentence in the head of the console" }]).topics.overview);
    await expect.element(page.getByText("KILLED", { exact: true })).toBeVisible();
    expect(place()).toBe(before);
  });

  test("the open panel never covers the switch", async () => {
    await theSwitch().click();
    await expect.element(panel()).toBeVisible();
    for (const width of [1280, 900, 640]) {
      await page.viewport(width, 800);
      const { left, top, width: across, height } = theSwitch().element().getBoundingClientRect();
      const hit = document.elementFromPoint(left + across / 2, top + height / 2);
      expect(hit?.closest(".kill"), `at ${width} px`).not.toBeNull();
    }
  });
});

/** Nothing to wait for when nothing must happen: a hold's whole time is let go by, on the page's own clock. */
function holdTimeGoesBy(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  document.body.animate([], { duration: 1_000 }).addEventListener("finish", () => resolve());
  return promise;
}

describe("the panel", () => {
  test("shows beforehand what closing would do, and kills one symbol with it", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot(), answers });
    await ready();
    await theSwitch().click();
    await page.getByRole("radio", { name: "One symbol" }).click();
    await page.getByRole("combobox", { name: "Symbol" }).fill("GBPUSD");
    await page.getByRole("radio", { name: "Block and close positions" }).click();
    await expect.element(page.getByText("12 positions would be closed")).toBeVisible();
    await expect.element(page.getByText("2 positions would be left alone")).toBeVisible();
    await expect.element(page.getByText(/By the truth read \d\ss ago/)).toBeVisible();
    await page.getByRole("checkbox", { name: /other magic numbers/ }).click();
    await page.getByRole("button", { name: "Kill and close positions" }).click();
    await expect.element(page.getByText("Say why, in a few words.")).toBeVisible();
    expect(kills(engine)).toHaveLength(0);
    await page.getByLabelText("Reason").fill("news at two");
    await page.getByRole("button", { name: "Kill and close positions" }).click();
    await expect.poll(() => kills(engine)[0]?.input).toEqual({
      reason: "news at two",
      scope: { kind: "symbol", symbol: "GBPUSD" },
      flatten: true,
      includeForeign: true,
      source: "console",
    });
    expect(engine.calls.findLast((call) => call.name === "killPreview")?.input).toEqual({ scope: { kind: "symbol", symbol: "GBPUSD" }, includeForeign: true });
  });

  test("offers the open symbols and the known agents, takes any other, and asks for a name that fits", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot(), answers });
    await ready();
    await theSwitch().click();
    await page.getByLabelText("Reason").fill("it lost its mind");
    await page.getByRole("radio", { name: "One symbol" }).click();
    const offered = () => [...document.querySelectorAll("datalist option")].map((option) => option.textContent);
    await expect.poll(offered).toContain("EURUSD");
    await page.getByRole("radio", { name: "One agent" }).click();
    await expect.poll(offered).toContain("alpha-3");
    await page.getByRole("combobox", { name: "Agent" }).fill("no such name!");
    await page.getByRole("button", { name: "Kill now" }).click();
    await expect.element(page.getByText("Name the agent: letters, digits and . _ : - only.")).toBeVisible();
    expect(kills(engine)).toHaveLength(0);
    await page.getByRole("combobox", { name: "Agent" }).fill("of-tomorrow");
    await page.getByRole("button", { name: "Kill now" }).click();
    await expect.poll(() => kills(engine)[0]?.input).toMatchObject({ scope: { kind: "agent", agentId: "of-tomorrow" }, flatten: false });
  });

  test("a kill that failed says plainly that it is not confirmed, and what else there is", async () => {
    await openConsole({ snapshot: sampleSnapshot(), answers: { ...answers, kill: () => ({ ok: false, failure: { code: "INTERNAL", message: "out of order" } }) } });
    await ready();
    press("pointerdown");
    await expect.poll(alertText).toMatch(/The kill was NOT confirmed\..*out of order.*holdfast kill/);
  });

  test("a kill without a connection says so at once", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot(), answers });
    await ready();
    engine.drop(true);
    press("pointerdown");
    await expect.poll(alertText).toMatch(/NOT confirmed.*not connected to the engine/);
  });

  test("shows each position of a flatten with what became of it", async () => {
    const snapshot = inState(sampleSnapshot(), "KILLED", [{ code: "KILLED", detail: "console" }]);
    const item = { symbol: "EURUSD", volumeLots: 0.1, attempts: 1, why: null };
    snapshot.topics.kill = {
      active: [{ ...sampleKill(snapshot.nowMs), flatten: true, durable: false }],
      flatten: {
        killId: "k1",
        status: "incomplete",
        startedAtMs: snapshot.nowMs,
        endedAtMs: snapshot.nowMs,
        items: [
          { ...item, ticket: 1, status: "closed" },
          { ...item, ticket: 2, status: "already-closed" },
          { ...item, ticket: 3, status: "still-open", attempts: 5, why: "market closed" },
        ],
        closed: 1,
        alreadyClosed: 1,
        stillOpen: 1,
        leftForeign: 2,
        note: null,
      },
    };
    await openConsole({ snapshot, answers });
    await ready();
    await theSwitch().click();
    await expect.element(page.getByText("In memory only: it would not survive a restart.")).toBeVisible();
    const items = [...document.querySelectorAll(".flatten-items li")].map((each) => each.textContent);
    expect(items).toHaveLength(3);
    expect(items[0]).toMatch(/market closed.*still open.*5 attempts/);
    await expect.element(page.getByText("2 positions of other magic numbers left alone")).toBeVisible();
  });
});

describe("re-arm", () => {
  const killedSnapshot = () => {
    const snapshot = inState(sampleSnapshot(), "KILLED", [{ code: "KILLED", detail: "console" }]);
    snapshot.topics.kill = { active: [sampleKill(snapshot.nowMs)], flatten: null };
    return snapshot;
  };
  const fill = async (confirmation: string): Promise<void> => {
    const form = page.getByRole("form", { name: "Re-arm" });
    await form.getByLabelText("Your name").fill("Night desk");
    await form.getByLabelText("Reason").fill("looked at it");
    await form.getByLabelText("Type RE-ARM to confirm").fill(confirmation);
    await form.getByRole("button", { name: "Re-arm and sync" }).click();
  };
  const rearms = (engine: FakeEngine) => engine.calls.filter((call) => call.name === "rearm");

  test.each(["re-arm", "RE-ARM ", "REARM", ""])("is not asked for with %j typed", async (typed) => {
    const engine = await openConsole({ snapshot: killedSnapshot(), answers });
    await ready();
    await theSwitch().click();
    await fill(typed);
    await expect.element(page.getByText("Type exactly RE-ARM.")).toBeVisible();
    expect(rearms(engine)).toHaveLength(0);
  });

  test("with the exact words asks, and shows the sync and then its result", async () => {
    const snapshot = killedSnapshot();
    const engine = await openConsole({ snapshot, answers: { ...answers, rearm: () => null } });
    await ready();
    await theSwitch().click();
    await fill("RE-ARM");
    await expect.poll(() => rearms(engine)[0]?.input).toEqual({ name: "Night desk", reason: "looked at it", confirmation: "RE-ARM" });
    engine.change("kill", { active: [], flatten: null });
    await expect.element(page.getByText("Reading and comparing the truth. The kill stays in force until that is clean…")).toBeVisible();
    engine.send({ type: "answer", id: engine.calls.length, ok: true, value: { armed: true, state: "ARMED", sync: snapshot.topics.sync } });
    await expect.element(page.getByText("Armed again: orders may pass.")).toBeVisible();
  });

  test("that was refused shows why", async () => {
    await openConsole({ snapshot: killedSnapshot(), answers: { ...answers, rearm: () => ({ ok: false, failure: { code: "REFUSED", message: "a flatten is running" } }) } });
    await ready();
    await theSwitch().click();
    await fill("RE-ARM");
    await expect.element(page.getByText("a flatten is running")).toBeVisible();
  });
});

test("a console that may only look says so and offers no action", async () => {
  await openConsole({ snapshot: inState(sampleSnapshot(), "TRIPPED", [{ code: "LOOP_LAG", detail: "1 s" }]), permission: "read", answers });
  await expect.element(page.getByText("This console may look and not act.")).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Try again now" })).toBeDisabled();
});

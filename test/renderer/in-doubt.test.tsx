import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { FakeAnswers, FakeEngine } from "../../src-renderer/connection/fake.ts";
import { openConsole } from "./support/open-console.tsx";
import { sampleSnapshot } from "./support/sample.ts";
import { sampleDoubts } from "./support/sample-trading.ts";

const cards = () => [...document.querySelectorAll<HTMLElement>(".doubt")];
const badge = () => document.querySelector(".count.alarm")?.textContent;
const resolutions = (engine: FakeEngine) => engine.calls.filter((call) => call.name === "resolveOrder").map((call) => call.input);
const form = () => page.getByRole("form", { name: "Settle alpha-2 BUY EURUSD" });

async function open(answers: FakeAnswers = { resolveOrder: () => ({ ok: true, value: { accepted: true } }) }, permission: "read" | "command" = "command") {
  const snapshot = sampleSnapshot();
  snapshot.topics.inDoubt = sampleDoubts(snapshot.nowMs).toReversed();
  const engine = await openConsole({ snapshot, screen: "in-doubt", answers, permission });
  await expect.poll(() => cards().length).toBe(2);
  return engine;
}

const openForm = () => page.getByRole("button", { name: "Settle it on your word" }).first().click();
const sign = async (): Promise<void> => {
  await form().getByLabelText("Your name").fill("Night desk");
  await form().getByLabelText("Reason").fill("seen in the terminal");
};

describe("orders in doubt", () => {
  test("none is calm, and the rail has no badge", async () => {
    await openConsole({ snapshot: sampleSnapshot(), screen: "in-doubt" });
    await expect.element(page.getByRole("heading", { name: "No order is in doubt" })).toBeVisible();
    expect(badge()).toBeUndefined();
  });

  test("stand oldest first with all that is known, and are counted in the rail of every screen", async () => {
    const engine = await open();
    const said = cards().map((card) => card.textContent?.replaceAll("\u00a0", " "));
    expect(said[0]).toMatch(/BUY 0\.30 lots EURUSD · alpha-2unknown for 1 min 3\d s.*NO_ANSWER.*100313100314/);
    expect(said[1]).toMatch(/SELL 0\.10 lots XAUUSD · alpha-5.*No new position fits it so far\./);
    expect(badge()).toBe("2 in doubt");
    location.hash = "#/settings";
    await expect.element(page.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
    expect(badge()).toBe("2 in doubt");
    engine.change("inDoubt", []);
    await expect.poll(badge).toBeUndefined();
  });

  test("their age grows while they are looked at", async () => {
    await open();
    const age = (): string | undefined => cards()[1]?.querySelector(".doubt-age")?.textContent;
    const before = age();
    await expect.poll(age, { timeout: 4_000 }).not.toBe(before);
  });
});

describe("settling one", () => {
  test("as filled needs the position, a name and a reason, and says what it means", async () => {
    const engine = await open();
    await openForm();
    await form().getByRole("button", { name: "Settle" }).click();
    await expect.element(form().getByText("Say what became of it.")).toBeVisible();
    await form().getByRole("radio", { name: "It was filled" }).click();
    await expect.element(form().getByText("becomes this order's", { exact: false })).toBeVisible();
    await sign();
    await form().getByRole("button", { name: "Settle" }).click();
    await expect.element(form().getByText("Choose the position it became.")).toBeVisible();
    expect(resolutions(engine)).toEqual([]);
    await form().getByRole("radio", { name: "Position 100314" }).click();
    await form().getByRole("button", { name: "Settle as position 100314" }).click();
    await expect.poll(() => resolutions(engine)).toEqual([
      { agentId: "alpha-2", uuid: "intent-doubt-1", as: "filled", ticket: 100_314, name: "Night desk", reason: "seen in the terminal" },
    ]);
    await expect.element(form().getByText("Settled, and written down.")).toBeVisible();
  });

  test.each(["", "0", "12a", "-4"])("with the ticket %j typed is not asked for", async (typed) => {
    const engine = await open();
    await openForm();
    await form().getByRole("radio", { name: "It was filled" }).click();
    await form().getByRole("radio", { name: "Another ticket" }).click();
    await form().getByLabelText("Ticket").fill(typed);
    await sign();
    await form().getByRole("button", { name: "Settle" }).click();
    await expect.element(form().getByText("A whole number from 1.")).toBeVisible();
    expect(resolutions(engine)).toEqual([]);
  });

  test("as never executed carries no ticket, even when one was chosen before", async () => {
    const engine = await open();
    await openForm();
    await form().getByRole("radio", { name: "It was filled" }).click();
    await form().getByRole("radio", { name: "Position 100313" }).click();
    await form().getByRole("radio", { name: "It was never executed" }).click();
    await expect.element(form().getByText("a position stays open that no agent knows", { exact: false })).toBeVisible();
    await sign();
    await form().getByRole("button", { name: "Settle as never executed" }).click();
    await expect.poll(() => resolutions(engine)).toMatchObject([{ as: "refused", ticket: null }]);
  });

  test("a candidate that is none any more is not settled on", async () => {
    const engine = await open();
    await openForm();
    await form().getByRole("radio", { name: "It was filled" }).click();
    await form().getByRole("radio", { name: "Position 100314" }).click();
    await sign();
    engine.change("inDoubt", sampleDoubts().map((doubt) => ({ ...doubt, candidates: doubt.candidates.filter((ticket) => ticket !== 100_314) })));
    await expect.poll(() => form().getByRole("radio", { name: "Position 100314" }).query()).toBeNull();
    await form().getByRole("button", { name: "Settle" }).click();
    await expect.element(form().getByText("Choose the position it became.")).toBeVisible();
    expect(resolutions(engine)).toEqual([]);
  });

  test("works by keyboard alone", async () => {
    const engine = await open();
    const first = page.getByRole("button", { name: "Settle it on your word" }).first();
    first.element().focus();
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => document.activeElement?.closest("form")?.getAttribute("aria-label")).toBe("Settle alpha-2 BUY EURUSD");
    await userEvent.keyboard("{ArrowDown}{Tab}Night desk{Tab}never there{Enter}");
    await expect.poll(() => resolutions(engine)).toMatchObject([{ as: "refused", name: "Night desk", reason: "never there" }]);
  });

  test("that was refused shows why", async () => {
    await open({ resolveOrder: () => ({ ok: false, failure: { code: "REFUSED", message: "position 100313 is not open" } }) });
    await openForm();
    await form().getByRole("radio", { name: "It was filled" }).click();
    await form().getByRole("radio", { name: "Position 100313" }).click();
    await sign();
    await form().getByRole("button", { name: "Settle as position 100313" }).click();
    await expect.element(form().getByText("position 100313 is not open")).toBeVisible();
  });

  test("is not offered to a console that may only look", async () => {
    await open({}, "read");
    await openForm();
    await expect.element(form().getByRole("button", { name: "Settle" })).toBeDisabled();
  });
});

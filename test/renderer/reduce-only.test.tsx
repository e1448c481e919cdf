import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { Overview } from "../../src-main/contract/overview.ts";
import { openConsole } from "./support/open-console.tsx";
import { inState, sampleSnapshot } from "./support/sample.ts";

const button = () => document.querySelector<HTMLElement>(".reduce-button");
const panel = () => page.getByRole("complementary", { name: "Reduce only" });

function reduced(): Overview {
  const { overview } = inState(sampleSnapshot(), "REDUCE_ONLY", [{ code: "REDUCE_ONLY", detail: "Night desk: news at two" }]).topics;
  return { ...overview, reduceOnly: { name: "Night desk", reason: "news at two", atMs: Date.now() - 60_000 } };
}

describe("reduce-only", () => {
  test("is set with a name and a reason, from beside the switch, and shows who set it", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot(), answers: { setReduceOnly: () => ({ ok: true, value: { state: "REDUCE_ONLY" } }) } });
    button()?.click();
    await expect.element(page.getByRole("heading", { name: "Reduce only", level: 2 })).toHaveFocus();
    await panel().getByRole("button", { name: "Open nothing new" }).click();
    await expect.element(panel().getByText("Needed.").first()).toBeVisible();
    await panel().getByLabelText("Your name").fill("Night desk");
    await panel().getByLabelText("Reason").fill("news at two");
    await panel().getByRole("button", { name: "Open nothing new" }).click();
    await expect.poll(() => engine.calls.find((call) => call.name === "setReduceOnly")?.input).toEqual({ on: true, name: "Night desk", reason: "news at two" });
    engine.change("overview", reduced());
    await expect.element(panel().getByText("Set by Night desk", { exact: false })).toBeVisible();
    await expect.element(page.getByRole("heading", { name: "Reduce only", level: 2 })).toHaveFocus();
    expect(button()?.textContent).toBe("Reduce: on");
    await expect.poll(() => document.title).toMatch(/^REDUCE ONLY · /);
  });

  test("is ended with another name and reason; what was typed to set it is gone", async () => {
    const snapshot = sampleSnapshot();
    snapshot.topics.overview = reduced();
    const engine = await openConsole({ snapshot, answers: { setReduceOnly: () => ({ ok: true, value: { state: "ARMED" } }) } });
    await page.getByRole("button", { name: "Open the reduce-only panel" }).click();
    await expect.element(panel().getByLabelText("Your name")).toHaveValue("");
    await panel().getByLabelText("Your name").fill("Day desk");
    await panel().getByLabelText("Reason").fill("news is out");
    await panel().getByRole("button", { name: "End reduce only" }).click();
    await expect.poll(() => engine.calls.find((call) => call.name === "setReduceOnly")?.input).toEqual({ on: false, name: "Day desk", reason: "news is out" });
    engine.change("overview", sampleSnapshot().topics.overview);
    await expect.element(panel().getByRole("button", { name: "Open nothing new" })).toBeVisible();
  });

  test("opens by keyboard, Escape gives the focus back, and the kill panel takes its place at once", async () => {
    await openConsole({ snapshot: sampleSnapshot() });
    await expect.poll(() => button() !== null).toBe(true);
    button()?.focus();
    await userEvent.keyboard("{Enter}");
    await expect.element(panel()).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => document.activeElement === button()).toBe(true);
    await userEvent.keyboard("{Enter}{Control>}{Shift>}K{/Shift}{/Control}");
    await expect.element(page.getByRole("heading", { name: "Kill switch" })).toHaveFocus();
    expect(panel().query()).toBeNull();
  });

  test("a refusal is shown", async () => {
    await openConsole({ snapshot: sampleSnapshot(), answers: { setReduceOnly: () => ({ ok: false, failure: { code: "REFUSED", message: "the journal cannot be written" } }) } });
    button()?.click();
    await panel().getByLabelText("Your name").fill("Night desk");
    await panel().getByLabelText("Reason").fill("news at two");
    await panel().getByRole("button", { name: "Open nothing new" }).click();
    await expect.element(panel().getByText("the journal cannot be written")).toBeVisible();
  });

  test("neither moves the switch nor anything below the head", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot() });
    const places = () => [".kill", ".content"].map((selector) => JSON.stringify(document.querySelector(selector)?.getBoundingClientRect()));
    await expect.poll(() => document.querySelectorAll(".overview").length).toBe(1);
    const before = places();
    engine.change("overview", reduced());
    await expect.poll(() => button()?.dataset["on"]).toBe("true");
    expect(places()).toEqual(before);
  });
});

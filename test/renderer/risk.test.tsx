import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { groupLimits, warnShare } from "../../src-renderer/screens/risk/limit-groups.ts";
import { openConsole } from "./support/open-console.tsx";
import { sampleSnapshot } from "./support/sample.ts";
import { sampleRisk } from "./support/sample-trading.ts";

const plain = (text: string | null | undefined): string => (text ?? "").replaceAll("\u00a0", " ");
const limits = (heading: string) => [...page.getByRole("region", { name: heading }).element().querySelectorAll<HTMLElement>(".limit")];
const bar = (element: HTMLElement | undefined) => element?.querySelector<HTMLElement>("[role=meter]");

describe("limits", () => {
  test("stand by scope, each with verdict, figure, limit and bar", async () => {
    await openConsole({ snapshot: sampleSnapshot(), screen: "risk" });
    await expect.element(page.getByRole("region", { name: "The account" })).toBeVisible();
    const [drawdown] = limits("The account");
    expect(plain(drawdown?.textContent)).toMatch(/^WARNDrawdown from the day's peak62\.0%1\.24 %below 2 %25,246\.80 at the peak/);
    expect(plain(bar(drawdown)?.getAttribute("aria-valuetext"))).toBe("62.0% used, warns from 1 %");
    expect(bar(drawdown)?.querySelector<HTMLElement>(".usage-fill")?.style.width).toBe("62%");
    expect(bar(drawdown)?.querySelector<HTMLElement>(".usage-warn")?.style.left).toBe("50%");
    expect(plain(limits("Agents")[0]?.textContent)).toContain("alpha-2 Trades today");
  });

  test("a broken one is told by word, shape, full bar and in the rail", async () => {
    await openConsole({ snapshot: sampleSnapshot(), screen: "risk" });
    await expect.element(page.getByText("1 limit is broken", { exact: true })).toBeVisible();
    const [broken] = limits("Symbols");
    expect(plain(broken?.textContent)).toMatch(/^FAILXAUUSD Exposure in the symbol112\.0%0\.56 lotsat most 0\.5 lots/);
    expect(bar(broken)?.dataset["over"]).toBe("true");
    expect(bar(broken)?.getAttribute("aria-valuenow")).toBe("1");
    const shapes = new Set([...document.querySelectorAll(".verdict")].map((mark) => `${mark.textContent} ${mark.querySelector("svg")?.innerHTML}`));
    expect(shapes.size).toBe(3);
    expect(document.querySelector(".count.broken")?.textContent).toBe("1 broken");
  });

  test("what cannot be told now has no bar and is not calm; what only an order has is", async () => {
    await openConsole({ snapshot: sampleSnapshot(), screen: "risk" });
    await expect.element(page.getByText("not known now")).toBeVisible();
    await expect.element(page.getByText("1 limit cannot be told")).toBeVisible();
    const unknown = limits("The account").at(-1);
    expect(unknown?.textContent).toContain("FAIL");
    expect(bar(unknown)).toBeNull();
    const perOrder = page.getByRole("region", { name: "Asked of each order" });
    expect(plain(perOrder.element().textContent)).toContain("Volume stepa multiple of 0.01 lots");
    expect(perOrder.element().querySelector("[role=meter], .verdict")).toBeNull();
  });

  test("a rule of tomorrow is shown by the engine's own label", async () => {
    const snapshot = sampleSnapshot();
    const [first] = snapshot.topics.risk.rows;
    if (first === undefined) throw new Error("the sample has limits");
    snapshot.topics.risk = { ...snapshot.topics.risk, rows: [{ ...first, rule: "max_regret", label: "Regret" }] };
    await openConsole({ snapshot, screen: "risk" });
    await expect.element(page.getByText("Regret", { exact: true })).toBeVisible();
  });

  test("the warning lies before the end of the bar, whichever way the limit bounds", () => {
    const [row] = sampleRisk().rows;
    if (row === undefined) throw new Error("the sample has limits");
    expect(warnShare({ ...row, bound: "at most", warn: 3, limit: 5 })).toBeCloseTo(0.6);
    expect(warnShare({ ...row, bound: "at least", warn: 55, limit: 10 })).toBeCloseTo(0.5);
    expect(warnShare({ ...row, warn: null })).toBeNull();
    expect(warnShare({ ...row, warn: 1, limit: 0 })).toBeNull();
    expect(groupLimits({ ...sampleRisk(), rows: [] })).toEqual({ measured: [], perOrder: [] });
  });
});

describe("where the limits come from", () => {
  test("is told with file, checksum, age, what a broken one does, and the broker's clock", async () => {
    await openConsole({ snapshot: sampleSnapshot(), screen: "risk" });
    const source = page.getByRole("region", { name: "Limits file" });
    await expect.element(source).toBeVisible();
    const said = plain(source.element().textContent);
    for (const words of ["risk-limits.yaml", "9f2c41d07b5e", "In force for2 h 14 min", "trips the breaker", "UTC+03:00"]) expect(said).toContain(words);
    expect(said).not.toContain("9f2c41d07b5e6a88");
  });

  test("is said to be nowhere when the defaults hold", async () => {
    const snapshot = sampleSnapshot();
    snapshot.topics.risk = { ...snapshot.topics.risk, file: null, sha256: null, onHardBreach: "kill", brokerUtcOffsetMinutes: -210 };
    await openConsole({ snapshot, screen: "risk" });
    await expect.element(page.getByText("none: the defaults hold")).toBeVisible();
    await expect.element(page.getByText("until a person re-arms", { exact: false })).toBeVisible();
    await expect.element(page.getByText("UTC−03:30")).toBeVisible();
  });
});

describe("reading them anew", () => {
  const reload = page.getByRole("form", { name: "Read the limits file anew" });
  const sign = async (): Promise<void> => {
    await reload.getByLabelText("Your name").fill("Night desk");
    await reload.getByLabelText("Reason").fill("agreed today");
    await reload.getByRole("button", { name: "Read it anew" }).click();
  };

  test("needs a name and a reason, and says what is other than before", async () => {
    const changed = ["max_leverage: 4 → 5", "agents.alpha-2.max_trades_per_day: 50 → 12"];
    const engine = await openConsole({ snapshot: sampleSnapshot(), screen: "risk", answers: { reloadLimits: () => ({ ok: true, value: { changed, risk: sampleRisk() } }) } });
    await reload.getByRole("button", { name: "Read it anew" }).click();
    await expect.element(reload.getByText("Needed.").first()).toBeVisible();
    expect(engine.calls.some((call) => call.name === "reloadLimits")).toBe(false);
    await sign();
    await expect.element(reload.getByText("2 limits are other than before:")).toBeVisible();
    for (const each of changed) await expect.element(reload.getByText(each)).toBeVisible();
    expect(engine.calls.find((call) => call.name === "reloadLimits")?.input).toEqual({ name: "Night desk", reason: "agreed today" });
  });

  test("a broken file is refused with every fault of it", async () => {
    const failure = { code: "BAD_INPUT" as const, message: "risk-limits.yaml is not used", problems: [{ field: "risk.max_leverag", value: "5", rule: "a setting we know" }] };
    await openConsole({ snapshot: sampleSnapshot(), screen: "risk", answers: { reloadLimits: () => ({ ok: false, failure }) } });
    await sign();
    await expect.element(reload.getByText("risk.max_leverag: a setting we know")).toBeVisible();
  });
});

import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { OrderRow } from "../../src-main/contract/order.ts";
import { stepsOf } from "../../src-renderer/screens/orders/order-steps.ts";
import { ORDERS_KEPT, withOrders } from "../../src-renderer/store/order-log.ts";
import { openConsole } from "./support/open-console.tsx";
import { sampleSnapshot } from "./support/sample.ts";
import { answerOrder, orderOf, sampleOrders } from "./support/sample-trading.ts";

const rows = () =>
  [...document.querySelectorAll<HTMLElement>("[data-order]")].toSorted((a, b) => Number(a.getAttribute("aria-rowindex")) - Number(b.getAttribute("aria-rowindex")));
const uuids = () => rows().map((row) => row.dataset["order"]?.split(" ")[1]);
const steps = () => [...document.querySelectorAll<HTMLElement>(".timeline-steps > li")].map((step) => step.dataset["status"]);

async function open(orders: readonly OrderRow[]) {
  const snapshot = sampleSnapshot();
  snapshot.topics.orders = [...orders];
  const engine = await openConsole({ snapshot, screen: "orders", answers: { order: answerOrder(orders) } });
  await expect.element(page.getByRole("heading", { level: 1, name: "Orders" })).toBeVisible();
  return engine;
}

const next = (orders: readonly OrderRow[], change: Partial<OrderRow>): OrderRow => {
  const last = orders.at(-1);
  if (last === undefined) throw new Error("the sample is empty");
  return { ...last, uuid: "fresh", receivedAtMs: Date.now(), ...change };
};

describe("the table of orders", () => {
  test("500 orders are few in the document, told as 500, newest first", async () => {
    await open(sampleOrders(500));
    await expect.element(page.getByRole("table", { name: "Orders, newest first" })).toHaveAttribute("aria-rowcount", "501");
    await expect.poll(() => rows().length).toBeGreaterThan(10);
    expect(rows().length).toBeLessThan(60);
    expect(uuids().slice(0, 3)).toEqual(["intent-00499", "intent-00498", "intent-00497"]);
  });

  test("says each status in a word and a shape of its own", async () => {
    const [first, second, third, fourth, fifth] = sampleOrders(5);
    const statuses = ["under-way", "confirmed", "refused", "denied", "unresolved"] as const;
    const orders = [first, second, third, fourth, fifth].flatMap((row, at) => (row === undefined ? [] : [{ ...row, status: statuses[at] ?? "confirmed" }]));
    await open(orders);
    await expect.poll(() => document.querySelectorAll(".order-status").length).toBe(5);
    const marks = [...document.querySelectorAll(".order-status")];
    expect(new Set(marks.map((mark) => mark.querySelector("svg")?.innerHTML)).size).toBe(5);
    expect(marks.map((mark) => mark.textContent).toSorted()).toEqual(["CONFIRMED", "DENIED", "IN DOUBT", "REFUSED", "UNDER WAY"]);
  });

  test("a new order comes first, and one that goes on changes in its place", async () => {
    const orders = sampleOrders(20);
    const engine = await open(orders);
    await expect.poll(() => rows().length).toBe(20);
    const fresh = next(orders, { status: "under-way", endedAtMs: null, latencyMs: null });
    engine.change("orders", [fresh]);
    await expect.poll(() => rows()[0]?.textContent).toContain("UNDER WAY");
    engine.change("orders", [{ ...fresh, status: "unresolved", code: "NO_ANSWER", message: "no answer within 5 s" }]);
    await expect.poll(() => rows()[0]?.textContent).toContain("NO_ANSWER no answer within 5 s");
    engine.change("orders", [{ ...fresh, status: "confirmed", settledBy: "operator" }]);
    await expect.poll(() => rows()[0]?.textContent).toContain("settled by a person");
    expect(rows()).toHaveLength(21);
  });

  test("held still, no row moves; what arrives is counted, how orders stand is not held back", async () => {
    const orders = sampleOrders(10);
    const engine = await open(orders);
    await expect.poll(() => rows().length).toBe(10);
    const before = uuids();
    await page.getByRole("button", { name: "Hold still" }).click();
    engine.change("orders", [next(orders, {}), next(orders, { uuid: "fresh-2" })]);
    await expect.element(page.getByText("2 new orders")).toBeVisible();
    engine.change("orders", [next(orders, { ...orders[9], status: "refused", code: "MT5_CLOSED", message: "market closed" })]);
    await expect.poll(() => rows()[0]?.textContent).toContain("market closed");
    expect(uuids()).toEqual(before);
    await page.getByRole("button", { name: "Follow again" }).click();
    await expect.poll(() => rows().length).toBe(12);
    expect(uuids()[0]).toMatch(/^fresh/);
  });

  test("filters by agent, symbol, status and words, and says when nothing fits", async () => {
    const orders = sampleOrders(60);
    await open(orders);
    const fitting = (wanted: (row: OrderRow) => boolean) => orders.filter(wanted).map((row) => row.uuid).toReversed();
    await page.getByLabelText("Agent").selectOptions("alpha-3");
    await expect.poll(uuids).toEqual(fitting((row) => row.agentId === "alpha-3"));
    await page.getByLabelText("Symbol").selectOptions("XAUUSD");
    await expect.poll(uuids).toEqual(fitting((row) => row.agentId === "alpha-3" && row.symbol === "XAUUSD"));
    await page.getByLabelText("Agent").selectOptions("All");
    await page.getByLabelText("Symbol").selectOptions("All");
    await page.getByRole("radio", { name: "DENIED" }).click();
    await expect.poll(uuids).toEqual(fitting((row) => row.status === "denied"));
    await page.getByRole("searchbox", { name: "Filter" }).fill("nothing of this");
    await expect.element(page.getByText("No order fits this filter")).toBeVisible();
    await page.getByRole("button", { name: "Clear the filter" }).click();
    await expect.element(page.getByText("60 of the newest 60 orders")).toBeVisible();
  });
});

describe("the timeline of an order", () => {
  const timeline = () => page.getByRole("region", { name: "Timeline" });

  test("goes from received to outcome, with the times between and every check's numbers", async () => {
    const orders = sampleOrders(1);
    await open(orders);
    await page.getByRole("button", { name: "Timeline of alpha-0 BUY EURUSD" }).click();
    await expect.poll(steps).toEqual(["done", "done", "done", "done", "done"]);
    const said = timeline().element().textContent?.replaceAll("\u00a0", " ") ?? "";
    for (const words of ["+2.00 ms", "+1.00 ms", "+28.0 ms", "round trip 28.4 ms", "31.0 ms in all", "1 near the limit · 5 passed"]) expect(said).toContain(words);
    const cells = [...document.querySelectorAll(".checks tbody tr")].map((row) => [...row.children].slice(0, 4).map((cell) => cell.textContent?.replaceAll("\u00a0", " ")));
    expect(cells[0]).toEqual(["WARN", "Drawdown from the day's peak", "1.204 %", "2 %"]);
    expect(cells).toContainEqual(["PASS", "Leverage", "1.7 ×", "5 ×"]);
  });

  test("an order that was denied stopped at its checks, and the failed one comes first", async () => {
    await open(sampleOrders(4));
    rows()[0]?.click();
    await expect.poll(steps).toEqual(["done", "stopped", "skipped", "skipped", "done"]);
    expect(timeline().element().textContent).toContain("it never left");
    expect(document.querySelector(".checks tbody tr")?.textContent).toMatch(/^FAILPosition size2.lots1.lots/);
  });

  test("is read again when its order goes on", async () => {
    const orders = sampleOrders(3).map((row, at): OrderRow => (at === 2 ? { ...row, status: "under-way", endedAtMs: null, latencyMs: null } : row));
    const live = [...orders];
    const engine = await open(live);
    rows()[0]?.click();
    await expect.poll(steps).toEqual(["done", "done", "done", "done", "waiting"]);
    const ended = sampleOrders(3)[2];
    if (ended === undefined) throw new Error("the sample has three orders");
    live[2] = ended;
    engine.change("orders", [ended]);
    await expect.poll(steps).toEqual(["done", "done", "done", "done", "done"]);
  });

  test("opens, moves and closes by keyboard, and gives the focus back", async () => {
    await open(sampleOrders(12));
    await expect.poll(() => rows().length).toBe(12);
    const button = (at: number) => rows()[at]?.querySelector<HTMLElement>("button");
    button(0)?.focus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{Enter}");
    await expect.poll(() => button(2)?.getAttribute("aria-expanded")).toBe("true");
    expect(document.activeElement).toBe(button(2));
    await expect.element(timeline()).toBeVisible();
    await timeline().getByRole("button", { name: "Close timeline" }).click();
    await expect.poll(() => document.activeElement === button(2)).toBe(true);
    await userEvent.keyboard("{Enter}{Escape}");
    await expect.poll(() => timeline().query()).toBeNull();
    await userEvent.keyboard("{ArrowUp}");
    expect(document.activeElement).toBe(button(1));
  });

  test("an order the engine forgot is said to be forgotten", async () => {
    const snapshot = sampleSnapshot();
    await openConsole({ snapshot, screen: "orders", answers: { order: () => ({ ok: true, value: null }) } });
    await expect.poll(() => rows().length).toBeGreaterThan(3);
    rows()[3]?.click();
    await expect.element(page.getByText("The engine does not know this order any more.")).toBeVisible();
  });

  test("an expired intent was written down and stopped before it was sent", () => {
    const [row] = sampleOrders(1);
    if (row === undefined) throw new Error("the sample has an order");
    const expired = { ...orderOf(row), sentAtMs: null, outcome: { kind: "denied" as const, code: "EXPIRED", message: "too old" } };
    expect(stepsOf(expired).map((step) => step.status)).toEqual(["done", "done", "done", "stopped", "done"]);
  });
});

describe("the orders kept", () => {
  test("are the newest, whatever order of long ago is settled now", () => {
    const all = sampleOrders(ORDERS_KEPT + 30);
    const kept = withOrders([], all);
    expect(kept.map((row) => row.uuid)).toEqual(all.slice(30).map((row) => row.uuid));
    const [longAgo] = all;
    const withOld = withOrders(kept, longAgo === undefined ? [] : [{ ...longAgo, status: "confirmed", settledBy: "history" }]);
    expect(withOld).toEqual(kept);
  });

  test("of two agents with the same uuid are two", () => {
    const [row] = sampleOrders(1);
    if (row === undefined) throw new Error("the sample has an order");
    expect(withOrders([row], [{ ...row, agentId: "other" }])).toHaveLength(2);
  });
});

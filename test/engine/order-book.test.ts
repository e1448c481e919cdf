import { describe, expect, it } from "vitest";
import type { JournalEntry } from "../../src-main/contract/journal.ts";
import type { OrderOutcome } from "../../src-main/contract/order.ts";
import { limits } from "../../src-main/engine/limits.ts";
import { createOrderBook, type OrderBook } from "../../src-main/engine/order-book.ts";
import { openIntent } from "../support/intents.ts";

const clock = { wallMs: () => 1_000 } as Parameters<typeof openIntent>[0]["clock"];
const intent = (uuid: string, agentId = "a") => openIntent({ clock }, { agentId, uuid });
const filled = (ticket: number): OrderOutcome => ({ kind: "confirmed", ticket, price: 1.1, volumeLots: 0.1, note: null });
const unresolved: OrderOutcome = { kind: "unresolved", code: "NO_ANSWER", message: "" };

function ended(book: OrderBook, uuid: string, outcome: OrderOutcome): void {
  book.begin(intent(uuid), []);
  book.end("a", uuid, { outcome, atMs: 2_000, sentAtMs: 1_500, latencyMs: 1 });
}

const throughSnapshot = (book: OrderBook): OrderBook => {
  const next = createOrderBook({ version: 0 });
  for (const [key, value] of book.parts()) next.restore(key, JSON.parse(JSON.stringify(value)));
  return next;
};

describe("the order book", () => {
  it.each([
    ["as it is", (book: OrderBook) => book],
    ["out of a snapshot", throughSnapshot],
  ])("does not forget an order at the moment it is settled, however long that took: %s", (_name, later) => {
    const book = createOrderBook({ version: 0 });
    ended(book, "doubtful", unresolved);
    for (let index = 0; index < limits.ordersRemembered; index += 1) ended(book, `u${index}`, filled(index));
    expect(book.find("a", "u0")).toBeNull();
    book.settle("a", "doubtful", filled(900_000), "positions");
    const after = later(book);
    for (let index = 0; index < 1_000; index += 1) ended(after, `v${index}`, filled(500_000 + index));
    expect(after.find("a", "doubtful")?.outcome).toEqual(filled(900_000));
    expect(after.recent(1_001)[0]?.intent.uuid).toBe("doubtful");
  });

  it("keeps what was executed from being pushed out by what was denied, also where each snapshot follows from the one before", () => {
    let book = createOrderBook({ version: 0 });
    ended(book, "executed", filled(1));
    let seq = 1;
    for (let snapshots = 0; snapshots < 3; snapshots += 1) {
      book = throughSnapshot(book);
      for (let index = 0; index < limits.deniedOrdersRemembered - 1_000; index += 1) {
        seq += 1;
        const entry: JournalEntry = { seq, atMs: 3_000, kind: "ORDER_DENIED", severity: "info", body: { intent: intent(`d${seq}`, "b"), checks: [], code: "KILLED", message: "no" } };
        book.fold(entry);
      }
    }
    expect(book.find("a", "executed")).not.toBeNull();
  });
});

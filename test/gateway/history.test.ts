import { afterEach, describe, expect, it } from "vitest";
import { closeEverything, lineUp, requestIn, v43 } from "./opponent.ts";

afterEach(closeEverything);

const SINCE_MS = 1_768_446_493_250;
const deal = {
  deal: 11,
  order: 21,
  position: 31,
  symbol: "EURUSD",
  type: "SELL",
  entry: "OUT",
  volume: 0.300_000_000_000_000_04,
  price: 1.0851,
  profit: -12.340_000_000_000_002,
  commission: -0.7,
  swap: 0,
  time_ms: SINCE_MS + 1_000,
  magic: 202_401,
  comment: "scalper 7",
  reason: "SL",
};
const read = {
  dealId: 11,
  orderId: 21,
  positionId: 31,
  symbol: "EURUSD",
  side: "SELL",
  entry: "OUT",
  volumeLots: 0.3,
  price: 1.0851,
  profit: -12.34,
  commission: -0.7,
  swap: 0,
  atMs: SINCE_MS + 1_000,
  magic: 202_401,
  comment: "scalper 7",
  reason: "SL",
};

const pong = { status: "ok", capabilities: ["HISTORY"] };
const withHistory = (reply: unknown) => lineUp(v43({ PING: pong, GET_HISTORY: reply }));
const historyFrom = async (reply: unknown) => {
  const { venue } = await withHistory(reply);
  return venue.readHistory(SINCE_MS, 1_000);
};
const deals = (...rows: readonly object[]) => ({ status: "ok", deals: rows, has_more: false });

it("is refused by us where PING announces none, and never asked for", async () => {
  const { opponent, venue } = await lineUp(v43());
  expect(await venue.readHistory(SINCE_MS, 1_000)).toMatchObject({ kind: "refused", code: "UNSUPPORTED" });
  expect(opponent.actions()).not.toContain("GET_HISTORY");
});

it("is unresolved where the gateway does not say whether it has one", async () => {
  const { venue } = await lineUp(v43({ PING: () => undefined }));
  expect(await venue.readHistory(SINCE_MS, 150)).toMatchObject({ kind: "unresolved", code: "NO_ANSWER" });
});

it("asks for what came since, in UTC to the ms, and reads every field", async () => {
  const { opponent, venue } = await withHistory(deals(deal));
  expect(await venue.readHistory(SINCE_MS, 1_000)).toMatchObject({ kind: "confirmed", value: [read] });
  expect(requestIn(opponent.received.at(-1) ?? "")).toMatchObject({ action: "GET_HISTORY", since: "2026-01-15T03:08:13.250Z" });
});

it("an empty history is one", async () => {
  expect(await historyFrom(deals())).toMatchObject({ kind: "confirmed", value: [] });
});

it.each([
  [{ magic: null, comment: undefined, reason: null }, { magic: null, comment: null, reason: null }],
  [{ entry: "OUT_BY" }, { entry: "OUT" }],
  [{ type: 0 }, { side: "BUY" }],
  [{ time_ms: "2026-01-15T03:08:14Z" }, { atMs: 1_768_446_494_000 }],
])("%j is read as %j", async (fields, expected) => {
  expect(await historyFrom(deals({ ...deal, ...fields }))).toMatchObject({ kind: "confirmed", value: [{ ...read, ...expected }] });
});

it("a deposit is no deal", async () => {
  const deposit = { ...deal, deal: 10, order: 0, position: 0, symbol: "", type: "BALANCE", volume: 0 };
  expect(await historyFrom(deals(deposit, deal))).toMatchObject({ kind: "confirmed", value: [{ dealId: 11 }] });
});

it.each([
  ["deals[0].deal", deals({ ...deal, deal: null })],
  ["deals[0].symbol", deals({ ...deal, symbol: "" })],
  ["deals[0].type", deals({ ...deal, type: "BALANCE" })],
  ["deals[0].entry", deals({ ...deal, entry: "SIDEWAYS" })],
  ["deals[1].volume", deals(deal, { ...deal, volume: 0 })],
  ["deals[0].price", deals({ ...deal, price: "NaN" })],
  ["deals[0].profit", deals({ ...deal, profit: undefined })],
  ["deals[0].swap", deals({ ...deal, swap: {} })],
  ["deals[0].time_ms", deals({ ...deal, time_ms: "soon" })],
  ["deals[0].magic", deals({ ...deal, magic: 1.5 })],
  ["deals[0].comment", deals({ ...deal, comment: 7 })],
  ["deals[0].reason", deals({ ...deal, reason: 7 })],
  ["deals[0]", { status: "ok", deals: [null] }],
  ["deals", { status: "ok" }],
  ["has_more", { status: "ok", deals: [], has_more: "yes" }],
  ["deals[1].time_ms", { status: "ok", deals: [deal, { ...deal, deal: 12, time_ms: SINCE_MS }], has_more: true }],
])("%s is nonsense: unreadable, never left out", async (field, reply) => {
  expect(await historyFrom(reply)).toMatchObject({ kind: "unresolved", code: "UNREADABLE", field });
});

describe("in pages", () => {
  /** A gateway that gives so many deals at a time. */
  const paged = (moments: readonly number[], pageSize: number) => {
    const all = moments.map((ms, index) => ({ ...deal, deal: index + 1, time_ms: SINCE_MS + ms }));
    return ({ since }: { readonly since: string }) => {
      const found = all.filter((each) => each.time_ms >= Date.parse(since));
      return { status: "ok", deals: found.slice(0, pageSize), has_more: found.length > pageSize };
    };
  };

  it("every deal comes once, also those of one ms that fell on two pages", async () => {
    const outcome = await historyFrom(paged([0, 1, 1, 2, 2, 2, 3, 9, 9, 9], 4));
    expect(outcome).toMatchObject({ kind: "confirmed" });
    expect(outcome.kind === "confirmed" ? outcome.value.map(({ dealId }) => dealId) : []).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("more deals in one ms than fit on a page: unresolved, since a part would look like the whole", async () => {
    expect(await historyFrom(paged([0, 5, 5, 5, 5, 6], 3))).toMatchObject({ kind: "unresolved", code: "UNREADABLE", field: "has_more" });
  });

  it("a page that is lost leaves the whole unresolved", async () => {
    const pages = paged([0, 1, 2, 3], 2);
    let asked = 0;
    expect(await historyFrom((request: { readonly since: string }) => ((asked += 1) === 2 ? undefined : pages(request)))).toMatchObject({
      kind: "unresolved",
      code: "NO_ANSWER",
    });
  });
});

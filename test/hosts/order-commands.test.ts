import { describe, expect, it, vi } from "vitest";
import type { Order, OrderRow } from "../../src-main/contract/order.ts";
import { done, refuse } from "../../src-main/serve/dispatcher.ts";
import { engineOf, noEngine } from "./cli-fixture.ts";

const COLUMNS = 80;
const uuid = "3f2a9c1e-8d52-4a3c-9f10-2b7d6c5e4a31";

const row = (over: Partial<OrderRow> = {}): OrderRow => ({
  agentId: "alpha",
  uuid,
  action: "OPEN",
  symbol: "EURUSD",
  type: "BUY",
  volumeLots: 0.1,
  price: null,
  ticket: 12345678,
  status: "confirmed",
  code: null,
  message: null,
  receivedAtMs: Date.UTC(2026, 0, 21, 8, 11, 12),
  endedAtMs: Date.UTC(2026, 0, 21, 8, 11, 12, 30),
  latencyMs: 20,
  settledBy: null,
  ...over,
});

const doubt = (over: { uuid?: string; agentId?: string; candidates?: number[] } = {}) => ({ uuid, agentId: "alpha", symbol: "EURUSD", side: "BUY" as const, volumeLots: 0.1, sinceMs: Date.now() - 133_500, why: "the gateway did not answer OPEN in time", candidates: [] as number[], ...over });

describe("holdfast orders", () => {
  it("lists them under the day they came, aligned, within 80 columns", async () => {
    const rows = [
      row(),
      row({ uuid: "longer-than-it-is-shown", agentId: "a-rather-long-name", symbol: "XAUUSD.m", type: "SELL_LIMIT", volumeLots: 100.25, status: "refused", code: "MT5_10019", ticket: null }),
      row({ uuid: "b", action: "CLOSE", type: null, volumeLots: null, symbol: null, status: "under-way", ticket: null, receivedAtMs: Date.UTC(2026, 0, 22, 0, 0, 1) }),
    ];
    const { holdfast } = await engineOf({ orders: () => done(rows) });
    const { code, out } = await holdfast("orders");
    expect(code).toBe(0);
    expect(out).toEqual([
      "UTC      STATUS     AGENT    SYMBOL   TYPE         LOTS UUID     RESULT",
      "2026-01-21",
      "08:11:12 confirmed  alpha    EURUSD   BUY           0.1 3f2a9c1… 12345678",
      "08:11:12 refused    a-rathe… XAUUSD.m SELL_LIMIT 100.25 longer-… MT5_10019",
      "2026-01-22",
      "00:00:01 under-way  alpha    -        CLOSE         all b        -",
    ]);
    for (const line of out) expect(line.length).toBeLessThanOrEqual(COLUMNS);
    expect((await holdfast("orders", "--json")).json).toEqual(rows);
  });

  it("passes on what is asked for, and refuses what it does not know", async () => {
    const orders = vi.fn(() => done([]));
    const { holdfast } = await engineOf({ orders });
    expect(await holdfast("orders", "--agent", "alpha", "--symbol", "EURUSD", "--status", "refused", "--limit", "3")).toMatchObject({ code: 0, out: ["no orders"] });
    expect(orders).toHaveBeenCalledWith({ limit: 3, agentId: "alpha", symbol: "EURUSD", status: "refused" }, expect.anything());
    for (const wrong of [["--status", "lost"], ["--limit", "0"], ["--limit", "1001"], ["--agent", "no spaces"]]) {
      expect((await holdfast("orders", ...wrong)).err.join(), wrong.join(" ")).toContain(wrong[1]);
    }
    expect(orders).toHaveBeenCalledTimes(1);
  });

  it("--follow prints each order once, and again when it changed, until Ctrl+C", async () => {
    let rows = [row({ uuid: "a", status: "under-way", ticket: null })];
    const { holdfast, out, interrupt } = await engineOf({ orders: () => done(rows) });
    const ended = holdfast("orders", "--follow", "--json");
    const said = (): OrderRow[] => out.map((line) => JSON.parse(line) as OrderRow);
    await vi.waitFor(() => expect(said()).toHaveLength(1));
    rows = [row({ uuid: "a" }), row({ uuid: "b" })];
    await vi.waitFor(() => expect(said().map((each) => `${each.uuid} ${each.status}`)).toEqual(["a under-way", "a confirmed", "b confirmed"]), { timeout: 5_000 });
    interrupt();
    expect((await ended).code).toBe(0);
    expect(said()).toHaveLength(3);
  });

  it("--follow begins with as many as --limit says", async () => {
    const rows = ["a", "b", "c"].map((each) => row({ uuid: each }));
    const { holdfast, out, interrupt } = await engineOf({ orders: () => done(rows) });
    const ended = holdfast("orders", "--follow", "--limit", "2");
    await vi.waitFor(() => expect(out).toHaveLength(4));
    expect(out.slice(2).map((line) => line.slice(56, 57))).toEqual(["b", "c"]);
    interrupt();
    await ended;
  });

  it("--follow ends when the engine does not answer any more", async () => {
    let isThere = true;
    const { holdfast, out } = await engineOf({ orders: () => (isThere ? done([row()]) : refuse("UNAVAILABLE", "stopping")) });
    const ended = holdfast("orders", "--follow");
    await vi.waitFor(() => expect(out).toHaveLength(3));
    isThere = false;
    expect(await ended).toMatchObject({ code: 1, err: ["stopping"] });
  });
});

const whole: Order = {
  intent: { action: "OPEN", uuid, agentId: "alpha", symbol: "EURUSD", type: "BUY_LIMIT", volumeLots: 0.1, price: 1.08, stopLoss: 1.07, takeProfit: null, comment: "", magic: 202401, receivedAtMs: 1_000 },
  checks: [
    { rule: "max_single_position_size", verdict: "pass", value: 0.1, limit: 1, unit: "lots", detail: "0.1 lots of at most 1" },
    { rule: "max_leverage", verdict: "warn", value: 3.5, limit: 5, unit: "×", detail: "3.5 is above the warning level of 3" },
  ],
  durableAtMs: 1_004,
  sentAtMs: 1_005,
  endedAtMs: 1_025,
  latencyMs: 19.5,
  outcome: { kind: "confirmed", ticket: 12345678, price: 1.08001, volumeLots: 0.1, note: null },
  settledBy: null,
};

describe("holdfast order", () => {
  it("tells its way, with the numbers that were compared", async () => {
    const { holdfast } = await engineOf({ orders: () => done([row()]), order: ({ agentId, uuid: asked }) => done(agentId === "alpha" && asked === uuid ? whole : null) });
    const { code, out } = await holdfast("order", "3f2a");
    expect(code).toBe(0);
    expect(out).toEqual([
      "BUY_LIMIT 0.1 EURUSD  at 1.08  sl 1.07  agent alpha",
      `uuid ${uuid}`,
      "",
      "1970-01-01 00:00:01.000Z  +     0 ms  intent received",
      "1970-01-01 00:00:01.004Z  +     4 ms  intent durable",
      "1970-01-01 00:00:01.005Z  +     5 ms  sent to the gateway",
      "1970-01-01 00:00:01.025Z  +    25 ms  confirmed, round trip 19.50 ms",
      "ticket 12345678  at 1.08001  0.1 lots",
      "",
      "CHECK                                     VALUE       LIMIT UNIT",
      "max_single_position_size       pass         0.1           1 lots",
      "max_leverage                   warn         3.5           5 ×",
      "  3.5 is above the warning level of 3",
    ]);
    for (const line of out) expect(line.length).toBeLessThanOrEqual(COLUMNS);
    expect((await holdfast("order", uuid, "--json")).json).toEqual(whole);
  });

  it("asks which one when a beginning means several, and says when it means none", async () => {
    const { holdfast } = await engineOf({ orders: () => done([row({ uuid: "ab" }), row({ uuid: "ac" }), row({ uuid: "a" })]), order: ({ uuid: asked }) => done(asked === "a" ? whole : null) });
    expect(await holdfast("order", "ab", "--json")).toMatchObject({ code: 1, json: { error: { code: "UNKNOWN_ORDER" } } });
    expect(await holdfast("order", "zz", "--json")).toMatchObject({ code: 1, json: { error: { code: "UNKNOWN_ORDER" } } });
    expect((await holdfast("order", "a")).code, "a whole uuid means itself").toBe(0);
    const { holdfast: other } = await engineOf({ orders: () => done([row({ uuid: "ab" }), row({ uuid: "ac", agentId: "beta" })]) });
    expect(await other("order", "a")).toMatchObject({ code: 1, err: ["Several orders begin with a: ab of alpha, ac of beta."] });
  });

  it("finds an old one that no list shows by its whole uuid and its agent", async () => {
    const { holdfast } = await engineOf({ orders: () => done([]), order: ({ agentId }) => done(agentId === "beta" ? whole : null) });
    expect((await holdfast("order", uuid, "--agent", "beta")).code).toBe(0);
    expect((await holdfast("order", uuid, "--agent", "alpha")).code).toBe(1);
  });
});

describe("holdfast doubts", () => {
  it("tells each order's age, reason and candidates, oldest first, and exits 4", async () => {
    const older = { ...doubt({ uuid: "older", candidates: [12, 14] }), sinceMs: Date.now() - 7_500_000 };
    const { holdfast } = await engineOf({ inDoubt: () => done([doubt(), older]) });
    const { code, out } = await holdfast("doubts");
    expect(code).toBe(4);
    expect(out).toEqual([
      "older  agent alpha",
      "  BUY 0.1 EURUSD, in doubt for 2 h 05 min",
      "  the gateway did not answer OPEN in time",
      "  may be one of the positions 12, 14",
      `${uuid}  agent alpha`,
      "  BUY 0.1 EURUSD, in doubt for 2 min 13 s",
      "  the gateway did not answer OPEN in time",
      "  no position found that may be it",
    ]);
  });

  it("says so when there is none, and exits 0", async () => {
    const { holdfast } = await engineOf({});
    expect(await holdfast("doubts")).toMatchObject({ code: 0, out: ["no order is in doubt"] });
  });
});

describe("holdfast resolve", () => {
  const person = ["--name", "Kim", "--reason", "seen in the terminal"];

  it("settles the order of the agent who has it in doubt", async () => {
    const resolveOrder = vi.fn(() => done({ accepted: true as const }));
    const { holdfast } = await engineOf({ inDoubt: () => done([doubt({ agentId: "beta" })]), resolveOrder });
    expect(await holdfast("resolve", uuid, "--as", "filled", "--ticket", "77", ...person)).toMatchObject({ code: 0, out: [`${uuid} of beta is settled: filled as position 77.`] });
    expect(resolveOrder).toHaveBeenCalledWith({ agentId: "beta", uuid, as: "filled", ticket: 77, name: "Kim", reason: "seen in the terminal" }, expect.anything());
    expect((await holdfast("resolve", uuid, "--as", "refused", "--agent", "gamma", ...person)).code).toBe(0);
    expect(resolveOrder).toHaveBeenLastCalledWith(expect.objectContaining({ agentId: "gamma", as: "refused", ticket: null }), expect.anything());
  });

  it("never guesses: not from a beginning, not between two agents", async () => {
    const resolveOrder = vi.fn(() => done({ accepted: true as const }));
    const { holdfast } = await engineOf({ inDoubt: () => done([doubt(), doubt({ agentId: "beta" })]), resolveOrder });
    expect(await holdfast("resolve", uuid.slice(0, 8), "--as", "refused", "--json", ...person)).toMatchObject({ code: 1, json: { error: { code: "NOT_IN_DOUBT" } } });
    expect(await holdfast("resolve", uuid, "--as", "refused", "--json", ...person)).toMatchObject({ code: 1, json: { error: { code: "AMBIGUOUS" } } });
    expect(resolveOrder).not.toHaveBeenCalled();
  });

  it("wants the ticket of what was filled, in one line with field and rule", async () => {
    const { holdfast } = await engineOf({ inDoubt: () => done([doubt()]) });
    expect(await holdfast("resolve", uuid, "--as", "filled", ...person)).toMatchObject({ code: 1, err: ['ticket = "null": must name the position it became'] });
    expect((await holdfast("resolve", uuid, "--as", "refused", "--ticket", "7", ...person)).err).toEqual(['ticket = "7": must be left out for an order that was refused']);
  });

  it("passes the engine's refusal on", async () => {
    const { holdfast } = await engineOf({ inDoubt: () => done([doubt()]), resolveOrder: () => refuse("REFUSED", "Position 7 belongs to another order.") });
    expect(await holdfast("resolve", uuid, "--as", "filled", "--ticket", "7", ...person)).toMatchObject({ code: 1, err: ["Position 7 belongs to another order."] });
  });
});

it.each([["orders"], ["order", "x"], ["doubts"], ["resolve", "x", "--as", "refused", "--name", "N", "--reason", "r"], ["agents"], ["limits"], ["limits", "--reload", "--name", "N", "--reason", "r"], ["reduce-only", "on", "--name", "N", "--reason", "r"]])(
  "holdfast %s %s: no engine running, exit 5",
  async (...args) => {
    const { holdfast } = await noEngine();
    expect(await holdfast(...args, "--json")).toMatchObject({ code: 5, json: { error: { code: "NO_ENGINE" } } });
  },
);

import { describe, expect, it } from "vitest";
import { createOrderBook } from "../../src-main/engine/order-book.ts";
import { createPositionLedger } from "../../src-main/engine/position-ledger.ts";
import { createTradeCount } from "../../src-main/engine/trade-count.ts";
import { fixture, type Fixture } from "../support/engine-fixture.ts";
import { openIntent } from "../support/intents.ts";
import { onlyLimits } from "../support/limits.ts";

const DAY_MS = 86_400_000;
const NOON = Date.UTC(2026, 0, 15, 12);

describe("today's trades", () => {
  const counted = () => {
    const trades = createTradeCount();
    for (const [agentId, symbol, atMs] of [["a", "EURUSD", NOON], ["a", "eurusd", NOON + 1], ["b", "XAUUSD", NOON + DAY_MS]] as const) trades.count(agentId, symbol, atMs);
    return trades;
  };

  it("are counted for everybody, by agent and by symbol", () => {
    const today = counted().on(NOON + DAY_MS);
    expect([today.account, today.of("a"), today.of("b"), today.in("xauusd"), today.in("EURUSD")]).toEqual([1, 0, 1, 1, 0]);
    expect(counted().on(NOON + 2 * DAY_MS).account).toBe(0);
  });

  it("are those of both days where a clock is set back over midnight", () => {
    const today = counted().on(NOON);
    expect([today.account, today.of("a"), today.in("XAUUSD")]).toEqual([3, 2, 1]);
  });

  it("are not touched by a trade of another day: of a wrong clock, or settled late", () => {
    for (const days of [400, -400, -3]) {
      const trades = counted();
      trades.count("a", "EURUSD", NOON + DAY_MS + days * DAY_MS);
      expect(trades.on(NOON + DAY_MS).account).toBe(1);
    }
  });

  it("come out of a snapshot as they went in, also of one that held a single day", () => {
    const next = createTradeCount();
    next.restore(counted().whole());
    expect([next.on(NOON + DAY_MS).account, next.on(NOON).of("a")]).toEqual([1, 2]);
    const older = createOrderBook(createPositionLedger());
    older.restore("orders.trades", { day: "2026-01-15", account: 2, agents: [["a", 2]], symbols: [["EURUSD", 2]] });
    expect(older.trades.on(NOON).of("a")).toBe(2);
  });

  it("do not pile up day by day", () => {
    const trades = createTradeCount();
    for (let day = 0; day < 1_000; day += 1) trades.count("a", "EURUSD", NOON + day * DAY_MS);
    expect(JSON.stringify(trades.whole()).length).toBeLessThan(1_000);
  });
});

describe("a clock that was 400 days ahead for a minute", () => {
  async function order(f: Fixture, symbol: string): Promise<string> {
    const sent = f.engine.strategies.order(openIntent(f, { symbol }));
    await f.clock.advance(100);
    const outcome = await sent;
    return outcome.kind === "denied" ? outcome.code : outcome.kind;
  }

  it("uses up that day's trades, and no other's", async () => {
    const f = fixture({ limits: onlyLimits({ tradesPerDay: { limit: 1, warn: null } }) });
    await f.armed();
    f.clock.jumpWall(400 * DAY_MS);
    await f.clock.advance(30_000);
    expect(await order(f, "EURUSD")).toBe("confirmed");
    await f.clock.advance(30_000);
    f.clock.jumpWall(-400 * DAY_MS);
    await f.clock.advance(30_000);
    expect(await order(f, "GBPUSD")).toBe("confirmed");
    await f.clock.advance(30_000);
    expect(await order(f, "USDJPY"), "today's one is used up").toBe("RISK_LIMIT");
    f.crash();
    const next = f.restarted();
    await next.armed();
    expect(await order(next, "USDJPY"), "also after a restart").toBe("RISK_LIMIT");
    await f.clock.advance(DAY_MS);
    expect(await order(next, "USDJPY")).toBe("confirmed");
  });
});

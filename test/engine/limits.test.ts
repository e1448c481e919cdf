import { describe, expect, it } from "vitest";
import { KillRequest } from "../../src-main/contract/kill.ts";
import { defaultRiskLimits } from "../../src-main/domain/risk-limits.ts";
import { fixture, type Fixture } from "../support/engine-fixture.ts";
import { closeIntent, openIntent } from "../support/intents.ts";
import { onlyLimits } from "../support/limits.ts";
import { noAnswer, position } from "../support/scripted-venue.ts";

const drawdown = (onHardBreach: "trip" | "kill") => onlyLimits({ dailyDrawdown: { limit: 0.02, warn: 0.01 } }, { onHardBreach });

async function armedWith(limits: ReturnType<typeof onlyLimits>): Promise<Fixture> {
  const f = fixture({ limits });
  await f.armed();
  return f;
}

/** Lets a truth with this equity come in. */
async function equity(f: Fixture, amount: number): Promise<void> {
  f.venue.equity = amount;
  await f.clock.advance(6_000);
}

describe("figures beyond every number", () => {
  it("are refused and written down, and nothing falls over", async () => {
    const f = fixture({ limits: { limits: defaultRiskLimits(), file: null, sha256: null } });
    await f.armed();
    for (const price of [1e302, Number.MAX_VALUE]) {
      const outcome = f.engine.strategies.order(openIntent(f, { type: "BUY_LIMIT", price }));
      await f.clock.advance(100);
      expect(await outcome).toMatchObject({ kind: "denied", code: "RISK_LIMIT" });
    }
    expect(f.journal.kinds().filter((kind) => kind === "ORDER_DENIED")).toHaveLength(2);
    expect(f.engine.state).toBe("ARMED");
  });
});

describe("the last price", () => {
  it("is none that a pending order wishes for", async () => {
    const f = fixture({ limits: onlyLimits({ priceCollar: { limit: 0.05, warn: null } }) });
    await f.armed();
    f.venue.tick("EURUSD", 1.085, 1.085);
    const asked = async (price: number) => {
      const outcome = f.engine.strategies.order(openIntent(f, { type: "BUY_LIMIT", price }));
      await f.clock.advance(100);
      return outcome;
    };
    expect(await asked(1.035)).toMatchObject({ kind: "confirmed" });
    expect(await asked(0.99)).toMatchObject({ kind: "denied" });
    expect(await asked(1.084)).toMatchObject({ kind: "confirmed" });
  });
});

describe("a pending order", () => {
  it("counts as filled after a restart too", async () => {
    const f = fixture({ limits: onlyLimits({ openPositions: { limit: 1, warn: null } }) });
    await f.armed();
    void f.engine.strategies.order(openIntent(f, { type: "BUY_LIMIT", price: 1 }));
    await f.clock.advance(100);
    f.crash();
    const next = f.restarted();
    await next.armed();
    const outcome = next.engine.strategies.order(openIntent(next, { type: "BUY_LIMIT", price: 1 }));
    await next.clock.advance(100);
    expect(await outcome).toMatchObject({ kind: "denied" });
  });
});

describe("a pending order that was filled", () => {
  /** Filled, seen, and then `gone` or not, when the engine crashes. */
  const afterRestart = async (gone: (f: Fixture, ticket: number) => Promise<void>): Promise<Fixture> => {
    const f = fixture({ limits: onlyLimits({ totalLots: { limit: 0.15, warn: null } }) });
    await f.armed();
    const asked = f.engine.strategies.order(openIntent(f, { type: "BUY_LIMIT", price: 1.08 }));
    await f.clock.advance(50);
    const outcome = await asked;
    const ticket = outcome.kind === "confirmed" ? outcome.ticket : expect.fail(outcome.kind);
    f.venue.positions = [position({ ticket, openPrice: 1.08 })];
    await f.clock.advance(20_000);
    await gone(f, ticket);
    f.crash();
    f.venue.positions = [];
    const next = f.restarted();
    await next.armed();
    await next.clock.advance(60_000);
    return next;
  };

  it("and stopped out while nobody looked is closed in the record at once", async () => {
    const next = await afterRestart(() => Promise.resolve());
    expect([...next.engine.records.ledger.open.keys()]).toEqual([]);
    expect(next.engine.state).toBe("ARMED");
  });

  it("and closed by us counts no more", async () => {
    const next = await afterRestart(async (f, ticket) => {
      void f.engine.strategies.order(closeIntent(f, ticket));
      await f.clock.advance(20_000);
    });
    const outcome = next.engine.strategies.order(openIntent(next));
    await next.clock.advance(100);
    expect(await outcome).toMatchObject({ kind: "confirmed" });
  });
});

describe("a hard limit", () => {
  it("that the account breaks trips the breaker without any order, and holds it while it lasts", async () => {
    const f = await armedWith(drawdown("trip"));
    await equity(f, 9_799);
    expect(f.engine.state).toBe("TRIPPED");
    expect(f.engine.status().reasons).toMatchObject([{ code: "RISK_LIMIT" }]);
    await f.clock.advance(60_000);
    expect(f.engine.state, "clean syncs do not end it").toBe("TRIPPED");
    await equity(f, 9_900);
    await f.clock.advance(30_000);
    expect(f.engine.state).toBe("ARMED");
  });

  it("kills where that is configured, and a re-arm waits until it holds again", async () => {
    const f = await armedWith(drawdown("kill"));
    await equity(f, 9_700);
    expect(f.engine.status().kill).toMatchObject({ source: "rule", scope: { kind: "all" } });
    const rearm = f.engine.rearm({ name: "N", reason: "r", confirmation: "RE-ARM" });
    await f.clock.advance(100);
    expect(await rearm).toMatchObject({ ok: false });
    expect(f.engine.state).toBe("KILLED");
    await equity(f, 9_990);
    const again = f.engine.rearm({ name: "N", reason: "r", confirmation: "RE-ARM" });
    await f.clock.advance(100);
    expect(await again).toMatchObject({ ok: true, value: { armed: true } });
  });

  it("is not forgiven by a restart: the day's peak is in the journal", async () => {
    const f = await armedWith(drawdown("trip"));
    await equity(f, 11_000);
    f.crash();
    f.venue.equity = 10_700;
    const next = f.restarted();
    await next.armed();
    expect(next.engine.state).toBe("TRIPPED");
  });

  it("begins anew with the UTC day", async () => {
    const f = await armedWith(drawdown("trip"));
    f.venue.equity = 9_900;
    await f.clock.advance(24 * 3_600_000);
    await equity(f, 9_750);
    expect(f.engine.state, "2.5 % below yesterday's peak, 1.5 % below today's").toBe("ARMED");
  });

  it("warns once on the way, and again after it was well in between", async () => {
    const f = await armedWith(drawdown("trip"));
    const warnings = (): number => f.alerts.filter(({ kind }) => kind === "RISK_WARNING").length;
    await equity(f, 9_880);
    await f.clock.advance(20_000);
    expect(warnings()).toBe(1);
    await equity(f, 9_990);
    await equity(f, 9_880);
    expect(warnings()).toBe(2);
  });
});

describe("what an order is held against", () => {
  it("counts a fill that no list of positions shows yet", async () => {
    const f = await armedWith(onlyLimits({ openPositions: { limit: 1, warn: null } }));
    f.venue.pretend("truth", { account: { currency: "USD", balance: 1, equity: 1, marginUsed: 0, marginFree: 1, marginLevelPct: null }, positions: [] });
    f.venue.pretend("positions", []);
    const first = f.engine.strategies.order(openIntent(f));
    await f.clock.advance(50);
    expect(await first).toMatchObject({ kind: "confirmed" });
    expect(await f.engine.strategies.order(openIntent(f, { symbol: "GBPUSD" }))).toMatchObject({ kind: "denied", code: "RISK_LIMIT" });
  });

  it("counts an order in doubt as filled", async () => {
    const f = await armedWith(onlyLimits({ openPositions: { limit: 1, warn: null } }));
    f.venue.trouble("open", noAnswer);
    void f.engine.strategies.order(openIntent(f));
    await f.clock.advance(3_000);
    f.venue.trouble("open");
    expect(await f.engine.strategies.order(openIntent(f, { symbol: "GBPUSD" }))).toMatchObject({ kind: "denied", code: "RISK_LIMIT" });
  });

  it("counts today's trades, also after a restart", async () => {
    const f = await armedWith(onlyLimits({ tradesPerDay: { limit: 1, warn: null } }));
    const first = f.engine.strategies.order(openIntent(f));
    await f.clock.advance(50);
    expect(await first).toMatchObject({ kind: "confirmed" });
    f.crash();
    const next = f.restarted();
    await next.armed();
    expect(await next.engine.strategies.order(openIntent(f))).toMatchObject({ kind: "denied", code: "RISK_LIMIT" });
    await f.clock.advance(24 * 3_600_000);
    const tomorrow = next.engine.strategies.order(openIntent(f));
    await f.clock.advance(50);
    expect(await tomorrow).toMatchObject({ kind: "confirmed" });
  });

  it("knows prices from the venue's ticks", async () => {
    const f = await armedWith(onlyLimits({ priceCollar: { limit: 0.01, warn: null } }));
    const limitOrder = (price: number) => f.engine.strategies.order(openIntent(f, { symbol: "XAUUSD", type: "BUY_LIMIT", price }));
    expect(await limitOrder(2_000)).toMatchObject({ kind: "denied", message: expect.stringContaining("no last price") });
    f.venue.tick("XAUUSD", 1_999, 2_001);
    expect(await limitOrder(2_100)).toMatchObject({ kind: "denied" });
    const near = limitOrder(2_001);
    await f.clock.advance(50);
    expect(await near).toMatchObject({ kind: "confirmed" });
  });

  it("changes on a person's word, written down, in force at once", async () => {
    const f = await armedWith(onlyLimits({ positionSize: { limit: 1, warn: null } }));
    const next = { ...onlyLimits({ positionSize: { limit: 0.05, warn: null } }), file: "limits.yaml", sha256: "ab" };
    const changed = f.engine.orders.replaceLimits(next, "N", "calmer");
    await f.clock.advance(1);
    expect(await changed).toMatchObject({ ok: true, value: ["max_single_position_size (account): 1 → 0.05"] });
    expect(f.journal.entries.findLast(({ kind }) => kind === "LIMITS_LOADED")?.body).toMatchObject({ name: "N", reason: "calmer", file: "limits.yaml" });
    expect(await f.engine.strategies.order(openIntent(f))).toMatchObject({ kind: "denied", code: "RISK_LIMIT" });
  });

  it("does not change when that cannot be written down", async () => {
    const f = await armedWith(onlyLimits({ positionSize: { limit: 0.05, warn: null } }));
    f.journal.failure = { code: "DISK_FULL", message: "full", path: "x" };
    expect(await f.engine.orders.replaceLimits(onlyLimits(), "N", "looser")).toMatchObject({ ok: false });
    expect(f.engine.orders.risk().rows.map(({ rule }) => rule)).toContain("max_single_position_size");
  });
});

describe("reduce-only", () => {
  it("lets nothing new in, leaves the exits to everybody, and outlives the process", async () => {
    const f = await armedWith(onlyLimits());
    const filled = f.engine.strategies.order(openIntent(f));
    await f.clock.advance(50);
    const outcome = await filled;
    await f.engine.setReduceOnly(true, "N", "news at nine");
    expect(f.engine.state).toBe("REDUCE_ONLY");
    expect(await f.engine.strategies.order(openIntent(f))).toMatchObject({ kind: "denied", code: "REDUCE_ONLY", message: expect.stringContaining("news at nine") });
    f.crash();
    const next = f.restarted();
    await next.armed();
    expect(next.engine.state).toBe("REDUCE_ONLY");
    const ticket = outcome.kind === "confirmed" ? outcome.ticket : 0;
    const closed = next.engine.strategies.order({ action: "CLOSE", uuid: "c", agentId: "default", ticket, symbol: null, volumeLots: null, receivedAtMs: f.clock.wallMs() });
    await f.clock.advance(100);
    expect(await closed).toMatchObject({ kind: "confirmed", ticket });
    expect(await next.engine.setReduceOnly(false, "N", "over")).toMatchObject({ ok: true, value: "ARMED" });
  });

  it("is in force although it cannot be written down, and does not end then", async () => {
    const f = await armedWith(onlyLimits());
    f.journal.failure = { code: "DISK_FULL", message: "full", path: "x" };
    await f.engine.setReduceOnly(true, "N", "r");
    expect(f.engine.feed.value("overview").reduceOnly).toMatchObject({ name: "N" });
    expect(await f.engine.setReduceOnly(false, "N", "r")).toMatchObject({ ok: false });
    expect(f.engine.feed.value("overview").reduceOnly).not.toBeNull();
  });
});

describe("automated trading switched off at the terminal", () => {
  it("trips, and only a person's retry says that it is on again", async () => {
    const f = await armedWith(onlyLimits());
    f.venue.trouble("open", { kind: "refused", code: "AUTOTRADING_OFF", message: "retcode=10027", latencyMs: 1 });
    expect(await f.engine.strategies.order(openIntent(f))).toMatchObject({ kind: "refused" });
    expect(f.engine.state).toBe("TRIPPED");
    f.venue.trouble("open");
    await f.clock.advance(120_000);
    expect(f.engine.state, "no query tells whether it is on again").toBe("TRIPPED");
    const retried = f.engine.retry();
    await f.clock.advance(100);
    await retried;
    expect(f.engine.state).toBe("ARMED");
  });
});

describe("a kill of one agent", () => {
  it("stops that agent, closes what it opened when asked, and leaves everybody else alone", async () => {
    const f = await armedWith(onlyLimits());
    const both = Promise.all([f.engine.strategies.order(openIntent(f, { agentId: "a" })), f.engine.strategies.order(openIntent(f, { agentId: "b" }))]);
    await f.clock.advance(50);
    const [ofA] = await both;
    f.engine.kill(KillRequest.parse({ reason: "x", scope: { kind: "agent", agentId: "a" }, flatten: true }));
    expect(f.engine.state).toBe("ARMED");
    expect(await f.engine.strategies.order(openIntent(f, { agentId: "a" }))).toMatchObject({ kind: "denied", code: "KILLED" });
    const other = f.engine.strategies.order(openIntent(f, { agentId: "b", symbol: "GBPUSD" }));
    await f.clock.advance(5_000);
    expect(await other).toMatchObject({ kind: "confirmed" });
    expect(f.venue.closedTickets).toEqual([ofA?.kind === "confirmed" ? ofA.ticket : 0]);
  });

  it("by the agent itself comes from the strategies' door, and survives a restart", async () => {
    const f = await armedWith(onlyLimits());
    const kill = f.engine.strategies.kill("a", { scope: { kind: "agent", agentId: "a" }, reason: "my model broke", flatten: false });
    expect(kill).toMatchObject({ source: "strategy", reason: "agent a: my model broke" });
    await f.clock.advance(10);
    f.crash();
    const next = f.restarted();
    await next.armed();
    expect(next.engine.mayOpen({ agentId: "a", symbol: "EURUSD" })).toBe(false);
    expect(next.engine.mayOpen({ agentId: "b", symbol: "EURUSD" })).toBe(true);
  });
});

describe("the list of agents", () => {
  it("counts what each holds, and knows who is there", async () => {
    const f = await armedWith(onlyLimits());
    f.engine.strategies.register("quiet", 7);
    f.engine.strategies.seen("a", true);
    const order = f.engine.strategies.order(openIntent(f, { agentId: "a" }));
    await f.clock.advance(2_000);
    await order;
    expect(f.engine.feed.value("agents")).toMatchObject([
      { agentId: "a", connected: true, positions: 1, lots: 0.1, profit: 5, tradesToday: 1, inDoubt: 0, killed: false },
      { agentId: "quiet", magic: 7, connected: false, lastSeenAtMs: null, positions: 0 },
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { usualPolicy } from "../../src-main/domain/correction-policy.ts";
import { recordsSummary } from "../../src-main/domain/records-view.ts";
import { openingOf } from "../../src-main/domain/trade.ts";
import { createRestoration } from "../../src-main/engine/restoration.ts";
import { engineSettings, fixture, type Fixture } from "../support/engine-fixture.ts";
import { closeIntent, openIntent } from "../support/intents.ts";
import { onlyLimits } from "../support/limits.ts";
import { noAnswer, position } from "../support/scripted-venue.ts";

const recovery = (patch: Partial<typeof engineSettings.recovery> = {}) => ({ recovery: { ...engineSettings.recovery, confirm: "differences" as const, ...patch } });

/** An agent that trades and says what it has. Ends with its position's ticket. */
async function trade(f: Fixture, agentId: string, patch: Parameters<typeof openIntent>[1] = {}): Promise<number> {
  const order = f.engine.strategies.order(openIntent(f, { agentId, ...patch }));
  await f.clock.advance(20);
  const outcome = await order;
  return outcome.kind === "confirmed" ? outcome.ticket : 0;
}

async function says(f: Fixture, agentId: string, version: number, fields: object): Promise<unknown> {
  const saved = f.engine.strategies.save(agentId, "privateLedger", { version, whole: true, fields, removed: [] });
  await f.clock.advance(1);
  return saved;
}

const tradeOf = (f: Fixture, ticket: number) => f.engine.records.ledger.trades.get(ticket);

describe("after a restart", () => {
  it("B: what closed at the venue meanwhile is booked as closed outside, with a result that nobody knows, and a person confirms", async () => {
    const f = fixture(recovery());
    await f.armed();
    const ticket = await trade(f, "a");
    f.crash();
    f.venue.positions = [];
    const next = f.restarted();
    await next.armed();
    expect(tradeOf(next, ticket)).toMatchObject({ agentId: "a", closedBy: "unknown", profit: null });
    expect(next.engine.state).toBe("REVIEW");
    expect(next.engine.recovery.report).toMatchObject({ decision: "confirm", differences: [{ matter: "volume", agentId: "a", corrections: [{ kind: "B", code: "CLOSED_OUTSIDE", status: "corrected" }] }] });
    const confirmed = next.engine.recovery.confirm("N", "read it");
    await f.clock.advance(100);
    await confirmed;
    expect(next.engine.state).toBe("ARMED");
  });

  it("B: a stop that the venue's history tells of is booked with its real result", async () => {
    const f = fixture(recovery());
    f.venue.capabilities = ["HISTORY"];
    f.venue.deals = [];
    await f.armed();
    const ticket = await trade(f, "a", { stopLoss: 1.08 });
    f.crash();
    f.venue.positions = [];
    const deal = { dealId: 1, orderId: ticket, positionId: ticket, symbol: "EURUSD", side: "BUY" as const, entry: "IN" as const, volumeLots: 0.1, price: 1.085, profit: 0, commission: -0.5, swap: 0, atMs: f.clock.wallMs(), magic: 202_401, comment: null, reason: "EXPERT" };
    f.venue.deals = [deal, { ...deal, dealId: 2, side: "SELL", entry: "OUT", price: 1.08, profit: -50, commission: 0, reason: "SL" }];
    const next = f.restarted();
    await next.armed();
    expect(tradeOf(next, ticket)).toMatchObject({ closedBy: "stop-loss", closePrice: 1.08, profit: -50.5 });
  });

  it("B: the history is read far enough back for a position whose opening nobody told", async () => {
    const f = fixture(recovery({ policy: { ...usualPolicy, orphans: "adopt", adoptInto: "x" } }));
    f.venue.capabilities = ["HISTORY"];
    f.venue.deals = [];
    await f.armed();
    f.venue.positions = [position({ ticket: 501 })];
    await f.clock.advance(40_000);
    f.crash();
    f.venue.positions = [];
    f.venue.deals = [{ dealId: 2, orderId: 2, positionId: 501, symbol: "EURUSD", side: "SELL", entry: "OUT", volumeLots: 0.1, price: 1.08, profit: -50, commission: 0, swap: 0, atMs: f.clock.wallMs() + 60_000, magic: null, comment: null, reason: "SL" }];
    await f.clock.advance(3_600_000);
    const next = f.restarted();
    await next.armed();
    expect(tradeOf(next, 501)).toMatchObject({ closedBy: "stop-loss", profit: -50 });
  });

  it("A: a fill that the crash kept from the record is completed, with its owner by the order", async () => {
    const f = fixture(recovery());
    await f.armed();
    f.venue.executeThenLose = true;
    void f.engine.strategies.order(openIntent(f, { agentId: "a" }));
    await f.clock.advance(50);
    f.crash();
    f.venue.executeThenLose = false;
    const next = f.restarted();
    await next.armed();
    expect(next.engine.state, "in doubt, and no orphan").toBe("ARMED");
    await f.clock.advance(20_000);
    expect(tradeOf(next, 200_001)).toMatchObject({ agentId: "a", closedAtMs: null });
  });

  it("C: an agent whose own ledger disagrees is put right, and the disagreement is on record", async () => {
    const f = fixture(recovery());
    await f.armed();
    const ticket = await trade(f, "a");
    await says(f, "a", 1, { capital: 1_000, real_positions: [{ symbol: "EURUSD", side: "BUY", amount: 0.3, ticket }] });
    f.crash();
    const next = f.restarted();
    await next.armed();
    expect(next.engine.recovery.report?.differences).toMatchObject([{ venue: 0.1, public: 0.1, private: 0.3, odd: "private", corrections: [{ kind: "C", code: "PRIVATE_FOLLOWS" }] }]);
    expect(next.engine.strategies.restore("a")?.privateLedger?.content["real_positions"]).toMatchObject([{ amount: 0.1, ticket }]);
    expect(f.journal.kinds()).toContain("CORRECTION_APPLIED");
  });

  it("D: an opposite direction stops for a person, whose acceptance settles it on every side", async () => {
    const f = fixture(recovery());
    await f.armed();
    const ticket = await trade(f, "a");
    await f.clock.advance(6_000);
    f.crash();
    f.venue.positions = f.venue.positions.map((open) => ({ ...open, side: "SELL" as const }));
    const next = f.restarted();
    await next.armed();
    expect(next.engine.state).toBe("REVIEW");
    const accepted = next.engine.acceptDifferences(next.engine.feed.value("differences").map(({ id }) => id), "N", "seen at the terminal");
    await f.clock.advance(200);
    expect(await accepted).toMatchObject({ ok: true });
    expect(tradeOf(next, ticket)).toMatchObject({ side: "SELL" });
    expect(next.engine.state).toBe("ARMED");
  });

  it("what was corrected and not confirmed still wants it after another crash", async () => {
    const f = fixture(recovery());
    await f.armed();
    await trade(f, "a");
    f.crash();
    f.venue.positions = [];
    const next = f.restarted();
    await next.armed();
    next.crash();
    const third = next.restarted();
    await third.armed();
    expect(third.engine.state).toBe("REVIEW");
    expect(third.engine.status().reasons).toMatchObject([{ code: "RECOVERY_UNCONFIRMED" }]);
  });

  it("confirm never: what may be corrected alone is, and trading goes on", async () => {
    const f = fixture(recovery({ confirm: "never" }));
    await f.armed();
    await trade(f, "a");
    f.crash();
    f.venue.positions = [];
    const next = f.restarted();
    await next.armed();
    expect(next.engine.state).toBe("ARMED");
    expect(next.engine.recovery.report?.counts.corrected).toBe(1);
  });

  it("storm: where too much would be corrected, nothing is before a person has looked", async () => {
    const f = fixture(recovery({ policy: { ...usualPolicy, orphans: "hold" } }));
    await f.armed();
    const tickets = [await trade(f, "a"), await trade(f, "b", { symbol: "GBPUSD" }), await trade(f, "c", { symbol: "USDJPY" }), await trade(f, "d", { symbol: "AUDUSD" })];
    f.crash();
    f.venue.positions = f.venue.positions.slice(0, 1);
    const next = f.restarted();
    await next.armed();
    expect(next.engine.state).toBe("REVIEW");
    expect(next.engine.recovery.report?.storm).toMatch(/3 of 4/);
    expect(tradeOf(next, tickets[1] ?? 0)?.closedAtMs).toBeNull();
    const ids = next.engine.recovery.report?.differences.flatMap(({ corrections }) => corrections.map(({ id }) => id)) ?? [];
    const applied = next.engine.recovery.apply(ids, "N", "they were closed by hand");
    await f.clock.advance(100);
    expect(await applied).toMatchObject({ ok: true });
    expect(tradeOf(next, tickets[1] ?? 0)?.closedAtMs).not.toBeNull();
  });

  it("suspect-empty: an empty truth that something contradicts corrects nothing", async () => {
    const f = fixture(recovery());
    await f.armed();
    const ticket = await trade(f, "a");
    f.crash();
    f.venue.positions = [];
    f.venue.marginUsed = 100;
    const next = f.restarted();
    await next.armed();
    await f.clock.advance(10_000);
    expect(next.engine.state).toBe("REVIEW");
    expect(tradeOf(next, ticket)?.closedAtMs).toBeNull();
    expect(next.engine.recovery.report).toBeNull();
  });
});

describe("an orphan", () => {
  const withStranger = async (policy: Partial<typeof usualPolicy>): Promise<Fixture> => {
    const f = fixture(recovery({ policy: { ...usualPolicy, ...policy } }));
    await f.armed();
    f.venue.positions = [position({ ticket: 77, symbol: "XAUUSD" })];
    await f.clock.advance(20_000);
    return f;
  };

  it("that was open before Holdfast first looked is held, and no reason to stop", async () => {
    const f = fixture(recovery({ policy: usualPolicy }));
    f.venue.positions = [position({ ticket: 5 })];
    await f.armed();
    expect(f.engine.state).toBe("ARMED");
    expect(f.engine.records.ledger.isHeld(5)).toBe(true);
  });

  it("stops for a person, who gives it to an agent", async () => {
    const f = await withStranger({ orphans: "ask" });
    expect(f.engine.state).toBe("REVIEW");
    expect(f.engine.status().reasons).toMatchObject([{ code: "CORRECTIONS_WAIT" }]);
    const settled = f.engine.recovery.settleOrphan(77, { choice: "adopt", agentId: "a" }, "N", "it is a's");
    await f.clock.advance(200);
    expect(await settled).toMatchObject({ ok: true });
    expect(f.engine.records.ledger.openOf("a")).toMatchObject([{ ticket: 77 }]);
    expect(f.engine.state).toBe("ARMED");
  });

  it("is adopted, held or closed by policy", async () => {
    const adopted = await withStranger({ orphans: "adopt", adoptInto: "keeper" });
    expect(adopted.engine.records.ledger.openOf("keeper")).toMatchObject([{ ticket: 77 }]);
    const held = await withStranger({ orphans: "hold" });
    expect(held.engine.records.ledger.isHeld(77)).toBe(true);
    const closed = await withStranger({ orphans: "flatten" });
    expect(closed.venue.closedTickets).toEqual([77]);
    for (const f of [adopted, held, closed]) expect(f.engine.state).toBe("ARMED");
  });

  it("belongs to the agent that adopted it: for kills, for its questions and for its limits", async () => {
    const f = fixture({ ...recovery({ policy: { ...usualPolicy, orphans: "ask" }, confirm: "never" }), limits: onlyLimits({}, { agents: new Map([["a", { openPositions: { limit: 1, warn: null } }]]) }) });
    await f.armed();
    f.venue.positions = [position({ ticket: 7, magic: 999 })];
    await f.clock.advance(30_000);
    const settled = f.engine.recovery.settleOrphan(7, { choice: "adopt", agentId: "a" }, "N", "it is a's");
    await f.clock.advance(1_000);
    await settled;
    const mine = f.engine.strategies.positions("a");
    await f.clock.advance(100);
    expect(await mine).toMatchObject({ ok: true, value: [{ ticket: 7 }] });
    const another = f.engine.strategies.order(openIntent(f, { agentId: "a" }));
    await f.clock.advance(100);
    expect(await another).toMatchObject({ kind: "denied", code: "RISK_LIMIT" });
    f.engine.kill({ scope: { kind: "agent", agentId: "a" }, reason: "stop", flatten: true, includeForeign: false, source: "console" });
    await f.clock.advance(60_000);
    expect(f.venue.positions).toEqual([]);
  });

  it("given to an agent while trading goes on stops nobody", async () => {
    const f = fixture(recovery({ policy: { ...usualPolicy, orphans: "ask" } }));
    f.venue.positions = [position({ ticket: 77, symbol: "XAUUSD" })];
    await f.armed();
    await says(f, "a", 1, { virtual_positions: [] });
    const settled = f.engine.recovery.settleOrphan(77, { choice: "adopt", agentId: "a" }, "N", "it is a's");
    await f.clock.advance(100);
    expect(await settled).toMatchObject({ ok: true, value: { decision: "trade" } });
    await f.clock.advance(10_000);
    expect(f.engine.state).toBe("ARMED");
  });

  it("that was decided to be closed is closed, however often the gateway refuses at first, also after a restart; and it is said", async () => {
    const f = fixture(recovery({ policy: { ...usualPolicy, orphans: "flatten" } }));
    await f.armed();
    await trade(f, "a");
    await f.clock.advance(20_000);
    f.venue.trouble("close", { kind: "refused", code: "10018", message: "market closed", latencyMs: 1 });
    f.venue.positions = [...f.venue.positions, position({ ticket: 501, symbol: "GBPUSD" })];
    await f.clock.advance(60_000);
    const told = f.journal.entries.filter(({ body }) => body["code"] === "CLOSE_FAILED");
    expect(told).toMatchObject([{ body: { detail: expect.stringContaining("501") } }]);
    f.crash();
    f.venue.trouble("close");
    const next = f.restarted();
    await next.armed();
    await next.clock.advance(60_000);
    expect(f.venue.closedTickets).toContain(501);
    expect(tradeOf(next, 501)).toMatchObject({ closedBy: "operator" });
  });

  it("that is recorded, and was never decided upon, is asked about and not closed", async () => {
    const f = fixture(recovery({ policy: { ...usualPolicy, orphans: "ask" } }));
    await f.armed();
    f.crash();
    await f.journal.append({ kind: "TRADE_OPENED", body: { trade: openingOf(position({ ticket: 501 }), null) } });
    f.venue.positions = [position({ ticket: 501 })];
    const next = f.restarted();
    void next.engine.start();
    await next.clock.advance(60_000);
    expect(f.venue.closedTickets).toEqual([]);
    expect(next.engine.status().reasons).toMatchObject([{ code: "CORRECTIONS_WAIT" }]);
  });

  it("that was held is closed when somebody decides so later", async () => {
    const f = fixture(recovery());
    f.venue.positions = [position({ ticket: 5 })];
    await f.armed();
    const settled = f.engine.recovery.settleOrphan(5, { choice: "flatten" }, "N", "nobody wants it");
    await f.clock.advance(30_000);
    expect(await settled).toMatchObject({ ok: true });
    expect(f.venue.closedTickets).toEqual([5]);
  });

  it("is not closed on a decision that could not be written down", async () => {
    const f = fixture(recovery({ policy: { ...usualPolicy, orphans: "flatten" } }));
    await f.armed();
    await trade(f, "a");
    await f.clock.advance(12_000);
    f.venue.positions = [...f.venue.positions, position({ ticket: 501, symbol: "GBPUSD" })];
    f.journal.failure = { code: "DISK_FULL", message: "full", path: "/x" };
    await f.clock.advance(40_000);
    expect(f.venue.closedTickets).toEqual([]);
    expect(f.engine.recovery.report?.counts.corrected).toBe(0);
  });

  it("that waits is told once, is as old as it is, and is no drift", async () => {
    const f = fixture(recovery({ policy: { ...usualPolicy, orphans: "ask" } }));
    await f.armed();
    f.venue.positions = [position({ ticket: 501 })];
    await f.clock.advance(20_000);
    const sinceMs = (): number | undefined => f.engine.status().reasons.find(({ code }) => code === "CORRECTIONS_WAIT")?.sinceMs;
    const [since, before] = [sinceMs(), f.journal.entries.length];
    await f.clock.advance(3_600_000);
    expect(sinceMs()).toBe(since);
    expect(f.journal.entries.slice(before).map(({ kind }) => kind)).not.toContain("RECOVERY_REPORTED");
    expect(f.journal.kinds()).not.toContain("TRIPPED");
    expect(f.engine.state).toBe("REVIEW");
  });
});

describe("while it runs", () => {
  it("a part of a close that the gateway left open stays in the record, and a part that closed the whole leaves nothing", async () => {
    const f = fixture(recovery());
    await f.armed();
    const ticket = await trade(f, "a");
    await f.clock.advance(20_000);
    f.venue.closesAtMostLots = 0.04;
    const partly = f.engine.strategies.order(closeIntent(f, ticket, { agentId: "a" }));
    await f.clock.advance(100);
    expect(await partly).toMatchObject({ kind: "confirmed", volumeLots: 0.04, note: expect.stringContaining("0.06 are still open") });
    expect(tradeOf(f, ticket)).toMatchObject({ closedAtMs: null, parts: [{ volumeLots: 0.04, closedBy: "strategy" }] });
    f.venue.closesAtMostLots = null;
    const alerts = f.alerts.length;
    const rest = f.engine.strategies.order(closeIntent(f, ticket, { agentId: "a", volumeLots: 0.01 }));
    await f.clock.advance(60_000);
    expect(await rest).toMatchObject({ volumeLots: 0.06, note: expect.stringContaining("whole") });
    expect(tradeOf(f, ticket)).toMatchObject({ closedBy: "strategy", closedAtMs: expect.any(Number) });
    expect(f.alerts.slice(alerts)).toEqual([]);
    expect(f.journal.kinds()).not.toContain("CORRECTION_APPLIED");
  });

  it("the same trouble three times in a row trips", async () => {
    const f = fixture(recovery({ policy: { ...usualPolicy, orphans: "hold" }, confirm: "never" }));
    await f.armed();
    for (let ticket = 501; ticket < 510 && f.engine.state === "ARMED"; ticket += 1) {
      f.venue.positions = [...f.venue.positions, position({ ticket })];
      await f.clock.advance(15_000);
    }
    expect(f.journal.entries.filter(({ kind }) => kind === "TRIPPED").map(({ body }) => body["reason"])).toContain("DRIFT");
  });

  it("a fill or a close that the list shows late is no difference", async () => {
    const f = fixture(recovery({ intervalMs: 1_000 }));
    await f.armed();
    const before = f.journal.entries.length;
    f.venue.pretend("truth", { account: { currency: "USD", balance: 1, equity: 10_000, marginUsed: 0, marginFree: 1, marginLevelPct: null }, positions: [] });
    f.venue.pretend("positions", []);
    await trade(f, "a");
    await f.clock.advance(2_000);
    f.venue.pretend("truth");
    f.venue.pretend("positions");
    await f.clock.advance(10_000);
    expect(f.journal.entries.slice(before).map(({ kind }) => kind)).not.toContain("CORRECTION_APPLIED");
    expect(f.engine.state).toBe("ARMED");
  });

  it("what an agent closed itself, without being answered, is booked with its real result, and empties nobody", async () => {
    const f = fixture(recovery());
    f.venue.capabilities = ["HISTORY"];
    f.venue.deals = [];
    await f.armed();
    const tickets = [await trade(f, "a"), await trade(f, "a", { symbol: "GBPUSD" })];
    await f.clock.advance(20_000);
    f.venue.executeThenLose = true;
    const closes = tickets.map((ticket) => f.engine.strategies.order(closeIntent(f, ticket, { agentId: "a" })));
    f.venue.deals = tickets.map((ticket, index) => ({ dealId: index, orderId: index, positionId: ticket, symbol: index === 0 ? "EURUSD" : "GBPUSD", side: "SELL" as const, entry: "OUT" as const, volumeLots: 0.1, price: 1.09, profit: 7, commission: 0, swap: 0, atMs: f.clock.wallMs(), magic: null, comment: null, reason: "EXPERT" }));
    await f.clock.advance(20_000);
    expect(await Promise.all(closes)).toMatchObject([{ kind: "confirmed", note: "It was closed already." }, { kind: "confirmed" }]);
    expect(f.engine.state).toBe("ARMED");
    expect(tickets.map((ticket) => tradeOf(f, ticket))).toMatchObject([{ profit: 7, closedBy: "strategy" }, { profit: 7 }]);
  });

  it("what is traded while the history is asked about something else is no difference", async () => {
    const f = fixture(recovery({ intervalMs: 1_000 }));
    f.venue.capabilities = ["HISTORY"];
    f.venue.deals = [];
    await f.armed();
    const [stopped, kept] = [await trade(f, "a"), await trade(f, "b")];
    await f.clock.advance(20_000);
    f.venue.historyLatencyMs = 2_000;
    f.venue.askedHistory = false;
    f.venue.positions = f.venue.positions.filter(({ ticket }) => ticket !== stopped);
    while (!f.venue.askedHistory) await f.clock.advance(100);
    const close = f.engine.strategies.order(closeIntent(f, kept, { agentId: "b" }));
    const opened = await trade(f, "b");
    await close;
    await f.clock.advance(20_000);
    expect(tradeOf(f, stopped)).toMatchObject({ closedBy: "unknown" });
    expect(tradeOf(f, kept)).toMatchObject({ closedBy: "strategy" });
    expect(tradeOf(f, opened)).toMatchObject({ closedAtMs: null });
    const corrected = f.journal.entries.filter(({ kind }) => kind === "CORRECTION_APPLIED").map(({ body }) => (body["correction"] as { readonly ticket: number }).ticket);
    expect(corrected).toEqual([stopped]);
  });

  it("an agent that has not said yet what it traded is no difference", async () => {
    const f = fixture(recovery());
    await f.armed();
    await says(f, "a", 1, { capital: 1_000, real_positions: [] });
    await trade(f, "a");
    await f.clock.advance(60_000);
    expect(f.journal.kinds()).not.toContain("CORRECTION_APPLIED");
  });
});

describe("what agents save", () => {
  it("is there after a crash, whole, with fields that nobody knows", async () => {
    const f = fixture();
    await f.armed();
    await says(f, "a", 3, { capital: 5, notes: { deep: [1, { two: null }] } });
    f.crash();
    const next = f.restarted();
    await next.armed();
    expect(next.engine.strategies.restore("a")).toMatchObject({ privateLedger: { version: 3, content: { capital: 5, notes: { deep: [1, { two: null }] } } } });
  });

  it("saved side by side comes out as if saved one after the other", async () => {
    const f = fixture();
    await f.armed();
    f.journal.hang();
    const saves = [1, 2, 3].map((version) => f.engine.strategies.save("a", "state", { version, whole: true, fields: { current_capital: version % 2 }, removed: [] }));
    f.journal.letGo();
    await f.clock.advance(10);
    await Promise.all(saves);
    expect(f.engine.strategies.restore("a")?.state).toMatchObject({ version: 3, content: { current_capital: 1 } });
  });

  it("of an older version never overwrites a newer one, and what cannot be written down is not kept", async () => {
    const f = fixture();
    await f.armed();
    await says(f, "a", 2, { capital: 2 });
    expect(await says(f, "a", 1, { capital: 1 })).toMatchObject({ kind: "stale", keptVersion: 2 });
    f.journal.failure = { code: "DISK_FULL", message: "full", path: "x" };
    expect(await says(f, "a", 3, { capital: 3 })).toMatchObject({ kind: "failed" });
    expect(f.engine.strategies.restore("a")?.privateLedger).toMatchObject({ version: 2 });
  });

  it("ends with its death: the hero is in Valhalla with its results, and takes no more saves", async () => {
    const f = fixture();
    await f.armed();
    await says(f, "a", 1, { capital: 5 });
    const died = f.engine.strategies.reportDeath("a", { death_reason: "drawdown" });
    await f.clock.advance(1);
    expect(await died).toMatchObject({ kind: "saved" });
    expect(await says(f, "a", 2, { capital: 9 })).toMatchObject({ kind: "dead" });
    expect(f.engine.records.heroes.get("a")).toMatchObject({ agent_id: "a", death_reason: "drawdown" });
  });
});

describe("the record", () => {
  it("branches to a past moment without a rewrite, kills, and goes on from there", async () => {
    const f = fixture();
    await f.armed();
    await says(f, "a", 1, { capital: 1 });
    const then = createRestoration();
    then.fold(f.journal.entries);
    await says(f, "a", 2, { capital: 2 });
    const branched = f.engine.branch(then.keeper.records, { atMs: f.clock.wallMs(), by: "N", reason: "bad save" });
    await f.clock.advance(10);
    expect(await branched).toBe(true);
    expect(f.engine.state).toBe("KILLED");
    expect(f.engine.strategies.restore("a")?.privateLedger?.content).toEqual({ capital: 1 });
    await says(f, "a", 5, { capital: 5 });
    expect(f.journal.entries.filter(({ kind }) => kind === "PRIVATE_LEDGER_SAVED")).toHaveLength(3);
    expect(f.engine.strategies.restore("a")?.privateLedger?.content).toEqual({ capital: 5 });
  });

  it("comes out of a snapshot's parts and the entries after it as out of all entries", async () => {
    const f = fixture(recovery());
    await f.armed();
    await trade(f, "a");
    await says(f, "a", 1, { capital: 1 });
    f.venue.trouble("open", noAnswer);
    void f.engine.strategies.order(openIntent(f, { agentId: "b" }));
    await f.clock.advance(3_000);
    f.venue.trouble("open");
    await f.engine.setReduceOnly(true, "N", "r");
    const cut = f.journal.entries.length;
    const half = createRestoration();
    half.fold(f.journal.entries.slice(0, cut));
    await trade(f, "c");
    await says(f, "a", 2, { capital: 2 });

    const continued = createRestoration();
    continued.restore(JSON.parse(JSON.stringify([...half.parts()])) as [string, unknown][]);
    continued.fold(f.journal.entries.slice(cut));
    const whole = createRestoration();
    whole.fold(f.journal.entries);
    expect([...continued.parts()]).toEqual([...whole.parts()]);
    expect(recordsSummary(continued.keeper.records, null)).toEqual(recordsSummary(whole.keeper.records, null));
    expect(continued.book.inDoubt.length + continued.book.open.length).toBe(whole.book.inDoubt.length + whole.book.open.length);
  });
});

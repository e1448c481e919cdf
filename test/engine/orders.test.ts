import { describe, expect, it } from "vitest";
import type { OpenIntent } from "../../src-main/contract/order.ts";
import { KillRequest } from "../../src-main/contract/kill.ts";
import { fixture, type Fixture } from "../support/engine-fixture.ts";
import { closeIntent as close, openIntent as open } from "../support/intents.ts";
import { onlyLimits } from "../support/limits.ts";
import { noAnswer, position } from "../support/scripted-venue.ts";

async function armed(): Promise<Fixture> {
  const f = fixture();
  await f.armed();
  return f;
}

/** An order that the venue executed or not, and whose answer was lost. */
async function doubtful(executed: boolean, patch: Partial<OpenIntent> = {}): Promise<{ f: Fixture; intent: OpenIntent }> {
  const f = await armed();
  if (executed) f.venue.executeThenLose = true;
  else f.venue.trouble("open", noAnswer);
  const intent = open(f, patch);
  const outcome = f.engine.strategies.order(intent);
  await f.clock.advance(2_500);
  expect(await outcome).toMatchObject({ kind: "unresolved", code: "NO_ANSWER" });
  f.venue.executeThenLose = false;
  f.venue.trouble("open");
  return { f, intent };
}

describe("a uuid", () => {
  it("names one order: used again for something else, it is refused and answers with nobody's fill", async () => {
    const f = await armed();
    const first = f.engine.strategies.order(open(f, { uuid: "u" }));
    await f.clock.advance(100);
    expect(await first).toMatchObject({ kind: "confirmed" });
    for (const other of [close(f, 200_001, { uuid: "u" }), open(f, { uuid: "u", type: "SELL" }), open(f, { uuid: "u", symbol: "GBPUSD" }), open(f, { uuid: "u", volumeLots: 5 })]) {
      expect(await f.engine.strategies.order(other)).toMatchObject({ kind: "denied", code: "UUID_REUSED" });
    }
    expect(await f.engine.strategies.order(open(f, { uuid: "u", symbol: "eurusd", price: 1.2 })), "asked again").toEqual(await first);
    expect(f.venue.positions).toHaveLength(1);
  });
});

describe("an order", () => {
  it("passes while ARMED, and its intent is durable before it leaves", async () => {
    const f = await armed();
    f.journal.hang();
    const outcome = f.engine.strategies.order(open(f));
    await f.clock.advance(500);
    expect(f.venue.opened).toEqual([]);
    f.journal.letGo();
    await f.clock.advance(100);
    expect(await outcome).toMatchObject({ kind: "confirmed", ticket: 200_001 });
    expect(f.journal.kinds().filter((kind) => kind.startsWith("ORDER"))).toEqual(["ORDER_INTENDED", "ORDER_ENDED"]);
    await f.clock.advance(6_000);
    expect(f.engine.feed.value("differences"), "our own position is no difference").toEqual([]);
  });

  it.each([
    ["before the first sync", "NOT_SYNCED", async () => fixture()],
    ["while TRIPPED", "TRIPPED", async () => { const f = await armed(); f.venue.goAway(); await f.clock.advance(20_000); return f; }],
    ["while KILLED", "KILLED", async () => { const f = await armed(); f.engine.kill(KillRequest.parse({ reason: "x" })); return f; }],
    ["while its symbol is killed", "KILLED", async () => { const f = await armed(); f.engine.kill(KillRequest.parse({ reason: "x", scope: { kind: "symbol", symbol: "EURUSD" } })); return f; }],
    ["while HALTED", "TRADING_HALTED", async () => { const f = fixture(); f.venue.kind = "order-only EA"; void f.engine.start(); await f.clock.advance(500); return f; }],
  ])("%s is denied as %s, and never left", async (_when, code, make) => {
    const f = await make();
    expect(await f.engine.strategies.order(open(f))).toMatchObject({ kind: "denied", code });
    expect(f.venue.opened).toEqual([]);
  });

  it("is denied when the kill came while its intent was being written down", async () => {
    const f = await armed();
    f.journal.hang();
    const outcome = f.engine.strategies.order(open(f));
    f.engine.kill(KillRequest.parse({ reason: "now" }));
    f.journal.letGo();
    await f.clock.advance(100);
    expect(await outcome).toMatchObject({ kind: "denied", code: "KILLED" });
    expect(f.venue.opened).toEqual([]);
  });

  it("that could not be written down does not leave", async () => {
    const f = await armed();
    f.journal.failure = { code: "DISK_FULL", message: "full", path: "x" };
    const outcome = f.engine.strategies.order(open(f));
    await f.clock.advance(10);
    expect(await outcome).toMatchObject({ kind: "denied", code: "JOURNAL_UNWRITABLE" });
    expect(f.venue.opened).toEqual([]);
  });

  it("that waited too long is denied, never sent late", async () => {
    const f = await armed();
    f.journal.hang();
    const outcome = f.engine.strategies.order(open(f));
    await f.clock.advance(2_500);
    f.journal.letGo();
    await f.clock.advance(10);
    expect(await outcome).toMatchObject({ kind: "denied", code: "EXPIRED" });
    expect(f.venue.opened).toEqual([]);
  });

  it("is not sent after the machine slept, although the monotonic clock stood still", async () => {
    const f = await armed();
    f.journal.hang();
    const outcome = f.engine.strategies.order(open(f));
    await f.clock.advance(0);
    f.clock.jumpWall(3_600_000);
    f.journal.letGo();
    await f.clock.advance(100);
    expect(await outcome).toMatchObject({ kind: "denied" });
    expect(f.venue.opened).toEqual([]);
  });

  it("with the same uuid gets the first outcome again: at once, later, and after a restart", async () => {
    const f = await armed();
    const intent = open(f);
    const both = Promise.all([f.engine.strategies.order(intent), f.engine.strategies.order(intent)]);
    await f.clock.advance(50);
    const [first, second] = await both;
    expect(second).toEqual(first);
    expect(await f.engine.strategies.order(intent)).toEqual(first);
    const next = f.restarted();
    await next.armed();
    expect(await next.engine.strategies.order(intent)).toEqual(first);
    expect(f.venue.opened).toHaveLength(1);
  });

  it("of another agent with the same uuid is another order", async () => {
    const f = await armed();
    const intent = open(f);
    const outcomes = Promise.all([f.engine.strategies.order(intent), f.engine.strategies.order({ ...intent, agentId: "other" })]);
    await f.clock.advance(50);
    await outcomes;
    expect(f.venue.opened).toHaveLength(2);
  });

  it("that the risk rules fail is denied with their numbers in the journal", async () => {
    const f = fixture({ limits: onlyLimits({ positionSize: { limit: 0.05, warn: null } }) });
    await f.armed();
    expect(await f.engine.strategies.order(open(f))).toMatchObject({ kind: "denied", code: "RISK_LIMIT", message: expect.stringContaining("max_single_position_size") });
    expect(f.journal.entries.at(-1)).toMatchObject({ kind: "ORDER_DENIED", body: { checks: [{ verdict: "fail", value: 0.1, limit: 0.05 }] } });
  });

  it("that the venue refuses is refused, in the venue's words", async () => {
    const f = await armed();
    f.venue.trouble("open", { kind: "refused", code: "INSUFFICIENT_MARGIN", message: "no money", latencyMs: 3 });
    expect(await f.engine.strategies.order(open(f))).toMatchObject({ kind: "refused", code: "INSUFFICIENT_MARGIN" });
  });
});

describe("an order in doubt", () => {
  it("blocks its symbol for its agent, and for nobody else", async () => {
    const { f } = await doubtful(false);
    expect(await f.engine.strategies.order(open(f))).toMatchObject({ kind: "denied", code: "IN_DOUBT" });
    const others = Promise.all([f.engine.strategies.order(open(f, { symbol: "GBPUSD" })), f.engine.strategies.order(open(f, { agentId: "other", volumeLots: 0.2 }))]);
    await f.clock.advance(50);
    expect(await others).toMatchObject([{ kind: "confirmed" }, { kind: "confirmed" }]);
  });

  it("that was executed ends as confirmed with its ticket, once its signature has expired and complete reads agree", async () => {
    const { f, intent } = await doubtful(true);
    expect(f.engine.feed.value("inDoubt")).toHaveLength(1);
    await f.clock.advance(8_000);
    expect(f.engine.feed.value("inDoubt"), "not before the signature has expired").toHaveLength(1);
    await f.clock.advance(6_000);
    expect(await f.engine.strategies.order(intent)).toMatchObject({ kind: "confirmed", ticket: 200_001 });
    expect(f.venue.opened).toHaveLength(1);
  });

  it("that was never executed ends as refused, and its symbol is free again", async () => {
    const { f, intent } = await doubtful(false);
    await f.clock.advance(16_000);
    expect(await f.engine.strategies.order(intent)).toMatchObject({ kind: "refused", code: "NOT_EXECUTED" });
    const next = f.engine.strategies.order(open(f));
    await f.clock.advance(50);
    expect(await next).toMatchObject({ kind: "confirmed" });
  });

  it("stays in doubt while the truth cannot be read, and is never resent", async () => {
    const { f } = await doubtful(true);
    f.venue.goAway();
    await f.clock.advance(600_000);
    expect(f.engine.feed.value("inDoubt")).toHaveLength(1);
    f.venue.comeBack();
    await f.clock.advance(20_000);
    expect(f.engine.feed.value("inDoubt")).toEqual([]);
    expect(f.venue.opened).toHaveLength(1);
  });

  it("with two candidates is for the operator, whose word is written down", async () => {
    const { f, intent } = await doubtful(true);
    f.venue.positions = [...f.venue.positions, position({ ticket: 300_001, magic: 202_401 })];
    await f.clock.advance(30_000);
    expect(f.engine.feed.value("inDoubt")).toMatchObject([{ candidates: [200_001, 300_001] }]);
    expect(await f.engine.orders.resolve({ agentId: "default", uuid: intent.uuid, as: "filled", ticket: 200_001, name: "N", reason: "seen" })).toMatchObject({ ok: true });
    expect(await f.engine.strategies.order(intent)).toMatchObject({ kind: "confirmed", ticket: 200_001 });
    expect(f.journal.entries.findLast((entry) => entry.kind === "ORDER_SETTLED")?.body).toMatchObject({ by: "operator", name: "N", reason: "seen" });
  });

  it("is not settled by a person's slip: another's ticket, another side, or a word that comes too late", async () => {
    const { f, intent } = await doubtful(true);
    f.venue.positions = [...f.venue.positions, position({ ticket: 300_001, magic: 202_401 }), position({ ticket: 300_002, side: "SELL" })];
    await f.clock.advance(30_000);
    const theirs = f.engine.strategies.order(open(f, { agentId: "b", symbol: "GBPUSD" }));
    await f.clock.advance(100);
    const taken = await theirs;
    const word = { agentId: "default", uuid: intent.uuid, as: "filled" as const, name: "N", reason: "seen" };
    expect(await f.engine.orders.resolve({ ...word, ticket: taken.kind === "confirmed" ? taken.ticket : 0 })).toMatchObject({ ok: false, failure: { message: expect.stringContaining("belongs to agent b") } });
    expect(await f.engine.orders.resolve({ ...word, ticket: 300_002 })).toMatchObject({ ok: false, failure: { message: expect.stringContaining("is SELL EURUSD") } });
    const [first, second] = [f.engine.orders.resolve({ ...word, ticket: 200_001 }), f.engine.orders.resolve({ ...word, as: "refused", ticket: null })];
    await f.clock.advance(100);
    expect([await first, await second]).toMatchObject([{ ok: true }, { ok: false }]);
    expect(f.journal.kinds().filter((kind) => kind === "ORDER_SETTLED")).toHaveLength(1);
  });

  it("that made a position larger, as a netting account does, is never told as not executed", async () => {
    const f = fixture();
    f.venue.positions = [position({ ticket: 100_001, volumeLots: 0.1 })];
    await f.armed();
    f.venue.trouble("open", noAnswer);
    const intent = open(f, { volumeLots: 0.1 });
    void f.engine.strategies.order(intent);
    await f.clock.advance(500);
    f.venue.positions = [position({ ticket: 100_001, volumeLots: 0.2 })];
    await f.clock.advance(3_000);
    f.venue.trouble("open");
    await f.clock.advance(60_000);
    expect(await f.engine.strategies.order(intent)).toMatchObject({ kind: "unresolved" });
    expect(f.engine.feed.value("inDoubt")).toMatchObject([{ why: expect.stringContaining("netting") }]);
  });

  it("that ended a position, as a netting account does, is never told as not executed; one that a close of ours ended says nothing", async () => {
    for (const isOurClose of [false, true]) {
      const f = await armed();
      const first = f.engine.strategies.order(open(f, { uuid: "buy" }));
      await f.clock.advance(20_000);
      expect(await first).toMatchObject({ kind: "confirmed" });
      f.venue.trouble("open", noAnswer);
      const intent = open(f, { uuid: "sell", type: "SELL" });
      void f.engine.strategies.order(intent);
      await f.clock.advance(500);
      if (isOurClose) void f.engine.strategies.order(close(f, 200_001));
      else f.venue.positions = [];
      await f.clock.advance(3_000);
      f.venue.trouble("open");
      await f.clock.advance(60_000);
      expect(await f.engine.strategies.order(intent)).toMatchObject({ kind: isOurClose ? "refused" : "unresolved" });
    }
  });

  it("whose only candidate a person gave to another agent is for a person", async () => {
    const { f, intent } = await doubtful(false);
    f.venue.positions = [position({ ticket: 501, magic: 202_401 })];
    await f.clock.advance(6_000);
    const adopted = f.engine.recovery.settleOrphan(501, { choice: "adopt", agentId: "other" }, "N", "by phone");
    await f.clock.advance(30_000);
    expect(await adopted).toMatchObject({ ok: true });
    expect(await f.engine.strategies.order(intent)).toMatchObject({ kind: "unresolved" });
    expect(f.engine.feed.value("inDoubt")).toMatchObject([{ why: expect.stringContaining("given to another agent") }]);
  });

  it("is not taken for old by a wall clock that jumped ahead, nor for young by one set back", async () => {
    const f = await armed();
    f.venue.trouble("open", noAnswer);
    const intent = open(f);
    void f.engine.strategies.order(intent);
    await f.clock.advance(2_100);
    f.venue.trouble("open");
    f.clock.jumpWall(60_000);
    await f.clock.advance(3_500);
    f.venue.positions = [position({ ticket: 200_001, magic: 202_401 })];
    await f.clock.advance(10_000);
    expect(await f.engine.strategies.order(intent)).not.toMatchObject({ kind: "refused" });
    const { f: other, intent: late } = await doubtful(false);
    other.clock.jumpWall(-3_600_000);
    await other.clock.advance(60_000);
    expect(await other.engine.strategies.order(late)).toMatchObject({ kind: "refused", code: "NOT_EXECUTED" });
  });

  it("blocks its symbol in whatever case another order writes it, and is found so", async () => {
    const { f, intent } = await doubtful(true, { symbol: "eurusd" });
    expect(await f.engine.strategies.order(open(f, { symbol: "EURUSD" }))).toMatchObject({ kind: "denied", code: "IN_DOUBT" });
    f.venue.positions = f.venue.positions.map((each) => ({ ...each, symbol: "EURUSD" }));
    await f.clock.advance(30_000);
    expect(await f.engine.strategies.order(intent)).toMatchObject({ kind: "confirmed", ticket: 200_001 });
  });

  it("that another agent's could be just as well is for the operator", async () => {
    const f = await armed();
    f.venue.executeThenLose = true;
    void f.engine.strategies.order(open(f, { agentId: "a" }));
    void f.engine.strategies.order(open(f, { agentId: "b" }));
    await f.clock.advance(60_000);
    expect(f.engine.feed.value("inDoubt").map(({ candidates }) => candidates)).toEqual([[200_001, 200_002], [200_001, 200_002]]);
  });

  it("survives the process: an intent without an end is in doubt at the next start, and settled there", async () => {
    const f = await armed();
    f.venue.executeThenLose = true;
    const intent = open(f);
    void f.engine.strategies.order(intent);
    await f.clock.advance(100);
    f.crash();
    f.venue.executeThenLose = false;
    const next = f.restarted();
    await next.armed();
    expect(next.engine.feed.value("inDoubt")).toHaveLength(1);
    await f.clock.advance(15_000);
    expect(await next.engine.strategies.order(intent)).toMatchObject({ kind: "confirmed", ticket: 200_001 });
    expect(f.venue.opened).toHaveLength(1);
  });

  it("does not take an older position of the same shape for its own", async () => {
    const f = fixture();
    f.venue.positions = [position({ ticket: 5, magic: 202_401 })];
    await f.armed();
    f.venue.trouble("open", noAnswer);
    const intent = open(f);
    void f.engine.strategies.order(intent);
    await f.clock.advance(15_000);
    expect(await f.engine.strategies.order(intent)).toMatchObject({ kind: "refused", code: "NOT_EXECUTED" });
  });
});

describe("a close", () => {
  const withPosition = async (): Promise<Fixture> => {
    const f = fixture();
    f.venue.positions = [position({ ticket: 7, volumeLots: 0.2 })];
    await f.armed();
    return f;
  };

  it("passes while TRIPPED: the exits stay open", async () => {
    const f = await withPosition();
    f.venue.trouble("ping", noAnswer);
    f.venue.latencyMs = 0;
    await f.clock.advance(20_000);
    expect(f.engine.state).toBe("TRIPPED");
    const outcome = f.engine.strategies.order(close(f, 7));
    await f.clock.advance(100);
    expect(await outcome).toMatchObject({ kind: "confirmed", ticket: 7 });
  });

  it("is not for strategies while KILLED", async () => {
    const f = await withPosition();
    f.engine.kill(KillRequest.parse({ reason: "x" }));
    expect(await f.engine.strategies.order(close(f, 7))).toMatchObject({ kind: "denied", code: "KILLED" });
    expect(f.venue.closedTickets).toEqual([]);
  });

  it("of what is closed already is success of its own kind", async () => {
    const f = await withPosition();
    f.venue.positions = [];
    await f.clock.advance(10_000);
    const outcome = f.engine.strategies.order(close(f, 7));
    await f.clock.advance(100);
    expect(await outcome).toMatchObject({ kind: "confirmed", ticket: 7, note: "It was closed already." });
  });

  it("of what was never open is refused: a strategy that mistook the number must not believe that it is flat", async () => {
    const f = await withPosition();
    const outcome = f.engine.strategies.order(close(f, 999));
    await f.clock.advance(100);
    expect(await outcome).toMatchObject({ kind: "refused", code: "POSITION_NOT_FOUND" });
  });

  it("of a part that closed the whole says so", async () => {
    const f = await withPosition();
    const outcome = f.engine.strategies.order(close(f, 7, { volumeLots: 0.1 }));
    await f.clock.advance(100);
    expect(await outcome).toMatchObject({ kind: "confirmed", note: expect.stringContaining("whole position") });
  });

  it("has its result, although a list read meanwhile shows the position no more", async () => {
    const f = await armed();
    for (const uuid of ["one", "two"]) void f.engine.strategies.order(open(f, { uuid, agentId: "a" }));
    await f.clock.advance(20_000);
    f.venue.latencyMs = 400;
    const closed = f.engine.strategies.order(close(f, 200_001, { agentId: "a" }));
    await f.clock.advance(300);
    void f.engine.strategies.positions("a");
    await f.clock.advance(5_000);
    expect(await closed).toMatchObject({ kind: "confirmed" });
    expect(f.engine.records.ledger.trades.get(200_001)).toMatchObject({ closedBy: "strategy", profit: expect.any(Number) });
  });

  it("of what a part was left of counts from that part, although the list still shows the whole", async () => {
    const f = await armed();
    const opened = f.engine.strategies.order(open(f, { agentId: "a", volumeLots: 0.3 }));
    await f.clock.advance(20_000);
    expect(await opened).toMatchObject({ ticket: 200_001 });
    const account = { currency: "USD", balance: 10_000, equity: 10_000, marginUsed: 30, marginFree: 9_970, marginLevelPct: 33_333 };
    const shows = (volumeLots: number): void => f.venue.pretend("truth", { account, positions: [position({ ticket: 200_001, volumeLots })] });
    shows(0.3);
    const part = f.engine.strategies.order(close(f, 200_001, { agentId: "a", volumeLots: 0.1 }));
    await f.clock.advance(400);
    expect(await part).toMatchObject({ volumeLots: 0.1 });
    shows(0.2);
    const rest = f.engine.strategies.order(close(f, 200_001, { agentId: "a" }));
    await f.clock.advance(50);
    expect(await rest).toMatchObject({ volumeLots: 0.2, note: null });
    expect(f.engine.records.ledger.trades.get(200_001)).toMatchObject({ closedBy: "strategy", profit: expect.any(Number) });
  });

  it("without an answer is settled by whether its position is gone", async () => {
    const f = await withPosition();
    f.venue.trouble("close", noAnswer);
    const intent = close(f, 7);
    const outcome = f.engine.strategies.order(intent);
    await f.clock.advance(3_000);
    expect(await outcome).toMatchObject({ kind: "unresolved" });
    f.venue.positions = [];
    await f.clock.advance(15_000);
    expect(await f.engine.strategies.order(intent)).toMatchObject({ kind: "confirmed", ticket: 7 });
  });
});

describe("questions of strategies", () => {
  it("are answered from a young truth, or from a fresh one, read once for all who ask", async () => {
    const f = await armed();
    const reads = (): number => f.venue.asked.filter((query) => query === "truth").length;
    const before = reads();
    await f.clock.advance(1_000);
    const answers = Promise.all([f.engine.strategies.account(), f.engine.strategies.positions(null), f.engine.strategies.positions("a")]);
    await f.clock.advance(50);
    expect(await answers).toMatchObject([{ ok: true }, { ok: true }, { ok: true }]);
    expect(reads() - before).toBe(1);
    expect(await f.engine.strategies.account()).toMatchObject({ ok: true });
    expect(reads() - before).toBe(1);
  });

  it("show an agent its own positions", async () => {
    const f = await armed();
    const both = Promise.all([f.engine.strategies.order(open(f, { agentId: "a" })), f.engine.strategies.order(open(f, { agentId: "b" }))]);
    await f.clock.advance(50);
    const [first] = await both;
    const own = f.engine.strategies.positions("a");
    await f.clock.advance(600);
    const answer = await own;
    expect(answer.ok && answer.value.map(({ ticket }) => ticket)).toEqual([first?.kind === "confirmed" ? first.ticket : -1]);
  });

  it("get no answer, never an empty one, while the venue gives none", async () => {
    const f = await armed();
    f.venue.goAway();
    await f.clock.advance(1_000);
    const answer = f.engine.strategies.positions(null);
    await f.clock.advance(5_000);
    expect(await answer).toMatchObject({ ok: false });
  });
});

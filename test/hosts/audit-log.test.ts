import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { OrderIntent, OrderOutcome, RiskCheck } from "../../src-main/contract/order.ts";
import { confirmed } from "../../src-main/domain/outcome.ts";
import type { Position } from "../../src-main/domain/position.ts";
import type { JournalEvent } from "../../src-main/engine/journal-events.ts";
import type { OrderTicket, Permit, Venue } from "../../src-main/engine/ports.ts";
import { createAuditLog, type AuditLog } from "../../src-main/system/audit-log.ts";
import { openLog, type LogOptions } from "../../src-main/system/log.ts";
import { MemoryJournal } from "../support/memory-journal.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

type Line = Record<string, unknown> & { readonly msg: string };

function auditing(level: LogOptions["level"] = "info") {
  const dir = mkdtempSync(join(tmpdir(), "holdfast-audit-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  const log = openLog({ dir, level });
  if (!log.ok) throw new Error(log.failure.message);
  const audit: AuditLog = createAuditLog(log.value.logger);
  const disk = new MemoryJournal(new VirtualClock());
  const journal = audit.journal(disk);
  const lines = async (): Promise<Line[]> => {
    audit.flush();
    await log.value.close();
    const text = readdirSync(dir).map((name) => readFileSync(join(dir, name), "utf8")).join("");
    return text.split("\n").filter(Boolean).map((line) => JSON.parse(line) as Line);
  };
  const record = async (...events: readonly JournalEvent[]): Promise<void> => {
    for (const event of events) await journal.append(event);
  };
  return { audit, disk, journal, record, lines, logger: log.value.logger };
}

const open: OrderIntent = { action: "OPEN", uuid: "u1", agentId: "alpha", symbol: "EURUSD", type: "BUY", volumeLots: 0.1, price: null, stopLoss: null, takeProfit: null, comment: "", magic: 202401, receivedAtMs: 1 };
const close: OrderIntent = { action: "CLOSE", uuid: "u2", agentId: "alpha", ticket: 77, symbol: "EURUSD", volumeLots: null, receivedAtMs: 1 };
const check = (over: Partial<RiskCheck> = {}): RiskCheck => ({ rule: "max_leverage", verdict: "pass", value: 1, limit: 5, unit: "×", detail: "1 of 5", ...over });

const intended = (intent: OrderIntent, checks: RiskCheck[] = [check()]): JournalEvent => ({ kind: "ORDER_INTENDED", body: { intent, checks } });
const ended = ({ agentId, uuid }: OrderIntent, outcome: OrderOutcome): JournalEvent => ({ kind: "ORDER_ENDED", body: { agentId, uuid, outcome, sentAtMs: 2, latencyMs: 19.5 } });
const filled: OrderOutcome = { kind: "confirmed", ticket: 77, price: 1.08, volumeLots: 0.1, note: null };
const noAnswer: OrderOutcome = { kind: "unresolved", code: "NO_ANSWER", message: "the gateway did not answer OPEN in time" };

describe("the audit log", () => {
  it("follows an order from its checks to its fill, each line with what it is about", async () => {
    const { record, lines } = auditing();
    await record(intended(open, [check(), check({ verdict: "warn", value: 3.5, detail: "above 3" })]), ended(open, filled));
    expect(await lines()).toMatchObject([
      { msg: "[RISK_PASS] BUY 0.1 EURUSD", agent: "alpha", uuid: "u1", symbol: "EURUSD", type: "BUY", volume: 0.1, checks: 2, warned: [{ rule: "max_leverage", value: 3.5, limit: 5 }] },
      { msg: "[MT5_FILLED] ticket 77 at 1.08", agent: "alpha", uuid: "u1", symbol: "EURUSD", type: "BUY", volume: 0.1, ticket: 77, filledPrice: 1.08, latencyMs: 19.5 },
    ]);
  });

  it("names the rules that failed with the numbers compared, and tells them from a state that forbids", async () => {
    const { record, lines } = auditing();
    const denied = (code: string, checks: RiskCheck[]): JournalEvent => ({ kind: "ORDER_DENIED", body: { intent: open, checks, code, message: "too much" } });
    await record(denied("MAX_LEVERAGE", [check(), check({ rule: "max_trades_per_day", verdict: "fail", value: 51, limit: 50, unit: "" })]), denied("KILLED", []));
    const [failed, forbidden] = await lines();
    expect(failed).toMatchObject({ msg: "[RISK_FAIL] BUY 0.1 EURUSD: too much", code: "MAX_LEVERAGE", failed: [{ rule: "max_trades_per_day", value: 51, limit: 50 }] });
    expect(forbidden).toMatchObject({ msg: "[ORDER_DENIED] BUY 0.1 EURUSD: too much", code: "KILLED" });
    expect(forbidden).not.toHaveProperty("failed");
  });

  it.each([
    ["[MT5_REJECTED]", { kind: "refused", code: "MT5_10019", message: "no money" }],
    ["[MT5_UNRESOLVED]", noAnswer],
    ["[ORDER_DENIED]", { kind: "denied", code: "NOT_PERMITTED", message: "killed meanwhile" }],
  ] as const)("%s is the end of an order that came to that", async (mark, outcome) => {
    const { record, lines } = auditing();
    await record(intended(open), ended(open, outcome));
    expect((await lines()).at(-1)).toMatchObject({ msg: `${mark} ${outcome.code}: ${outcome.message}`, code: outcome.code, symbol: "EURUSD", uuid: "u1" });
  });

  it("says what an order in doubt turned out to be, and on whose word", async () => {
    const { record, lines } = auditing();
    await record(intended(open), ended(open, noAnswer), { kind: "ORDER_SETTLED", body: { agentId: "alpha", uuid: "u1", outcome: filled, by: "operator", name: "Kim", reason: "seen in the terminal" } });
    expect((await lines()).at(-1)).toMatchObject({ msg: "[MT5_FILLED] ticket 77 at 1.08", symbol: "EURUSD", volume: 0.1, settledBy: "operator", name: "Kim", reason: "seen in the terminal" });
  });

  it("knows an order that was in doubt before this start by its agent and uuid", async () => {
    const { record, lines } = auditing();
    await record({ kind: "ORDER_SETTLED", body: { agentId: "alpha", uuid: "old", outcome: filled, by: "positions", name: null, reason: null } });
    expect(await lines()).toMatchObject([{ msg: "[MT5_FILLED] ticket 77 at 1.08", agent: "alpha", uuid: "old", settledBy: "positions" }]);
  });

  it("tells closes by the ticket they close", async () => {
    const { record, lines } = auditing();
    await record(intended(close, []), ended(close, { ...filled, price: null }));
    expect(await lines()).toMatchObject([{ msg: "[RISK_PASS] CLOSE 77", ticket: 77, action: "CLOSE" }, { msg: "[MT5_FILLED] ticket 77", action: "CLOSE" }]);
  });

  it("says nothing of what did not become durable, but a kill, which is in force all the same", async () => {
    const { record, disk, lines } = auditing();
    disk.failure = { code: "DISK_FULL", message: "full", path: "x" };
    await record(intended(open), { kind: "KILLED", body: { kill: { id: "k1", scope: { kind: "agent", agentId: "alpha" }, reason: "runs wild", source: "tray", flatten: false, includeForeign: false, atMs: 1, durable: false } } });
    expect(await lines()).toMatchObject([{ msg: "[KILL_SWITCH] agent:alpha stopped: runs wild", level: 40, scope: "agent:alpha", source: "tray" }]);
  });

  it("hands on the journal's own answers", async () => {
    const { journal, disk } = auditing();
    expect(await journal.append(intended(open))).toMatchObject({ ok: true, value: { seq: 1 } });
    expect(await journal.tail(1)).toEqual({ ok: true, value: disk.entries });
    disk.failure = { code: "DISK_FULL", message: "full", path: "x" };
    expect(await journal.append(intended(open))).toEqual({ ok: false, failure: disk.failure });
  });
});

describe("LOG_LEVEL and the audit", () => {
  it.each(["trace", "debug", "info", "warn", "error", "fatal"] as const)("%s keeps every mark", async (level) => {
    const { record, lines, logger } = auditing(level);
    logger.info("chatter");
    await record(intended(open), { kind: "REARMED", body: { killIds: ["k1"], name: "Kim", reason: "calm again" } });
    const said = await lines();
    expect(said.map(({ msg }) => msg).filter((msg) => msg !== "chatter")).toEqual(["[RISK_PASS] BUY 0.1 EURUSD", "[KILL_SWITCH] re-armed: calm again"]);
    expect(said.some(({ msg }) => msg === "chatter")).toBe(["trace", "debug", "info"].includes(level));
  });

  it("silent is silent", async () => {
    const { record, lines } = auditing("silent");
    await record(intended(open));
    expect(await lines()).toEqual([]);
  });
});

describe("an audited venue", () => {
  const order: OrderTicket = { uuid: "u1", symbol: "EURUSD", type: "BUY", volumeLots: 0.1, price: null, stopLoss: null, takeProfit: null, comment: "", magic: 202401 };
  const position: Position = { ticket: 77, symbol: "EURUSD", side: "BUY", volumeLots: 0.1, openPrice: null, currentPrice: null, profit: null, swap: null, stopLoss: null, takeProfit: null, openedAtMs: null, magic: null, comment: null };
  const granted: Permit = () => null;
  const withheld: Permit = () => ({ code: "KILLED", message: "killed" });
  /** Asks the permit, as a gateway does in its last moment. */
  const venue = {
    endpoint: "127.0.0.1:5555",
    openOrder: (_order: OrderTicket, _timeoutMs: number, permit: Permit) => {
      const refusal = permit();
      return Promise.resolve(refusal ? { kind: "denied", code: "NOT_PERMITTED", message: refusal.message } : confirmed({ ticket: 77, price: 1.08, volumeLots: 0.1 }, 1));
    },
    closePosition: (_position: Position, _timeoutMs: number, permit?: Permit) => Promise.resolve(permit?.() ? { kind: "denied", code: "NOT_PERMITTED", message: "no" } : confirmed({ closingTicket: 1, closePrice: null }, 1)),
    repeatOrder: () => Promise.resolve(confirmed({ ticket: 77, price: 1.08, volumeLots: 0.1 }, 1)),
  } as unknown as Venue;

  it("says that an order left when its permit was granted, and nothing when it was not", async () => {
    const { audit, lines } = auditing();
    const audited = audit.venue(venue);
    expect(audited.endpoint).toBe("127.0.0.1:5555");
    expect(await audited.openOrder(order, 1, withheld)).toMatchObject({ kind: "denied", message: "killed" });
    expect(await audited.openOrder(order, 1, granted)).toMatchObject({ kind: "confirmed" });
    expect(await lines()).toMatchObject([{ msg: "[ZMQ_SENT] BUY 0.1 EURUSD", action: "OPEN", uuid: "u1", symbol: "EURUSD", volume: 0.1 }]);
  });

  it("says it of closes, also of a flatten's, which ask for no permit, and of an order asked for again", async () => {
    const { audit, lines } = auditing();
    const audited = audit.venue(venue);
    expect(await audited.closePosition(position, 1, withheld)).toMatchObject({ kind: "denied" });
    await audited.closePosition(position, 1, granted);
    await audited.closePosition(position, 1);
    await audited.repeatOrder(order, 1, 1);
    const close77 = { msg: "[ZMQ_SENT] CLOSE 77 EURUSD", ticket: 77 };
    expect(await lines()).toMatchObject([close77, close77, { msg: "[ZMQ_SENT] BUY 0.1 EURUSD, asked for again", repeated: true }]);
  });
});

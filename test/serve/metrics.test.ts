import { describe, expect, it, onTestFinished } from "vitest";
import type { Change, TopicName, TopicValues } from "../../src-main/contract/api.ts";
import type { OrderRow } from "../../src-main/contract/order.ts";
import { TradingState } from "../../src-main/contract/trading-state.ts";
import type { Feed } from "../../src-main/serve/feed.ts";
import { measureJournal } from "../../src-main/serve/journal-lag.ts";
import { createMetrics, type Metrics } from "../../src-main/serve/metrics.ts";
import type { Journal } from "../../src-main/engine/ports.ts";
import { handClock, topics } from "./fixtures.ts";
import { serve } from "./http-fixtures.ts";

/** A feed whose topics a test turns, one by one. */
function turningFeed(own: Partial<TopicValues> = {}) {
  const listeners = new Set<(change: Change) => void>();
  const now = { ...topics, ...own };
  let nowMs = 100_000;
  let revision = 0;
  const feed: Feed = {
    revision: () => revision,
    snapshot: () => ({ accountId: "main", revision, nowMs, topics: now }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    feed,
    listeners,
    turn: <T extends Exclude<TopicName, "positions">>(topic: T, value: TopicValues[T]): void => {
      now[topic] = value;
      revision += 1;
      for (const listener of listeners) listener({ accountId: "main", revision, nowMs, topic, change: value } as Change);
    },
    setNow: (ms: number): void => void (nowMs = ms),
  };
}

function measured(own: Partial<TopicValues> = {}, journalWaitingMs = 0) {
  const turning = turningFeed(own);
  const metrics = createMetrics({ feed: turning.feed, journalWaitingMs: () => journalWaitingMs });
  onTestFinished(() => metrics.close());
  return { ...turning, metrics };
}

/** The value behind a series' name and labels (the account's left out), or `undefined`. */
async function valueOf(metrics: Metrics, series: string): Promise<number | undefined> {
  for (const line of (await metrics.text()).split("\n")) {
    const [, name, labels = "", value] = /^(\w+)(\{[^}]*\})? (\S+)$/.exec(line) ?? [];
    const bare = labels.replace(/,?account="main"/, "").replace("{}", "").replace("{,", "{");
    if (`${name}${bare}` === series) return Number(value);
  }
  return undefined;
}

const order = (over: Partial<OrderRow> = {}): OrderRow => ({
  agentId: "alpha",
  uuid: "u1",
  action: "OPEN",
  symbol: "EURUSD",
  type: "BUY",
  volumeLots: 0.1,
  price: null,
  ticket: null,
  status: "under-way",
  code: null,
  message: null,
  receivedAtMs: 1_000,
  endedAtMs: null,
  latencyMs: null,
  settledBy: null,
  ...over,
});

describe("the metrics", () => {
  it("have one gauge a state, of which one is 1, and say which account they are of", async () => {
    const { metrics, turn } = measured();
    for (const now of TradingState.options) {
      turn("overview", { ...topics.overview, tradingState: now });
      for (const state of TradingState.options) expect(await valueOf(metrics, `holdfast_trading_state{state="${state}"}`), `${state} while ${now}`).toBe(state === now ? 1 : 0);
    }
    expect(await metrics.text()).toContain('account="main"');
    expect(await valueOf(metrics, 'holdfast_link{health="HEALTHY"}')).toBe(1);
    expect(await valueOf(metrics, 'holdfast_link{health="FAILED"}')).toBe(0);
  });

  it("tell ages by the engine's clock, and say nothing of a truth that was never read", async () => {
    const { metrics, turn, setNow } = measured({ overview: { ...topics.overview, truthAtMs: null } });
    expect(await valueOf(metrics, "holdfast_truth_age_seconds")).toBeUndefined();
    turn("overview", { ...topics.overview, truthAtMs: 98_500 });
    expect(await valueOf(metrics, "holdfast_truth_age_seconds")).toBe(1.5);
    setNow(98_000);
    expect(await valueOf(metrics, "holdfast_truth_age_seconds"), "the clock was set back").toBe(0);
  });

  it("count an order once, by its first outcome, with both of its times", async () => {
    const { metrics, turn } = measured();
    const filled = order({ status: "confirmed", ticket: 7, endedAtMs: 1_030, latencyMs: 20 });
    turn("orders", [order()]);
    expect(await valueOf(metrics, 'holdfast_orders_total{outcome="confirmed"}')).toBe(0);
    turn("orders", [filled]);
    turn("orders", [filled, order({ uuid: "u2", status: "denied", code: "KILLED", endedAtMs: 1_001 })]);
    expect(await valueOf(metrics, 'holdfast_orders_total{outcome="confirmed"}')).toBe(1);
    expect(await valueOf(metrics, 'holdfast_orders_total{outcome="denied"}')).toBe(1);
    expect(await valueOf(metrics, 'holdfast_order_gateway_seconds_sum{outcome="confirmed"}')).toBeCloseTo(0.02);
    expect(await valueOf(metrics, 'holdfast_order_gateway_seconds_count{outcome="denied"}'), "it never left").toBeUndefined();
    expect(await valueOf(metrics, 'holdfast_order_seconds_sum{outcome="confirmed"}')).toBeCloseTo(0.03);
  });

  it("count a doubt as unresolved, and what settled it apart from that", async () => {
    const { metrics, turn } = measured();
    const doubtful = order({ status: "unresolved", code: "NO_ANSWER", endedAtMs: 6_000 });
    turn("orders", [doubtful]);
    turn("orders", [{ ...doubtful, status: "confirmed", code: null, ticket: 7, settledBy: "operator" }]);
    expect(await valueOf(metrics, 'holdfast_orders_total{outcome="unresolved"}')).toBe(1);
    expect(await valueOf(metrics, 'holdfast_orders_total{outcome="confirmed"}')).toBe(0);
    expect(await valueOf(metrics, 'holdfast_orders_settled_total{outcome="confirmed",by="operator"}')).toBe(1);
  });

  it("do not count what had happened before they began", async () => {
    const before = order({ status: "confirmed", ticket: 7, endedAtMs: 1_030, latencyMs: 20 });
    const beat = { atMs: 1, outcome: "ok", latencyMs: 3 } as const;
    const { metrics, turn } = measured({ orders: [before], heartbeat: { ...topics.heartbeat, samples: [beat] } });
    turn("orders", [before]);
    turn("heartbeat", { ...topics.heartbeat, samples: [beat, { atMs: 2, outcome: "ok", latencyMs: 5 }, { atMs: 3, outcome: "missed", latencyMs: null }] });
    expect(await valueOf(metrics, 'holdfast_orders_total{outcome="confirmed"}')).toBe(0);
    expect(await valueOf(metrics, 'holdfast_heartbeats_total{outcome="ok"}')).toBe(1);
    expect(await valueOf(metrics, 'holdfast_heartbeats_total{outcome="missed"}')).toBe(1);
    expect(await valueOf(metrics, "holdfast_heartbeat_seconds_sum")).toBeCloseTo(0.005);
  });

  it("say how many orders are in doubt and how long the oldest has been", async () => {
    const doubt = { uuid: "u", agentId: "alpha", symbol: "EURUSD", side: "BUY", volumeLots: 0.1, why: "no answer", candidates: [] } as const;
    const { metrics, turn } = measured();
    expect(await valueOf(metrics, "holdfast_order_in_doubt_oldest_seconds")).toBe(0);
    turn("inDoubt", [{ ...doubt, candidates: [], sinceMs: 99_000 }, { ...doubt, candidates: [], uuid: "v", sinceMs: 58_000 }]);
    expect(await valueOf(metrics, "holdfast_orders_in_doubt")).toBe(2);
    expect(await valueOf(metrics, "holdfast_order_in_doubt_oldest_seconds")).toBe(42);
  });

  it("count trips, differences and what the journal needs to write", async () => {
    const { metrics, turn } = measured();
    const entry = { seq: 1, atMs: 99_990, severity: "critical" } as const;
    turn("activity", [
      { ...entry, kind: "TRIPPED", body: { reason: "RISK_LIMIT", detail: "x" } },
      { ...entry, kind: "DIFFERENCE_FOUND", body: { difference: { status: "corrected" } } },
      { ...entry, kind: "DIFFERENCE_FOUND", body: { difference: { status: "waiting" } } },
      { ...entry, kind: "DIFFERENCE_ACCEPTED", body: { difference: { status: "corrected" } } },
    ]);
    expect(await valueOf(metrics, 'holdfast_trips_total{reason="RISK_LIMIT"}')).toBe(1);
    for (const status of ["corrected", "waiting", "accepted"]) expect(await valueOf(metrics, `holdfast_differences_total{status="${status}"}`)).toBe(1);
    expect(await valueOf(metrics, "holdfast_journal_write_seconds_sum")).toBeCloseTo(0.04);
  });

  it("tell kills, agents, reduce-only, the loop's delay and the memory", async () => {
    const { metrics, turn } = measured({}, 250);
    turn("overview", { ...topics.overview, reduceOnly: { name: "N", reason: "r", atMs: 1 } });
    turn("kill", { active: [{ id: "k", scope: { kind: "agent", agentId: "alpha" }, reason: "r", source: "tray", flatten: false, includeForeign: false, atMs: 1, durable: true }], flatten: null });
    expect(await valueOf(metrics, "holdfast_reduce_only")).toBe(1);
    expect(await valueOf(metrics, "holdfast_kills_in_force")).toBe(1);
    expect(await valueOf(metrics, "holdfast_journal_waiting_seconds")).toBe(0.25);
    expect(await valueOf(metrics, 'holdfast_event_loop_delay_seconds{quantile="0.99"}')).toBeGreaterThanOrEqual(0);
    expect(await valueOf(metrics, "process_resident_memory_bytes")).toBeGreaterThan(1_000_000);
  });

  it("follow nothing any more once closed, and know nothing of one another", async () => {
    const one = measured();
    const other = measured();
    one.turn("orders", [order({ status: "refused", code: "MT5_10006", endedAtMs: 1_030 })]);
    expect(await valueOf(other.metrics, 'holdfast_orders_total{outcome="refused"}')).toBe(0);
    one.metrics.close();
    expect(one.listeners.size).toBe(0);
  });
});

describe("a measured journal", () => {
  it("knows how long the oldest write has been waiting for the disk", async () => {
    const clock = handClock();
    const letGo: (() => void)[] = [];
    const entry = { seq: 1, atMs: 0, kind: "ENGINE_STOPPED", severity: "info" as const, body: {} };
    const disk: Journal = {
      append: () => new Promise((resolve) => letGo.push(() => resolve({ ok: true, value: entry }))),
      tail: () => Promise.resolve({ ok: true, value: [entry] }),
    };
    const { journal, waitingMs } = measureJournal(disk, clock);
    expect(waitingMs()).toBe(0);
    const event = { kind: "ENGINE_STOPPED", body: { reason: "x" } } as const;
    const first = journal.append(event);
    clock.advance(100);
    const second = journal.append(event);
    clock.advance(50);
    expect(waitingMs()).toBe(150);
    letGo[0]?.();
    expect(await first).toEqual({ ok: true, value: entry });
    expect(waitingMs()).toBe(50);
    letGo[1]?.();
    await second;
    expect(waitingMs()).toBe(0);
    expect(await journal.tail(1)).toEqual({ ok: true, value: [entry] });
  });
});

describe("GET /metrics", () => {
  const page = { text: () => Promise.resolve("holdfast_info 1\n") };
  const get = (url: string, token?: string): Promise<Response> => fetch(`${url}/metrics`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

  it("gives Prometheus's text to whoever has a token, the reading one included", async () => {
    const { url, tokens } = await serve({ metrics: page });
    for (const token of [tokens.read, tokens.command]) {
      const answer = await get(url, token);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(await answer.text()).toBe("holdfast_info 1\n");
    }
  });

  it("is closed to everybody else", async () => {
    const { url } = await serve({ metrics: page });
    for (const token of [undefined, "wrong"]) {
      const answer = await get(url, token);
      expect(answer.status).toBe(401);
      expect(await answer.text()).not.toContain("holdfast_info");
    }
  });

  it("is not there where nothing is measured", async () => {
    const { url, tokens } = await serve();
    expect((await get(url, tokens.command)).status).toBe(404);
  });
});

import { Counter, Histogram, type Registry } from "prom-client";
import type { Change, Snapshot } from "../contract/api.ts";
import type { HeartbeatReport } from "../contract/heartbeat.ts";
import type { JournalEntry } from "../contract/journal.ts";
import type { OrderRow } from "../contract/order.ts";
import type { Cancel } from "../engine/ports.ts";
import type { Feed } from "./feed.ts";
import { limits } from "./limits.ts";

/** Upper bounds in seconds: finest where a gateway on the same machine answers, up to the longest wait there is. */
const BUCKETS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const MS_PER_S = 1000;

/** Counts what happens from now on. What `first` shows already happened before. */
export function countEvents(registry: Registry, feed: Feed, first: Snapshot): Cancel {
  const onOrders = orderCounting(registry, first.topics.orders);
  const onHeartbeat = beatCounting(registry, first.topics.heartbeat);
  const onActivity = activityCounting(registry);
  return feed.subscribe((change: Change) => {
    if (change.topic === "orders") onOrders(change.change);
    else if (change.topic === "heartbeat") onHeartbeat(change.change);
    else if (change.topic === "activity") for (const entry of change.change) onActivity(entry, change.nowMs);
  });
}

function orderCounting(registry: Registry, known: readonly OrderRow[]): (rows: readonly OrderRow[]) => void {
  const registers = [registry];
  const ended = new Counter({ name: "holdfast_orders_total", help: "Orders by their first outcome.", labelNames: ["outcome"], registers });
  const settled = new Counter({ name: "holdfast_orders_settled_total", help: "Orders that were in doubt, by what they turned out to be and by what settled them.", labelNames: ["outcome", "by"], registers });
  const roundTrip = new Histogram({ name: "holdfast_order_gateway_seconds", help: "Round trip of an order to the gateway.", labelNames: ["outcome"], buckets: BUCKETS_S, registers });
  const whole = new Histogram({ name: "holdfast_order_seconds", help: "From an order's arrival to its outcome, both writes to the journal included.", labelNames: ["outcome"], buckets: BUCKETS_S, registers });
  for (const outcome of ["confirmed", "refused", "denied", "unresolved"]) ended.inc({ outcome }, 0);
  const counted = boundedSet(limits.metricOrdersRemembered);
  for (const row of known) if (row.status !== "under-way") counted.add(keyOf(row));

  const count = (row: OrderRow): void => {
    const { status: outcome, settledBy, latencyMs, receivedAtMs, endedAtMs } = row;
    // A row comes again when anything about it changes; an outcome is counted once.
    if (outcome === "under-way" || !counted.add(keyOf(row))) return;
    if (settledBy !== null) {
      settled.inc({ outcome, by: settledBy });
      return;
    }
    ended.inc({ outcome });
    if (latencyMs !== null) roundTrip.observe({ outcome }, latencyMs / MS_PER_S);
    if (endedAtMs !== null) whole.observe({ outcome }, Math.max(0, endedAtMs - receivedAtMs) / MS_PER_S);
  };
  return (rows) => {
    for (const row of rows) count(row);
  };
}

const keyOf = ({ agentId, uuid, settledBy }: OrderRow): string => `${agentId}\n${uuid}\n${settledBy ?? ""}`;

/** Forgets the oldest. `add` says whether it was new. */
function boundedSet(max: number): { add(key: string): boolean } {
  const keys = new Set<string>();
  return {
    add: (key) => {
      if (keys.has(key)) return false;
      keys.add(key);
      const [oldest] = keys;
      if (keys.size > max && oldest !== undefined) keys.delete(oldest);
      return true;
    },
  };
}

function beatCounting(registry: Registry, first: HeartbeatReport): (report: HeartbeatReport) => void {
  const registers = [registry];
  const beats = new Counter({ name: "holdfast_heartbeats_total", help: "Heartbeats by how they ended.", labelNames: ["outcome"], registers });
  const roundTrip = new Histogram({ name: "holdfast_heartbeat_seconds", help: "Round trip of a heartbeat.", buckets: BUCKETS_S, registers });
  let lastAtMs = first.samples.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
  return ({ samples }) => {
    const fresh = samples.filter(({ atMs }) => atMs > lastAtMs);
    for (const { outcome, latencyMs } of fresh) {
      beats.inc({ outcome });
      if (latencyMs !== null) roundTrip.observe(latencyMs / MS_PER_S);
    }
    lastAtMs = samples.at(-1)?.atMs ?? lastAtMs;
  };
}

function activityCounting(registry: Registry): (entry: JournalEntry, nowMs: number) => void {
  const registers = [registry];
  const trips = new Counter({ name: "holdfast_trips_total", help: "Times the breaker tripped, by reason.", labelNames: ["reason"], registers });
  const differences = new Counter({ name: "holdfast_differences_total", help: "Differences between record and truth: corrected by rule, left waiting for a person, accepted by one.", labelNames: ["status"], registers });
  const writes = new Histogram({ name: "holdfast_journal_write_seconds", help: "From an event's moment to its being durable.", buckets: BUCKETS_S, registers });
  for (const status of ["corrected", "waiting", "accepted"]) differences.inc({ status }, 0);
  return ({ kind, body, atMs }, nowMs) => {
    writes.observe(Math.max(0, nowMs - atMs) / MS_PER_S);
    if (kind === "TRIPPED") trips.inc({ reason: String(body["reason"]) });
    else if (kind === "DIFFERENCE_FOUND") differences.inc({ status: statusOf(body["difference"]) });
    else if (kind === "DIFFERENCE_ACCEPTED") differences.inc({ status: "accepted" });
  };
}

const statusOf = (difference: unknown): string => (typeof difference === "object" && difference !== null && "status" in difference ? String(difference.status) : "waiting");

import type { AgentRow } from "../../src-main/contract/agent.ts";
import type { Change, Snapshot, TopicName, TopicValues } from "../../src-main/contract/api.ts";
import type { OrderRow } from "../../src-main/contract/order.ts";
import type { ConnectionListener } from "../connection/connection.ts";
import type { ActivityLog } from "./activity-log.ts";
import { appendEntries, emptyActivity, prependEntries } from "./activity-log.ts";
import type { JournalEntry } from "../../src-main/contract/journal.ts";
import type { Cell, WritableCell } from "./cell.ts";
import { createCell } from "./cell.ts";
import type { EngineClock } from "./engine-clock.ts";
import { createEngineClock } from "./engine-clock.ts";
import { withOrders } from "./order-log.ts";
import type { PositionLedger, PositionView } from "./position-book.ts";
import { createPositionLedger } from "./position-book.ts";
import { withUpserts } from "./upserts.ts";

/** Topics as screens see them: as the contract has them, but for those that are kept up piece by piece. */
export type TopicViews = Omit<TopicValues, "positions" | "activity" | "orders" | "agents"> & {
  positions: PositionView;
  activity: ActivityLog;
  /** Oldest first. */
  orders: readonly OrderRow[];
  agents: readonly AgentRow[];
};

/** What is shown: one cell a topic, so that a change wakes only who looks at it. `null` before the first snapshot. */
export interface ConsoleStore {
  readonly topics: { readonly [T in TopicName]: Cell<TopicViews[T] | null> };
  readonly accountId: Cell<string | null>;
  readonly clock: EngineClock;
  /** What a connection tells goes in here. */
  readonly listener: ConnectionListener;
  prependActivity(older: readonly JournalEntry[]): void;
}

type Topics = { readonly [T in TopicName]: WritableCell<TopicViews[T] | null> };

const emptyTopics = (): Topics => ({
  overview: createCell<TopicViews["overview"] | null>(null),
  heartbeat: createCell<TopicViews["heartbeat"] | null>(null),
  account: createCell<TopicViews["account"] | null>(null),
  sync: createCell<TopicViews["sync"] | null>(null),
  differences: createCell<TopicViews["differences"] | null>(null),
  kill: createCell<TopicViews["kill"] | null>(null),
  positions: createCell<TopicViews["positions"] | null>(null),
  activity: createCell<TopicViews["activity"] | null>(null),
  orders: createCell<TopicViews["orders"] | null>(null),
  inDoubt: createCell<TopicViews["inDoubt"] | null>(null),
  agents: createCell<TopicViews["agents"] | null>(null),
  risk: createCell<TopicViews["risk"] | null>(null),
  recovery: createCell<TopicViews["recovery"] | null>(null),
});

const agentKey = ({ agentId }: AgentRow): string => agentId;

export function createConsoleStore(): ConsoleStore {
  const topics = emptyTopics();
  const accountId = createCell<string | null>(null);
  const clock = createEngineClock();
  let ledger: PositionLedger | null = null;

  const takeSnapshot = (snapshot: Snapshot): void => {
    const { positions, activity, ...plain } = snapshot.topics;
    const sameAccount = accountId.get() === snapshot.accountId;
    clock.set(snapshot.nowMs);
    accountId.set(snapshot.accountId);
    ledger = createPositionLedger(positions);
    topics.positions.set(ledger.view());
    topics.activity.set(appendEntries((sameAccount ? topics.activity.get() : null) ?? emptyActivity, activity));
    topics.heartbeat.set(plain.heartbeat);
    topics.account.set(plain.account);
    topics.sync.set(plain.sync);
    topics.differences.set(plain.differences);
    topics.kill.set(plain.kill);
    topics.orders.set(withOrders([], plain.orders));
    topics.inDoubt.set(plain.inDoubt);
    topics.agents.set(plain.agents);
    topics.risk.set(plain.risk);
    topics.recovery.set(plain.recovery);
    topics.overview.set(plain.overview);
  };

  const takeChange = (change: Change): void => {
    switch (change.topic) {
      case "positions":
        if (ledger !== null) topics.positions.set(ledger.apply(change.change));
        return;
      case "activity":
        topics.activity.set(appendEntries(topics.activity.get() ?? emptyActivity, change.change));
        return;
      case "overview":
        topics.overview.set(change.change);
        return;
      case "heartbeat":
        topics.heartbeat.set(change.change);
        return;
      case "account":
        topics.account.set(change.change);
        return;
      case "sync":
        topics.sync.set(change.change);
        return;
      case "differences":
        topics.differences.set(change.change);
        return;
      case "kill":
        topics.kill.set(change.change);
        return;
      case "orders":
        topics.orders.set(withOrders(topics.orders.get() ?? [], change.change));
        return;
      case "inDoubt":
        topics.inDoubt.set(change.change);
        return;
      case "agents":
        topics.agents.set(withUpserts(topics.agents.get() ?? [], change.change, agentKey));
        return;
      case "risk":
        topics.risk.set(change.change);
        return;
      case "recovery":
        topics.recovery.set(change.change);
    }
  };

  return {
    topics,
    accountId,
    clock,
    listener: { snapshot: takeSnapshot, change: takeChange, clock: (nowMs) => clock.set(nowMs) },
    prependActivity: (older) => topics.activity.set(prependEntries(topics.activity.get() ?? emptyActivity, older)),
  };
}

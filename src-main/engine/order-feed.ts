import type { InDoubt, OrderRow } from "../contract/order.ts";
import type { ConsoleFeed } from "./console-feed.ts";
import { limits } from "./limits.ts";
import type { OrderBook } from "./order-book.ts";
import { orderRow } from "./order-row.ts";
import type { Cancel, Clock } from "./ports.ts";

/** Tells the console of orders, many in one message where they come fast. */
export interface OrderFeed {
  changed(agentId: string, uuid: string): void;
  /** What is known of orders in doubt may be else. */
  doubtsChanged(): void;
  stop(): void;
}

export interface OrderFeedWorld {
  readonly clock: Clock;
  readonly feed: ConsoleFeed;
  readonly book: OrderBook;
  inDoubt(): InDoubt[];
}

export function createOrderFeed({ clock, feed, book, inDoubt }: OrderFeedWorld): OrderFeed {
  let waiting = new Map<string, readonly [agentId: string, uuid: string]>();
  let cancel: Cancel | null = null;

  const publish = (): void => {
    cancel = null;
    const rows: OrderRow[] = [];
    for (const [agentId, uuid] of waiting.values()) {
      const order = book.find(agentId, uuid);
      if (order) rows.push(orderRow(order));
    }
    waiting = new Map();
    feed.upsertOrders(rows);
    publishDoubts();
  };

  /** They are few, and looked at every second: only what is else is worth a message. */
  const publishDoubts = (): void => {
    const doubts = inDoubt();
    if (JSON.stringify(doubts) !== JSON.stringify(feed.value("inDoubt"))) feed.set("inDoubt", doubts);
  };

  return {
    changed: (agentId, uuid) => {
      waiting.set(`${agentId}\n${uuid}`, [agentId, uuid]);
      cancel ??= clock.after(limits.ordersPublishIntervalMs, publish);
    },
    doubtsChanged: publishDoubts,
    stop: () => {
      cancel?.();
      cancel = null;
    },
  };
}

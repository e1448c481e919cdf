import type { TopicName } from "../../contract/api.ts";
import type { ConsoleFeed } from "../../engine/console-feed.ts";
import type { Cancel } from "../../engine/ports.ts";
import { sameSymbol } from "../../domain/position.ts";

/** What the tray can stop one by one, and how many orders wait for certainty. Names are sorted. */
export interface Exposure {
  /** Agents that are not stopped yet. */
  readonly agents: readonly string[];
  /** Symbols held now or since the start, and not stopped yet. */
  readonly symbols: readonly string[];
  readonly inDoubt: number;
}

export interface ExposureWatch {
  now(): Exposure;
  /** Told only of what differs, which is far less often than prices do. */
  onChange(listener: (exposure: Exposure) => void): Cancel;
}

const concerned: readonly TopicName[] = ["agents", "positions", "kill", "inDoubt"];

/**
 * Reads the exposure off an engine's feed. A symbol stays once it was held, and an agent whether it is connected or not:
 * a menu that is replaced closes under the pointer, and lists that come and go with every trade would do that all day.
 */
export function watchExposure(feed: Pick<ConsoleFeed, "value" | "subscribe">): ExposureWatch {
  const heldSymbols = new Set(feed.value("positions").rows.map(({ symbol }) => symbol));
  const listeners = new Set<(exposure: Exposure) => void>();

  const read = (): Exposure => {
    const stopped = feed.value("kill").active.map(({ scope }) => scope);
    const isStopped = (symbol: string): boolean => stopped.some((scope) => scope.kind === "symbol" && sameSymbol(scope.symbol, symbol));
    return {
      agents: feed.value("agents").filter(({ killed }) => !killed).map(({ agentId }) => agentId).toSorted(),
      symbols: [...heldSymbols].filter((symbol) => !isStopped(symbol)).toSorted(),
      inDoubt: feed.value("inDoubt").length,
    };
  };

  let now = read();
  feed.subscribe((change) => {
    if (!concerned.includes(change.topic)) return;
    if (change.topic === "positions") for (const { symbol } of change.change.upserts) heldSymbols.add(symbol);
    const next = read();
    if (JSON.stringify(next) === JSON.stringify(now)) return;
    now = next;
    for (const listener of listeners) listener(now);
  });
  return {
    now: () => now,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

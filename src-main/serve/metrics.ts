import { Registry } from "prom-client";
import type { Feed } from "./feed.ts";
import { watchLoopDelay } from "./loop-delay.ts";
import { countEvents } from "./metrics-events.ts";
import { createGauges } from "./metrics-gauges.ts";
import type { MetricsPage } from "./metrics-route.ts";

/** Where the figures come from: what every console is told, and how long the journal makes its writers wait. */
export interface MetricsSource {
  readonly feed: Feed;
  /** How long the oldest write that is not durable yet has been waiting; 0 when none waits. */
  journalWaitingMs(): number;
}

export interface Metrics extends MetricsPage {
  /** Follows nothing any more. */
  close(): void;
}

/**
 * Follows an engine's feed and says on demand what Prometheus asks for. Events are counted from this call on, since a
 * counter that starts at 0 is what Prometheus expects of a process that started; everything else is read when asked.
 */
export function createMetrics({ feed, journalWaitingMs }: MetricsSource): Metrics {
  const registry = new Registry();
  const first = feed.snapshot();
  registry.setDefaultLabels({ account: first.accountId });
  const stopCounting = countEvents(registry, feed, first);
  const setGauges = createGauges(registry);
  const loop = watchLoopDelay();
  return {
    text: () => {
      setGauges({ snapshot: feed.snapshot(), journalWaitingMs: journalWaitingMs(), loopDelay: loop.sinceLastLook() });
      return registry.metrics();
    },
    close: () => {
      stopCounting();
      loop.stop();
    },
  };
}

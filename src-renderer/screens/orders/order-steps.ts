import type { Order } from "../../../src-main/contract/order.ts";

export const stepNames = ["received", "checked", "durable", "sent", "ended"] as const;
export type StepName = (typeof stepNames)[number];

/** `stopped`: it ended here without the steps after; `skipped`: one of those; `waiting`: it may still come. */
export type StepStatus = "done" | "waiting" | "stopped" | "skipped";

/** One step of an order's way. Moments are UTC, Unix ms. */
export interface OrderStep {
  readonly name: StepName;
  readonly status: StepStatus;
  readonly atMs: number | null;
  /** Since the step before it that has a moment; `null` without one. */
  readonly sincePreviousMs: number | null;
}

/** The way of one order, always in the same five steps, however far it came. */
export function stepsOf({ intent, durableAtMs, sentAtMs, endedAtMs, outcome }: Order): OrderStep[] {
  const ended = outcome !== null;
  const denied = outcome?.kind === "denied";
  const reached = (atMs: number | null): StepStatus => (atMs !== null ? "done" : ended ? "skipped" : "waiting");
  const moments: readonly (readonly [StepName, StepStatus, number | null])[] = [
    ["received", "done", intent.receivedAtMs],
    ["checked", denied && durableAtMs === null ? "stopped" : "done", null],
    ["durable", reached(durableAtMs), durableAtMs],
    ["sent", denied && durableAtMs !== null && sentAtMs === null ? "stopped" : reached(sentAtMs), sentAtMs],
    ["ended", ended ? "done" : "waiting", endedAtMs],
  ];
  let previousMs: number | null = null;
  return moments.map(([name, status, atMs]) => {
    const sincePreviousMs = atMs === null || previousMs === null ? null : atMs - previousMs;
    previousMs = atMs ?? previousMs;
    return { name, status, atMs, sincePreviousMs };
  });
}

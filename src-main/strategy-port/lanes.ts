import type { PortLimits } from "./limits.ts";

/** What stops trading, what gets out of a position, what is kept and given back, and everything else: none takes the place of another. */
export const lanes = ["kill", "close", "keeping", "other"] as const;
export type Lane = (typeof lanes)[number];

const laneOfAction: ReadonlyMap<string, Lane> = new Map<string, Lane>([
  ["KILL", "kill"],
  ["CLOSE", "close"],
  ["SAVE_STATE", "keeping"],
  ["SAVE_SUPERVISOR", "keeping"],
  ["SAVE_MASTERMIND", "keeping"],
  ["SAVE_VALHALLA", "keeping"],
  ["REPORT_DEATH", "keeping"],
  ["RESTORE", "keeping"],
  ["LEDGER", "keeping"],
]);

export const laneOf = (action: string): Lane => laneOfAction.get(action) ?? "other";

/** What one client may send by a lane. */
export interface LaneRate {
  readonly perSecond: number;
  readonly burst: number;
  readonly outstandingMax: number;
}

export const rateOf = (lane: Lane, limits: PortLimits): LaneRate =>
  lane === "keeping"
    ? { perSecond: limits.keepingPerSecond, burst: limits.keepingBurst, outstandingMax: limits.keepingOutstandingPerClientMax }
    : { perSecond: limits.messagesPerSecond, burst: limits.messagesBurst, outstandingMax: limits.outstandingPerClientMax };

/** What the size of a message, or of a reply, takes off the allowance of its lane; the message itself takes one. */
export const shareOf = (lane: Lane, bytes: number, { keepingUnitBytes }: PortLimits): number => (lane === "keeping" ? Math.floor(bytes / keepingUnitBytes) : 0);

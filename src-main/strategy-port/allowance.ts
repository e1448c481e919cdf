/** How many messages may still come, which grows with time up to a burst. */
export interface Allowance {
  /** As of `asOfMs` (monotonic). */
  left: number;
  asOfMs: number;
}

export interface AllowanceRate {
  readonly messagesPerSecond: number;
  readonly messagesBurst: number;
}

export const fullAllowance = ({ messagesBurst }: AllowanceRate, nowMs: number): Allowance => ({ left: messagesBurst, asOfMs: nowMs });

/** Takes one message off. False: there is none left. */
export function spend(allowance: Allowance, { messagesPerSecond, messagesBurst }: AllowanceRate, nowMs: number): boolean {
  const earned = ((nowMs - allowance.asOfMs) * messagesPerSecond) / 1_000;
  allowance.left = Math.min(messagesBurst, allowance.left + earned);
  allowance.asOfMs = nowMs;
  if (allowance.left < 1) return false;
  allowance.left -= 1;
  return true;
}

/** How much may still come, which grows with time up to a burst. Below 0 it was overdrawn. */
export interface Allowance {
  /** As of `asOfMs` (monotonic). */
  left: number;
  asOfMs: number;
}

export interface AllowanceRate {
  readonly perSecond: number;
  readonly burst: number;
}

export const fullAllowance = ({ burst }: AllowanceRate, nowMs: number): Allowance => ({ left: burst, asOfMs: nowMs });

/** Takes `cost` off. False: there is not as much left, and nothing is taken. */
export function spend(allowance: Allowance, cost: number, { perSecond, burst }: AllowanceRate, nowMs: number): boolean {
  const earned = ((nowMs - allowance.asOfMs) * perSecond) / 1_000;
  allowance.left = Math.min(burst, allowance.left + earned);
  allowance.asOfMs = nowMs;
  if (allowance.left < cost) return false;
  allowance.left -= cost;
  return true;
}

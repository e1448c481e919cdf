/** What the log was last told of one client, by the code that the client got: when (monotonic ms). */
export type Complaints = Map<string, number>;

const PAUSE_MS = 60_000;

/** May the log be told now? A client that does the same a thousand times is told of once a minute. True counts it as told. */
export function isDue(complaints: Complaints, code: string, nowMs: number): boolean {
  const lastAtMs = complaints.get(code);
  if (lastAtMs !== undefined && nowMs - lastAtMs < PAUSE_MS) return false;
  complaints.set(code, nowMs);
  return true;
}

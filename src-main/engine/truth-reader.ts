import type { SyncError } from "../contract/sync.ts";
import type { Truth } from "../domain/account.ts";
import { centsFrom } from "../domain/money.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { Clock, Venue } from "./ports.ts";

/** A truth, and the monotonic moment at which it was asked for: what happened since may or may not be in it. */
export interface ReadTruth extends Truth {
  readonly askedAtMs: number;
}

/**
 * What one careful look at the venue came to. `suspect`: the venue said "no positions" and something else said
 * otherwise; `fuller` is the answer that lists more, for a person to decide on.
 */
export type Reading =
  | { readonly kind: "truth"; readonly truth: ReadTruth }
  | { readonly kind: "suspect"; readonly fuller: ReadTruth; readonly evidence: string }
  | { readonly kind: "failed"; readonly error: SyncError };

/** The one way in which the engine reads the venue's truth. A read ends within `timeoutMs`, however many queries it takes. */
export interface TruthReader {
  /** Believes what a person accepted. */
  read(timeoutMs: number): Promise<Reading>;
  /** Believes nothing that contradicts itself, whoever accepted it: for what must be proven, such as being flat. */
  readStrictly(timeoutMs: number): Promise<Reading>;
  /**
   * A person took the fuller answer of the contradiction that this evidence describes. It holds for that contradiction
   * only, and until the next start: a position query that lists more than the full sync stays the better one, but a
   * margin without positions is believed at that very amount and no other.
   */
  accept(evidence: string): void;
}

/** A contradiction with what an acceptance of it is bound to. */
type Found = Exclude<Reading, { kind: "suspect" }> | (Extract<Reading, { kind: "suspect" }> & { readonly boundTo: string });

/** Contradictions remembered until somebody accepts one; the console shows one at a time. */
const EVIDENCE_KEPT = 16;

export function createTruthReader(venue: Venue, clock: Pick<Clock, "monotonicMs">): TruthReader {
  const accepted = new Set<string>();
  const seen = new Map<string, string>();

  const look = async (timeoutMs: number): Promise<Found> => {
    const found = await readTruth(venue, clock, timeoutMs);
    if (found.kind === "suspect") {
      seen.set(found.evidence, found.boundTo);
      if (seen.size > EVIDENCE_KEPT) seen.delete(seen.keys().next().value ?? "");
    }
    return found;
  };

  return {
    read: async (timeoutMs) => {
      const found = await look(timeoutMs);
      return found.kind === "suspect" && accepted.has(found.boundTo) ? { kind: "truth", truth: found.fuller } : found;
    },
    readStrictly: look,
    accept: (evidence) => {
      const boundTo = seen.get(evidence);
      if (boundTo !== undefined) accepted.add(boundTo);
    },
  };
}

/**
 * Reads the whole truth once. "No answer", "an error", "a part" and "none" stay four different things: an empty list
 * counts as flat only when a second, different query lists nothing either and no margin is in use.
 */
async function readTruth(venue: Venue, clock: Pick<Clock, "monotonicMs">, timeoutMs: number): Promise<Found> {
  const askedAtMs = clock.monotonicMs();
  const dueMs = askedAtMs + timeoutMs;
  const leftMs = (): number => Math.max(1, dueMs - clock.monotonicMs());
  const first = await venue.readTruth(timeoutMs);
  if (first.kind !== "confirmed") return { kind: "failed", error: syncErrorOf(first, "SYNC_ALL") };
  const truth: ReadTruth = { ...first.value, askedAtMs };
  if (truth.positions.length > 0) return { kind: "truth", truth };

  const second = await venue.readPositions(leftMs());
  if (second.kind !== "confirmed") return { kind: "failed", error: syncErrorOf(second, "the query that confirms an empty list") };
  if (second.value.length > 0) {
    // An order may have been filled between the two queries. Asked once more, the full sync lists it too.
    const againAtMs = clock.monotonicMs();
    const again = await venue.readTruth(leftMs());
    if (again.kind === "confirmed" && again.value.positions.length > 0) return { kind: "truth", truth: { ...again.value, askedAtMs: againAtMs } };
    const evidence = `the full sync lists no position, the position query lists ${second.value.length}`;
    return { kind: "suspect", fuller: { account: truth.account, positions: second.value, askedAtMs }, evidence, boundTo: "listed by the position query" };
  }
  if (truth.account.marginUsed === 0) return { kind: "truth", truth };

  const account = await venue.readAccount(leftMs());
  if (account.kind !== "confirmed") return { kind: "failed", error: syncErrorOf(account, "the query that confirms the margin") };
  const { marginUsed } = account.value;
  if (marginUsed === 0) return { kind: "truth", truth: { account: account.value, positions: [], askedAtMs } };
  const evidence = `no position is listed, yet ${marginUsed.toFixed(2)} of margin is in use`;
  return { kind: "suspect", fuller: { account: account.value, positions: [], askedAtMs }, evidence, boundTo: `margin of ${centsFrom(marginUsed)} cents` };
}

/** The sync error that a query's outcome stands for; `asked` names the query for the sentence. */
function syncErrorOf(outcome: Exclude<Outcome<unknown>, { kind: "confirmed" }>, asked: string): SyncError {
  switch (outcome.kind) {
    case "refused":
      return { code: "SYNC_REFUSED", message: `The gateway refused ${asked}: ${outcome.code}: ${outcome.message}` };
    case "denied":
      return outcome.code === "UNSAFE_KIND"
        ? { code: "UNSAFE_GATEWAY", message: outcome.message }
        : { code: "NOT_CONNECTED", message: outcome.message };
    case "unresolved": {
      const code = outcome.code === "NO_ANSWER" ? "SYNC_TIMEOUT" : "SYNC_RESPONSE";
      return { code, message: outcome.message, ...(outcome.field === undefined ? {} : { field: outcome.field }) };
    }
  }
}

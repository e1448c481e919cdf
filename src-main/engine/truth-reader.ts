import type { SyncError } from "../contract/sync.ts";
import type { Truth } from "../domain/account.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { Venue } from "./ports.ts";

/**
 * What one careful look at the venue came to. `suspect`: the venue said "no positions" and something else said
 * otherwise; `fuller` is the answer that lists more, for a person to decide on.
 */
export type Reading =
  | { readonly kind: "truth"; readonly truth: Truth }
  | { readonly kind: "suspect"; readonly fuller: Truth; readonly evidence: string }
  | { readonly kind: "failed"; readonly error: SyncError };

/** The one way in which the engine reads the venue's truth. */
export interface TruthReader {
  read(timeoutMs: number): Promise<Reading>;
  /** A person took the fuller answer of a truth that contradicts itself. Holds until the next start, which asks again. */
  trustFuller(): void;
}

export function createTruthReader(venue: Venue): TruthReader {
  let trustsFuller = false;
  return {
    read: async (timeoutMs) => {
      const reading = await readTruth(venue, timeoutMs);
      return reading.kind === "suspect" && trustsFuller ? { kind: "truth", truth: reading.fuller } : reading;
    },
    trustFuller: () => {
      trustsFuller = true;
    },
  };
}

/**
 * Reads the whole truth once. "No answer", "an error", "a part" and "none" stay four different things: an empty list
 * counts as flat only when a second, different query lists nothing either and no margin is in use.
 */
async function readTruth(venue: Venue, timeoutMs: number): Promise<Reading> {
  const first = await venue.readTruth(timeoutMs);
  if (first.kind !== "confirmed") return { kind: "failed", error: syncErrorOf(first, "SYNC_ALL") };
  const truth = first.value;
  if (truth.positions.length > 0) return { kind: "truth", truth };

  const second = await venue.readPositions(timeoutMs);
  if (second.kind !== "confirmed") return { kind: "failed", error: syncErrorOf(second, "the query that confirms an empty list") };
  if (second.value.length > 0) {
    const evidence = `the full sync lists no position, the position query lists ${second.value.length}`;
    return { kind: "suspect", fuller: { account: truth.account, positions: second.value }, evidence };
  }
  if (truth.account.marginUsed === 0) return { kind: "truth", truth };

  const account = await venue.readAccount(timeoutMs);
  if (account.kind !== "confirmed") return { kind: "failed", error: syncErrorOf(account, "the query that confirms the margin") };
  if (account.value.marginUsed === 0) return { kind: "truth", truth: { account: account.value, positions: [] } };
  const evidence = `no position is listed, yet ${account.value.marginUsed.toFixed(2)} of margin is in use`;
  return { kind: "suspect", fuller: { account: account.value, positions: [] }, evidence };
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

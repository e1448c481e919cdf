import { type ClaimedPosition, PrivateLedger } from "../contract/agent-state.ts";
import type { JsonDocument } from "../contract/document.ts";
import type { Side } from "../contract/position.ts";
import type { PrivateLedgerChange } from "../contract/reconciliation.ts";
import { exactAmount } from "./money.ts";
import { momentMs } from "./moment.ts";
import type { Position } from "./position.ts";
import { volumeFromLots, type VolumeUnits } from "./volume.ts";

/** One position as an agent claims it, in our own words. */
export interface Claim {
  readonly ticket: number | null;
  readonly symbol: string;
  readonly side: Side;
  readonly volume: VolumeUnits;
  readonly entryPrice: number | null;
  /** UTC, Unix ms. */
  readonly openedAtMs: number | null;
  /** In the agent's own words, with whatever else it says of it. */
  readonly raw: ClaimedPosition;
}

/** What an agent says it has. `claims` is `null` when it does not say what it holds, which is not the same as nothing. */
export interface PrivateView {
  readonly claims: readonly Claim[] | null;
  readonly capital: number | null;
}

/**
 * Read once a document: a comparison every few seconds would otherwise read a thousand unchanged ones anew. Sound because
 * a kept document is never changed, only replaced.
 */
const viewsRead = new WeakMap<JsonDocument, PrivateView>();

/** What a private ledger that was let in by its schema says. */
export function privateViewOf(content: JsonDocument): PrivateView {
  const known = viewsRead.get(content);
  if (known) return known;
  const view = readView(content);
  viewsRead.set(content, view);
  return view;
}

function readView(content: JsonDocument): PrivateView {
  const ledger = PrivateLedger.parse(content);
  const field = holdingField(ledger);
  return { claims: field === null ? null : (ledger[field] ?? []).flatMap(claimsOf), capital: ledger.capital == null ? null : exactAmount(ledger.capital) };
}

/** The claim in its agent's words, made to say what is so of this position. */
export function trueClaim(claim: Claim | null, position: Position): ClaimedPosition {
  return {
    ...claim?.raw,
    ticket: position.ticket,
    symbol: position.symbol,
    side: claim?.side === position.side ? claim.raw.side : position.side,
    amount: position.volumeLots,
    entry_price: position.openPrice ?? claim?.entryPrice ?? null,
    time: position.openedAtMs === null ? (claim?.raw.time ?? null) : new Date(position.openedAtMs).toISOString(),
  };
}

/** The private ledger after reconciliation changed it. */
export function withPrivateChange(content: JsonDocument, change: PrivateLedgerChange): JsonDocument {
  switch (change.what) {
    case "capital":
      return { ...content, capital: change.capital };
    case "result": {
      const { capital } = privateViewOf(content);
      return capital === null ? content : { ...content, capital: exactAmount(capital + change.profit) };
    }
    case "positions": {
      const ledger = PrivateLedger.parse(content);
      const field = holdingField(ledger);
      if (field === null) return content;
      const others = (ledger[field] ?? []).filter(({ symbol }) => symbol !== change.symbol);
      return { ...content, [field]: [...others, ...change.positions] };
    }
  }
}

/** An agent that tells real from virtual positions is held to the real ones. */
function holdingField(ledger: PrivateLedger): "real_positions" | "virtual_positions" | null {
  if (ledger.real_positions != null) return "real_positions";
  return ledger.virtual_positions == null ? null : "virtual_positions";
}

function claimsOf(position: ClaimedPosition): Claim[] {
  const volume = volumeFromLots(position.amount);
  // An amount of nothing is how some strategies leave a closed position in their list.
  if (volume === 0) return [];
  return [
    {
      ticket: position.ticket ?? null,
      symbol: position.symbol,
      side: /^(?:buy|long)$/i.test(position.side) ? "BUY" : "SELL",
      volume,
      entryPrice: position.entry_price ?? null,
      openedAtMs: momentMs(position.time),
      raw: position,
    },
  ];
}

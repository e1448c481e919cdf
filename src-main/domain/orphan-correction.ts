import type { Correction, SettlingEvent } from "../contract/reconciliation.ts";
import type { CorrectionPolicy } from "./correction-policy.ts";
import type { Position } from "./position.ts";
import { openingOf, told } from "./trade.ts";

/** What is to become of a position that nobody can explain. */
export type OrphanChoice = { readonly choice: "adopt"; readonly agentId: string } | { readonly choice: "hold" | "flatten" | "ask" };

/**
 * Settles an orphan, by policy or on a person's word. Whatever is chosen but to ask, it enters our record first, so that
 * what happens to it is written down. `by` is a name, or `policy`.
 */
export function orphanCorrection(position: Position, choice: OrphanChoice, by: string, reason: string): Correction {
  const { code, suggestion } = outcomes[choice.choice];
  const agentId = choice.choice === "adopt" ? choice.agentId : null;
  return {
    id: `${code}:${position.ticket}`,
    kind: "orphan",
    code,
    differenceId: `volume::${position.symbol}:${position.side}`,
    agentId,
    symbol: position.symbol,
    ticket: position.ticket,
    believed: "nothing",
    truth: told(position),
    why: `Position ${position.ticket} is open at the venue, and nothing says whose it is.`,
    evidence: [`magic ${position.magic ?? "not told"}, comment ${position.comment === null ? "not told" : JSON.stringify(position.comment)}`],
    waitsFor: choice.choice === "ask" ? "orphan" : null,
    suggestion,
    profit: null,
    events: eventsOf(position, choice, by, reason),
  };
}

/** What the policy makes of it. */
export const orphanByPolicy = (position: Position, { orphans, adoptInto }: CorrectionPolicy): Correction =>
  orphanCorrection(position, orphans === "adopt" ? { choice: "adopt", agentId: adoptInto } : { choice: orphans }, "policy", `orphans: ${orphans}`);

const outcomes = {
  adopt: { code: "ORPHAN_ADOPTED", suggestion: null },
  hold: { code: "ORPHAN_HELD", suggestion: null },
  flatten: { code: "ORPHAN_FLATTENED", suggestion: null },
  ask: { code: "ORPHAN_ASKED", suggestion: "Give it to an agent, close it, or leave it alone." },
} as const;

function eventsOf(position: Position, choice: OrphanChoice, by: string, reason: string): SettlingEvent[] {
  if (choice.choice === "ask") return [];
  const { ticket } = position;
  const recorded: SettlingEvent = { kind: "TRADE_OPENED", body: { trade: openingOf(position, null) } };
  if (choice.choice === "adopt") return [recorded, { kind: "ORPHAN_ADOPTED", body: { ticket, agentId: choice.agentId, by, reason } }];
  if (choice.choice === "hold") return [recorded, { kind: "ORPHAN_HELD", body: { ticket, by, reason } }];
  return [recorded, { kind: "ORPHAN_FLATTENED", body: { ticket, by, reason } }];
}

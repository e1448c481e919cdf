import { randomUUID } from "node:crypto";
import type { Side } from "../../src-main/contract/position.ts";
import { sameVolume } from "../../src-main/domain/volume.ts";
import type { AgentLife, KnownTrade } from "./agent-life.ts";
import type { Found } from "./kept-document.ts";
import type { Answer, StrategyLine } from "./strategy-line.ts";
import { markIn, type TruePosition, type Venue } from "./venue.ts";

/** One agent, and the connection it speaks through. */
export interface Speaker {
  readonly agent: AgentLife;
  readonly line: StrategyLine;
}

interface Row {
  readonly ticket: number;
  readonly symbol: string;
  readonly type: Side;
  readonly volume: number;
  readonly uuid: string | null;
}

interface AgentAudit {
  readonly problems: readonly string[];
  readonly open: readonly Row[];
}

/** Beyond what closed since the last look: orders that were executed without an answer. */
const CLOSED_SLACK = 10;
const CLOSED_MOST = 1_000;

/**
 * Holds everything that was acknowledged against what is given back after a restart, and the public ledger against the
 * venue. Nobody trades meanwhile. Says each thing that is wrong, in words.
 *
 * `whole` looks through every trade of each agent; else the older closed ones, which were looked through before, are
 * only counted. `isSettled`: no order is in doubt any more, so that nothing explains a difference.
 */
export async function audit(speakers: readonly Speaker[], venue: Venue, { whole, isSettled }: { readonly whole: boolean; readonly isSettled: boolean }): Promise<string[]> {
  const audits = await Promise.all(speakers.map((speaker) => auditAgent(speaker, whole)));
  const positions = await venue.positions();
  const differences = againstVenue(audits.flatMap(({ open }) => open), positions, speakers, isSettled);
  const refused = speakers.flatMap(({ agent }) => [...agent.refused].filter(([mark]) => venue.openedBy(mark).length > 0).map(([mark, why]) => `order ${mark} was executed, and refused: ${why}`));
  return [...audits.flatMap(({ problems }) => problems), ...differences, ...refused, ...venue.openedTwice];
}

async function auditAgent({ agent, line }: Speaker, whole: boolean): Promise<AgentAudit> {
  const asked = { agent_id: agent.agentId, closed: whole ? CLOSED_MOST : Math.min(CLOSED_MOST, agent.closedSinceAudit + CLOSED_SLACK) };
  const [kept, ledger] = await Promise.all([
    line.ask({ action: "RESTORE", uuid: randomUUID(), agent_id: agent.agentId }),
    line.ask({ action: "LEDGER", uuid: randomUUID(), ...asked }),
  ]);
  if (kept?.["status"] !== "ok" || ledger?.["status"] !== "ok") throw new Error(`${agent.agentId} was answered ${JSON.stringify([kept, ledger]).slice(0, 500)}`);
  agent.closedSinceAudit = 0;
  const open = ledger["open"] as readonly Row[];
  return { problems: [...keptProblems(agent, kept), ...tradeProblems(agent, open, ledger, whole)], open };
}

function keptProblems(agent: AgentLife, kept: Answer): string[] {
  const dead = agent.isDead && kept["alive"] !== false ? [`${agent.agentId}'s death was acknowledged, and it lives`] : [];
  return [...dead, ...agent.state.resume(kept["state"] as Found | null), ...agent.privateLedger.resume(kept["private_ledger"] as Found | null)];
}

function tradeProblems(agent: AgentLife, openRows: readonly Row[], ledger: Answer, whole: boolean): string[] {
  const open = new Map(openRows.map((row) => [row.ticket, row]));
  const closed = new Map((ledger["closed"] as readonly Row[]).map((row) => [row.ticket, row]));
  const { trades: closedCount } = ledger["statistics"] as { readonly trades: number };
  const beingClosed = new Set([...agent.questions.values()].map(({ ticket }) => ticket));
  const problems = [...agent.trades].flatMap(([ticket, trade]) => {
    const row = open.get(ticket) ?? closed.get(ticket);
    // Closed so long ago that this answer leaves it out.
    if (row === undefined) return trade.isClosed && !whole ? [] : [`${agent.agentId}'s fill ${ticket} is in no ledger`];
    if (trade.isClosed && open.has(ticket)) return [`${agent.agentId}'s close of ${ticket} is not in the ledger`];
    if (!trade.isClosed && !open.has(ticket) && !beingClosed.has(ticket)) return [`${agent.agentId}'s ${ticket} is closed in the ledger, and nobody closed it`];
    return isSame(row, trade) ? [] : [`${agent.agentId}'s fill ${ticket} is ${JSON.stringify(row)} in the ledger, and was ${JSON.stringify(trade)}`];
  });
  return closedCount < agent.closedCount ? [...problems, `${agent.agentId} closed ${agent.closedCount} trades, the ledger counts ${closedCount}`] : problems;
}

const isSame = (row: Row, trade: KnownTrade): boolean => row.uuid === trade.uuid && row.symbol === trade.symbol && row.type === trade.side && sameVolume(row.volume, trade.volumeLots);

/** The public ledger's open trades are the venue's positions, but for what an order without a final answer may have done. */
function againstVenue(ledger: readonly Row[], positions: readonly TruePosition[], speakers: readonly Speaker[], isSettled: boolean): string[] {
  const questions = isSettled ? [] : speakers.flatMap(({ agent }) => [...agent.questions.values()]);
  const opening = new Set(questions.map(({ mark }) => mark));
  const closing = new Set(questions.map(({ ticket }) => ticket));
  const booked = new Map(ledger.map((row) => [row.ticket, row]));
  const listed = new Set(positions.map(({ ticket }) => ticket));
  const atVenue = positions.flatMap((position) => {
    const row = booked.get(position.ticket);
    if (row === undefined) return opening.has(markIn(position.comment)) ? [] : [`position ${position.ticket} (${position.comment}) is in no ledger`];
    const isLike = row.symbol === position.symbol && row.type === position.side && sameVolume(row.volume, position.volumeLots);
    return isLike ? [] : [`position ${position.ticket} is ${JSON.stringify(position)}, and ${JSON.stringify(row)} in the ledger`];
  });
  const onlyBooked = ledger.filter(({ ticket }) => !listed.has(ticket) && !closing.has(ticket)).map(({ ticket }) => `trade ${ticket} is open in the ledger, and not at the venue`);
  return [...atVenue, ...onlyBooked];
}

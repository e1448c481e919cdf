import type { AgentRecord } from "./agent-record.ts";
import type { Deal } from "./order.ts";
import { tagIn } from "./order-tag.ts";
import type { Position } from "./position.ts";
import { type Claim, privateViewOf } from "./private-ledger.ts";
import type { PublicLedger } from "./public-ledger.ts";
import { openVolume, type Trade } from "./trade.ts";
import { volumeFromLots } from "./volume.ts";

/** Whose a position is, and what says so. */
export interface Owner {
  readonly agentId: string;
  /** Of the order that opened it; `null`: not known. */
  readonly uuid: string | null;
  readonly evidence: string;
}

export interface Attribution {
  /** Whom the venue itself names: by the tag of one of our orders, by magic number, by an agent's name in the comment. `null`: it does not say. */
  namedBy(position: Pick<Position, "magic" | "comment">): string | null;
  /** Of a position that our record does not know: by tag, ticket, time and size. `null`: nobody, or more than one. */
  ownerOf(position: Position): Owner | null;
}

type RecordedTrades = Pick<PublicLedger, "openOf" | "closedOf">;

export interface TaggedOrder {
  readonly agentId: string;
  readonly uuid: string;
}

export interface AttributionFacts {
  readonly agents: ReadonlyMap<string, AgentRecord>;
  readonly ledger: RecordedTrades;
  /** The order that carried this tag (`order-tag.ts`); `null`: none that we remember. */
  readonly orderByTag: (tag: string) => TaggedOrder | null;
  /** `null`: the gateway keeps no history. */
  readonly deals: readonly Deal[] | null;
  /** How far an agent's own time for a position may be from the venue's. */
  readonly windowMs: number;
}

/** Asked only about positions that no record explains, so what it needs is built when it is first asked. */
export function createAttribution(facts: AttributionFacts): Attribution {
  const magics = magicsOf(facts.agents);
  const answers = new Map<number, Owner | null>();
  let claims: UnmetClaims | null = null;
  let deals: ReadonlyMap<number, Deal> | null = null;

  const orderIn = (comment: string | null): TaggedOrder | null => {
    const tag = tagIn(comment);
    return tag === null ? null : facts.orderByTag(tag);
  };

  const namedBy: Attribution["namedBy"] = ({ magic, comment }) => {
    const byMagic = magic === null ? undefined : magics.get(magic);
    return orderIn(comment)?.agentId ?? byMagic ?? agentIn(comment, facts.agents);
  };

  const byTag = (position: Position): Owner | null => {
    const agentId = namedBy(position);
    if (agentId === null) return null;
    return { agentId, uuid: orderIn(position.comment)?.uuid ?? null, evidence: `the venue names ${agentId} (magic ${position.magic ?? "none"}, comment ${JSON.stringify(position.comment ?? "")})` };
  };

  const byHistory = ({ ticket }: Position): Owner | null => {
    deals ??= new Map((facts.deals ?? []).filter(({ entry }) => entry === "IN").map((deal) => [deal.positionId, deal]));
    const deal = deals.get(ticket);
    const agentId = deal ? namedBy(deal) : null;
    return deal && agentId !== null ? { agentId, uuid: orderIn(deal.comment)?.uuid ?? null, evidence: `deal ${deal.dealId} that opened it names ${agentId}` } : null;
  };

  const byClaim = (position: Position): Owner | null => {
    claims ??= createUnmetClaims(facts);
    return claims.take(position);
  };

  return {
    namedBy,
    ownerOf: (position) => {
      const known = answers.get(position.ticket);
      if (known !== undefined) return known;
      const owner = byTag(position) ?? byHistory(position) ?? byClaim(position);
      answers.set(position.ticket, owner);
      return owner;
    },
  };
}

/** A number that several agents carry names none of them. */
function magicsOf(agents: ReadonlyMap<string, AgentRecord>): ReadonlyMap<number, string | null> {
  const magics = new Map<number, string | null>();
  for (const { agentId, magic } of agents.values()) if (magic !== null && magic !== 0) magics.set(magic, magics.has(magic) ? null : agentId);
  return magics;
}

/** Brokers overwrite comments, so only one that is an agent's name, or begins with it and a separator, says something. */
function agentIn(comment: string | null, agents: ReadonlyMap<string, AgentRecord>): string | null {
  if (comment === null || comment === "") return null;
  const [head = ""] = comment.trim().split(/[\s|/#;,]/);
  return agents.has(head) ? head : null;
}

interface UnmetClaim extends Claim {
  readonly agentId: string;
}

interface UnmetClaims {
  take(position: Position): Owner | null;
}

/** What agents say they hold and our record does not have. Each claim explains one position at most. */
function createUnmetClaims({ agents, ledger, windowMs }: AttributionFacts): UnmetClaims {
  const byShape = Map.groupBy([...agents.values()].flatMap((agent) => unmetClaimsOf(agent, ledger)), shapeOf);

  return {
    take: (position) => {
      const shape = shapeOf({ ...position, volume: volumeFromLots(position.volumeLots) });
      const alike = byShape.get(shape) ?? [];
      const byTicket = alike.filter((claim) => claim.ticket === position.ticket);
      const found = byTicket.length > 0 ? byTicket : alike.filter((claim) => claim.ticket === null && isNear(claim, position, windowMs));
      const [claim] = found;
      // Two agents that may mean it are a question for a person; two claims of the same agent are not.
      if (!claim || found.some(({ agentId }) => agentId !== claim.agentId)) return null;
      byShape.set(shape, alike.filter((each) => each !== claim));
      const how = claim.ticket === null ? "symbol, side, size and time" : "ticket";
      return { agentId: claim.agentId, uuid: null, evidence: `${claim.agentId}'s private ledger holds it (by ${how})` };
    },
  };
}

const shapeOf = ({ symbol, side, volume }: Pick<Claim, "symbol" | "side" | "volume">): string => `${symbol}\n${side}\n${volume}`;

const isNear = (claim: Claim, { openedAtMs }: Position, windowMs: number): boolean => claim.openedAtMs === null || openedAtMs === null || Math.abs(claim.openedAtMs - openedAtMs) <= windowMs;

/** An agent that closed something, all of it or a part, may not have said so yet: what was open when it saved explains its claims as well. */
function unmetClaimsOf({ agentId, privateLedger, death }: AgentRecord, ledger: RecordedTrades): UnmetClaim[] {
  if (!privateLedger || death) return [];
  const now = meet(privateViewOf(privateLedger.content).claims ?? [], ledger.openOf(agentId), (claim, trade) => claim.volume === openVolume(trade));
  if (now.claims.length === 0) return [];
  const closedSince = ledger.closedOf(agentId).filter(({ closedAtMs }) => closedAtMs !== null && closedAtMs > privateLedger.savedAtMs);
  const then = meet(now.claims, [...now.trades, ...closedSince], (claim, trade) => claim.volume > openVolume(trade) && claim.volume <= volumeFromLots(trade.volumeLots));
  return then.claims.map((claim) => ({ ...claim, agentId }));
}

/** What is left of both once each claim has met a trade: by ticket where it gives one, else by symbol, side and size. */
function meet(claims: readonly Claim[], trades: readonly Trade[], isSize: (claim: Claim, trade: Trade) => boolean): { readonly claims: readonly Claim[]; readonly trades: readonly Trade[] } {
  const left = [...trades];
  const isMet = (claim: Claim): boolean => {
    const at = left.findIndex((trade) => (claim.ticket === null ? trade.symbol === claim.symbol && trade.side === claim.side && isSize(claim, trade) : trade.ticket === claim.ticket));
    if (at !== -1) left.splice(at, 1);
    return at !== -1;
  };
  return { claims: claims.filter((claim) => !isMet(claim)), trades: left };
}

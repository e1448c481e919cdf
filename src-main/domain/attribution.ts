import type { AgentRecord } from "./agent-record.ts";
import type { Deal } from "./order.ts";
import { tagIn } from "./order-tag.ts";
import type { Position } from "./position.ts";
import { type Claim, privateViewOf } from "./private-ledger.ts";
import type { PublicLedger } from "./public-ledger.ts";
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

export interface TaggedOrder {
  readonly agentId: string;
  readonly uuid: string;
}

export interface AttributionFacts {
  readonly agents: ReadonlyMap<string, AgentRecord>;
  readonly ledger: Pick<PublicLedger, "openOf">;
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
  const byShape = new Map<string, UnmetClaim[]>();
  for (const agent of agents.values()) for (const claim of unmetClaimsOf(agent, ledger)) byShape.set(shapeOf(claim), [...(byShape.get(shapeOf(claim)) ?? []), claim]);

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

function unmetClaimsOf({ agentId, privateLedger, death }: AgentRecord, ledger: Pick<PublicLedger, "openOf">): UnmetClaim[] {
  const claims = privateLedger && !death ? (privateViewOf(privateLedger.content).claims ?? []) : [];
  const recorded = [...ledger.openOf(agentId)];
  return claims.flatMap((claim) => {
    const met = recorded.findIndex((trade) => (claim.ticket === null ? shapeOf({ ...trade, volume: volumeFromLots(trade.volumeLots) }) === shapeOf(claim) : trade.ticket === claim.ticket));
    if (met === -1) return [{ ...claim, agentId }];
    recorded.splice(met, 1);
    return [];
  });
}

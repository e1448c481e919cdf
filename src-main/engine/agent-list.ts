import type { AgentRow } from "../contract/agent.ts";
import type { JournalEntry } from "../contract/journal.ts";
import { DEFAULT_AGENT } from "../contract/order.ts";
import { sumAmounts } from "../domain/money.ts";
import { piecesOf } from "../domain/pieces.ts";
import type { Position } from "../domain/position.ts";
import { exactLots } from "../domain/volume.ts";
import { z } from "zod";
import { recordEvents } from "../contract/record-events.ts";
import { journalEvents } from "./journal-events.ts";
import { limits } from "./limits.ts";

/** What a strategy said of itself when it registered. */
interface Registration {
  readonly magic: number | null;
}

interface Presence {
  readonly connected: boolean;
  readonly lastSeenAtMs: number;
}

/** Who trades here: a fold over the registrations, and who has been heard since the start. */
export interface AgentList {
  /** False when it is registered with that very number already. */
  register(agentId: string, magic: number | null): boolean;
  /** The magic number it registered with; `null`: none. */
  magicOf(agentId: string): number | null;
  /** Has any agent ever registered by a name of its own? */
  knowsNames(): boolean;
  /** Of all that registered. */
  names(): Iterable<string>;
  seen(agentId: string, connected: boolean, atMs: number): void;
  fold(entry: JournalEntry): void;
  parts(): Iterable<readonly [key: string, value: unknown]>;
  restore(key: string, value: unknown): void;
  rows(figures: AgentFigures): AgentRow[];
}

/** What the rows are counted from. */
export interface AgentFigures {
  readonly positions: readonly Position[];
  ownerOf(ticket: number): string | null;
  tradesToday(agentId: string): number;
  inDoubt(agentId: string): number;
  isKilled(agentId: string): boolean;
}

interface Holding {
  positions: number;
  lots: number;
  profit: number | null;
}

const ROWS_A_PART = 500;
const Registered = z.array(recordEvents.AGENT_REGISTERED);

export function createAgentList(): AgentList {
  /** Both in the order in which they were last heard; until then, that of their registration. */
  const registered = new Map<string, Registration>();
  const presence = new Map<string, Presence>();

  const rowOf = (agentId: string, holding: Holding | undefined, figures: AgentFigures): AgentRow => {
    const seen = presence.get(agentId);
    return {
      agentId,
      magic: registered.get(agentId)?.magic ?? null,
      connected: seen?.connected ?? false,
      lastSeenAtMs: seen?.lastSeenAtMs ?? null,
      positions: holding?.positions ?? 0,
      lots: holding?.lots ?? 0,
      profit: holding ? holding.profit : 0,
      tradesToday: figures.tradesToday(agentId),
      inDoubt: figures.inDoubt(agentId),
      killed: figures.isKilled(agentId),
    };
  };

  const register = (agentId: string, magic: number | null): boolean => {
    if (registered.has(agentId) && registered.get(agentId)?.magic === magic) return false;
    putLast(registered, agentId, { magic });
    return true;
  };

  /** Names cost a client nothing. Whoever was heard longest ago is forgotten first, but nobody of whom something may be open. */
  const forgetSilent = (mayHold: (agentId: string) => boolean): void => {
    for (const agentId of registered.keys()) {
      if (registered.size <= limits.agentsRemembered) return;
      if (mayHold(agentId)) continue;
      registered.delete(agentId);
      presence.delete(agentId);
    }
  };

  return {
    register,
    magicOf: (agentId) => registered.get(agentId)?.magic ?? null,
    names: () => registered.keys(),
    knowsNames: () => registered.size > (registered.has(DEFAULT_AGENT) ? 1 : 0),
    seen: (agentId, connected, lastSeenAtMs) => {
      putLast(presence, agentId, { connected, lastSeenAtMs });
      const registration = registered.get(agentId);
      if (registration) putLast(registered, agentId, registration);
      if (presence.size > limits.agentsRemembered) presence.delete(presence.keys().next().value ?? DEFAULT_AGENT);
    },
    fold: (entry) => {
      if (entry.kind !== "AGENT_REGISTERED") return;
      const { agentId, magic } = journalEvents.AGENT_REGISTERED.body.parse(entry.body);
      register(agentId, magic);
    },
    parts: function* () {
      for (const rows of piecesOf(registered, ROWS_A_PART)) yield ["agents.registered", rows.map(([agentId, { magic }]) => ({ agentId, magic }))];
    },
    restore: (key, value) => {
      if (key !== "agents.registered") return;
      for (const { agentId, magic } of Registered.parse(value)) register(agentId, magic);
    },
    rows: (figures) => {
      const holdings = holdingsOf(figures);
      forgetSilent((agentId) => holdings.has(agentId) || figures.inDoubt(agentId) > 0);
      const names = new Set([...registered.keys(), ...presence.keys(), ...holdings.keys()]);
      return [...names].toSorted().map((agentId) => rowOf(agentId, holdings.get(agentId), figures));
    },
  };
}

function putLast<T>(all: Map<string, T>, agentId: string, value: T): void {
  all.delete(agentId);
  all.set(agentId, value);
}

function holdingsOf({ positions, ownerOf }: AgentFigures): Map<string, Holding> {
  const holdings = new Map<string, Holding>();
  for (const { ticket, volumeLots, profit } of positions) {
    const owner = ownerOf(ticket);
    if (owner === null) continue;
    const holding = holdings.get(owner) ?? { positions: 0, lots: 0, profit: 0 };
    holding.positions += 1;
    holding.lots = exactLots(holding.lots + volumeLots);
    holding.profit = sumAmounts([holding.profit, profit]);
    holdings.set(owner, holding);
  }
  return holdings;
}

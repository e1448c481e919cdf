import type { TradeStatistics } from "../contract/ledger.ts";
import { piecesOf } from "./pieces.ts";
import { count, newTally, statisticsFrom, type Tally } from "./trade-statistics.ts";
import { closedTrade, correctedTrade, isOpen, type OpenedTrade, type Trade, tradeFrom, type TradeChange, type TradeClosing } from "./trade.ts";

/**
 * Our own record of every agent's trades, whole history: a fold. A ticket is known once; what is said of a ticket that
 * is not known, or closed already, changes nothing. Statistics are counted as trades close; only a correction of a
 * closed trade counts its agent anew.
 */
export interface PublicLedger {
  /** Every trade, open and closed, by ticket. */
  readonly trades: ReadonlyMap<number, Trade>;
  /** The open ones, orphans included, in the order of their opening. */
  readonly open: ReadonlyMap<number, Trade>;
  /** Open trades that nobody owns. */
  readonly orphans: readonly Trade[];
  /** Agents with at least one trade. */
  readonly agentIds: readonly string[];
  /** It was decided to be left alone. What was decided last counts. */
  isHeld(ticket: number): boolean;
  /** It is open, nobody's, and was decided to be closed. */
  isCondemned(ticket: number): boolean;
  openOf(agentId: string): readonly Trade[];
  /** In the order in which they were closed; the newest last. */
  closedOf(agentId: string | null): readonly Trade[];
  statisticsOf(agentId: string): TradeStatistics;
  /** When something last changed for this agent (UTC, Unix ms); `null`: never. */
  changedAtMs(agentId: string): number | null;

  opened(trade: OpenedTrade, atMs: number): void;
  closed(closing: TradeClosing, atMs: number): void;
  corrected(ticket: number, change: TradeChange, atMs: number): void;
  held(ticket: number): void;
  condemned(ticket: number): void;
  /** Puts whole trades in as they are, closed ones in the order of their closing: from a snapshot. A book may come in pieces. */
  restored(book: LedgerBook): void;
  readonly heldTickets: readonly number[];
  readonly condemnedTickets: readonly number[];
  /** Everything, agent by agent: what `restored` takes. */
  readonly books: readonly LedgerBook[];
  /** The same with at most so many trades at a time, each made when it is asked for. Nothing may change in between. */
  bookPieces(tradesAtMost: number): Iterable<LedgerBook>;
}

/** All trades of one agent, the closed ones first and in the order of their closing. */
export interface LedgerBook {
  readonly agentId: string | null;
  readonly changedAtMs: number | null;
  readonly trades: readonly Trade[];
}

interface AgentBook {
  readonly open: Set<number>;
  closed: number[];
  tally: Tally;
  changedAtMs: number | null;
}

export function createPublicLedger(): PublicLedger {
  const trades = new Map<number, Trade>();
  const open = new Map<number, Trade>();
  const books = new Map<string | null, AgentBook>();
  const held = new Set<number>();
  const condemned = new Set<number>();

  const bookOf = (agentId: string | null): AgentBook => {
    const known = books.get(agentId);
    if (known) return known;
    const book: AgentBook = { open: new Set(), closed: [], tally: newTally(), changedAtMs: null };
    books.set(agentId, book);
    return book;
  };

  const put = (trade: Trade): AgentBook => {
    const book = bookOf(trade.agentId);
    trades.set(trade.ticket, trade);
    if (isOpen(trade)) {
      open.set(trade.ticket, trade);
      book.open.add(trade.ticket);
    } else {
      open.delete(trade.ticket);
      book.open.delete(trade.ticket);
      book.closed.push(trade.ticket);
      count(book.tally, trade.profit);
    }
    return book;
  };

  /** A book whose trades all went to somebody else is one still: something changed for its agent. */
  function* bookPieces(tradesAtMost: number): Generator<LedgerBook> {
    for (const [agentId, book] of books) {
      const { changedAtMs } = book;
      if (book.closed.length + book.open.size === 0) yield { agentId, changedAtMs, trades: [] };
      for (const tickets of piecesOf(ticketsIn(book), tradesAtMost)) yield { agentId, changedAtMs, trades: tradesOf(tickets) };
    }
  }

  const tradesOf = (tickets: Iterable<number>): Trade[] => [...tickets].flatMap((ticket) => trades.get(ticket) ?? []);

  const recount = (book: AgentBook): void => {
    book.tally = newTally();
    for (const trade of tradesOf(book.closed)) count(book.tally, trade.profit);
  };

  /** A closed trade that stays closed and with its agent keeps its place in the order of closings, and so in the runs. */
  const replace = (before: Trade, after: Trade, atMs: number): void => {
    const [from, to] = [bookOf(before.agentId), bookOf(after.agentId)];
    trades.set(after.ticket, after);
    if (from === to && !isOpen(before) && !isOpen(after)) recount(from);
    else {
      from.open.delete(before.ticket);
      if (!isOpen(before)) {
        from.closed = from.closed.filter((ticket) => ticket !== before.ticket);
        recount(from);
      }
      put(after);
    }
    from.changedAtMs = atMs;
    to.changedAtMs = atMs;
  };

  return {
    trades,
    open,
    get orphans() {
      return tradesOf(books.get(null)?.open ?? []);
    },
    get agentIds() {
      return [...books.keys()].filter((agentId) => agentId !== null);
    },
    isHeld: (ticket) => held.has(ticket),
    isCondemned: (ticket) => condemned.has(ticket) && open.get(ticket)?.agentId === null,
    openOf: (agentId) => tradesOf(books.get(agentId)?.open ?? []),
    closedOf: (agentId) => tradesOf(books.get(agentId)?.closed ?? []),
    statisticsOf: (agentId) => statisticsFrom(books.get(agentId)?.tally ?? newTally()),
    changedAtMs: (agentId) => books.get(agentId)?.changedAtMs ?? null,

    opened: (trade, atMs) => {
      if (!trades.has(trade.ticket)) put(tradeFrom(trade)).changedAtMs = atMs;
    },
    closed: (closing, atMs) => {
      const trade = open.get(closing.ticket);
      if (!trade) return;
      const after = closedTrade(trade, closing);
      if (isOpen(after)) {
        trades.set(after.ticket, after);
        open.set(after.ticket, after);
        bookOf(after.agentId).changedAtMs = atMs;
      } else put(after).changedAtMs = atMs;
    },
    corrected: (ticket, change, atMs) => {
      const trade = trades.get(ticket);
      if (typeof change.agentId === "string") condemned.delete(ticket);
      if (trade) replace(trade, correctedTrade(trade, change), atMs);
    },
    held: (ticket) => {
      held.add(ticket);
      condemned.delete(ticket);
    },
    condemned: (ticket) => {
      condemned.add(ticket);
      held.delete(ticket);
    },
    restored: (restored) => {
      bookOf(restored.agentId).changedAtMs = restored.changedAtMs;
      for (const trade of restored.trades) if (!trades.has(trade.ticket)) put(trade);
    },
    get heldTickets() {
      return [...held];
    },
    get condemnedTickets() {
      return [...condemned];
    },
    get books() {
      return [...bookPieces(Number.POSITIVE_INFINITY)];
    },
    bookPieces,
  };
}

function* ticketsIn({ closed, open }: AgentBook): Generator<number> {
  yield* closed;
  yield* open;
}

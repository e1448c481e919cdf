import { crc32 } from "node:zlib";
import { amountOf } from "../domain/money.ts";
import { lotsOf } from "../domain/volume.ts";
import type { Deal } from "./deal-history.ts";
import type { OpenPosition } from "./hedging-account.ts";
import { ACCOUNT_CURRENCY, closingPoints, priceOf } from "./market.ts";
import type { Asked, Fields, GatewayState, Reply } from "./reply.ts";

/** Deals in one answer at most; `has_more` says that there are others, later ones. */
const DEALS_IN_ONE_ANSWER = 10_000;

/**
 * Keys stand sorted here and in `syncRow`, so that the text sent is also the canonical text that the checksum is over.
 * `leverage` is 1 whatever the account has, as gateways of this family say it.
 */
const syncAccount = (state: GatewayState): Fields => {
  const figures = state.account.figures();
  return {
    balance: amountOf(figures.balanceCents),
    equity: amountOf(figures.equityCents),
    leverage: 1,
    margin_free: amountOf(figures.freeCents),
    margin_level: figures.marginLevelPct,
    margin_used: amountOf(figures.marginCents),
  };
};

function syncRow(state: GatewayState, asked: Asked, position: OpenPosition, showsMagic: boolean): Fields {
  const { instrument, side } = position;
  const row: Fields = {};
  if (showsMagic) row["comment"] = position.comment;
  if (showsMagic) row["magic"] = position.magic;
  row["price_current"] = priceOf(instrument, closingPoints(instrument, side));
  row["price_open"] = priceOf(instrument, position.openPoints);
  row["profit"] = amountOf(position.profitCents);
  if (state.kind === "extended") row["sl"] = stopPrice(position, position.stopLossPoints);
  if (state.kind === "extended") row["swap"] = 0;
  row["symbol"] = instrument.spec.name;
  row["ticket"] = position.ticket;
  row["time_open"] = asked.times.unix(position.openedAtMs);
  if (state.kind === "extended") row["tp"] = stopPrice(position, position.takeProfitPoints);
  row["type"] = side;
  row["volume"] = lotsOf(position.volume);
  return row;
}

/**
 * Account and positions in one reply, without a `uuid`. An `extended` gateway filters by `magic_number`, `symbols`,
 * `since` and `since_version`, and adds `state_version`, `checksum` (CRC-32 as 8 hex digits, over the compact JSON with
 * sorted keys of `{account, positions}`), and with `since_version`, `partial` and the tickets `closed` since.
 */
export function syncAll(state: GatewayState, asked: Asked): Reply {
  const account = syncAccount(state);
  const showsMagic = showsMagicTo(state, asked);
  const wanted = state.kind === "extended" ? syncFilter(asked) : everyPosition;
  const positions: Fields[] = [];
  if (!asked.strikes.has("empty-positions")) {
    for (const position of state.account.positions.values()) if (wanted(position)) positions.push(syncRow(state, asked, position, showsMagic));
  }
  const reply: Reply = { status: "OK", account, positions, message: "Sync successful" };
  return state.kind === "extended" ? { ...reply, ...syncExtensions(state, asked, account, positions) } : reply;
}

export function getAccount(state: GatewayState, asked: Asked): Reply {
  const figures = state.account.figures();
  return {
    uuid: asked.uuid,
    status: "ok",
    balance: amountOf(figures.balanceCents),
    equity: amountOf(figures.equityCents),
    margin: amountOf(figures.marginCents),
    free_margin: amountOf(figures.freeCents),
    margin_level: figures.marginLevelPct,
    currency: ACCOUNT_CURRENCY,
    timestamp: asked.times.iso(state.clock.wallMs()),
  };
}

/** Every position, or those of one `symbol`. Its names differ from those of `SYNC_ALL`, and it knows no magic filter. */
export function getPositions(state: GatewayState, asked: Asked): Reply {
  const showsMagic = showsMagicTo(state, asked);
  const symbol = asked.fields["symbol"];
  const positions: Fields[] = [];
  if (!asked.strikes.has("empty-get-positions")) {
    for (const position of state.account.positions.values()) {
      if (symbol === undefined || symbol === null || symbol === position.instrument.spec.name) positions.push(listedRow(state, asked, position, showsMagic));
    }
  }
  return { uuid: asked.uuid, status: "ok", positions, timestamp: asked.times.iso(state.clock.wallMs()) };
}

function listedRow(state: GatewayState, asked: Asked, position: OpenPosition, showsMagic: boolean): Fields {
  const { instrument, side } = position;
  const row: Fields = {
    ticket: position.ticket,
    symbol: instrument.spec.name,
    type: side,
    volume: lotsOf(position.volume),
    open_price: priceOf(instrument, position.openPoints),
    current_price: priceOf(instrument, closingPoints(instrument, side)),
    profit: amountOf(position.profitCents),
  };
  if (showsMagic) Object.assign(row, { magic: position.magic, comment: position.comment });
  if (state.kind !== "extended") return row;
  return Object.assign(row, {
    open_time: asked.times.iso(position.openedAtMs),
    sl: stopPrice(position, position.stopLossPoints),
    tp: stopPrice(position, position.takeProfitPoints),
    swap: 0,
  });
}

/** Deals with `since` ≤ time < `until` (Unix ms or ISO 8601; without them, all), oldest first. */
export function getHistory(state: GatewayState, asked: Asked): Reply {
  const { fields } = asked;
  const [sinceMs, untilMs] = [timeMs(fields["since"]) ?? 0, timeMs(fields["until"]) ?? Number.POSITIVE_INFINITY];
  const [ticket, magic] = [fields["ticket"], fields["magic_number"]];
  const found = state.account.history.all().filter(
    (deal) =>
      deal.timeMs >= sinceMs &&
      deal.timeMs < untilMs &&
      (typeof ticket !== "number" || deal.position === ticket) &&
      (typeof magic !== "number" || deal.magic === magic),
  );
  const deals = found.slice(0, DEALS_IN_ONE_ANSWER).map(dealRow);
  return { uuid: asked.uuid, status: "ok", deals, has_more: found.length > deals.length, timestamp: asked.times.iso(state.clock.wallMs()) };
}

const dealRow = (deal: Deal): Fields => ({
  deal: deal.deal,
  order: deal.order,
  position: deal.position,
  symbol: deal.symbol,
  type: deal.side,
  entry: deal.entry,
  volume: lotsOf(deal.volume),
  price: deal.price,
  profit: amountOf(deal.profitCents),
  commission: 0,
  swap: 0,
  time_ms: Math.floor(deal.timeMs),
  magic: deal.magic,
  comment: deal.comment,
  reason: deal.reason,
});

/** A missing stop is 0, as the terminal says it. */
const stopPrice = (position: OpenPosition, points: number | null): number => (points === null ? 0 : priceOf(position.instrument, points));

const showsMagicTo = (state: GatewayState, asked: Asked): boolean => !state.habits.dropsMagic && !asked.strikes.has("dropped-magic");

const everyPosition = (): boolean => true;

function syncFilter(asked: Asked): (position: OpenPosition) => boolean {
  const { magic_number: magic, symbols, since, since_version: sinceVersion } = asked.fields;
  const wantedSymbols = Array.isArray(symbols) ? new Set<unknown>(symbols) : null;
  const sinceMs = timeMs(since);
  return (position) =>
    (typeof magic !== "number" || position.magic === magic) &&
    (wantedSymbols === null || wantedSymbols.has(position.instrument.spec.name)) &&
    (sinceMs === null || position.changedAtMs >= sinceMs) &&
    (typeof sinceVersion !== "number" || position.version > sinceVersion);
}

function syncExtensions(state: GatewayState, asked: Asked, account: Fields, positions: Fields[]): Fields {
  const checksum = crc32(`{"account":${JSON.stringify(account)},"positions":${JSON.stringify(positions)}}`);
  const extensions: Fields = { state_version: state.account.version, checksum: checksum.toString(16).padStart(8, "0") };
  const sinceVersion = asked.fields["since_version"];
  if (typeof sinceVersion !== "number") return extensions;
  const touched = state.account.history.ticketsSince(sinceVersion);
  const closed = touched === null ? null : [...touched].filter((ticket) => !state.account.positions.has(ticket));
  return { ...extensions, partial: closed !== null, closed: closed ?? [] };
}

/** Unix ms; from Unix seconds too, since no deal is as old as 1973, and from ISO 8601. `null`: not said, or no time. */
function timeMs(value: unknown): number | null {
  if (typeof value === "number") return value < 1e11 ? value * 1_000 : value;
  const parsed = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsed) ? null : parsed;
}

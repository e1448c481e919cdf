import type { Side } from "../contract/position.ts";
import { volumeFromLots } from "../domain/volume.ts";
import type { Result } from "../engine/ports.ts";
import { pointsOf, priceOf, type Instrument } from "./market.ts";
import { COMMENT_LENGTH, type MarketOrder, type PendingOrder, type Refusal } from "./order-rules.ts";
import { failed, latencyMs, type Asked, type GatewayState, type Reply } from "./reply.ts";
import { signatureFault } from "./signature-check.ts";

interface OrderType {
  readonly side: Side;
  readonly waitsFor: PendingOrder["waitsFor"] | null;
}

const orderTypes: ReadonlyMap<string, OrderType> = new Map([
  ["BUY", { side: "BUY", waitsFor: null }],
  ["SELL", { side: "SELL", waitsFor: null }],
  ["BUY_LIMIT", { side: "BUY", waitsFor: "LIMIT" }],
  ["SELL_LIMIT", { side: "SELL", waitsFor: "LIMIT" }],
  ["BUY_STOP", { side: "BUY", waitsFor: "STOP" }],
  ["SELL_STOP", { side: "SELL", waitsFor: "STOP" }],
] as const);

/** What is wrong with an `OPEN`, in the gateway's codes, in the order in which it looks. */
interface OpenFault {
  readonly code: string;
  readonly message: string;
}

/** Opens at market, or leaves a pending order; both answer `FILLED` with the order's ticket. */
export function open(state: GatewayState, asked: Asked): Reply {
  const fault = openFault(state, asked);
  if (fault) return failed(state, asked, fault.code, fault.message);
  if (asked.strikes.has("zero-ticket")) return opened(state, asked, { ticket: 0, price: 0 });
  const done = execute(state, asked);
  return done.ok ? opened(state, asked, done.value) : failed(state, asked, done.failure.code, done.failure.message);
}

/** Closes a position, or part of it where neither habit nor fault ignores the volume. */
export function close(state: GatewayState, asked: Asked): Reply {
  const { ticket, volume } = asked.fields;
  if (!ticket) return failed(state, asked, "MISSING_TICKET", "Ticket is required");
  const position = typeof ticket === "number" ? state.account.positions.get(ticket) : undefined;
  if (!position) return failed(state, asked, "MT5_CLOSE_FAILED", `Position ${shown(ticket)} not found`);
  if (asked.strikes.has("zero-ticket")) return closed(state, asked, 0, 0);
  const whole = state.habits.closeIgnoresVolume || asked.strikes.has("close-ignores-volume") || !volume;
  if (!whole && !isPositive(volume)) return failed(state, asked, "INVALID_VOLUME", `Invalid volume: ${shown(volume)}`);
  const done = state.account.close(position.ticket, "EXPERT", whole ? undefined : volumeFromLots(Number(volume)));
  return done.ok ? closed(state, asked, done.value.order, done.value.closePrice) : failed(state, asked, done.failure.code, done.failure.message);
}

function openFault(state: GatewayState, asked: Asked): OpenFault | null {
  const { symbol, type, volume } = asked.fields;
  if (!symbol) return { code: "MISSING_SYMBOL", message: "Symbol is required" };
  if (!type) return { code: "MISSING_TYPE", message: "Order type is required" };
  if (!isPositive(volume)) return { code: "INVALID_VOLUME", message: `Invalid volume: ${shown(volume)}` };
  const wrong = signatureFault(asked, state.clock.wallMs(), state.signature);
  if (wrong) return { code: "RISK_SIGNATURE_INVALID", message: wrong };
  if (!instrumentFor(state, symbol)) return { code: "MT5_ORDER_FAILED", message: `Symbol ${shown(symbol)} not found` };
  return typeFor(type) ? null : { code: "MT5_ORDER_FAILED", message: `Unsupported order type: ${shown(type)}` };
}

function execute(state: GatewayState, asked: Asked): Result<{ ticket: number; price: number }, Refusal> {
  const { symbol, type, volume, price, sl, tp, magic, comment } = asked.fields;
  const instrument = instrumentFor(state, symbol);
  const orderType = typeFor(type);
  if (!instrument || !orderType) return { ok: false, failure: { code: "MT5_ORDER_FAILED", message: "Invalid request (retcode 10013)" } };
  const order: MarketOrder = {
    instrument,
    side: orderType.side,
    volume: volumeFromLots(Number(volume)),
    stopLossPoints: isPositive(sl) ? pointsOf(instrument, sl) : null,
    takeProfitPoints: isPositive(tp) ? pointsOf(instrument, tp) : null,
    magic: typeof magic === "number" && Number.isSafeInteger(magic) ? magic : state.magic,
    comment: typeof comment === "string" ? comment.slice(0, COMMENT_LENGTH) : "",
    reason: "EXPERT",
  };
  return orderType.waitsFor === null ? openNow(state, order) : leavePending(state, { ...order, waitsFor: orderType.waitsFor }, price);
}

function openNow(state: GatewayState, order: MarketOrder): Result<{ ticket: number; price: number }, Refusal> {
  const done = state.account.open(order);
  return done.ok ? { ok: true, value: { ticket: done.value.ticket, price: priceOf(order.instrument, done.value.openPoints) } } : done;
}

function leavePending(
  state: GatewayState,
  order: Omit<PendingOrder, "ticket" | "triggerPoints">,
  price: unknown,
): Result<{ ticket: number; price: number }, Refusal> {
  if (!isPositive(price)) return { ok: false, failure: { code: "MT5_ORDER_FAILED", message: "Invalid price (retcode 10015)" } };
  const done = state.account.place({ ...order, triggerPoints: pointsOf(order.instrument, price) });
  return done.ok ? { ok: true, value: { ticket: done.value.ticket, price: priceOf(order.instrument, done.value.triggerPoints) } } : done;
}

function opened(state: GatewayState, asked: Asked, filled: { ticket: number; price: number }): Reply {
  return {
    uuid: asked.uuid,
    status: "FILLED",
    ticket: filled.ticket,
    symbol: asked.fields["symbol"],
    volume: asked.fields["volume"],
    price: filled.price,
    execution_time: asked.times.iso(state.clock.wallMs()),
    latency_ms: latencyMs(state, asked),
  };
}

function closed(state: GatewayState, asked: Asked, ticket: number, closePrice: number): Reply {
  return {
    uuid: asked.uuid,
    status: "FILLED",
    ticket,
    close_price: closePrice,
    execution_time: asked.times.iso(state.clock.wallMs()),
    latency_ms: latencyMs(state, asked),
  };
}

const instrumentFor = (state: GatewayState, symbol: unknown): Instrument | undefined =>
  typeof symbol === "string" ? state.market.instrument(symbol) : undefined;

const typeFor = (type: unknown): OrderType | undefined => (typeof type === "string" ? orderTypes.get(type.toUpperCase()) : undefined);

const isPositive = (value: unknown): value is number => typeof value === "number" && value > 0;

/** A field's value for a message: short, and never a nested structure. */
const shown = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value).slice(0, 40) : "0";

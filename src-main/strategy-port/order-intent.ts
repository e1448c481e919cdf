import { type CloseIntent, isMarket, type OpenIntent } from "../domain/order.ts";
import { fault, type Fields, good, type Reading, readComment, readMagic, readOptionalSymbol, readOptionalVolume, readOrderType, readPrice, readSymbol, readTicket, readVolume } from "./fields.ts";

/** What an intent takes from the request's surroundings. */
export interface IntentOrigin {
  readonly uuid: string;
  readonly agentId: string;
  /** Of orders that carry none. */
  readonly magic: number;
  readonly receivedAtMs: number;
}

/**
 * An `OPEN` as an intent, or the first rule it breaks, in the order in which gateways look. A client's own
 * `risk_signature` is not looked at: ours goes out.
 */
export function openIntent(fields: Fields, { uuid, agentId, magic, receivedAtMs }: IntentOrigin): Reading<OpenIntent> {
  const symbol = readSymbol(fields);
  if (!symbol.ok) return symbol;
  const type = readOrderType(fields);
  if (!type.ok) return type;
  const volume = readVolume(fields);
  if (!volume.ok) return volume;
  const price = readPrice(fields, "price");
  if (!price.ok) return price;
  if (price.value === null && !isMarket(type.value)) return fault("INVALID_PRICE", "price", fields["price"], `a price above 0 for ${type.value}`);
  const stopLoss = readPrice(fields, "sl");
  if (!stopLoss.ok) return stopLoss;
  const takeProfit = readPrice(fields, "tp");
  if (!takeProfit.ok) return takeProfit;
  const own = readMagic(fields);
  if (!own.ok) return own;
  return good({
    action: "OPEN",
    uuid,
    agentId,
    symbol: symbol.value,
    type: type.value,
    volumeLots: volume.value,
    price: price.value,
    stopLoss: stopLoss.value,
    takeProfit: takeProfit.value,
    comment: readComment(fields),
    magic: own.value ?? magic,
    receivedAtMs,
  });
}

/** A `CLOSE` as an intent, or the first rule it breaks. */
export function closeIntent(fields: Fields, { uuid, agentId, receivedAtMs }: IntentOrigin): Reading<CloseIntent> {
  const ticket = readTicket(fields);
  if (!ticket.ok) return ticket;
  const symbol = readOptionalSymbol(fields);
  if (!symbol.ok) return symbol;
  const volume = readOptionalVolume(fields);
  if (!volume.ok) return volume;
  return good({ action: "CLOSE", uuid, agentId, ticket: ticket.value, symbol: symbol.value, volumeLots: volume.value, receivedAtMs });
}

import type { Closed } from "../domain/account.ts";
import type { Filled, OrderType } from "../domain/order.ts";
import type { Position } from "../domain/position.ts";
import { sameVolume } from "../domain/volume.ts";
import type { OrderTicket } from "../engine/ports.ts";
import { lotsFrom, numberFrom, problem, rules, sentenceOf, ticketFrom, wholeFrom } from "./fields.ts";
import { codeOf, DONE_IN_PART, fateOf } from "./return-codes.ts";
import { type Body, done, float, inDoubt, type Reply, refusalIn, type Request, unreadable } from "./wire.ts";

/** What a risk signature is made over, exactly as it is sent: `0` stands for "at market" and for "no stop". */
export interface SignedFields {
  readonly uuid: string;
  readonly symbol: string;
  readonly type: OrderType;
  readonly volume: number;
  readonly price: number;
  readonly sl: number;
  readonly tp: number;
  readonly magic: number;
}

/** Makes the `risk_signature` for an order of this moment (UTC, Unix ms). It is good for a few seconds. */
export type Sign = (fields: SignedFields, atMs: number) => string;

export const orderRequests = {
  /**
   * Carries the order's own uuid, not one of this sending: gateways that know `IDEMPOTENT_OPEN` tell by it an order
   * that they have seen.
   */
  open: (order: OrderTicket, sign: Sign): Request<Filled> => {
    const { uuid, symbol, type, magic } = order;
    const figures = { volume: order.volumeLots, price: order.price ?? 0, sl: order.stopLoss ?? 0, tp: order.takeProfit ?? 0 };
    return {
      action: "OPEN",
      uuid,
      fields: (atMs) => ({
        symbol,
        type,
        volume: float(figures.volume),
        price: float(figures.price),
        sl: float(figures.sl),
        tp: float(figures.tp),
        comment: commentFrom(order.comment),
        magic,
        risk_signature: sign({ uuid, symbol, type, ...figures, magic }, atMs),
      }),
      acts: true,
      doneStatus: "FILLED",
      read: (body) => readFilled(body, order),
    };
  },

  /** The same message as it left at `sentAtMs` (UTC, Unix ms): the same fields, and the signature of that moment. */
  repeat: (order: OrderTicket, sentAtMs: number, sign: Sign): Request<Filled> => ({ ...orderRequests.open(order, sign), atMs: sentAtMs }),

  /** Closes `volumeLots` of it. v4.3 gateways ignore `volume` and close the whole; it is sent for those that do not. */
  close: (position: Position): Request<Closed> => ({
    action: "CLOSE",
    fields: () => ({ ticket: position.ticket, symbol: position.symbol, volume: float(position.volumeLots) }),
    acts: true,
    doneStatus: "FILLED",
    read: readClosed,
  }),
} as const;

const LONGEST_COMMENT = 31;

/** Cut as the terminal counts, in UTF-16 units, but never through the middle of a character. */
const commentFrom = (comment: string): string => comment.slice(0, LONGEST_COMMENT).replace(/[\uD800-\uDBFF]$/, "");

function readFilled(body: Body, order: OrderTicket): Reply<Filled> {
  return whenProven(body, (ticket, returnCode) => {
    const price = figureFrom(body["price"], numberFrom);
    if (Number.isNaN(price)) return unreadable(problem("price", body["price"], rules.number));
    const volumeLots = figureFrom(body["volume"], lotsFrom);
    if (Number.isNaN(volumeLots)) return unreadable(problem("volume", body["volume"], rules.lots));
    return done({ ticket, price, volumeLots: isEcho(volumeLots, returnCode, order) ? null : volumeLots });
  });
}

/** Of an order done in part, the full volume is what was asked and not what was filled. */
const isEcho = (volumeLots: number | null, returnCode: number | null, order: OrderTicket): boolean =>
  returnCode === DONE_IN_PART && volumeLots !== null && sameVolume(volumeLots, order.volumeLots);

function readClosed(body: Body): Reply<Closed> {
  return whenProven(body, (closingTicket) => {
    const closePrice = figureFrom(body["close_price"], numberFrom);
    if (Number.isNaN(closePrice)) return unreadable(problem("close_price", body["close_price"], rules.number));
    return done({ closingTicket, closePrice });
  });
}

/**
 * Gateways of this family say `FILLED` without looking at MetaTrader's return code: a ticket is the only proof, and
 * only where no return code speaks against it.
 */
function whenProven<T>(body: Body, read: (ticket: number, returnCode: number | null) => Reply<T>): Reply<T> {
  const ticket = ticketFrom(body["ticket"]);
  const returnCode = wholeFrom(body["retcode"]);
  const fate = fateOf(returnCode);
  if (fate === "in doubt") return inDoubt(`FILLED with return code ${returnCode}, which leaves open what the broker did`);
  if (Number.isNaN(ticket)) return fate === "not done" ? refusedBy(body, returnCode) : unproven(body["ticket"]);
  if (fate === "not done") return inDoubt(`FILLED with ticket ${ticket}, and with return code ${returnCode}, which says that it was not done`);
  return read(ticket, Number.isNaN(returnCode) ? null : returnCode);
}

function refusedBy(body: Body, returnCode: number): Reply<never> {
  const refusal = refusalIn(body, String(returnCode));
  return { ...refusal, code: codeOf({ ...refusal, returnCode }) };
}

const unproven = (ticket: unknown): Reply<never> => ({
  kind: "no-ticket",
  message: `FILLED, and nothing proves it: ${sentenceOf(problem("ticket", ticket, rules.ticket))}`,
});

/** A figure that may be missing. Gateways write 0 for one they do not know, and nothing is filled at 0. `NaN`: nonsense. */
const figureFrom = (value: unknown, read: (value: unknown) => number): number | null =>
  value === undefined || value === null || numberFrom(value) === 0 ? null : read(value);

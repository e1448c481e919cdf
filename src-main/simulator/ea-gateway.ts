import { volumeFromLots } from "../domain/volume.ts";
import type { GatewayState } from "./reply.ts";

/** The EA reads so much of a message and no more. */
const READ_BYTES = 4_096;
/** The chart it sits on: what it trades unless told otherwise, and it is never told. */
const CHART_SYMBOL = "EURUSD";

/**
 * The order-only kind: any message with the word `action` in it, a `PING` too, is an order with the symbol's defaults.
 * It needs no signature. Everything else is `Unknown`.
 */
export function eaAnswer(state: GatewayState, text: string): string {
  const read = Buffer.from(text).toString("utf8", 0, READ_BYTES);
  return JSON.stringify(read.includes("action") ? trade(state) : { status: "ERROR", msg: "Unknown" });
}

function trade(state: GatewayState): Record<string, unknown> {
  const instrument = state.market.instrument(CHART_SYMBOL);
  if (!instrument) return { status: "ERROR", retcode: 10014 };
  const opened = state.account.open({
    instrument,
    side: "BUY",
    volume: volumeFromLots(instrument.spec.minLots),
    stopLossPoints: null,
    takeProfitPoints: null,
    magic: state.magic,
    comment: "",
    reason: "EXPERT",
  });
  return opened.ok ? { status: "OK", retcode: 10009, ticket: opened.value.ticket } : { status: "ERROR", retcode: 10019 };
}

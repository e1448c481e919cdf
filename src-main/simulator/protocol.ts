import { eaAnswer } from "./ea-gateway.ts";
import type { Strikes } from "./faults.ts";
import { capabilities } from "./gateway-kinds.ts";
import { close, open } from "./order-replies.ts";
import { getAccount, getHistory, getPositions, syncAll } from "./query-replies.ts";
import { damaged, damagedText, replyText } from "./reply-damage.ts";
import { failed, latencyMs, type Asked, type GatewayState, type Reply } from "./reply.ts";
import { replyTimes } from "./reply-times.ts";
import { UNKNOWN_UUID, type ActionRequest, type GatewayRequest } from "./request.ts";

/** Outcomes of `OPEN` kept to be given again when their uuid comes again. */
const OUTCOMES_KEPT = 10_000;

type Handler = (state: GatewayState, asked: Asked) => Reply;

const handlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ["PING", ping],
  ["SYNC_ALL", syncAll],
  ["GET_ACCOUNT", getAccount],
  ["GET_POSITIONS", getPositions],
  ["OPEN", open],
  ["CLOSE", close],
]);

/** What a gateway says to a message: the words of protocol.md, bad habits included. */
export class Protocol {
  readonly #state: GatewayState;
  readonly #outcomes = new Map<string | number, Reply>();
  #uuidBefore: string | number | null = null;

  constructor(state: GatewayState) {
    this.#state = state;
  }

  /**
   * @param receivedAtMs monotonic, for `latency_ms`
   * @returns what goes on the wire, as the faults that strike leave it
   */
  answer(request: GatewayRequest, strikes: Strikes, receivedAtMs: number): string | Buffer {
    return damagedText(this.#text(request, strikes, receivedAtMs), strikes);
  }

  #text(request: GatewayRequest, strikes: Strikes, receivedAtMs: number): string {
    if (this.#state.kind === "ea") return eaAnswer(this.#state, request.text);
    if (request.kind === "hello" && this.#state.kind === "handshake") return "OK_FROM_MT5";
    if (request.kind !== "action") return JSON.stringify(this.#notUnderstood(request));
    const asked: Asked = { ...request, strikes, times: replyTimes(strikes), receivedAtMs };
    const reply = damaged(this.#reply(asked), asked, { uuid: this.#uuidBefore });
    this.#uuidBefore = request.uuid;
    return replyText(reply, strikes);
  }

  #notUnderstood(request: Exclude<GatewayRequest, ActionRequest>): Reply {
    const timestamp = replyTimes(new Map()).iso(this.#state.clock.wallMs());
    const error = { uuid: UNKNOWN_UUID, status: "error" };
    if (request.kind === "not-object") return { ...error, error_code: "SERVER_ERROR", error_msg: "not an object", timestamp };
    const why = request.kind === "hello" ? "Hello" : request.why;
    return { ...error, error_code: "INVALID_JSON", error_msg: `Failed to parse JSON: ${why}`, timestamp };
  }

  #reply(asked: Asked): Reply {
    if (asked.action === "") return failed(this.#state, asked, "MISSING_ACTION", "Action field is required");
    const handler = this.#handler(asked.action);
    if (!handler) return failed(this.#state, asked, "UNKNOWN_ACTION", `Unknown action: ${asked.action.slice(0, 100)}`);
    return asked.action === "OPEN" && this.#state.kind === "extended" ? this.#openOnce(asked) : unlessRefused(handler, this.#state, asked);
  }

  #handler(action: string): Handler | undefined {
    if (action === "GET_HISTORY") return this.#state.kind === "extended" ? getHistory : undefined;
    return handlers.get(action);
  }

  /** A uuid seen before gets its first outcome again, before anything else of the order is looked at. */
  #openOnce(asked: Asked): Reply {
    const known = asked.strikes.has("double-execution") ? undefined : this.#outcomes.get(asked.uuid);
    if (known) return known;
    const reply = unlessRefused(open, this.#state, asked);
    if (asked.uuid !== UNKNOWN_UUID) this.#remember(asked.uuid, reply);
    return reply;
  }

  #remember(uuid: string | number, reply: Reply): void {
    this.#outcomes.set(uuid, reply);
    if (this.#outcomes.size <= OUTCOMES_KEPT) return;
    for (const oldest of this.#outcomes.keys()) {
      this.#outcomes.delete(oldest);
      return;
    }
  }
}

/** `simulated` in every reply, so that nobody can take this for a real account. */
function ping(state: GatewayState, asked: Asked): Reply {
  const reply: Reply = {
    uuid: asked.uuid,
    status: "ok",
    server_time: asked.times.iso(state.clock.wallMs()),
    latency_ms: latencyMs(state, asked),
    simulated: true,
  };
  return state.kind === "extended" ? { ...reply, capabilities } : reply;
}

function unlessRefused(handler: Handler, state: GatewayState, asked: Asked): Reply {
  const refusal = faultRefusal(asked);
  if (!refusal) return handler(state, asked);
  if (asked.action === "SYNC_ALL") return { status: "ERROR", message: refusal.message, account: {}, positions: [] };
  return failed(state, asked, refusal.code, refusal.message);
}

/** The error that a fault puts in place of the answer, before anything is done. */
function faultRefusal({ strikes, action }: Asked): { code: string; message: string } | null {
  if (strikes.has("mt5-down")) return { code: "MT5_NOT_CONNECTED", message: "MT5 is not connected" };
  if (strikes.has("positions-error")) return { code: "POSITIONS_EXCEPTION", message: "Failed to get positions" };
  if (strikes.has("account-error")) return { code: "ACCOUNT_ERROR", message: "Failed to get account info" };
  if (strikes.has("insufficient-margin")) return { code: "INSUFFICIENT_MARGIN", message: "Not enough money" };
  const code = action === "CLOSE" ? "MT5_CLOSE_FAILED" : "MT5_ORDER_FAILED";
  if (strikes.has("autotrading-off")) return { code, message: "AutoTrading disabled by client (retcode 10027)" };
  return strikes.has("refused-order") ? { code, message: "Trade is disabled (retcode 10017)" } : null;
}

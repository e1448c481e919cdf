import { killScopeText } from "../contract/kill.ts";
import type { OrderIntent, OrderOutcome, RiskCheck } from "../contract/order.ts";
import type { JournalEvent } from "../engine/journal-events.ts";
import type { Journal, Permit, Venue } from "../engine/ports.ts";
import type { Logger } from "./log.ts";

/** The marks that operators of this family grep for. Each begins the message of its log line. */
export type AuditMark =
  | "[RISK_PASS]"
  | "[RISK_FAIL]"
  | "[ORDER_DENIED]"
  | "[ZMQ_SENT]"
  | "[MT5_FILLED]"
  | "[MT5_REJECTED]"
  | "[MT5_UNRESOLVED]"
  | "[KILL_SWITCH]";

/** Writes down what became of every order, as lines of the program's own log. */
export interface AuditLog {
  /** The same journal, which also says what it was given, once that is durable. */
  journal(journal: Journal): Journal;
  /** The same venue, which also says when an order or a close was let go. */
  venue(venue: Venue): Venue;
  /** Writes what is still to be said. */
  flush(): void;
}

/**
 * The audit lines go to the same rotating log as everything else, at `info` (`warn` for the kill switch). `LOG_LEVEL`
 * says how much the program talks about itself, and an audit is not that: the marks come through at `warn`, `error` and
 * `fatal` too. Only `silent`, which asks for an empty log, keeps them out; the journal has it all in any case.
 *
 * An order's lines are made up and written in the loop's next turn: they are no reason for the order to wait.
 */
export function createAuditLog(logger: Logger): AuditLog {
  const log = logger.level === "silent" || logger.isLevelEnabled("info") ? logger : logger.child({}, { level: "info" });
  let unsaid: (() => void)[] = [];

  const flush = (): void => {
    const lines = unsaid;
    unsaid = [];
    for (const line of lines) line();
  };

  const later = (line: () => void): void => {
    if (unsaid.length === 0) setImmediate(flush);
    unsaid.push(line);
  };

  const say = (mark: AuditMark, words: string, fields: object): void => log.info(fields, `${mark} ${words}`);
  /** Of orders without an outcome and of those in doubt: an outcome itself names only agent and uuid. */
  const intents = new Map<string, OrderIntent>();

  const sayEnd = (agentId: string, uuid: string, outcome: OrderOutcome, more: object): void => {
    const intent = intents.get(keyOf(agentId, uuid));
    if (outcome.kind !== "unresolved") intents.delete(keyOf(agentId, uuid));
    say(markOf[outcome.kind], outcomeWords(outcome), { agent: agentId, uuid, ...(intent ? orderFields(intent) : {}), ...outcomeFields(outcome), ...more });
  };

  const sayEvent = ({ kind, body }: JournalEvent): void => {
    switch (kind) {
      case "ORDER_INTENDED":
        intents.set(keyOf(body.intent.agentId, body.intent.uuid), body.intent);
        return say("[RISK_PASS]", orderWords(body.intent), { ...intentFields(body.intent), ...checksFields(body.checks, "warn") });
      case "ORDER_DENIED": {
        const mark = body.checks.some(({ verdict }) => verdict === "fail") ? "[RISK_FAIL]" : "[ORDER_DENIED]";
        return say(mark, `${orderWords(body.intent)}: ${body.message}`, { ...intentFields(body.intent), code: body.code, ...checksFields(body.checks, "fail") });
      }
      case "ORDER_ENDED":
        return sayEnd(body.agentId, body.uuid, body.outcome, { latencyMs: body.latencyMs });
      case "ORDER_SETTLED":
        return sayEnd(body.agentId, body.uuid, body.outcome, { settledBy: body.by, name: body.name, reason: body.reason });
      case "KILLED": {
        const { id, scope, source, reason, flatten, includeForeign } = body.kill;
        return log.warn({ kill: id, scope: killScopeText(scope), source, reason, flatten, includeForeign }, `[KILL_SWITCH] ${killScopeText(scope)} stopped: ${reason}`);
      }
      case "REARMED":
        return log.warn({ kills: body.killIds, name: body.name, reason: body.reason }, `[KILL_SWITCH] re-armed: ${body.reason}`);
      default:
    }
  };

  return {
    flush,
    journal: (journal) => ({
      append: async (event) => {
        // In force already, whatever becomes of the disk.
        if (event.kind === "KILLED") {
          flush();
          sayEvent(event);
        }
        const written = await journal.append(event);
        if (written.ok && isAudited.has(event.kind)) later(() => sayEvent(event));
        return written;
      },
      tail: (limit, beforeSeq) => journal.tail(limit, beforeSeq),
    }),
    venue: (venue) => ({
      ...venue,
      openOrder: (order, timeoutMs, permit) => {
        const { uuid, symbol, type, volumeLots: volume, price, magic } = order;
        const announce = (): void => later(() => say("[ZMQ_SENT]", `${type} ${volume} ${symbol}`, { action: "OPEN", uuid, symbol, type, volume, price, magic }));
        return venue.openOrder(order, timeoutMs, announced(permit, announce));
      },
      // No permit is asked for these: that it was let go shows in its not having been denied.
      repeatOrder: async (order, sentAtMs, timeoutMs) => {
        const outcome = await venue.repeatOrder(order, sentAtMs, timeoutMs);
        const { uuid, symbol, type, volumeLots: volume } = order;
        if (outcome.kind !== "denied") later(() => say("[ZMQ_SENT]", `${type} ${volume} ${symbol}, asked for again`, { action: "OPEN", uuid, symbol, type, volume, repeated: true }));
        return outcome;
      },
      closePosition: (position, timeoutMs, permit) => {
        const { ticket, symbol, volumeLots: volume } = position;
        const announce = (): void => later(() => say("[ZMQ_SENT]", `CLOSE ${ticket} ${symbol}`, { action: "CLOSE", ticket, symbol, volume }));
        return venue.closePosition(position, timeoutMs, announced(permit, announce));
      },
    }),
  };
}

/** What is said once it is durable; a kill was said before. */
const isAudited: ReadonlySet<JournalEvent["kind"]> = new Set(["ORDER_INTENDED", "ORDER_DENIED", "ORDER_ENDED", "ORDER_SETTLED", "REARMED"]);

const keyOf = (agentId: string, uuid: string): string => `${agentId}\n${uuid}`;

const markOf: Record<OrderOutcome["kind"], AuditMark> = {
  confirmed: "[MT5_FILLED]",
  refused: "[MT5_REJECTED]",
  denied: "[ORDER_DENIED]",
  unresolved: "[MT5_UNRESOLVED]",
};

/** Speaks when the permit is granted: right after that, in the same stretch of code, the bytes leave. */
function announced(permit: Permit | undefined, announce: () => void): Permit {
  return () => {
    const refusal = permit?.() ?? null;
    if (refusal === null) announce();
    return refusal;
  };
}

const orderWords = (intent: OrderIntent): string =>
  intent.action === "OPEN" ? `${intent.type} ${intent.volumeLots} ${intent.symbol}` : `CLOSE ${intent.ticket}${intent.volumeLots === null ? "" : `, ${intent.volumeLots} lots of it`}`;

const intentFields = (intent: OrderIntent): object => ({ agent: intent.agentId, uuid: intent.uuid, ...orderFields(intent) });

function orderFields(intent: OrderIntent): object {
  const { action, symbol, volumeLots: volume } = intent;
  return intent.action === "OPEN" ? { action, symbol, type: intent.type, volume, price: intent.price, magic: intent.magic } : { action, symbol, volume, ticket: intent.ticket };
}

const outcomeFields = (outcome: OrderOutcome): object =>
  outcome.kind === "confirmed" ? { ticket: outcome.ticket, filledPrice: outcome.price, filledVolume: outcome.volumeLots } : { code: outcome.code };

const outcomeWords = (outcome: OrderOutcome): string =>
  outcome.kind === "confirmed" ? `ticket ${outcome.ticket}${outcome.price === null ? "" : ` at ${outcome.price}`}` : `${outcome.code}: ${outcome.message}`;

/** How many rules were asked, and the numbers of those whose verdict is this. */
function checksFields(checks: readonly RiskCheck[], verdict: "warn" | "fail"): object {
  const told = checks.filter((check) => check.verdict === verdict).map(({ rule, value, limit, unit, detail }) => ({ rule, value, limit, unit, detail }));
  return { checks: checks.length, ...(told.length > 0 ? { [verdict === "warn" ? "warned" : "failed"]: told } : {}) };
}

/**
 * MetaTrader's return codes, as far as they decide what became of an order. A code that is not listed decides nothing:
 * the reply's status and ticket do. So 10025, "no change", is missing on purpose: nothing was done, nothing went wrong.
 */
type Fate = "done" | "in doubt" | "not done";

const fates: ReadonlyMap<number, Fate> = new Map([
  // Placed, done, done in part.
  ...each("done", 10008, 10009, 10010),
  // A processing error, a timeout and a lost line to the broker: the order may have arrived there.
  ...each("in doubt", 10011, 10012, 10031),
  // Requote, changed prices, no prices, too many requests: not executed, and it may be tried again.
  ...each("not done", 10004, 10020, 10021, 10024),
  // The order as it stands is not accepted: rejected, invalid, market closed, no money, limits, rules of the account.
  ...each("not done", 10006, 10013, 10014, 10015, 10016, 10017, 10018, 10019, 10022, 10029, 10030, 10033, 10034, 10040),
  ...each("not done", 10042, 10043, 10044, 10045),
  // Automated trading is switched off, at the broker or in the terminal.
  ...each("not done", 10026, 10027),
  // The position is closed already, or being closed by an order that is.
  ...each("not done", 10036, 10039),
]);

/** Partly done: the volume in the reply is what counts. */
export const DONE_IN_PART = 10010;

/** What this code says of the order; `null`: nothing. */
export const fateOf = (returnCode: number | null): Fate | null => (returnCode === null ? null : (fates.get(returnCode) ?? null));

/** A code in words of the gateway: five digits that are no part of a price, a ticket or a negative number. */
const WRITTEN_CODE = /(?<![\d.-])10[0-9]{3}(?!\d|\.\d)/g;

/** The first listed return code in a text, or `null`. */
export function returnCodeIn(text: string): number | null {
  for (const [digits] of text.matchAll(WRITTEN_CODE)) if (fates.has(Number(digits))) return Number(digits);
  return null;
}

/** The gateway's program broke while it had the order, or right after the terminal did. */
const BROKEN = new Set(["SERVER_ERROR", "MT5_EXCEPTION"]);
/** These carry the terminal's own words; every other code is said before the terminal hears of the order. */
const FROM_THE_TERMINAL = new Set(["MT5_ORDER_FAILED", "MT5_CLOSE_FAILED"]);
/** The terminal's comment on 10026 and 10027, where a gateway passes on its words and not its number. */
const SWITCHED_OFF = /\bauto\s?trading (?:is )?(?:disabled|off)\b/i;
/** The call came back with nothing, or the pipe between gateway and terminal failed (-10000 to -10005). */
const NO_WORD = /\bno result\b|\breturned none\b|\bipc\b|-1000[0-5]\b/i;

/** A reply that says no. */
export interface Refused {
  /** The gateway's code, or the status word where it gave none. */
  readonly code: string;
  readonly message: string;
  /** The reply's own field, `null` where it has none. */
  readonly returnCode: number | null;
}

/**
 * Whether a "no" to an order leaves open what the broker did. A code that says "done" beside a refusal contradicts it,
 * and is doubt too.
 */
export function leavesFateOpen({ code, message, returnCode }: Refused): boolean {
  if (BROKEN.has(code)) return true;
  const isTheTerminals = FROM_THE_TERMINAL.has(code);
  const fate = fateOf(returnCode ?? (isTheTerminals ? returnCodeIn(message) : null));
  if (fate !== null) return fate !== "not done";
  return isTheTerminals && NO_WORD.test(message);
}

/** Our own codes for what a decision rests on; whichever way the gateway says it. */
const ownCodes: ReadonlyMap<number, string> = new Map([
  [10026, "AUTOTRADING_OFF"],
  [10027, "AUTOTRADING_OFF"],
  [10036, "ALREADY_CLOSED"],
  [10039, "ALREADY_CLOSED"],
]);

/**
 * What a refusal is called: `AUTOTRADING_OFF` (10026, 10027), `ALREADY_CLOSED` (10036, 10039), else the gateway's own
 * code. The return code decides before the words, and words count only where they are the terminal's.
 */
export function codeOf({ code, message, returnCode }: Refused): string {
  const isTheTerminals = FROM_THE_TERMINAL.has(code);
  const found = returnCode ?? (isTheTerminals ? returnCodeIn(message) : null);
  if (found !== null) return ownCodes.get(found) ?? code;
  return isTheTerminals && SWITCHED_OFF.test(message) ? "AUTOTRADING_OFF" : code;
}

function each(fate: Fate, ...codes: readonly number[]): [number, Fate][] {
  return codes.map((code) => [code, fate]);
}

import { z } from "zod";
import type { Account, Pong, Truth } from "../domain/account.ts";
import { exactAmount } from "../domain/money.ts";
import type { Position } from "../domain/position.ts";
import { pythonFloat } from "../domain/python-json.ts";
import { amountFrom, numberFrom, problem, type Problem, rules, wholeFrom } from "./fields.ts";
import { readPositionRows } from "./position-rows.ts";
import { codeOf, leavesFateOpen } from "./return-codes.ts";
import { parseTolerantly } from "./tolerant-json.ts";

/**
 * What is said on the wire: strict in what is sent, forgiving in what is read. Nothing here throws, and no value
 * leaves that is NaN, infinite or guessed.
 */

/** What a reply came to, before it is known how long it took. */
export type Reply<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "refused"; readonly code: string; readonly message: string }
  | { readonly kind: "no-ticket"; readonly message: string }
  /** The gateway broke, or contradicts itself, over an order that the broker may have. */
  | { readonly kind: "in-doubt"; readonly message: string }
  | { readonly kind: "unreadable"; readonly problem: Problem };

/** One action: its name, its fields beside `action`, `uuid` and `timestamp`, and how its reply is read. */
export interface Request<T> {
  readonly action: string;
  /** What it is known by at the venue; without one, every sending gets its own. */
  readonly uuid?: string;
  /** The moment it is to be of (UTC, Unix ms), said and signed; without one, that of its sending. */
  readonly atMs?: number;
  /** Made for that moment, since some are good for a few seconds only. */
  readonly fields: (atMs: number) => Readonly<Record<string, FieldValue>>;
  /** Whether it changes anything at the venue, so that a late delivery would do harm. */
  readonly acts: boolean;
  /** The status words of a reply that worked, in upper case. */
  readonly doneStatus: string;
  readonly read: (body: Body) => Reply<T>;
}

/** A whole number is written as one; what is a float in the gateway, as a `Float`. */
export type FieldValue = string | number | Float;

/** A number as `JSON.stringify` puts it down. */
interface Float {
  readonly rawJSON: string;
}

/** TypeScript's library does not know `JSON.rawJSON` yet. */
const json = JSON as typeof JSON & { rawJSON(text: string): Float };

/** As Python writes it, `1.0` and never `1`: a gateway that recomputes a signature from what it has read must read what we signed. */
export const float = (value: number): Float => json.rawJSON(pythonFloat(value));

/** A reply that is a JSON object. */
export type Body = Readonly<Record<string, unknown>>;

const noFields = () => ({});

export const requests = {
  ping: (): Request<Pong> => ({ action: "PING", fields: noFields, acts: false, doneStatus: "OK", read: (body) => done(pongOf(body)) }),

  /**
   * The whole account. Without a magic number: a gateway that really filters by it would hide positions of others,
   * whose margin then contradicts the list, and which a person must see before deciding to close everything.
   */
  syncAll: (): Request<Truth> => ({ action: "SYNC_ALL", fields: noFields, acts: false, doneStatus: "OK", read: readTruth }),

  getAccount: (): Request<Account> => ({ action: "GET_ACCOUNT", fields: noFields, acts: false, doneStatus: "OK", read: (body) => readAccount(body, "") }),

  getPositions: (): Request<readonly Position[]> => ({
    action: "GET_POSITIONS",
    fields: noFields,
    acts: false,
    doneStatus: "OK",
    read: (body) => readPositions(body),
  }),
} as const;

/** The message as it leaves now (UTC, Unix ms): one JSON object. */
export function encode(request: Request<unknown>, uuid: string, nowMs: number): string {
  const atMs = request.atMs ?? nowMs;
  return JSON.stringify({ action: request.action, uuid, ...request.fields(atMs), timestamp: new Date(atMs).toISOString() });
}

/** Reads the reply to a request that carried `uuid`; `null` when it carries another one, and so answers another. */
export function decode<T>(request: Request<T>, uuid: string, bytes: Buffer): Reply<T> | null {
  const text = bytes.toString("utf8");
  const json = parseTolerantly(text);
  if (json === undefined) return unreadable(problem("reply", text === "" ? "empty" : text, "JSON"));
  if (!isBody(json)) return unreadable(problem("reply", json, rules.object));
  if (isForeign(json["uuid"], uuid)) return null;
  const status = typeof json["status"] === "string" ? json["status"].toUpperCase() : null;
  if (status === "ERROR" || status === "REJECTED") return request.acts ? orderRefusal(json, status) : refusalIn(json, status);
  if (status !== request.doneStatus) return unreadable(problem("status", json["status"], `${request.doneStatus}, ERROR or REJECTED`));
  return request.read(json);
}

const isBody = (value: unknown): value is Body => typeof value === "object" && value !== null && !Array.isArray(value);

/** `SYNC_ALL` echoes none, and others say "unknown" when they could not read ours: only a different one is foreign. */
const isForeign = (echoed: unknown, uuid: string): boolean =>
  typeof echoed === "string" && echoed !== "" && echoed !== "unknown" && echoed !== uuid;

export const done = <T>(value: T): Reply<T> => ({ kind: "done", value });
export const unreadable = (found: Problem): Reply<never> => ({ kind: "unreadable", problem: found });

export const inDoubt = (message: string): Reply<never> => ({ kind: "in-doubt", message });

/** Gateways name the reason `error_code` and `error_msg`, `message`, `msg` or `retcode`, whichever they have; `code` where they do not. */
export function refusalIn(body: Body, code: string): { readonly kind: "refused"; readonly code: string; readonly message: string } {
  const message = wordFrom(body["error_msg"]) ?? wordFrom(body["message"]) ?? wordFrom(body["msg"]) ?? "the gateway gave no reason";
  return { kind: "refused", code: wordFrom(body["error_code"]) ?? wordFrom(body["retcode"]) ?? code, message };
}

/** To an order, not every "no" is one. */
function orderRefusal(body: Body, status: string): Reply<never> {
  const refusal = refusalIn(body, status);
  const whole = wholeFrom(body["retcode"]);
  const refused = { ...refusal, returnCode: Number.isNaN(whole) ? null : whole };
  if (leavesFateOpen(refused)) return inDoubt(`the gateway said ${refusal.code} (${refusal.message}), which leaves open what the broker did`);
  return { ...refusal, code: codeOf(refused) };
}

const wordFrom = (value: unknown): string | null =>
  (typeof value === "string" && value !== "") || typeof value === "number" ? String(value) : null;

/** A pong proves life by itself, so an odd capability in it is left out rather than held against it. */
function pongOf(body: Body): Pong {
  const capabilities = Array.isArray(body["capabilities"]) ? (body["capabilities"] as unknown[]) : [];
  return {
    capabilities: capabilities.filter((each) => typeof each === "string"),
    simulated: body["simulated"] === true,
  };
}

function readTruth(body: Body): Reply<Truth> {
  const account = readAccount(body["account"], "account");
  if (account.kind !== "done") return account;
  const positions = readPositions(body);
  if (positions.kind !== "done") return positions;
  return done({ account: account.value, positions: positions.value });
}

/** A missing list is unreadable, never "none". */
function readPositions(body: Body): Reply<Position[]> {
  const rows = readPositionRows(body["positions"], "positions");
  return rows.ok ? done(rows.positions) : unreadable(rows.problem);
}

/** A zod field that reads with one of the readers of `fields.ts` and fails with its rule. */
const field = (read: (value: unknown) => number, rule: string) =>
  z.unknown().transform((value, context): number => {
    const result = read(value);
    if (!Number.isNaN(result)) return result;
    context.addIssue({ code: "custom", message: rule });
    return z.NEVER;
  });

/** Figures that may be missing, in any of the names they travel by. */
const maybe = (read: (value: unknown) => number, rule: string) => field(read, rule).nullish();

const amount = maybe(amountFrom, rules.amount);
const price = maybe(numberFrom, rules.number);

/** `SYNC_ALL` says `margin_used` and `margin_free`, `GET_ACCOUNT` says `margin` and `free_margin`. */
const AccountFigures = z.object(
  {
    balance: field(amountFrom, rules.amount),
    equity: field(amountFrom, rules.amount),
    margin_used: amount,
    margin: amount,
    margin_free: amount,
    free_margin: amount,
    margin_level: price,
    currency: z.string(rules.text).nullish(),
  },
  rules.object,
);

function readAccount(value: unknown, path: string): Reply<Account> {
  const parsed = AccountFigures.safeParse(value);
  if (!parsed.success) return unreadable(problemOf(parsed.error, value, path));
  const { balance, equity, currency, ...rest } = parsed.data;
  const used = rest.margin_used ?? rest.margin ?? null;
  const free = rest.margin_free ?? rest.free_margin ?? null;
  if (used === null && free === null) return unreadable(problem(under(path, "margin_used"), undefined, rules.amount));
  const marginUsed = used ?? exactAmount(equity - (free ?? 0));
  const level = rest.margin_level ?? null;
  return done({
    currency: currency ?? null,
    balance,
    equity,
    marginUsed,
    marginFree: free ?? exactAmount(equity - marginUsed),
    // With no margin used there is no level, and gateways write 0: read as it stands, that is a margin call.
    marginLevelPct: level === 0 && marginUsed === 0 ? null : level,
  });
}

/** The first thing zod found, with the value that stood there. */
function problemOf(error: z.ZodError, input: unknown, path: string): Problem {
  const [issue] = error.issues;
  const name = issue?.path.join(".") ?? "";
  const value = name !== "" && isBody(input) ? input[name] : input;
  return problem(name === "" ? path || "reply" : under(path, name), value, issue?.message ?? rules.object);
}

const under = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);

import { pythonObject, type PythonValue } from "./python-json.ts";

/**
 * The proof that an order passed the risk rules, `RISK_PASS:<checksum>:<timestamp>`, which gateways of this family ask
 * of every `OPEN`. It says nothing about who sent it unless a secret is shared (v2); v1 only guards against damage.
 */

/** What is signed, in the words of the wire and with the values that go on it. `null`: the field is not sent. */
export interface SignedOrder {
  readonly uuid: string;
  readonly symbol: string;
  readonly type: string;
  readonly volume: number;
  readonly price: number | null;
  readonly sl: number | null;
  readonly tp: number | null;
  readonly magic: number;
}

/** The two hashes, as lower-case hex over UTF-8. A port, because the domain computes nothing with the platform's help. */
export interface Hashes {
  sha256Hex(text: string): string;
  hmacSha256Hex(secret: string, text: string): string;
}

/** With a secret the signature is v2, else v1. A gateway that does not know v2 still accepts its shape. */
export interface SignatureKey {
  readonly hashes: Hashes;
  readonly secret: string | null;
}

/** Why a signature does not hold: its shape, its age, or the order it was made for. */
export type SignatureFault = "format" | "expired" | "checksum";

const HEAD = "RISK_PASS";
const V1_LENGTH = 8;

/** Signs an order that leaves at `atMs` (UTC, Unix ms). Gateways take it for 5 s, some for 2. */
export function riskSignature(order: SignedOrder, atMs: number, key: SignatureKey): string {
  const stamp = signatureStamp(atMs);
  return `${HEAD}:${checksum(order, stamp, key)}:${stamp}`;
}

/**
 * Does this signature belong to this order, and is it young enough? Compared in constant time.
 * @param ttlMs how far its time may be from `nowMs` (UTC, Unix ms), either way
 * @returns what is wrong with it, or `null`
 */
export function signatureFault(signature: string, order: SignedOrder, nowMs: number, ttlMs: number, key: SignatureKey): SignatureFault | null {
  const [head, given, stamp, ...more] = signature.split(":");
  if (head !== HEAD || given === undefined || stamp === undefined || more.length > 0) return "format";
  const atMs = momentOf(stamp);
  if (atMs === null) return "format";
  if (Math.abs(nowMs - atMs) > ttlMs) return "expired";
  return sameText(given, checksum(order, stamp, key)) ? null : "checksum";
}

/** What v1 hashes: Python's JSON of the fields that make the trade. */
export const canonicalV1 = (order: SignedOrder): string => pythonObject(tradeFields(order));

/** What v2 hashes: the same, and what makes the signature good for one request at one moment only. */
export const canonicalV2 = (order: SignedOrder, stamp: string): string =>
  pythonObject({
    ...tradeFields(order),
    uuid: { kind: "text", value: order.uuid },
    magic: { kind: "integer", value: order.magic },
    timestamp: { kind: "text", value: stamp },
  });

/**
 * ISO 8601's basic form with milliseconds, `20260115T030813.123Z`. The usual form has colons, at which gateways split
 * the signature; this one Python's `datetime.fromisoformat` reads since 3.11.
 */
export const signatureStamp = (atMs: number): string => new Date(atMs).toISOString().replaceAll(/[-:]/g, "");

const checksum = (order: SignedOrder, stamp: string, { hashes, secret }: SignatureKey): string =>
  secret === null ? hashes.sha256Hex(canonicalV1(order)).slice(0, V1_LENGTH) : hashes.hmacSha256Hex(secret, canonicalV2(order, stamp));

const tradeFields = ({ symbol, type, volume, price, sl, tp }: SignedOrder): Record<string, PythonValue | null> => ({
  symbol: { kind: "text", value: symbol },
  type: { kind: "text", value: type },
  volume: float(volume),
  price: float(price),
  sl: float(sl),
  tp: float(tp),
});

/** Volumes and prices are floats in the gateway even where they are whole: a market order's price is `0.0`. */
const float = (value: number | null): PythonValue | null => (value === null ? null : { kind: "float", value });

const STAMP = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\.\d{1,3})?Z$/;

function momentOf(stamp: string): number | null {
  const found = STAMP.exec(stamp);
  if (!found) return null;
  const [, year, month, day, hour, minute, second, fraction = ""] = found;
  const atMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}Z`);
  return Number.isNaN(atMs) ? null : atMs;
}

/** Equal or not, in a time that does not tell where the first difference is. Only the length, which is no secret, shows. */
function sameText(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let at = 0; at < a.length; at += 1) difference |= a.charCodeAt(at) ^ b.charCodeAt(at);
  return difference === 0;
}

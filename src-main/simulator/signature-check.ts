import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { pythonDumps, type PythonScalar, readAsPython } from "./python-dumps.ts";
import type { ActionRequest } from "./request.ts";

/** How strict the gateway is with `risk_signature`. */
export interface SignatureRules {
  /** How far the signature's time may be from the gateway's clock, either way. */
  readonly ttlMs: number;
  /** With a secret, only v2 signatures made with it pass. */
  readonly secret: string | null;
  /** Without a secret: whether v1's checksum is recomputed, or only its shape looked at, as v4.3 gateways do. */
  readonly verifyChecksum: boolean;
}

const TRADE_FIELDS = ["symbol", "type", "volume", "price", "sl", "tp"] as const;
const CHECKSUM_LENGTH = 8;

/**
 * Looks at `RISK_PASS:<checksum>:<timestamp>` as gateways of the v4.3 family do.
 * @returns what is wrong with it, in the gateway's words, or `null`
 */
export function signatureFault({ fields, text }: ActionRequest, nowMs: number, rules: SignatureRules): string | null {
  const signature = fields["risk_signature"];
  if (signature === undefined || signature === null || signature === "") return "Missing risk_signature";
  const [head, checksum, stamp, ...more] = typeof signature === "string" ? signature.split(":") : [];
  if (head !== "RISK_PASS" || checksum === undefined || stamp === undefined || more.length > 0) return "Invalid signature format";
  const stampMs = colonFreeTimeMs(stamp);
  if (stampMs === null) return `Invalid signature timestamp: ${stamp}`;
  const ageMs = Math.abs(nowMs - stampMs);
  if (ageMs > rules.ttlMs) return `Signature expired (TTL=${seconds(rules.ttlMs)}s, age=${seconds(ageMs)}s)`;
  if (checksum.length < CHECKSUM_LENGTH) return "Invalid checksum";
  const wanted = wantedChecksum(text, stamp, rules);
  return wanted === null || isSameText(checksum, wanted) ? null : "Invalid checksum";
}

/** `null`: any will do. */
function wantedChecksum(text: string, stamp: string, { secret, verifyChecksum }: SignatureRules): string | null {
  if (secret !== null) return checksumV2(text, stamp, secret);
  return verifyChecksum ? checksumV1(text) : null;
}

/** The first 8 hex digits of SHA-256 over Python's JSON of those of `TRADE_FIELDS` that are not null. */
const checksumV1 = (text: string): string => createHash("sha256").update(pythonDumps(picked(text, TRADE_FIELDS))).digest("hex").slice(0, CHECKSUM_LENGTH);

/** HMAC-SHA256 over the same, with `uuid`, `magic` and the signature's own `timestamp`: good for one request only. */
function checksumV2(text: string, stamp: string, secret: string): string {
  const signed = picked(text, [...TRADE_FIELDS, "uuid", "magic"]).set("timestamp", stamp);
  return createHmac("sha256", secret).update(pythonDumps(signed)).digest("hex");
}

function picked(text: string, names: readonly string[]): Map<string, PythonScalar> {
  const values = readAsPython(text);
  return new Map(names.flatMap((name) => (values.has(name) ? [[name, values.get(name) ?? ""] as const] : [])));
}

const COLON_FREE_TIME = /^(\d{4})-?(\d{2})-?(\d{2})[T ](\d{2})(\d{2})(?:(\d{2})(?:[.,](\d{1,9}))?)?(?:Z|([+-])(\d{2})(\d{2})?)$/;

/** ISO 8601's basic form, the only one without colons. A time without zone is refused, as Python refuses to compare it. */
function colonFreeTimeMs(text: string): number | null {
  const found = COLON_FREE_TIME.exec(text);
  if (!found) return null;
  const [, year, month, day, hour, minute, second = "00", fraction = "0", sign = "+", zoneHour = "00", zoneMinute = "00"] = found;
  const zonelessMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(zonelessMs)) return null;
  const zoneMs = (Number(zoneHour) * 60 + Number(zoneMinute)) * 60_000;
  return zonelessMs + Number(`0.${fraction}`) * 1_000 - (sign === "-" ? -zoneMs : zoneMs);
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(1);

function isSameText(a: string, b: string): boolean {
  const [aBytes, bBytes] = [Buffer.from(a), Buffer.from(b)];
  return aBytes.length === bBytes.length && timingSafeEqual(aBytes, bBytes);
}

import { createHmac, timingSafeEqual } from "node:crypto";

/** How strict the gateway is with `risk_signature`. */
export interface SignatureRules {
  /** How far the signature's time may be from the gateway's clock, either way. */
  readonly ttlMs: number;
  /** With a secret, only v2 signatures made with it pass. Without, only the shape is looked at, as v4.3 gateways do. */
  readonly secret: string | null;
}

/** What v2 signs: what v1 does, and `uuid` and `magic`, so that a signature fits one request only. */
const SIGNED_FIELDS = ["symbol", "type", "volume", "price", "sl", "tp", "uuid", "magic"] as const;
const CHECKSUM_LENGTH = 8;

type OrderFields = Readonly<Record<string, unknown>>;

/**
 * Looks at `RISK_PASS:<checksum>:<timestamp>` as gateways of the v4.3 family do.
 * @returns what is wrong with it, in the gateway's words, or `null`
 */
export function signatureFault(order: OrderFields, nowMs: number, rules: SignatureRules): string | null {
  const signature = order["risk_signature"];
  if (signature === undefined || signature === null || signature === "") return "Missing risk_signature";
  const [head, checksum, stamp, ...more] = typeof signature === "string" ? signature.split(":") : [];
  if (head !== "RISK_PASS" || checksum === undefined || stamp === undefined || more.length > 0) return "Invalid signature format";
  const stampMs = colonFreeTimeMs(stamp);
  if (stampMs === null) return `Invalid signature timestamp: ${stamp}`;
  const ageMs = Math.abs(nowMs - stampMs);
  if (ageMs > rules.ttlMs) return `Signature expired (TTL=${seconds(rules.ttlMs)}s, age=${seconds(ageMs)}s)`;
  if (checksum.length < CHECKSUM_LENGTH) return "Invalid checksum";
  return rules.secret === null || isSameText(checksum, checksumV2(order, stamp, rules.secret)) ? null : "Invalid checksum";
}

/**
 * The v2 checksum: HMAC-SHA256 as 64 hex digits over the canonical JSON (keys sorted, Python's separators) of those of
 * `symbol, type, volume, price, sl, tp, uuid, magic` that are not null, and `timestamp` as it stands in the signature.
 */
export function checksumV2(order: OrderFields, stamp: string, secret: string): string {
  const signed = new Map<string, string | number>([["timestamp", stamp]]);
  for (const field of SIGNED_FIELDS) {
    const value = order[field];
    if (typeof value === "string" || typeof value === "number") signed.set(field, value);
  }
  const pairs = [...signed.keys()].toSorted().map((key) => `${JSON.stringify(key)}: ${JSON.stringify(signed.get(key))}`);
  return createHmac("sha256", secret).update(`{${pairs.join(", ")}}`).digest("hex");
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

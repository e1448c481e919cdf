import type { FaultName, FaultSetting, Strikes } from "./faults.ts";
import type { Asked, Fields, Reply } from "./reply.ts";
import { UNKNOWN_UUID } from "./request.ts";

/** What was answered before, as far as a fault may need it. */
export interface Before {
  readonly uuid: string | number | null;
}

const DEFAULT_HUGE_BYTES = 32 * 1_048_576;
const PRICE_FIELDS = ["price_current", "price_open", "open_price", "current_price", "price", "close_price"] as const;

type Damage = (reply: Reply, before: Before) => void;

/** What each fault does to the fields of a sound reply. Faults that do something else are not listed. */
const damages: Partial<Record<FaultName, Damage>> = {
  nan: (reply) => putNumber(reply, "margin_level", Number.NaN),
  infinity: (reply) => putNumber(reply, "equity", Number.POSITIVE_INFINITY),
  "margin-level-zero": (reply) => putIfThere(reply.account ?? reply, "margin_level", 0),
  "null-prices": (reply) => {
    for (const row of [reply, ...(reply.positions ?? [])]) for (const field of PRICE_FIELDS) putIfThere(row, field, null);
  },
  "float-volumes": (reply) => {
    for (const row of [reply, ...(reply.positions ?? [])]) if (typeof row["volume"] === "number") row["volume"] *= 1 + Number.EPSILON;
  },
  "missing-ticket": (reply) => delete reply["ticket"],
  "bad-uuid": (reply, before) => putIfThere(reply, "uuid", before.uuid ?? UNKNOWN_UUID),
  "no-uuid": (reply) => delete reply["uuid"],
};

/** The reply as the faults that strike leave it. The one given stays as it is; its rows do not. */
export function damaged(reply: Reply, asked: Asked, before: Before): Reply {
  if (asked.strikes.size === 0) return reply;
  const copy = { ...reply };
  for (const name of asked.strikes.keys()) damages[name]?.(copy, before);
  return copy;
}

/** JSON, with bare `NaN` and `Infinity` where the numbers are, as Python writes them. */
export function replyText(reply: Reply, strikes: Strikes): string {
  if (strikes.has("numbers-as-strings")) return JSON.stringify(reply, (_key, value: unknown) => (typeof value === "number" ? String(value) : value));
  if (!strikes.has("nan") && !strikes.has("infinity")) return JSON.stringify(reply);
  const text = JSON.stringify(reply, (_key, value: unknown) => (typeof value === "number" && !Number.isFinite(value) ? `bare:${value}` : value));
  return text.replaceAll(/"bare:(NaN|Infinity)"/g, "$1");
}

/** What goes out instead of a text, as the faults that strike leave it. */
export function damagedText(text: string, strikes: Strikes): string | Buffer {
  if (strikes.has("binary-reply")) return Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28, 0xf0, 0x9f]);
  if (strikes.has("corrupt-reply")) return text.slice(0, Math.ceil(text.length / 2));
  const huge = strikes.get("huge-reply");
  return huge ? padded(text, huge) : text;
}

/** The account's figure where there is one, else the first position's profit: a reply always has at most one bad number. */
function putNumber(reply: Reply, field: string, value: number): void {
  if (putIfThere(reply.account ?? reply, field, value)) return;
  const first = reply.positions?.[0];
  if (first) first["profit"] = value;
}

function putIfThere(fields: Fields, field: string, value: unknown): boolean {
  if (!(field in fields)) return false;
  fields[field] = value;
  return true;
}

function padded(text: string, { bytes = DEFAULT_HUGE_BYTES }: FaultSetting): string {
  const missing = Math.max(0, bytes - Buffer.byteLength(text));
  return text.startsWith("{") ? `{"padding":"${"x".repeat(missing)}",${text.slice(1)}` : text + " ".repeat(missing);
}

import type { GatewayKind } from "../contract/trading-state.ts";
import { shown } from "./fields.ts";
import { parseTolerantly } from "./tolerant-json.ts";

/** The whole message: five letters, no JSON. Safe against every kind, and the only message that is. */
export const HELLO = "Hello";

/** What an answer to `Hello` tells about the program that gave it. */
export interface Introduction {
  readonly kind: GatewayKind;
  /** What was seen, in a sentence without its subject. */
  readonly detail: string;
}

/** Only these understand our JSON. To the order-only kind any message holding the word `action` is an order. */
export const isUsable = (kind: GatewayKind): boolean => kind === "v4.3" || kind === "handshake";

/** Names the kind of gateway by its answer to `Hello`. Whatever is not known exactly is `unknown`, and not usable. */
export function introductionFrom(answer: string): Introduction {
  const text = answer.trim();
  if (text === "OK_FROM_MT5") return { kind: "handshake", detail: "answered Hello with OK_FROM_MT5" };
  const json = parseTolerantly(text);
  if (typeof json === "object" && json !== null) {
    const { error_code: code, status, msg } = json as Readonly<Record<string, unknown>>;
    if (code === "INVALID_JSON") return { kind: "v4.3", detail: "answered Hello with INVALID_JSON" };
    if (status === "ERROR" && (msg === "Unknown" || msg === "Unknown Command")) {
      return { kind: "order-only EA", detail: `answered Hello with ERROR ${msg}: it takes any message that holds the word "action" for an order` };
    }
  }
  return { kind: "unknown", detail: `answered Hello with something no known gateway says: ${shown(text)}` };
}

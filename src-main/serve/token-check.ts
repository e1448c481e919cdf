import type { Socket } from "node:net";
import type { Permission } from "../contract/api.ts";
import type { Clock } from "../engine/ports.ts";
import { limits } from "./limits.ts";
import type { ServeLog } from "./serve-log.ts";
import { permissionOf, type Tokens } from "./tokens.ts";

/** `TOO_MANY`: wrong as well, and so many were wrong lately that the answer is only to go away. */
export type TokenVerdict = { readonly permission: Permission } | { readonly refused: "WRONG" | "TOO_MANY" };

/** `from` is the connection that it was presented over. */
export type TokenCheck = (presented: string, from: Socket) => TokenVerdict;

/**
 * Holds presented tokens against ours. A right token passes however many wrong ones came before it: otherwise any
 * program on this machine could lock the operator out of the kill switch. The limit keeps guessing from filling the log.
 */
export function createTokenCheck(tokens: Tokens, clock: Clock, log: ServeLog, onRight: (from: Socket) => void): TokenCheck {
  let windowStartMs = clock.monotonicMs();
  let wrong = 0;
  return (presented, from) => {
    const permission = permissionOf(tokens, presented);
    if (permission !== null) {
      onRight(from);
      return { permission };
    }
    if (clock.monotonicMs() - windowStartMs >= limits.badTokenWindowMs) {
      windowStartMs = clock.monotonicMs();
      wrong = 0;
    }
    wrong += 1;
    if (wrong > limits.badTokensMax) return { refused: "TOO_MANY" };
    log.warn({ wrong, windowMs: limits.badTokenWindowMs }, "a wrong console token was presented");
    return { refused: "WRONG" };
  };
}

import type { KillScope } from "../../../src-main/contract/kill.ts";
import type { Text } from "../../text/text.ts";

/** How far a kill reaches, in the reader's language. */
export function scopeWords(scope: KillScope, text: Text): string {
  switch (scope.kind) {
    case "all":
      return text.kill.scopeAll;
    case "symbol":
      return text.kill.onlySymbol(scope.symbol);
    case "agent":
      return text.kill.onlyAgent(scope.agentId);
  }
}

/** What it reaches, as a name within a sentence. */
export function scopeName(scope: KillScope, text: Text): string {
  switch (scope.kind) {
    case "all":
      return text.journal.everything;
    case "symbol":
      return scope.symbol;
    case "agent":
      return text.journal.agentScope(scope.agentId);
  }
}

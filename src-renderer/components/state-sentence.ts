import { useTopicOrNull } from "../store/hooks.ts";
import { useReader } from "../text/reader.tsx";
import type { Text } from "../text/text.ts";

/** The engine says `KILLED symbol:EURUSD` or `KILLED agent:alpha` for a kill of less than everything. */
const KILLED_NARROWLY = /^KILLED (?<kind>symbol|agent):(?<name>.+)$/;

/** A reason's code as a sentence, or `null` for a code this console does not know. */
export function reasonSentence(code: string, text: Text): string | null {
  const { kind, name = "" } = KILLED_NARROWLY.exec(code)?.groups ?? {};
  if (kind !== undefined) return kind === "agent" ? text.reason.killedAgent(name) : text.reason.killedSymbol(name);
  const known = code in text.reason ? text.reason[code as keyof Text["reason"]] : null;
  return typeof known === "string" ? known : null;
}

/** Why it is so, and what that means, in one or two short sentences of the reader's language. */
export function useStateSentence(): string {
  const { text } = useReader();
  const overview = useTopicOrNull("overview");
  if (overview === null) return text.state.unknown.sentence;
  const consequence = text.state[overview.tradingState].sentence;
  const first = overview.reasons[0];
  const why = overview.tradingState === "ARMED" || first === undefined ? null : reasonSentence(first.code, text);
  return why === null ? consequence : `${why}${text.joined.sentence}${consequence}`;
}

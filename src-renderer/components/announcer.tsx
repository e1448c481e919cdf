import { useEffect, useRef, useState } from "react";
import type { TradingState } from "../../src-main/contract/trading-state.ts";
import { useStatus, useTopicOrNull } from "../store/hooks.ts";
import { useReader } from "../text/reader.tsx";
import { useStateSentence } from "./state-sentence.ts";

const critical: ReadonlySet<TradingState> = new Set<TradingState>(["HALTED", "TRIPPED", "KILLED"]);

/** Says changes of state and of the connection to who listens instead of looks; interrupts only for what stops trading. */
export function Announcer() {
  const { text } = useReader();
  const { phase } = useStatus();
  const state = useTopicOrNull("overview")?.tradingState ?? null;
  const sentence = useStateSentence();
  const [said, setSaid] = useState({ polite: "", assertive: "" });
  const before = useRef({ phase, state });

  useEffect(() => {
    const was = before.current;
    before.current = { phase, state };
    if (phase === "disconnected" && was.phase !== phase) setSaid({ polite: "", assertive: text.connection.disconnectedWord });
    else if (phase === "stale" && was.phase !== phase) setSaid({ polite: "", assertive: text.connection.staleWord });
    else if (state !== null && was.state !== state) {
      const words = `${text.state[state].word}. ${sentence}`;
      setSaid(critical.has(state) ? { polite: "", assertive: words } : { polite: words, assertive: "" });
    } else if (phase === "live" && (was.phase === "stale" || was.phase === "disconnected")) setSaid({ polite: text.connection.live, assertive: "" });
  }, [phase, state, sentence, text]);

  return (
    <>
      <div className="hidden-text" aria-live="polite">
        {said.polite}
      </div>
      <div className="hidden-text" aria-live="assertive">
        {said.assertive}
      </div>
    </>
  );
}

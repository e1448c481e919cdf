import { useEffect } from "react";
import { useCellPart, useConsole, useStatus } from "../store/hooks.ts";
import { useReader } from "../text/reader.tsx";

/** The state and the environment, readable in the task bar. Never a state that may be over. */
export function useWindowTitle(): void {
  const { topics } = useConsole().store;
  const { text } = useReader();
  const { phase } = useStatus();
  const state = useCellPart(topics.overview, (overview) => overview?.tradingState ?? "unknown");
  const environment = useCellPart(topics.overview, (overview) => overview?.environment ?? null);
  useEffect(() => {
    const first =
      phase === "stale" ? text.connection.staleWord : phase === "live" ? text.state[state].word : text.connection.disconnectedWord;
    document.title = [first, environment === null ? null : text.environment[environment], text.app.name].filter((part) => part !== null).join(" · ");
  }, [phase, state, environment, text]);
}

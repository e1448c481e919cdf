import { useReader } from "../../text/reader.tsx";
import type { AgentFacts } from "./kept-fields.ts";

/** What the agent says it feels, each as a bar with its figure. */
export function EmotionBars({ emotions }: Pick<AgentFacts, "emotions">) {
  const { text, format } = useReader();
  return (
    <ul className="emotions" aria-label={text.life.emotions}>
      {emotions.map(({ name, share }) => (
        <li key={name} data-emotion={name}>
          <span>{text.life.emotion[name]}</span>
          <span className="emotion-bar" aria-hidden="true">
            <span style={{ width: `${Math.min(100, share * 100)}%` }} />
          </span>
          <b>{format.percentPoints(share * 100)}</b>
        </li>
      ))}
    </ul>
  );
}

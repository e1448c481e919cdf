import { useTopic } from "../../store/hooks.ts";
import { orderKey } from "../../store/order-log.ts";
import { useReader } from "../../text/reader.tsx";
import { DoubtCard } from "./doubt-card.tsx";

/** Orders whose fate is unknown, the oldest first, and a person's way to settle each. */
export function InDoubtScreen() {
  const { text } = useReader();
  const doubts = useTopic("inDoubt").toSorted((a, b) => a.sinceMs - b.sinceMs);
  return (
    <div className="in-doubt">
      <div className="screen-head">
        <h1>{text.inDoubt.title}</h1>
        {doubts.length > 0 && (
          <span className="screen-note ask-text" aria-live="polite">
            {text.inDoubt.count(doubts.length)}
          </span>
        )}
      </div>
      {doubts.length === 0 ? (
        <div className="pane empty">
          <svg className="calm-shape" width="34" height="34" viewBox="0 0 42 42" aria-hidden="true" focusable="false">
            <circle cx="21" cy="21" r="18.500" strokeWidth="2.500" />
            <path d="M12.500 21.500l6 6L30 15.500" strokeWidth="3.400" strokeLinecap="round" strokeLinejoin="round" />
          </svg>
          <h2>{text.inDoubt.none}</h2>
          <p className="soft">{text.inDoubt.noneHelp}</p>
        </div>
      ) : (
        <>
          <p className="soft doubt-help">{text.inDoubt.help}</p>
          <ul className="doubts">
            {doubts.map((doubt) => (
              <DoubtCard key={orderKey(doubt)} doubt={doubt} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

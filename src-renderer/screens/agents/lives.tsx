import { useMemo } from "react";
import { searchLives } from "../../components/life-rows.ts";
import { LivesTable } from "../../components/lives-table.tsx";
import { ReadAge, ReadingNote } from "../../components/reading-note.tsx";
import { useReading } from "../../store/use-reading.ts";
import { useReader } from "../../text/reader.tsx";

const READ_EVERY_MS = 10_000;

interface Props {
  readonly dead: boolean;
  readonly words: string;
  readonly onClear: () => void;
}

/** The living by what they have done, or the dead apart, with when and why they died. */
export function Lives({ dead, words, onClear }: Props) {
  const { text, format } = useReader();
  const reading = useReading("agentLives", {}, READ_EVERY_MS);
  const all = useMemo(() => (reading.value ?? []).filter((life) => life.alive !== dead), [reading.value, dead]);
  const shown = useMemo(() => searchLives(all, words), [all, words]);
  return (
    <ReadingNote reading={reading}>
      <p className="dim lives-note">
        {shown.length === all.length ? text.agents.totals(all.length) : text.agents.totalsOf(format.count(shown.length), all.length)} · <ReadAge reading={reading} />
      </p>
      {shown.length > 0 ? (
        <LivesTable name={dead ? text.life.deadName : text.life.livingName} lives={shown} dead={dead} />
      ) : (
        <div className="pane empty">
          <h2>{all.length > 0 ? text.agents.noneMatch : dead ? text.life.noneDead : text.life.noneLiving}</h2>
          {all.length === 0 ? (
            <p className="soft">{dead ? text.life.noneDeadHelp : text.life.noneLivingHelp}</p>
          ) : (
            <button type="button" onClick={onClear}>
              {text.agents.clearFilter}
            </button>
          )}
        </div>
      )}
    </ReadingNote>
  );
}

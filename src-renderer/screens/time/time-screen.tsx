import { useCallback, useEffect, useState } from "react";
import type { PastMoment, PastRange, RecordsSummary } from "../../../src-main/contract/records.ts";
import { Age, Moment } from "../../components/age.tsx";
import { FailureNote } from "../../components/failure-note.tsx";
import { ReadingNote } from "../../components/reading-note.tsx";
import { useNewestWish } from "../../store/use-newest-wish.ts";
import type { WishProgress } from "../../store/use-newest-wish.ts";
import { useReading } from "../../store/use-reading.ts";
import { useReader } from "../../text/reader.tsx";
import { BranchForm } from "./branch-form.tsx";
import { Comparison } from "./comparison.tsx";
import { PastView } from "./past-view.tsx";
import { SnapshotButton } from "./snapshot-button.tsx";
import { TimeSlider } from "./time-slider.tsx";

const READ_EVERY_MS = 10_000;

/** The record at any moment of it, what changed between two, and going on from one. */
export function TimeScreen() {
  const { text } = useReader();
  const reading = useReading("pastRange", {}, READ_EVERY_MS);
  const range = reading.value;
  return (
    <div className="time">
      <div className="screen-head">
        <h1>{text.time.title}</h1>
        <SnapshotButton />
      </div>
      <ReadingNote reading={reading}>
        {range == null ? (
          <div className="pane empty">
            <h2>{text.time.nothing}</h2>
            <p className="soft">{text.time.nothingHelp}</p>
          </div>
        ) : (
          <Travel range={range} onBranched={reading.again} />
        )}
      </ReadingNote>
    </div>
  );
}

function Travel({ range, onBranched }: { readonly range: PastRange; readonly onBranched: () => void }) {
  const [shown, setShown] = useState<RecordsSummary | null>(null);
  const [pinned, setPinned] = useState<RecordsSummary | null>(null);
  const [branching, setBranching] = useState<RecordsSummary | null>(null);
  /** Where a time was asked for: nothing may have happened then, and the next step still goes on from there. */
  const [aimMs, setAimMs] = useState<number | null>(null);
  const { progress, wish, cancel } = useNewestWish("past", setShown);
  const [firstShown] = useState(range.lastSeq);
  useEffect(() => wish({ moment: { seq: firstShown } }), [wish, firstShown]);

  const onMoment = useCallback(
    (moment: PastMoment) => {
      setAimMs("atMs" in moment ? moment.atMs : null);
      wish({ moment });
    },
    [wish],
  );
  const onCancel = (): void => {
    cancel();
    setAimMs(null);
  };

  return (
    <>
      <TimeSlider range={range} atMs={aimMs ?? shown?.atMs ?? range.lastAtMs} seq={shown?.seq ?? null} onMoment={onMoment} />
      <Progress progress={progress} onCancel={onCancel} />
      {branching !== null && <BranchForm key={branching.seq} summary={branching} onBranched={onBranched} onClose={() => setBranching(null)} />}
      {shown !== null && (
        <div className="then" aria-busy={progress.phase === "running"}>
          <ThenHead summary={shown} isPinned={pinned?.seq === shown.seq} onPin={() => setPinned(shown)} onBranch={() => setBranching(shown)} />
          {pinned === null ? <PastView summary={shown} /> : <Comparison pinned={pinned} shown={shown} onUnpin={() => setPinned(null)} />}
        </div>
      )}
    </>
  );
}

/** Keeps its place while nothing runs, so that nothing below jumps while a hand moves. */
function Progress({ progress, onCancel }: { readonly progress: WishProgress; readonly onCancel: () => void }) {
  const { text } = useReader();
  if (progress.phase === "failed") return <FailureNote failure={progress.failure} />;
  return (
    <div className="time-progress" aria-live="polite">
      {progress.phase === "running" && (
        <>
          <progress aria-label={text.time.rebuilding} />
          <span className="dim">{text.time.rebuilding}</span>
          <button type="button" className="quiet" onClick={onCancel}>
            {text.recovery.cancel}
          </button>
        </>
      )}
    </div>
  );
}

interface ThenProps {
  readonly summary: RecordsSummary;
  readonly isPinned: boolean;
  readonly onPin: () => void;
  readonly onBranch: () => void;
}

/** Which moment is shown, how long ago that was, and what can be done from there. */
function ThenHead({ summary: { seq, atMs }, isPinned, onPin, onBranch }: ThenProps) {
  const { text, format } = useReader();
  return (
    <div className="then-head">
      <p>
        <strong>{atMs === null ? text.time.beginning : <Moment atMs={atMs} />}</strong>{" "}
        {atMs !== null && (
          <span className="soft">
            <Age atMs={atMs} say={text.life.ago} />
          </span>
        )}{" "}
        <span className="dim">{text.time.event(format.count(seq))}</span>
      </p>
      <button type="button" disabled={isPinned} onClick={onPin}>
        {text.time.pin}
      </button>
      <button type="button" onClick={onBranch}>
        {text.time.goOn}
      </button>
    </div>
  );
}

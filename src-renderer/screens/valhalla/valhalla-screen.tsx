import { useSubject, hrefOf } from "../../components/route.ts";
import { Given } from "../../components/given.tsx";
import { HeroView } from "../../components/hero-view.tsx";
import { ReadAge, ReadingNote } from "../../components/reading-note.tsx";
import { useReading } from "../../store/use-reading.ts";
import { useReader } from "../../text/reader.tsx";
import { Hall } from "./hall.tsx";

const READ_EVERY_MS = 15_000;

/** The hall of dead agents, or the hero that the address names. */
export function ValhallaScreen() {
  const { text } = useReader();
  const opened = useSubject();
  const reading = useReading("valhalla", {}, READ_EVERY_MS);
  const hero = reading.value?.heroes.find((each) => each.agent_id === opened);
  return (
    <div className={opened === null ? "valhalla table-screen" : "valhalla"}>
      <div className="screen-head">
        {opened === null ? (
          <h1>{text.valhalla.title}</h1>
        ) : (
          <>
            <a href={hrefOf("valhalla")}>← {text.valhalla.title}</a>
            <h1>
              <Given>{opened}</Given>
            </h1>
            <a href={hrefOf("agents", opened)}>{text.valhalla.itsTrades}</a>
          </>
        )}
        <span className="dim screen-note">
          <ReadAge reading={reading} />
        </span>
      </div>
      <ReadingNote reading={reading}>
        {opened === null && reading.value !== undefined && <Hall report={reading.value} />}
        {opened !== null && (hero === undefined ? <p className="pane warn-text">{text.valhalla.notHere}</p> : <HeroView hero={hero} />)}
      </ReadingNote>
    </div>
  );
}

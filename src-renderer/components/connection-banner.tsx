import { useClockText, useConsole, useCell, useStatus } from "../store/hooks.ts";
import { useReader } from "../text/reader.tsx";
import { BannerShape, SeverityShape } from "./icons.tsx";

/** Says that what is on the screen is old, and since when. Absent while all is well. */
export function ConnectionBanner() {
  const status = useStatus();
  const permission = useCell(useConsole().connection.permission);
  const { text } = useReader();
  if (status.phase === "stale" || status.phase === "disconnected") return <OldBanner phase={status.phase} sinceMs={status.sinceMs} />;
  if (status.phase === "live" && permission === "read")
    return (
      <div className="banner" data-phase="read-only">
        <SeverityShape severity="info" label={text.activity.severityWord.info} />
        <p>{text.connection.readOnly}</p>
      </div>
    );
  return null;
}

function OldBanner({ phase, sinceMs }: { readonly phase: "stale" | "disconnected"; readonly sinceMs: number }) {
  const { text, format } = useReader();
  const said = useClockText((clock) => text.connection[phase](format.clock(sinceMs), format.duration(clock.ageMs(sinceMs))));
  return (
    <div className="banner" data-phase={phase}>
      <BannerShape phase={phase} />
      <strong>{phase === "stale" ? text.connection.staleWord : text.connection.disconnectedWord}</strong>
      <p>{said}</p>
    </div>
  );
}

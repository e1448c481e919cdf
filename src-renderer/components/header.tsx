import type { Overview } from "../../src-main/contract/overview.ts";
import { useClockText, useStatus, useTopicOrNull } from "../store/hooks.ts";
import { useReader } from "../text/reader.tsx";
import { Age } from "./age.tsx";
import { Given } from "./given.tsx";
import { KillButton } from "./kill/kill-button.tsx";
import { scopeName } from "./kill/scope-words.ts";
import { ReduceOnlyButton } from "./reduce-only/reduce-only-button.tsx";
import { Sparkline } from "./sparkline.tsx";
import { useStateSentence } from "./state-sentence.ts";
import { StateShape } from "./state-shape.tsx";

/** The head of every screen: may orders pass, why, since when, how old is the truth, how is the line, and the switch. */
export function Header() {
  const overview = useTopicOrNull("overview");
  const { phase } = useStatus();
  const known = overview !== null && phase === "live";
  return (
    <header className="head" data-state={known ? overview.tradingState : "unknown"}>
      <StateShape state={known ? overview.tradingState : "unknown"} size={42} />
      <StateWords overview={overview} known={known} />
      <TruthAge overview={overview} />
      <LinkHealth />
      <ReduceOnlyButton />
      <KillButton />
    </header>
  );
}

function StateWords({ overview, known }: { readonly overview: Overview | null; readonly known: boolean }) {
  const { text, language } = useReader();
  const sentence = useStateSentence();
  const old = !known && overview !== null;
  const state = overview?.tradingState ?? "unknown";
  return (
    <div className="state-words">
      <p className="state-line">
        {old && <span className="last-known">{text.lastKnown}</span>}
        <strong className="state-word">{text.state[state].word}</strong>
        {language !== "en" && overview !== null && (
          <span className="state-code" translate="no" lang="en">
            {overview.tradingState}
          </span>
        )}
        {overview !== null && <SinceLine sinceMs={overview.sinceMs} />}
      </p>
      <p className="state-sentence">
        {old ? text.lastKnownSentence : sentence} {overview !== null && <ReasonDetail overview={overview} />}
      </p>
    </div>
  );
}

function SinceLine({ sinceMs }: { readonly sinceMs: number }) {
  const { text, format } = useReader();
  const said = useClockText((clock) => text.since(format.time(sinceMs, clock.nowMs()), format.duration(clock.ageMs(sinceMs))));
  return <span className="since">{said}</span>;
}

function ReasonDetail({ overview }: { readonly overview: Overview }) {
  const { text } = useReader();
  const kills = useTopicOrNull("kill")?.active ?? [];
  const narrow = overview.tradingState === "KILLED" ? [] : kills.filter((kill) => kill.scope.kind !== "all");
  const armed = overview.tradingState === "ARMED";
  const first = armed ? undefined : overview.reasons[0];
  const more = armed ? 0 : overview.reasons.length - 1;
  return (
    <>
      {first !== undefined && <Given>{first.detail}</Given>}
      {more > 0 && <span className="more-reasons"> {text.reason.more(more)}</span>}
      {narrow[0] !== undefined && (
        <span className="chip stop">
          {text.kill.chip(scopeName(narrow[0].scope, text))} {narrow.length > 1 && text.kill.moreKills(narrow.length - 1)}
        </span>
      )}
      {overview.reduceOnly !== null && overview.tradingState !== "REDUCE_ONLY" && <span className="chip reduce">{text.reduceOnly.chip}</span>}
    </>
  );
}

function TruthAge({ overview }: { readonly overview: Overview | null }) {
  const { text } = useReader();
  const atMs = overview?.truthAtMs ?? null;
  return (
    <div className="head-figure truth-age">
      <span className="head-label">{text.overview.truth}</span>
      <strong>{atMs === null ? text.overview.never : <Age atMs={atMs} />}</strong>
    </div>
  );
}

function LinkHealth() {
  const { text, format } = useReader();
  const heartbeat = useTopicOrNull("heartbeat");
  if (heartbeat === null) return null;
  const { health, lastMs, missesInARow } = heartbeat;
  return (
    <div className="head-figure link" data-health={health}>
      <span className="head-label">{text.link.title}</span>
      <span className="link-words">
        <strong>{text.link.health[health]}</strong>
        <span>{missesInARow > 0 ? text.link.missed(missesInARow) : lastMs === null ? text.link.noAnswer : format.latencyText(lastMs)}</span>
      </span>
      <Sparkline samples={heartbeat.samples} />
    </div>
  );
}

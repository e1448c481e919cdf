import type { SyncStep } from "../../src-main/contract/sync.ts";
import { useTopic } from "../store/hooks.ts";
import type { Format } from "../text/format.ts";
import { useReader } from "../text/reader.tsx";
import type { Text } from "../text/text.ts";
import { Given } from "./given.tsx";

/** The last sync, step by step, as it runs: what each step found and how long it took. */
export function SyncProgress() {
  const { steps } = useTopic("sync");
  const { text } = useReader();
  return (
    <ol className="steps">
      {steps.map((step) => (
        <li key={step.name} data-status={step.status}>
          <StepMark status={step.status} />
          <div>
            <strong>{text.sync.step[step.name]}</strong>
            <span className="hidden-text"> {text.sync.status[step.status]}</span>
            <StepFigures step={step} />
          </div>
        </li>
      ))}
    </ol>
  );
}

const stepMarks: Record<SyncStep["status"], React.JSX.Element> = {
  waiting: <circle cx="8" cy="8" r="5.500" strokeWidth="1.600" strokeDasharray="2 2.320" />,
  running: (
    <>
      <circle cx="8" cy="8" r="6" strokeWidth="2" strokeDasharray="14 24" className="turning" />
      <circle cx="8" cy="8" r="2" className="filled" />
    </>
  ),
  done: <path d="M2.500 8.500l3.700 3.700L13.500 4" strokeWidth="2.200" strokeLinecap="round" strokeLinejoin="round" />,
  failed: <path d="M3.500 3.500l9 9m0-9l-9 9" strokeWidth="2.400" strokeLinecap="round" />,
};

function StepMark({ status }: { readonly status: SyncStep["status"] }) {
  return (
    <svg className="step-mark" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {stepMarks[status]}
    </svg>
  );
}

function StepFigures({ step }: { readonly step: SyncStep }) {
  const { text, format } = useReader();
  const known = knownFigures(step.figures, text, format);
  const other = Object.entries(step.figures).filter(([key]) => !knownKeys.has(key));
  return (
    <span className="step-figures">
      {known.join(" · ")}
      {other.map(([key, value]) => (
        <span key={key}>
          {" "}
          <Given>{typeof value === "number" ? `${key} ${value}` : value}</Given>
        </span>
      ))}
      {step.tookMs !== null && <span className="step-took">{format.latencyText(step.tookMs)}</span>}
    </span>
  );
}

const knownKeys: ReadonlySet<string> = new Set(["positions", "events", "alike", "recorded", "corrected", "waiting", "differences", "try", "tries", "latencyMs", "outcome"]);

function knownFigures(figures: SyncStep["figures"], text: Text, format: Format): string[] {
  const said = text.sync.figure;
  const number = (key: string): number | null => (typeof figures[key] === "number" ? figures[key] : null);
  const when = (key: string, say: (value: number) => string): string | null => {
    const value = number(key);
    return value === null ? null : say(value);
  };
  const whenAny = (key: string, say: (value: number) => string): string | null => (number(key) === 0 ? null : when(key, say));
  const tries = number("tries");
  const outcome = typeof figures["outcome"] === "string" ? figures["outcome"] : null;
  return [
    when("positions", said.positions),
    when("events", said.events),
    when("alike", (value) => said.alike(format.count(value))),
    whenAny("recorded", (value) => said.recorded(format.count(value))),
    whenAny("differences", said.differences),
    whenAny("corrected", (value) => said.corrected(format.count(value))),
    whenAny("waiting", (value) => said.waiting(format.count(value))),
    when("latencyMs", format.latencyText),
    outcome !== null && outcome in text.sync.outcome ? text.sync.outcome[outcome as keyof Text["sync"]["outcome"]] : null,
    when("try", (used) => (tries === null ? said.tryOnly(format.count(used)) : said.try(format.count(used), format.count(tries)))),
  ].filter((each) => each !== null);
}

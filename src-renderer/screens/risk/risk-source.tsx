import type { ReactNode } from "react";
import type { RiskReport } from "../../../src-main/contract/risk.ts";
import { Age, Moment } from "../../components/age.tsx";
import { Given } from "../../components/given.tsx";
import { useReader } from "../../text/reader.tsx";

/** Enough of a checksum to tell two files apart by eye. */
const SHA_SHOWN = 12;

/** The broker's clock against UTC: `UTC+03:00`. */
function offsetText(minutes: number): string {
  const part = (value: number): string => String(value).padStart(2, "0");
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? "\u2212" : "+"}${part(Math.floor(size / 60))}:${part(size % 60)}`;
}

/** Where the limits come from, since when they hold, and what breaking the hard ones does. */
export function RiskSource({ report }: { readonly report: RiskReport }) {
  const { text } = useReader();
  const { file, sha256, loadedAtMs, onHardBreach, brokerUtcOffsetMinutes } = report;
  return (
    <section className="pane" aria-labelledby="risk-source-title">
      <h2 id="risk-source-title">{text.risk.file}</h2>
      <dl className="facts">
        <Fact label={text.risk.file}>{file === null ? text.risk.noFile : <Given>{file}</Given>}</Fact>
        {sha256 !== null && (
          <Fact label={text.risk.sha}>
            <code title={sha256} lang="en" translate="no">
              {sha256.slice(0, SHA_SHOWN)}
            </code>
          </Fact>
        )}
        <Fact label={text.risk.loaded}>
          <Age atMs={loadedAtMs} />{" "}
          <span className="dim">
            <Moment atMs={loadedAtMs} />
          </span>
        </Fact>
        <Fact label={text.risk.onHardBreach}>{text.risk.hardBreach[onHardBreach]}</Fact>
        <Fact label={text.risk.brokerOffset}>{brokerUtcOffsetMinutes === null ? text.risk.offsetUnknown : <Given>{offsetText(brokerUtcOffsetMinutes)}</Given>}</Fact>
      </dl>
    </section>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

import type { KillRecord } from "../../../src-main/contract/kill.ts";
import { useReader } from "../../text/reader.tsx";
import { Age, Moment } from "../age.tsx";
import { Given } from "../given.tsx";
import { scopeWords } from "./scope-words.ts";

/** Every kill in force: how far, why, by whom, since when, and whether it would survive a restart. */
export function KillRecords({ kills }: { readonly kills: readonly KillRecord[] }) {
  const { text } = useReader();
  if (kills.length === 0) return <p className="soft">{text.kill.notInForce}</p>;
  return (
    <section>
      <h3>{text.kill.inForce(kills.length)}</h3>
      <ul className="kill-records">
        {kills.map((kill) => (
          <li key={kill.id}>
            <strong>{scopeWords(kill.scope, text)}</strong>
            {kill.flatten && <span className="tag">{text.kill.withFlatten}</span>}
            {kill.includeForeign && <span className="tag">{text.kill.withForeign}</span>}
            <p>
              <Given>{kill.reason}</Given>
            </p>
            <p className="dim">
              {text.kill.from} {text.kill.source[kill.source]} · <Moment atMs={kill.atMs} /> · <Age atMs={kill.atMs} />
            </p>
            {!kill.durable && <p className="warn-text">{text.kill.notDurable}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

import type { ReactNode } from "react";
import { useReader } from "../text/reader.tsx";
import { useKillPanel } from "./kill/kill-context.tsx";

interface Props {
  readonly title: string;
  readonly children: ReactNode;
}

/** Beside the screen, never over the switch and never in the way: everything else keeps working while it is open. */
export function SidePanel({ title, children }: Props) {
  const { text } = useReader();
  const { hide, heading, panel } = useKillPanel();
  return (
    <aside className="panel" aria-labelledby="side-panel-title" ref={panel}>
      <div className="panel-head">
        <h2 id="side-panel-title" ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" className="plain" onClick={hide} aria-label={text.kill.close}>
          <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false" className="line-icon">
            <path d="M3 3l10 10M13 3L3 13" />
          </svg>
        </button>
      </div>
      {children}
    </aside>
  );
}

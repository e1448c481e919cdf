/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by hand, and elements of a table lose their meaning with their display */
import { memo } from "react";
import type { AgentRow } from "../../../src-main/contract/agent.ts";
import { Age } from "../../components/age.tsx";
import { Given } from "../../components/given.tsx";
import { useKillPanel } from "../../components/kill/kill-context.tsx";
import { Profit } from "../../components/money.tsx";
import { hrefOf } from "../../components/route.ts";
import { useReader } from "../../text/reader.tsx";

interface Props {
  readonly row: AgentRow;
  /** As `aria-rowindex` counts. */
  readonly index: number;
  readonly top: number;
}

/** Renders again only when its own agent changed or moved. */
export const AgentTableRow = memo(function AgentTableRow({ row, index, top }: Props) {
  const { text, format } = useReader();
  return (
    <div className="table-row" role="row" aria-rowindex={index} data-killed={row.killed} style={{ transform: `translateY(${top}px)` }}>
      <span role="cell" className="words">
        <a className="agent-link" href={hrefOf("agents", row.agentId)}>
          <Given>{row.agentId}</Given>
        </a>
        {row.killed && (
          <span className="chip stop" title={text.agents.killedHelp}>
            {text.agents.killed}
          </span>
        )}
      </span>
      <span role="cell" className="words">
        <Presence row={row} />
      </span>
      <Figure value={row.positions} written={format.count(row.positions)} />
      <Figure value={row.lots} written={format.lots(row.lots)} />
      <span role="cell">
        <Profit amount={row.profit} />
      </span>
      <Figure value={row.tradesToday} written={format.count(row.tradesToday)} />
      <span role="cell">
        {row.inDoubt === 0 ? (
          <span className="dim">0</span>
        ) : (
          <a className="doubt-link" href={hrefOf("in-doubt")}>
            {format.count(row.inDoubt)}
          </a>
        )}
      </span>
      <span role="cell">{row.magic ?? <span className="dim">{text.agents.accountMagic}</span>}</span>
      <span role="cell">
        <AgentKill agentId={row.agentId} />
      </span>
    </div>
  );
});

/** Nothing is quieter than something. */
function Figure({ value, written }: { readonly value: number; readonly written: string }) {
  return (
    <span role="cell" className={value === 0 ? "dim" : undefined}>
      {written}
    </span>
  );
}

/** A filled dot is there, a hollow one is not. */
function Presence({ row: { connected, lastSeenAtMs } }: { readonly row: AgentRow }) {
  const { text } = useReader();
  return (
    <span className="presence" data-connected={connected}>
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" focusable="false">
        {connected ? <circle cx="5" cy="5" r="4" className="filled" /> : <circle cx="5" cy="5" r="3.500" strokeWidth="1.400" />}
      </svg>
      {connected && <span>{text.agents.connected}</span>}
      <span className="dim">
        {lastSeenAtMs === null ? !connected && text.agents.neverSeen : <Age atMs={lastSeenAtMs} say={connected ? text.agents.seen : text.agents.lastSeen} />}
      </span>
    </span>
  );
}

/** Opens the kill form with this agent chosen: the kill itself is one deliberate step further. */
function AgentKill({ agentId }: { readonly agentId: string }) {
  const { text } = useReader();
  const { show } = useKillPanel();
  return (
    <button type="button" className="row-kill" aria-label={text.agents.killName(agentId)} onClick={() => show({ kind: "agent", agentId })}>
      {text.agents.kill}
    </button>
  );
}

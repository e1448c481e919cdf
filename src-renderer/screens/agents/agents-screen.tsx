/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by hand, and elements of a table lose their meaning with their display */
import { useDeferredValue, useMemo, useState } from "react";
import type { AgentRow } from "../../../src-main/contract/agent.ts";
import { Choices, TextField } from "../../components/field.tsx";
import { useSubject } from "../../components/route.ts";
import { HeadCell } from "../../components/table/head-cell.tsx";
import { VirtualTable } from "../../components/table/virtual-table.tsx";
import { useTopic } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { AgentScreen } from "./agent-screen.tsx";
import { AgentTableRow } from "./agent-row.tsx";
import type { AgentSort } from "./columns.ts";
import { agentColumns, searchAgents, sortAgents, wordColumns } from "./columns.ts";
import { Lives } from "./lives.tsx";

/** Who is there now, or who lives and who is dead by what is kept of them. */
type Presence = "all" | "connected" | "living" | "dead";

const nameOf = ({ agentId }: AgentRow): string => agentId;

/** All agents, or the one that the address names. */
export function AgentsScreen() {
  const agentId = useSubject();
  return agentId === null ? <AllAgents /> : <AgentScreen key={agentId} agentId={agentId} />;
}

/** Every strategy the engine knows: there or not, what it holds, and its own kill; or what is kept of their lives. */
function AllAgents() {
  const { text, format } = useReader();
  const agents = useTopic("agents");
  const [words, setWords] = useState("");
  const [presence, setPresence] = useState<Presence>("all");
  const [sort, setSort] = useState<AgentSort>({ column: "agentId", descending: false });
  const applied = useDeferredValue(words);
  const rows = useMemo(
    () => sortAgents(searchAgents(presence === "connected" ? agents.filter((row) => row.connected) : agents, applied), sort),
    [agents, presence, applied, sort],
  );
  const connected = agents.filter((row) => row.connected).length;
  const count = rows.length === agents.length ? text.agents.totals(agents.length) : text.agents.totalsOf(format.count(rows.length), agents.length);

  const isOfLives = presence === "living" || presence === "dead";

  const clear = (): void => {
    setWords("");
    if (!isOfLives) setPresence("all");
  };

  return (
    <div className="agents table-screen">
      <div className="screen-head">
        <h1>{text.agents.title}</h1>
        <TextField label={text.agents.filter} type="search" placeholder={text.agents.filterHint} value={words} onValue={setWords} />
        <Choices<Presence>
          compact
          legend={text.agents.show}
          value={presence}
          onValue={setPresence}
          choices={[
            { value: "all", label: text.agents.everybody },
            { value: "connected", label: text.agents.connectedOnly },
            { value: "living", label: text.life.living },
            { value: "dead", label: text.life.theDead },
          ]}
        />
        {!isOfLives && agents.length > 0 && <span className="dim screen-note">{`${count} · ${text.agents.connectedCount(format.count(connected))}`}</span>}
      </div>
      {isOfLives ? (
        <Lives key={presence} dead={presence === "dead"} words={applied} onClear={clear} />
      ) : rows.length > 0 ? (
        <VirtualTable
          name={text.agents.tableName}
          rows={rows}
          keyOf={nameOf}
          columnCount={agentColumns.length + 1}
          head={
            <>
              {agentColumns.map((column) => (
                <HeadCell key={column} column={column} label={text.agents.column[column]} words={wordColumns.has(column)} sort={sort} onSort={setSort} />
              ))}
              <span role="columnheader" className="hidden-text">
                {text.agents.column.kill}
              </span>
            </>
          }
          renderRow={(row, index, top) => <AgentTableRow key={row.agentId} row={row} index={index} top={top} />}
        />
      ) : (
        <div className="pane empty">
          <h2>{agents.length === 0 ? text.agents.none : text.agents.noneMatch}</h2>
          {agents.length === 0 ? (
            <p className="soft">{text.agents.noneHelp}</p>
          ) : (
            <button type="button" onClick={clear}>
              {text.agents.clearFilter}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

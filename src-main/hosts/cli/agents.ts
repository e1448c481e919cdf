import type { AgentRow } from "../../contract/agent.ts";
import { systemClock } from "../../system/clock.ts";
import { exitCodes } from "../exit-codes.ts";
import { print, type Io } from "../terminal.ts";
import { asked, onRunning } from "./running-engine.ts";
import type { CommonFlags } from "./setting-flags.ts";
import { ageText, figureText, NOTHING, tableLine, titleLine, type Column } from "./table.ts";

/** `holdfast agents`: every strategy that is known, with what it holds. */
export async function agents(io: Io, flags: CommonFlags): Promise<number> {
  return onRunning(io, flags, (asking) =>
    asked(asking, "agents", {}, (rows) =>
      print(io, asking.asJson, { exitCode: exitCodes.ok, json: rows, text: rows.length === 0 ? ["no agents"] : [titleLine(columns), ...rows.map((row) => agentLine(row, systemClock.wallMs()))] }),
    ),
  );
}

const columns: readonly Column[] = [
  { title: "AGENT", width: 16 },
  { title: "LINE", width: 5 },
  { title: "LAST SEEN", width: 13, align: "right" },
  { title: "POS", width: 4, align: "right" },
  { title: "LOTS", width: 7, align: "right" },
  { title: "PROFIT", width: 10, align: "right" },
  { title: "TODAY", width: 5, align: "right" },
  { title: "DOUBT", width: 5, align: "right" },
  { title: "", width: 7 },
];

function agentLine({ agentId, connected, lastSeenAtMs, positions, lots, profit, tradesToday, inDoubt, killed }: AgentRow, nowMs: number): string {
  return tableLine(columns, [
    agentId,
    connected ? "up" : "gone",
    lastSeenAtMs === null ? NOTHING : ageText(nowMs - lastSeenAtMs),
    String(positions),
    figureText(lots),
    profit === null ? NOTHING : profit.toFixed(2),
    String(tradesToday),
    String(inDoubt),
    killed ? "STOPPED" : "",
  ]);
}

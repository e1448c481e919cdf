import type { RiskReport, RiskUsageRow } from "../../contract/risk.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, print, type Io } from "../terminal.ts";
import { asked, onRunning } from "./running-engine.ts";
import type { CommonFlags } from "./setting-flags.ts";
import { figureText, tableLine, titleLine, type Column } from "./table.ts";

export interface LimitsFlags extends CommonFlags {
  readonly reload?: boolean;
  readonly name?: string;
  readonly reason?: string;
}

/** `holdfast limits`: every limit with how much of it is used; with `--reload` after reading the limits file anew. */
export async function limits(io: Io, flags: LimitsFlags): Promise<number> {
  const { reload = false, name, reason } = flags;
  if (!reload) return onRunning(io, flags, (asking) => asked(asking, "risk", {}, (report) => print(io, asking.asJson, { exitCode: exitCodes.ok, json: report, text: reportLines(report) })));
  if (name === undefined || reason === undefined) return fail(io, flags.json ?? false, exitCodes.usage, "USAGE", "--reload wants --name and --reason: changing a limit is written down.");
  return onRunning(io, flags, (asking) =>
    asked(asking, "reloadLimits", { name, reason }, (value) => {
      const { changed, risk } = value;
      const what = changed.length === 0 ? "The limits were read again; none is else than before." : `The limits were read again. Changed: ${changed.join(", ")}.`;
      return print(io, asking.asJson, { exitCode: exitCodes.ok, json: value, text: [what, "", ...reportLines(risk)] });
    }),
  );
}

function reportLines({ rows, file, loadedAtMs, onHardBreach }: RiskReport): string[] {
  const from = file === null ? "no limits file; the defaults hold" : `limits of ${file}, read ${new Date(loadedAtMs).toISOString()}`;
  return [titleLine(columns), ...rows.flatMap(limitLines), "", from, `a hard breach is a ${onHardBreach}`];
}

const columns: readonly Column[] = [
  { title: "LIMIT", width: 28 },
  { title: "FOR", width: 10 },
  { title: "", width: 12 },
  { title: "USED", width: 6, align: "right" },
  { title: "", width: 20 },
];

const BAR_CELLS = 10;

/** A limit that is not simply kept is explained on a line of its own. */
function limitLines(row: RiskUsageRow): string[] {
  const { label, scope, used, verdict, detail } = row;
  const line = tableLine(columns, [label, scope.name ?? "account", bar(used), used === null ? "" : `${Math.round(used * 100)} %`, comparison(row)]);
  return verdict === "pass" ? [line] : [line, `  ${verdict === "warn" ? "WARNING" : "BREACH"}: ${detail}`];
}

/** Filled as far as it is used; `!` at its end once it is more than whole. Empty where nothing can be told. */
function bar(used: number | null): string {
  if (used === null) return "";
  const filled = Math.min(BAR_CELLS, Math.max(0, Math.round(used * BAR_CELLS)));
  return `[${"#".repeat(filled)}${".".repeat(BAR_CELLS - filled)}${used > 1 ? "!" : "]"}`;
}

/** `0.42 of 2 %`, `82.1, min 10 %`; where only an order has a value, the limit alone. */
function comparison({ value, limit, bound, unit }: RiskUsageRow): string {
  if (limit === null) return "off";
  const most = `${figureText(limit)} ${unit}`.trimEnd();
  if (bound === "at most" || bound === "below") return value === null ? `up to ${most}` : `${figureText(value)} of ${most}`;
  if (bound === "a multiple of") return `steps of ${most}`;
  return value === null ? `at least ${most}` : `${figureText(value)}, min ${most}`;
}

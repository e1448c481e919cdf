import type { RecoveryReport, ReportedCorrection } from "../../contract/recovery.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, print, type Io } from "../terminal.ts";
import { printReport } from "./recover.ts";
import { asked, type Asking, onRunning, refused } from "./running-engine.ts";
import type { CommonFlags } from "./setting-flags.ts";

interface PersonFlags extends CommonFlags {
  readonly name: string;
  readonly reason: string;
}

/** `holdfast corrections list`: what waits for a decision, with the ids by which it is accepted. */
export async function listCorrections(io: Io, flags: CommonFlags): Promise<number> {
  return onRunning(io, flags, (asking) =>
    asked(asking, "recovery", {}, (report) => {
      const waiting = waitingOf(report);
      return print(io, asking.asJson, { exitCode: waiting.length === 0 ? exitCodes.ok : exitCodes.notClean, json: waiting, text: waiting.length === 0 ? ["no correction waits"] : waiting.flatMap(correctionLines) });
    }),
  );
}

const correctionLines = ({ id, kind, code, agentId, symbol, ticket, believed, truth, why, suggestion, waitsFor }: ReportedCorrection): string[] => [
  id,
  `  ${kind === "orphan" ? "" : `${kind} `}${code.toLowerCase().replaceAll("_", " ")}: ${[agentId ?? "nobody's", symbol, ticket === null ? null : `ticket ${ticket}`].filter((word) => word !== null).join(" ")}; waits for a word on ${waitsFor}`,
  `  believed  ${believed}`,
  `  truth     ${truth}`,
  `  cause     ${why}`,
  ...(suggestion === null ? [] : [`  advice    ${suggestion}`]),
  ...(code === "ORPHAN_ASKED" && ticket !== null ? [`  settle it with: holdfast corrections orphan ${ticket} --as adopt|hold|flatten`] : []),
];

/** `holdfast corrections accept`: applies them on this person's word. Orphans are settled one by one, never by `--all`. */
export async function acceptCorrections(io: Io, ids: readonly string[], { all = false, name, reason, ...flags }: PersonFlags & { readonly all?: boolean }): Promise<number> {
  if (all === ids.length > 0) return fail(io, flags.json ?? false, exitCodes.usage, "WHICH", "Name the corrections to accept, or give --all: holdfast corrections list shows them.");
  return onRunning(io, flags, async (asking) => {
    const chosen = all ? await acceptable(asking) : ids;
    if (typeof chosen === "number") return chosen;
    if (chosen.length === 0) return fail(io, asking.asJson, exitCodes.failed, "NOTHING_WAITS", "No correction waits that could be accepted. Orphans: holdfast corrections orphan.");
    return asked(asking, "applyCorrections", { ids: [...chosen], name, reason }, (report) => printReport(io, asking.asJson, report));
  });
}

async function acceptable(asking: Asking): Promise<readonly string[] | number> {
  const answer = await asking.engine.call("recovery", {});
  return answer.ok ? waitingOf(answer.value).filter(({ code }) => code !== "ORPHAN_ASKED").map(({ id }) => id) : refused(asking, answer.failure);
}

export interface OrphanFlags extends PersonFlags {
  readonly as: "adopt" | "hold" | "flatten";
  readonly agent?: string;
}

/** `holdfast corrections orphan TICKET`: what shall become of a position that nobody can explain. */
export async function settleOrphan(io: Io, ticket: number, { as, agent, name, reason, ...flags }: OrphanFlags): Promise<number> {
  const asJson = flags.json ?? false;
  if (as === "adopt" && agent === undefined) return fail(io, asJson, exitCodes.usage, "WHOSE", "--as adopt needs --agent: whose shall it be?");
  if (as !== "adopt" && agent !== undefined) return fail(io, asJson, exitCodes.usage, "WHOSE", `--agent belongs to --as adopt; --as ${as} gives it to nobody.`);
  return onRunning(io, flags, (asking) =>
    asked(asking, "settleOrphan", { ticket, choice: as, ...(agent === undefined ? {} : { agentId: agent }), name, reason }, (report) => printReport(io, asking.asJson, report)),
  );
}

/** `holdfast corrections confirm`: a person has read the report, and trading may begin. */
export async function confirmRecovery(io: Io, { name, reason, ...flags }: PersonFlags): Promise<number> {
  return onRunning(io, flags, (asking) =>
    asked(asking, "confirmRecovery", { name, reason }, ({ state }) => print(io, asking.asJson, { exitCode: state === "ARMED" ? exitCodes.ok : exitCodes.notClean, json: { state }, text: [`Confirmed. The state is ${state}.`] })),
  );
}

/** Once each, however many differences it settles. */
function waitingOf(report: RecoveryReport | null): ReportedCorrection[] {
  const all = report === null ? [] : [...report.differences.flatMap(({ corrections }) => corrections), ...report.otherCorrections];
  return [...new Map(all.filter(({ status }) => status === "waiting").map((correction) => [correction.id, correction])).values()];
}

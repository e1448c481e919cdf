import type { PastMoment } from "../../contract/records.ts";
import { agentDetail, recordsSummary } from "../../domain/records-view.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, print, type Io } from "../terminal.ts";
import { recordThen } from "./past-record.ts";
import { detailLines, summaryLines } from "./records-text.ts";
import { asked, onRunning } from "./running-engine.ts";
import { configure, type CommonFlags } from "./setting-flags.ts";

/** `holdfast journal at TIME`: what every ledger said then. Reads only; an engine may be running. */
export async function journalAt(io: Io, moment: PastMoment, flags: CommonFlags & { readonly agent?: string }): Promise<number> {
  const asJson = flags.json ?? false;
  const configured = configure(io, flags);
  if (typeof configured === "number") return configured;
  const then = await recordThen(configured.config.dataDir, moment);
  if (!then.ok) return fail(io, asJson, exitCodes.failed, then.failure.code, then.failure.message);
  const summary = recordsSummary(then.value.records, then.value.atMs);
  if (flags.agent === undefined) return print(io, asJson, { exitCode: exitCodes.ok, json: summary, text: summaryLines(summary) });
  const agent = agentDetail(then.value.records, flags.agent);
  if (agent === null) return fail(io, asJson, exitCodes.failed, "NO_AGENT", `No agent ${flags.agent} was known after event ${summary.seq}.`);
  return print(io, asJson, { exitCode: exitCodes.ok, json: agent, text: detailLines(agent) });
}

/** `holdfast journal snapshot` */
export async function takeSnapshot(io: Io, flags: CommonFlags): Promise<number> {
  return onRunning(io, flags, (asking) =>
    asked(asking, "takeSnapshot", {}, (value) => print(io, asking.asJson, { exitCode: exitCodes.ok, json: value, text: [`snapshot of everything up to event ${value.seq}, in ${value.parts} parts`] })),
  );
}

import { isAbsolute, relative, resolve, sep } from "node:path";
import type { PastMoment } from "../../contract/records.ts";
import { momentText } from "../../domain/recovery-words.ts";
import { familyProblemText } from "../../family-files/problem.ts";
import { writeFamilyFiles } from "../../family-files/write-family-files.ts";
import { systemClock } from "../../system/clock.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, print, type Io } from "../terminal.ts";
import { recordThen } from "./past-record.ts";
import { configure, type CommonFlags } from "./setting-flags.ts";

/** `holdfast export DIR`: the record, of now or of a past moment, in the family's layout. An engine may be running. */
export async function exportFiles(io: Io, dir: string, flags: CommonFlags & { readonly at?: PastMoment; readonly force?: boolean }): Promise<number> {
  const asJson = flags.json ?? false;
  const configured = configure(io, flags);
  if (typeof configured === "number") return configured;
  const { dataDir } = configured.config;
  const target = resolve(dir);
  if (holds(target, dataDir)) return fail(io, asJson, exitCodes.failed, "DATA_FOLDER", `${target} holds Holdfast's own data: export to another folder.`);
  const then = await recordThen(dataDir, flags.at ?? null);
  if (!then.ok) return fail(io, asJson, exitCodes.failed, then.failure.code, then.failure.message);
  const { records, atMs } = then.value;
  const written = writeFamilyFiles(records, target, { force: flags.force ?? false, nowMs: systemClock.wallMs() });
  if (!written.ok) return fail(io, asJson, exitCodes.failed, "UNWRITABLE", `${familyProblemText(written.failure)}.`);
  const { files, setAside } = written.value;
  return print(io, asJson, {
    exitCode: exitCodes.ok,
    json: { dir: target, files, setAside, seq: records.seq, atMs, agents: records.agents.size, trades: records.ledger.trades.size },
    text: [
      `${files} files in ${target}: ${records.agents.size} agents, ${records.ledger.trades.size} trades, as after event ${records.seq}${atMs === null ? "" : ` (${momentText(atMs)})`}`,
      ...(setAside === null ? [] : [`what was there lies in ${setAside}`]),
    ],
  });
}

/** Is `folder` the other one, or around it? */
function holds(folder: string, other: string): boolean {
  const way = relative(folder, other);
  return way.split(sep)[0] !== ".." && !isAbsolute(way);
}

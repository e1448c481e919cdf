import type { JournalEntry } from "../../contract/journal.ts";
import { followJournal, readTail, type Verdict, verifyJournal } from "../../journal/inspection.ts";
import { exitCodes } from "../exit-codes.ts";
import { sayNoAccess, withEngine } from "./engine-access.ts";
import { fail, print, type Io } from "../terminal.ts";
import { configure, locate, type CommonFlags } from "./setting-flags.ts";

/** `holdfast journal verify`: structure and every link of the chain. Reads only; an engine may be running. */
export function verify(io: Io, flags: CommonFlags): number {
  const asJson = flags.json ?? false;
  const configured = configure(io, flags);
  if (typeof configured === "number") return configured;
  const verdict = verifyJournal(configured.config.dataDir);
  if (!verdict.ok) return fail(io, asJson, exitCodes.failed, verdict.failure.code, verdict.failure.message);
  const { value } = verdict;
  const chain = value.whole ? `whole: ${value.events} events, last hash ${value.lastHash}` : `NOT whole${value.firstBadSeq === null ? "" : ` from event ${value.firstBadSeq}`}: ${value.why}`;
  return print(io, asJson, { exitCode: value.whole ? exitCodes.ok : exitCodes.failed, json: value, text: [chain, ...archiveLines(value.archives)] });
}

/** Old events lie in archives; one dropped by the retention is no damage, one that is missing otherwise is. */
const archiveLines = (archives: Verdict["archives"]): string[] => archives.map(({ file, firstSeq, lastSeq, state }) => `  ${state.padEnd(7)}  ${file}, events ${firstSeq} to ${lastSeq}`);

/** `holdfast journal tail`: one line an event; with `--json` one object a line. */
export async function tail(io: Io, flags: CommonFlags & { readonly lines: number; readonly follow?: boolean }): Promise<number> {
  const asJson = flags.json ?? false;
  const configured = configure(io, flags);
  if (typeof configured === "number") return configured;
  const { dataDir } = configured.config;
  const found = readTail(dataDir, flags.lines);
  if (!found.ok) return fail(io, asJson, exitCodes.failed, found.failure.code, found.failure.message);
  const show = (entries: readonly JournalEntry[]): void => {
    for (const entry of entries) io.line(asJson ? JSON.stringify(entry) : entryLine(entry));
  };
  show(found.value);
  if (!flags.follow) return exitCodes.ok;
  const stop = followJournal(dataDir, found.value.at(-1)?.seq ?? 0, { onEntries: show, onFailure: (failure) => io.errorLine(failure.message) });
  const ended = AbortSignal.any([io.signal, io.readerGone]);
  await new Promise<void>((resolve) => {
    if (ended.aborted) resolve();
    else ended.addEventListener("abort", () => resolve(), { once: true });
  });
  stop();
  return exitCodes.ok;
}

const entryLine = (entry: JournalEntry): string =>
  `${String(entry.seq).padStart(7)}  ${new Date(entry.atMs).toISOString()}  ${entry.severity.padEnd(8)}  ${entry.kind}  ${JSON.stringify(entry.body)}`;

/** `holdfast journal fresh`: begins a new journal after a damaged one was set aside. It begins killed. */
export async function fresh(io: Io, flags: CommonFlags & { readonly name: string; readonly reason: string }): Promise<number> {
  const asJson = flags.json ?? false;
  const located = locate(io, flags);
  if (typeof located === "number") return located;
  const ended = await withEngine(io, located, async (engine) => {
    const answer = await engine.call("startFreshJournal", { name: flags.name, reason: flags.reason });
    if (!answer.ok) return fail(io, asJson, exitCodes.failed, answer.failure.code, answer.failure.message);
    return print(io, asJson, { exitCode: exitCodes.ok, json: answer.value, text: ["A new journal has begun. It is KILLED until somebody re-arms."] });
  });
  return typeof ended === "number" ? ended : sayNoAccess(io, flags, ended);
}

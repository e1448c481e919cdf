import type { RecoveryReport, ReportedCorrection, ReportedDifference } from "../contract/recovery.ts";
import { ageText, countText, figureText, momentText, moneyText, wrapped } from "./recovery-words.ts";

const WIDTH = 80;
const RULE = "=".repeat(WIDTH);

/**
 * The report as text, 80 columns, for somebody woken at 3 a.m.: what to do, what waits, what differs, then the rest.
 */
export function recoveryText(report: RecoveryReport): string {
  const sections = [head(report), waiting(report), differences(report), others(report), agents(report), sources(report)];
  return `${sections.filter((section) => section.length > 0).map((section) => section.join("\n")).join("\n\n")}\n`;
}

const verdicts: Readonly<Record<RecoveryReport["decision"], (report: RecoveryReport) => string>> = {
  trade: () => "ALL ALIKE. Nothing stands in the way of trading.",
  confirm: ({ dryRun }) => (dryRun ? "NOTHING WAITS FOR YOU. Applied, this would be ready to trade once you confirm." : "READY. Everything is settled. Trading starts when you confirm."),
  review: ({ counts }) => `YOU ARE NEEDED. ${countText(counts.waiting, "correction waits", "corrections wait")} for your decision. Until then nothing is opened.`,
  "no truth": () => "NO TRUTH. The gateway did not tell what is open, so nothing was compared. Nothing is opened.",
};

function head(report: RecoveryReport): string[] {
  const { counts, dryRun, storm } = report;
  const did = dryRun ? `${countText(counts.planned, "correction")} planned (dry run: nothing was changed)` : `${countText(counts.corrected, "correction")} made`;
  return [
    RULE,
    `RECOVERY REPORT   ${momentText(report.atMs)}`,
    RULE,
    ...wrapped(verdicts[report.decision](report), WIDTH, ""),
    ...wrapped(`${countText(counts.consistent, "position")} alike, ${did}, ${counts.waiting} waiting.`, WIDTH, ""),
    ...(storm === null ? [] : wrapped(`STORM: ${storm}`, WIDTH, "")),
    ...(report.cleanExitBefore ? [] : wrapped("The run before ended without saying goodbye: a crash, a power cut or a kill.", WIDTH, "")),
  ];
}

function waiting(report: RecoveryReport): string[] {
  const found = allCorrections(report).filter(({ status }) => status === "waiting");
  return found.length === 0 ? [] : ["WAITING FOR YOU", ...found.flatMap((correction, index) => correctionLines(correction, `${index + 1}.`))];
}

function differences({ differences: found, differencesOmitted }: RecoveryReport): string[] {
  if (found.length === 0) return [];
  const omitted = differencesOmitted > 0 ? [`  and ${countText(differencesOmitted, "more difference")}, not listed.`] : [];
  return ["DIFFERENCES", ...found.flatMap(differenceLines), ...omitted];
}

function differenceLines(difference: ReportedDifference): string[] {
  const { matter, priority, agentId, symbol, side, ticket, odd } = difference;
  const where = [agentId ?? "nobody's", symbol, side, ticket === null ? null : `ticket ${ticket}`].filter((word) => word !== null).join("  ");
  const figures = (["venue", "public", "private"] as const).flatMap((name) => labelled(name, `${figureText(matter, difference[name])}${odd === name ? "  <- the odd one out" : ""}`));
  const settled = difference.corrections.filter(({ status }) => status !== "waiting");
  const open = difference.corrections.length - settled.length;
  return [
    ...wrapped(`${priority}  ${matter}  ${where}`, WIDTH, "  "),
    ...figures,
    ...settled.flatMap((correction) => correctionLines(correction, correction.status === "planned" ? "PLANNED" : "CORRECTED")),
    ...(open > 0 ? ["      waits for you, see above"] : []),
    ...(difference.corrections.length === 0 ? ["      nothing of its own to correct; it is looked at again with the next comparison"] : []),
  ];
}

function others({ otherCorrections }: RecoveryReport): string[] {
  const found = otherCorrections.filter(({ status }) => status !== "waiting");
  return found.length === 0 ? [] : ["OTHER CORRECTIONS", ...found.flatMap((correction) => correctionLines(correction, correction.kind))];
}

function correctionLines({ kind, code, agentId, symbol, ticket, believed, truth, why, evidence, suggestion, profit }: ReportedCorrection, mark: string): string[] {
  const about = [agentId ?? "nobody's", symbol, ticket === null ? null : `ticket ${ticket}`].filter((word) => word !== null).join(" ");
  return [
    ...wrapped(`${mark} ${kind === "orphan" ? "" : `${kind} `}${code.toLowerCase().replaceAll("_", " ")}: ${about}`, WIDTH, "    "),
    ...labelled("believed", believed),
    ...labelled("truth", truth),
    ...labelled("cause", why),
    ...(profit === null ? [] : labelled("result", moneyText(profit))),
    ...evidence.flatMap((line) => labelled("evidence", line)),
    ...(suggestion === null ? [] : labelled("advice", suggestion)),
  ];
}

/** A text beside its label; what does not fit goes on under its beginning. */
function labelled(label: string, text: string): string[] {
  const head = `      ${label.padEnd(10)}`;
  return wrapped(text, WIDTH, " ".repeat(head.length)).map((line, index) => (index === 0 ? head + line.slice(head.length) : line));
}

/** So that a long night's report stays a page, the best and the worst speak for the rest. */
const AGENTS_SHOWN = 20;

function agents({ agents: found, alive, dead }: RecoveryReport): string[] {
  if (found.length === 0) return [];
  const shown = found.toSorted((a, b) => Number(a.alive) - Number(b.alive) || a.profit - b.profit).slice(0, AGENTS_SHOWN);
  const left = alive + dead - shown.length;
  return [`AGENTS  ${alive} alive, ${dead} dead`, ...shown.flatMap(agentLines), ...(left > 0 ? [`  and ${countText(left, "more agent")}.`] : [])];
}

function agentLines({ agentId, alive, profit, trades, openPositions, diedAtMs, deathReason }: RecoveryReport["agents"][number]): string[] {
  const figures = `${moneyText(profit).padStart(14)}  ${countText(trades, "trade")}, ${openPositions} open`;
  const line = `  ${alive ? "alive" : "DEAD "}  ${agentId.padEnd(24)} ${figures}`;
  const death = alive ? [] : wrapped(`died ${diedAtMs === null ? "at an unknown time" : momentText(diedAtMs)}: ${deathReason ?? "no reason was given"}`, WIDTH, "         ");
  return line.length <= WIDTH ? [line, ...death] : [`  ${alive ? "alive" : "DEAD "}  ${agentId}`, `         ${figures.trim()}`, ...death];
}

function sources(report: RecoveryReport): string[] {
  const { loaded, journal, atMs, lastSaveAtMs, venuePositions, restoredFromMs } = report;
  const lines = [
    `Mode: ${report.mode}${report.dryRun ? ", dry run" : ""}; cause: ${report.cause}; took ${report.tookMs} ms.`,
    ...(restoredFromMs === null ? [] : [`Restored to ${momentText(restoredFromMs)}: what came after is in the journal and counts no more.`]),
    lastSaveAtMs === null ? "Nothing was ever saved by a strategy." : `Last save: ${momentText(lastSaveAtMs)}, ${ageText(atMs - lastSaveAtMs)} before this report.`,
    `Loaded: ${countText(loaded.agents, "agent")}, ${countText(loaded.trades, "trade")} (${loaded.openTrades} open, ${countText(loaded.orphans, "orphan")}), ${countText(loaded.heroes, "hero", "heroes")}, Supervisor ${loaded.supervisor ? "yes" : "none"}, Mastermind ${loaded.mastermind ? "yes" : "none"}.`,
    `Journal: ${verifiedText(journal)}; ${countText(journal.eventsReplayed, "event")} replayed.`,
    journal.snapshot === null ? "Snapshot: none." : `Snapshot: ${momentText(journal.snapshot.takenAtMs)}, ${ageText(atMs - journal.snapshot.takenAtMs)} before this report.`,
    ...(journal.snapshotsSkipped > 0 ? [`${countText(journal.snapshotsSkipped, "damaged snapshot was", "damaged snapshots were")} passed over.`] : []),
    `Venue: ${venuePositions === null ? "not read" : countText(venuePositions, "position")}${historyText(report)}.`,
  ];
  return ["WHERE THIS COMES FROM", ...lines.flatMap((line) => wrapped(line, WIDTH, "  "))];
}

/** What lies before a snapshot is verified once trading goes on; what is in force rests on the snapshot alone. */
function verifiedText({ verified, snapshot }: RecoveryReport["journal"]): string {
  if (!verified) return "NOT VERIFIED";
  return snapshot === null ? "verified" : "verified from its snapshot on";
}

function historyText({ historyRead }: RecoveryReport): string {
  if (historyRead === null) return "";
  return historyRead ? "; history read" : "; history not available, so results of what closed meanwhile are not known";
}

/** Once each, however many differences it settles. */
function allCorrections({ differences: found, otherCorrections }: RecoveryReport): ReportedCorrection[] {
  return [...new Map([...found.flatMap(({ corrections }) => corrections), ...otherCorrections].map((correction) => [correction.id, correction])).values()];
}

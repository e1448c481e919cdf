import type { CorrectionCode } from "../../../src-main/contract/reconciliation.ts";
import type { RecoveryReport, ReportedCorrection, ReportedDifference } from "../../../src-main/contract/recovery.ts";
import { createSearch } from "../../components/table/search.ts";

export type ItemStatus = ReportedCorrection["status"] | "none";

/** One thing the report tells: a difference with what is done about it, or a correction that belongs to none. */
export interface ReportItem {
  readonly id: string;
  readonly difference: ReportedDifference | null;
  readonly corrections: readonly ReportedCorrection[];
  /** Of its corrections the one that wants most; `none`: it has none of its own. */
  readonly status: ItemStatus;
}

export interface ItemFilter {
  readonly words: string;
  readonly status: ItemStatus | "all";
}

export const noItemFilter: ItemFilter = { words: "", status: "all" };

function statusOf(corrections: readonly ReportedCorrection[]): ItemStatus {
  for (const status of ["waiting", "planned", "corrected"] as const) if (corrections.some((correction) => correction.status === status)) return status;
  return "none";
}

/** What waits for a person comes first; beside that the report's own order stands. */
export function itemsOf({ differences, otherCorrections }: RecoveryReport): ReportItem[] {
  const items = [
    ...differences.map((difference): ReportItem => ({ id: `difference ${difference.id}`, difference, corrections: difference.corrections, status: statusOf(difference.corrections) })),
    ...otherCorrections.map((correction): ReportItem => ({ id: `correction ${correction.id}`, difference: null, corrections: [correction], status: correction.status })),
  ];
  return items.toSorted((a, b) => Number(b.status === "waiting") - Number(a.status === "waiting"));
}

const search = createSearch<ReportItem>(({ difference, corrections }) =>
  [difference, ...corrections].map((each) => (each === null ? "" : [each.agentId, each.symbol, each.ticket, "matter" in each ? each.matter : each.code].join(" "))).join(" "),
);

export const filterItems = (items: readonly ReportItem[], { words, status }: ItemFilter): readonly ReportItem[] =>
  search(status === "all" ? items : items.filter((item) => item.status === status), words);

/** An orphan wants to be told what shall become of it; it cannot simply be accepted. */
export const wantsChoice = ({ code }: ReportedCorrection): boolean => code === "ORPHAN_ASKED";

/** Corrections that wait for a word and nothing else, each once however many differences it settles. */
export function acceptable({ differences, otherCorrections }: RecoveryReport): ReportedCorrection[] {
  const all = [...differences.flatMap(({ corrections }) => corrections), ...otherCorrections];
  return [...new Map(all.filter((each) => each.status === "waiting" && !wantsChoice(each)).map((each) => [each.id, each])).values()];
}

/** By what would be done, the most frequent first. */
export function byCode(corrections: readonly ReportedCorrection[]): [CorrectionCode, readonly string[]][] {
  const groups = Map.groupBy(corrections, ({ code }) => code);
  return [...groups].map(([code, members]): [CorrectionCode, readonly string[]] => [code, members.map(({ id }) => id)]).toSorted((a, b) => b[1].length - a[1].length);
}

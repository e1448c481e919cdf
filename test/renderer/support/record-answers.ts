import type { PastMoment, RecordsSummary } from "../../../src-main/contract/records.ts";
import type { RecoveryReport } from "../../../src-main/contract/recovery.ts";
import type { FakeAnswers } from "../../../src-renderer/connection/fake.ts";
import { sampleDetail, sampleLives, samplePast, sampleRange, sampleValhalla } from "./sample-records.ts";
import { sampleReport } from "./sample-recovery.ts";

/** Answers every query of what is kept, for ten agents; `report` is the last recovery. */
export function recordAnswers(report: RecoveryReport | null = sampleReport(), nowMs = Date.now()): FakeAnswers {
  const range = sampleRange(nowMs);
  const past = ({ moment }: { moment: PastMoment }): { ok: true; value: RecordsSummary } => {
    if ("seq" in moment) return { ok: true, value: samplePast(moment.seq, range.lastAtMs - (range.lastSeq - moment.seq) * 2_000, 10, nowMs) };
    return { ok: true, value: samplePast(range.lastSeq - Math.ceil((range.lastAtMs - moment.atMs) / 2_000), moment.atMs, 10, nowMs) };
  };
  return {
    recovery: () => ({ ok: true, value: report }),
    agentLives: () => ({ ok: true, value: sampleLives(10, nowMs) }),
    agentDetail: () => ({ ok: true, value: sampleDetail(nowMs) }),
    valhalla: () => ({ ok: true, value: sampleValhalla(12, nowMs) }),
    pastRange: () => ({ ok: true, value: range }),
    past,
  };
}

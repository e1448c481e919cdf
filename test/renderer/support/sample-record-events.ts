import type { JournalEntry } from "../../../src-main/contract/journal.ts";

const trade = { ticket: 100_201, agentId: "alpha-1", symbol: "EURUSD", side: "BUY", volumeLots: 0.1, openPrice: 1.0801, openedAtMs: null, uuid: null, tag: null };
const correction = { id: "c1", kind: "B", code: "CLOSED_OUTSIDE", agentId: "alpha-1", symbol: "EURUSD", ticket: 100_201, why: "It was closed without us: stop-loss.", profit: -43.2 };

/** One of every kind that ledgers, agents and recoveries write. */
export const sampleRecordEvents = (atMs: number): Omit<JournalEntry, "seq">[] => [
  { atMs, kind: "TRADE_OPENED", severity: "info", body: { trade } },
  { atMs, kind: "TRADE_OPENED", severity: "info", body: { trade: { ...trade, agentId: null } } },
  { atMs, kind: "AGENT_STATE_SAVED", severity: "info", body: { agentId: "alpha-1", version: 412, changed: {}, removed: [] } },
  { atMs, kind: "TRADE_CLOSED", severity: "info", body: { closing: { ticket: 100_201, atMs, volumeLots: 0.1, price: 1.0833, profit: 32.1, closedBy: "take-profit" } } },
  { atMs, kind: "PRIVATE_LEDGER_SAVED", severity: "info", body: { agentId: "alpha-1", version: 413, changed: {}, removed: [] } },
  { atMs, kind: "TRADE_CORRECTED", severity: "warning", body: { ticket: 100_201, change: {}, why: "the venue's volume" } },
  { atMs, kind: "VALHALLA_SAVED", severity: "info", body: { version: 7, changed: {}, removed: [] } },
  { atMs, kind: "ORPHAN_ADOPTED", severity: "warning", body: { ticket: 100_311, agentId: "alpha-3", by: "Night desk", reason: "asked its owner" } },
  { atMs, kind: "SUPERVISOR_SAVED", severity: "info", body: { version: 8, changed: {}, removed: [] } },
  { atMs, kind: "ORPHAN_HELD", severity: "warning", body: { ticket: 100_312, by: "policy", reason: "it was there before" } },
  { atMs, kind: "ORPHAN_FLATTENED", severity: "warning", body: { ticket: 100_313, by: "Night desk", reason: "nobody's" } },
  { atMs, kind: "MASTERMIND_SAVED", severity: "info", body: { version: 9, changed: {}, removed: [] } },
  { atMs, kind: "PRIVATE_LEDGER_CORRECTED", severity: "warning", body: { agentId: "alpha-1", change: { what: "capital", capital: 5_000 }, why: "our record is newer" } },
  { atMs, kind: "CAPITAL_AGREED", severity: "info", body: { agentId: "alpha-1", capital: 5_012.4 } },
  { atMs, kind: "CORRECTION_APPLIED", severity: "warning", body: { correction, by: "policy", reason: null } },
  { atMs, kind: "RECOVERY_REPORTED", severity: "info", body: { report: { decision: "review", storm: null, counts: { consistent: 5, corrected: 2, waiting: 2, planned: 0 } } } },
  { atMs, kind: "RECOVERY_CONFIRMED", severity: "warning", body: { name: "Night desk", reason: "read it all" } },
  { atMs, kind: "AGENT_DIED", severity: "warning", body: { agentId: "alpha-4", hero: { agent_id: "alpha-4", death_reason: "capital below its minimum" } } },
  { atMs, kind: "RECORD_BRANCHED", severity: "critical", body: { atSeq: 46_423, atMs, by: "Night desk", reason: "a strategy lied" } },
  { atMs, kind: "JOURNAL_COMPACTED", severity: "info", body: { archivedTo: 30_000, droppedTo: 12_000, archiveBytes: 4_096 } },
];

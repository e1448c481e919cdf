import type { JournalEvent } from "../../../src-main/engine/journal-events.ts";
import type { SnapshotPart } from "../../../src-main/journal/journal.ts";

/** What `saver.ts` writes, and how its clock goes. */
export const savedEvent: JournalEvent = { kind: "RELEASED", body: { reasons: [], by: "saver" } };

export const savingClockMs = (seq: number): number => 1_700_000_000_000 + seq * 60_000;

/** Some parts, so that a kill can fall between them; each says the event that the state is of. */
export const savedState = (seq: number): SnapshotPart[] => Array.from({ length: 2_000 }, (_, part) => [`part ${part}`, seq]);

import type { RecordEvent } from "../contract/record-events.ts";
import type { Records } from "../domain/records.ts";
import { readContent } from "./family-content.ts";
import { importEvents, type PassedOver } from "./import-events.ts";
import type { FamilyProblem, Reading } from "./problem.ts";
import type { NotKept } from "./public-ledger-file.ts";
import { findFiles } from "./source.ts";

/** What a folder in the family's layout would bring into a record. */
export interface FamilyReading {
  /** That bring the good part of it in, in the order in which they have to be written down. */
  readonly events: readonly RecordEvent[];
  /** What is broken, and not among `events`. Whoever wants all or nothing takes nothing when there is any. */
  readonly problems: readonly FamilyProblem[];
  /** What is in order, and stays out because the record says something else. */
  readonly passedOver: readonly PassedOver[];
  /** Fields for which the record has no place. */
  readonly notKept: readonly NotKept[];
  /** The files it comes from. */
  readonly files: readonly string[];
  /** Files that are none of the layout. */
  readonly ignored: readonly string[];
  readonly found: { readonly trades: number; readonly agents: number; readonly heroes: number; readonly supervisor: boolean; readonly mastermind: boolean };
}

/**
 * Reads a folder in the layout of the family: its files, and its zips where a file is missing or broken. Changes nothing,
 * and waits for the disk in the calling thread. A failure is a folder that cannot be read at all.
 * @param nowMs wall clock: UTC, Unix ms
 * @param into what is known already
 */
export function readFamilyFiles(dir: string, nowMs: number, into: Records): Reading<FamilyReading> {
  const found = findFiles(dir, nowMs);
  if (!found.ok) return found;
  const content = readContent(dir, found.value);
  const { trades, states, privateLedgers, heroes, supervisor, mastermind, problems, notKept, files } = content;
  return {
    ok: true,
    value: {
      ...importEvents(content, into, nowMs),
      problems,
      notKept,
      files,
      ignored: found.value.ignored,
      found: { trades: trades.length, agents: new Set([...states.keys(), ...privateLedgers.keys()]).size, heroes: heroes.length, supervisor: supervisor !== null, mastermind: mastermind !== null },
    },
  };
}

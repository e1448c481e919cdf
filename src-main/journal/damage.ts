import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { JournalFailure } from "../engine/ports.ts";
import { renameDurably, writeDurably } from "./durable-file.ts";
import type { Damage } from "./examination.ts";
import { type DataFiles, SQLITE_SUFFIXES } from "./files.ts";

/** What `journal.damaged.json` says. `file` is the name, in the same folder, under which the damaged journal was kept. */
export interface DamageMarker {
  readonly file: string;
  readonly why: string;
  /** UTC, Unix ms. */
  readonly atMs: number;
  readonly firstBadSeq?: number;
}

/** The marker, or `null` when no damage is known. An unreadable marker is still a marker. */
export function readMarker(files: DataFiles): DamageMarker | null {
  if (!existsSync(files.damageMarker)) return null;
  try {
    return markerFrom(JSON.parse(readFileSync(files.damageMarker, "utf8")) as unknown);
  } catch {
    return markerFrom(null);
  }
}

/**
 * Keeps the damaged journal under another name and leaves the marker. The marker comes first: cut short between the
 * two, the next start still knows of the damage. Never throws: what cannot be moved stays where it is, and is found
 * damaged again.
 */
export function setAside(files: DataFiles, damage: Damage, nowMs: number): JournalFailure {
  const { firstBadSeq, why } = damage;
  const marker = { file: freeName(files, nowMs), why, atMs: nowMs, ...(firstBadSeq === null ? {} : { firstBadSeq }) };
  try {
    writeDurably(files.damageMarker, `${JSON.stringify(marker, null, 2)}\n`);
    moveAway(files, marker.file);
  } catch {
    return { code: "DAMAGED", message: `${files.journal}: the journal is damaged: ${why}. It could not be set aside. Nothing trades.`, path: files.journal };
  }
  return damagedFailure(files, marker);
}

export const damagedFailure = (files: DataFiles, { file, why }: DamageMarker): JournalFailure => ({
  code: "DAMAGED",
  message: `The journal was found damaged: ${why}. It is kept as ${file}. Nothing trades until an operator starts a fresh journal.`,
  path: join(files.dataDir, file),
});

/** A write-ahead log without its journal: somebody took the main file away. */
export function isOrphanedLog(files: DataFiles): boolean {
  const log = statSync(`${files.journal}-wal`, { throwIfNoEntry: false });
  return !existsSync(files.journal) && log !== undefined && log.size > 0;
}

/** Moves what still lies at the journal's own name out of the way; answers the name under which the damage is kept. */
export function clearTheWay(files: DataFiles, marker: DamageMarker, nowMs: number): string {
  const kept = existsSync(join(files.dataDir, marker.file));
  moveAway(files, kept ? freeName(files, nowMs) : marker.file);
  return marker.file;
}

/** Ends the damage; the marker stays beside the file it speaks of. */
export function retireMarker(files: DataFiles, marker: DamageMarker): void {
  renameDurably(files.damageMarker, join(files.dataDir, `${basename(marker.file, ".db")}.json`));
}

/** Snapshots and archives go with the journal they belong to: beside another one they would only be in the way. */
function moveAway(files: DataFiles, name: string): void {
  for (const folder of [files.snapshots, files.archives]) {
    if (existsSync(folder)) renameDurably(folder, join(files.dataDir, `${basename(name, ".db")}.${basename(folder)}`));
  }
  for (const suffix of SQLITE_SUFFIXES) {
    const from = `${files.journal}${suffix}`;
    if (existsSync(from)) renameDurably(from, join(files.dataDir, `${name}${suffix}`));
  }
}

function freeName(files: DataFiles, nowMs: number): string {
  const stem = `journal.damaged-${utcStamp(nowMs)}`;
  for (let count = 1; ; count++) {
    const name = count === 1 ? `${stem}.db` : `${stem}-${count}.db`;
    if (!existsSync(join(files.dataDir, name))) return name;
  }
}

/** `20260115T030813Z`: sorts by time, and every file system takes it. */
const utcStamp = (atMs: number): string => new Date(atMs).toISOString().replaceAll(/[-:]|\.\d+/g, "");

function markerFrom(content: unknown): DamageMarker {
  const fields = typeof content === "object" && content !== null ? content : {};
  return {
    file: "file" in fields && typeof fields.file === "string" ? basename(fields.file) : "journal.damaged.db",
    why: "why" in fields && typeof fields.why === "string" ? fields.why : "journal.damaged.json itself cannot be read",
    atMs: "atMs" in fields && typeof fields.atMs === "number" ? fields.atMs : 0,
    ...("firstBadSeq" in fields && typeof fields.firstBadSeq === "number" ? { firstBadSeq: fields.firstBadSeq } : {}),
  };
}

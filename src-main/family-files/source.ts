import { statSync } from "node:fs";
import { join } from "node:path";
import { momentMs } from "../domain/moment.ts";
import { listFolder, type Listed, NO_LINK, readBounded } from "./files.ts";
import { layoutFolders, type Part, type Place, placeOf } from "./layout.ts";
import { familyLimits } from "./limits.ts";
import { broken, type FamilyProblem, type Reading } from "./problem.ts";
import { readDirectory, unpack, type ZipEntry } from "./zip-directory.ts";

/** One file of the layout, wherever it lies. */
export interface FamilyFile {
  readonly place: Place;
  /** For people: `agents/a1_state.json`, of a zip with the zip's name before it. */
  readonly name: string;
  read(): Reading<Uint8Array>;
}

/** The folder itself, or one zip in it: each may hold the whole layout. */
export interface Source {
  /** Empty: the folder itself. */
  readonly name: string;
  readonly files: readonly FamilyFile[];
}

/** The folder's own files, and its zips, newest first. */
export interface FoundFolder {
  readonly own: Source;
  readonly zips: readonly string[];
  /** Files and folders that are none of the layout. */
  readonly ignored: readonly string[];
  readonly problems: readonly FamilyProblem[];
}

const bytesMax = (part: Part): number => (part === "public_ledger" || part === "holdfast" ? familyLimits.ledgerBytes : familyLimits.documentBytes);

/** @param nowMs wall clock (UTC, Unix ms): a zip from the future is not the newest, it is misdated */
export function findFiles(root: string, nowMs: number): Reading<FoundFolder> {
  const top = listFolder(root, "");
  if (!top.ok) return top;
  if (top.value.length === 0) return broken(root, "", "", "must be a folder with files in it");
  const problems: FamilyProblem[] = [];
  const files: FamilyFile[] = [];
  const ignored: string[] = [];
  const zips: DatedZip[] = [];

  const take = (path: string, { kind }: Listed): void => {
    const place = placeOf(path);
    const isZip = path.toLowerCase().endsWith(".zip");
    if (place === null && !isZip) ignored.push(path);
    else if (kind === "link") problems.push({ file: path, field: "", value: "", rule: NO_LINK });
    else if (place !== null) files.push({ place, name: path, read: () => readBounded(root, path, bytesMax(place.part)) });
    else zips.push({ path, atMs: zipMoment(root, path) });
  };

  for (const item of top.value) {
    const folder = layoutFolders.find((each) => each === item.name);
    if (folder === undefined) take(item.name, item);
    else if (item.kind === "link") problems.push({ file: folder, field: "", value: "", rule: NO_LINK });
    else {
      const inside = listFolder(root, folder);
      if (inside.ok) for (const each of inside.value) take(`${folder}/${each.name}`, each);
      else problems.push(inside.failure);
    }
  }
  const misdated = zips.filter(({ atMs }) => atMs > nowMs + familyLimits.futureMs);
  problems.push(...misdated.map(({ path, atMs }) => ({ file: path, field: "date", value: new Date(atMs).toISOString(), rule: "must not be from the future" })));
  const newestFirst = zips.filter((zip) => !misdated.includes(zip)).toSorted((a, b) => b.atMs - a.atMs || (a.path < b.path ? 1 : -1));
  return { ok: true, value: { own: { name: "", files }, zips: newestFirst.slice(0, familyLimits.zipsMax).map(({ path }) => path), ignored, problems } };
}

interface DatedZip {
  readonly path: string;
  readonly atMs: number;
}

/** `checkpoint_20260115_030813.zip` or `snapshot-2026-01-15T03-08-13.zip`: copying a file changes its own date, not its name. */
const DATE_IN_NAME = /(20\d\d)-?(\d\d)-?(\d\d)(?:[T_-](\d\d)[-:]?(\d\d)(?:[-:]?(\d\d))?)?/;

function zipMoment(root: string, path: string): number {
  const [, year, month, day, hour = "00", minute = "00", second = "00"] = DATE_IN_NAME.exec(path) ?? [];
  const named = year === undefined ? null : momentMs(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return named ?? statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** A zip that holds the layout, at its top or in one folder. */
export function openZip(root: string, path: string): Reading<Source> {
  const bytes = readBounded(root, path, familyLimits.zipBytes);
  if (!bytes.ok) return bytes;
  const directory = readDirectory(path, bytes.value);
  if (!directory.ok) return directory;
  const prefix = prefixOf(directory.value);
  const files = directory.value.flatMap((entry) => {
    const place = entry.path.startsWith(prefix) ? placeOf(entry.path.slice(prefix.length)) : null;
    return place === null ? [] : [zipped(path, bytes.value, entry, place)];
  });
  return files.length === 0 ? broken(path, "", "", "must hold files of the layout, such as public_ledger.json") : { ok: true, value: { name: path, files } };
}

function zipped(zipPath: string, zip: Uint8Array, entry: ZipEntry, place: Place): FamilyFile {
  const name = `${zipPath}: ${entry.path}`;
  const most = bytesMax(place.part);
  return { place, name, read: () => (entry.bytes > most ? broken(name, "size", entry.bytes, `must be at most ${most} bytes`) : unpack(name, zip, entry)) };
}

/** Some zip the folder's files, others the folder. */
function prefixOf(entries: readonly ZipEntry[]): string {
  if (entries.some(({ path }) => placeOf(path) !== null)) return "";
  const top = entries[0]?.path.split("/")[0] ?? "";
  return entries.every(({ path }) => path.startsWith(`${top}/`)) ? `${top}/` : "";
}

import { crc32 } from "node:zlib";
import { inflateSync } from "fflate";
import { familyLimits } from "./limits.ts";
import { broken, type Reading } from "./problem.ts";

/** One file in a zip, as the zip's directory tells it. */
export interface ZipEntry {
  /** With `/`, from the zip's top. */
  readonly path: string;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly crc32: number;
  readonly method: number;
  readonly headerAt: number;
}

/** Signatures and lengths of the format's records (APPNOTE.TXT, 4.3). */
const END = { signature: 0x06054b50, length: 22, commentMax: 65_535 } as const;
const CENTRAL = { signature: 0x02014b50, length: 46 } as const;
const LOCAL = { signature: 0x04034b50, length: 30 } as const;
const UTF8_FLAG = 0x800;
const ENCRYPTED_FLAG = 1;
const STORED = 0;
const DEFLATED = 8;
/** In the upper half of the external attributes, where the writer was a Unix. */
const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;

/**
 * What a zip holds, by its directory; folders are left out. Everything in it is judged before anything is unpacked: one
 * entry that wants out of its folder, is a link or too large, and the zip is refused whole. Zips of 4 GB and more
 * (zip64) are beyond our bounds anyway.
 */
export function readDirectory(file: string, zip: Uint8Array): Reading<readonly ZipEntry[]> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  try {
    const endAt = findEnd(view);
    if (endAt === null) return broken(file, "", "", "must be a zip: its directory is not there");
    const count = view.getUint16(endAt + 10, true);
    if (count > familyLimits.filesMax) return broken(file, "entries", count, `must hold at most ${familyLimits.filesMax} files`);
    return readEntries(file, view, view.getUint32(endAt + 16, true), count);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return broken(file, "", "", "must be a whole zip: its directory points beyond its end");
  }
}

function findEnd(view: DataView): number | null {
  const least = Math.max(0, view.byteLength - END.length - END.commentMax);
  for (let at = view.byteLength - END.length; at >= least; at -= 1) if (view.getUint32(at, true) === END.signature) return at;
  return null;
}

function readEntries(file: string, view: DataView, from: number, count: number): Reading<readonly ZipEntry[]> {
  const entries = new Map<string, ZipEntry>();
  let at = from;
  let unpackedBytes = 0;
  for (let index = 0; index < count; index += 1) {
    if (view.getUint32(at, true) !== CENTRAL.signature) return broken(file, "", "", "must be a whole zip: its directory is damaged");
    const nameLength = view.getUint16(at + 28, true);
    const entry = entryAt(view, at, nameLength);
    const rule = brokenRule(view, at, entry) ?? (entries.has(entry.path) ? "must be in the zip once" : null);
    if (rule !== null) return broken(file, entry.path, "", rule);
    unpackedBytes += entry.bytes;
    if (unpackedBytes > familyLimits.zipUnpackedBytes) return broken(file, "size", unpackedBytes, `must unpack to at most ${familyLimits.zipUnpackedBytes} bytes`);
    if (!entry.path.endsWith("/")) entries.set(entry.path, entry);
    at += CENTRAL.length + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return { ok: true, value: [...entries.values()] };
}

function entryAt(view: DataView, at: number, nameLength: number): ZipEntry {
  const name = new Uint8Array(view.buffer, view.byteOffset + at + CENTRAL.length, nameLength);
  const isUtf8 = (view.getUint16(at + 8, true) & UTF8_FLAG) !== 0;
  return {
    path: new TextDecoder(isUtf8 ? "utf-8" : "latin1").decode(name).replaceAll("\\", "/"),
    method: view.getUint16(at + 10, true),
    crc32: view.getUint32(at + 16, true),
    packedBytes: view.getUint32(at + 20, true),
    bytes: view.getUint32(at + 24, true),
    headerAt: view.getUint32(at + 42, true),
  };
}

function brokenRule(view: DataView, at: number, { path, method }: ZipEntry): string | null {
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path) || path.includes("\0") || path.split("/").includes("..")) return "must be a name inside of the zip";
  if (((view.getUint32(at + 38, true) >>> 16) & FILE_TYPE) === SYMBOLIC_LINK) return "must be a file of its own, not a link";
  if ((view.getUint16(at + 8, true) & ENCRYPTED_FLAG) !== 0) return "must not be encrypted";
  return method === STORED || method === DEFLATED ? null : "must be stored or deflated";
}

/** Unpacks one file, never to more than its directory says, and checks it against the checksum there. */
export function unpack(file: string, zip: Uint8Array, { packedBytes, bytes, crc32: expected, method, headerAt }: ZipEntry): Reading<Uint8Array> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  try {
    if (view.getUint32(headerAt, true) !== LOCAL.signature) return broken(file, "", "", "must be whole in its zip");
    const dataAt = headerAt + LOCAL.length + view.getUint16(headerAt + 26, true) + view.getUint16(headerAt + 28, true);
    const packed = zip.subarray(dataAt, dataAt + packedBytes);
    const content = method === STORED ? packed : inflateSync(packed, { out: new Uint8Array(bytes) });
    return content.length === bytes && crc32(content) === expected ? { ok: true, value: content } : broken(file, "", "", "must be what its checksum in the zip says");
  } catch {
    // The inflater throws plain errors of many kinds about bytes that are no deflated text.
    return broken(file, "", "", "must be whole in its zip");
  }
}

import { mkdirSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { createRecords, type Records } from "../../src-main/domain/records.ts";
import { familyLimits } from "../../src-main/family-files/limits.ts";
import { familyProblemText } from "../../src-main/family-files/problem.ts";
import { type FamilyReading, readFamilyFiles } from "../../src-main/family-files/read-family-files.ts";
import { foldAll, NIGHT } from "../domain/records-fixture.ts";
import { put, scratch } from "./folders.ts";
import { sample } from "./sample.ts";

const encoder = new TextEncoder();
const zipOf = (files: Readonly<Record<string, unknown>>, level: 0 | 6 = 6): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, content]) => [path, [content instanceof Uint8Array ? content : encoder.encode(JSON.stringify(content)), { level }]])));

function read(root: string): FamilyReading {
  const reading = readFamilyFiles(root, NIGHT, createRecords());
  return reading.ok ? reading.value : expect.fail(familyProblemText(reading.failure));
}

const imported = (root: string): Records => foldAll(createRecords(), read(root).events);
const problemsOf = (root: string): string[] => read(root).problems.map(familyProblemText);

/** Writes `value` into the directory's entry of the only file in a zip. */
function patched(zip: Uint8Array, offset: number, bytes: 2 | 4, value: number): Uint8Array {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const at = view.getUint32(zip.length - 22 + 16, true) + offset;
  if (bytes === 4) view.setUint32(at, value, true);
  else view.setUint16(at, value, true);
  return zip;
}

describe("a checkpoint", () => {
  it.each(["", "checkpoints/", "snapshots/"])("comes in from %j, with a folder of its own in it or without", (folder) => {
    const nested = Object.fromEntries(Object.entries(sample).map(([path, content]) => [`checkpoint_1/${path}`, content]));
    for (const files of [sample, nested]) {
      const records = imported(put(scratch(), { [`${folder}checkpoint_20260115_020000.zip`]: zipOf(files) }));
      expect(records.ledger.trades.size).toBe(4);
      expect(records.agents.size).toBe(3);
    }
  });

  it("is the newest one by the date in its name, and only where the folder itself has nothing", () => {
    const of = (cycles: number): Uint8Array => zipOf({ "supervisor_state.json": { cycle_count: cycles }, "mastermind_state.json": { total_capital: cycles } });
    const root = put(scratch(), { "checkpoints/checkpoint_20260114_230000.zip": of(1), "checkpoints/snapshot-2026-01-15T02-00-00.zip": of(3), "checkpoints/checkpoint_20260115_010000.zip": of(2), "mastermind_state.json": { total_capital: 7 } });
    const { supervisor, mastermind } = imported(root);
    expect([supervisor?.content, mastermind?.content]).toEqual([{ cycle_count: 3 }, { total_capital: 7 }]);
    expect(read(root).files).toEqual(["checkpoints/snapshot-2026-01-15T02-00-00.zip: supervisor_state.json", "mastermind_state.json"]);
  });

  it("without a date in its name has that of its file", () => {
    const root = put(scratch(), { "a.zip": zipOf({ "supervisor_state.json": { cycle_count: 1 } }), "b.zip": zipOf({ "supervisor_state.json": { cycle_count: 2 } }) });
    utimesSync(join(root, "a.zip"), NIGHT / 1000, NIGHT / 1000);
    utimesSync(join(root, "b.zip"), NIGHT / 1000 - 60, NIGHT / 1000 - 60);
    expect(imported(root).supervisor?.content).toEqual({ cycle_count: 1 });
  });

  it("stands in for a file that is broken, and the file is named all the same", () => {
    const root = put(scratch(), { ...sample, "agents/agent_001_state.json": "{", "c_20260114.zip": zipOf({ ...sample, "agents/gone_state.json": {} }) });
    expect(read(root).problems.map(({ file }) => file)).toEqual(["agents/agent_001_state.json"]);
    const { agents } = imported(root);
    expect(agents.get("agent_001")?.state?.content).toEqual(sample["agents/agent_001_state.json"]);
    // An agent that is gone since does not come back out of an older checkpoint.
    expect(agents.has("gone")).toBe(false);
  });

  it("from the future is misdated, and not the newest", () => {
    const root = put(scratch(), { "c_20270101.zip": zipOf({ "supervisor_state.json": { cycle_count: 9 } }), "c_20260101.zip": zipOf({ "supervisor_state.json": { cycle_count: 1 } }) });
    expect(problemsOf(root)).toEqual(['c_20270101.zip: date = "2027-01-01T00:00:00.000Z": must not be from the future']);
    expect(imported(root).supervisor?.content).toEqual({ cycle_count: 1 });
  });
});

describe("a zip that means harm", () => {
  const bomb = zipOf({ "supervisor_state.json": new Uint8Array(familyLimits.documentBytes + 1) });

  it.each([
    ["wants out of its folder", zipOf({ "../../supervisor_state.json": {} }), "must be a name inside of the zip"],
    ["wants out of it as on Windows", zipOf({ "..\\supervisor_state.json": {} }), "must be a name inside of the zip"],
    ["names a place of its own", zipOf({ "/supervisor_state.json": {} }), "must be a name inside of the zip"],
    ["unpacks to more than a document may be", bomb, "must be at most"],
    ["lies about how much it unpacks to", patched(zipOf({ "supervisor_state.json": new Uint8Array(familyLimits.documentBytes * 4) }), 24, 4, 100), "must be what its checksum"],
    ["says that it unpacks to gigabytes", patched(zipOf({ "supervisor_state.json": {} }), 24, 4, 0xf0000000), "must unpack to at most"],
    ["holds a link", patched(zipOf({ "supervisor_state.json": {} }), 40, 2, 0o120777), "must be a file of its own, not a link"],
    ["is encrypted", patched(zipOf({ "supervisor_state.json": {} }), 8, 2, 1), "must not be encrypted"],
    ["is packed in another way", patched(zipOf({ "supervisor_state.json": {} }), 10, 2, 12), "must be stored or deflated"],
    ["is no zip", encoder.encode("no zip at all, but long enough to hold an end"), "must be a zip"],
    ["is too short for anything", encoder.encode("PK"), "must be a zip"],
    ["holds something else", zipOf({ "cat.jpg": {} }), "must hold files of the layout"],
  ])("%s: it is named and stays out", (_name, zip, rule) => {
    const root = put(scratch(), { "c.zip": zip });
    utimesSync(join(root, "c.zip"), NIGHT / 1000, NIGHT / 1000);
    expect(problemsOf(root)).toEqual([expect.stringContaining(rule)]);
    expect(read(root).events).toEqual([]);
  });

  it("has a bit changed: the checksum tells, also where it is still JSON", () => {
    const zip = zipOf({ "supervisor_state.json": { cycle_count: 1111 } }, 0);
    const at = Buffer.from(zip).indexOf("1111");
    zip[at] = 0x39;
    expect(problemsOf(put(scratch(), { "c_20260101.zip": zip }))).toEqual([expect.stringContaining("must be what its checksum in the zip says")]);
  });

  it("is torn anywhere: never more than a named problem", () => {
    const zip = zipOf(sample);
    for (let length = 0; length < zip.length; length += 97) {
      const root = put(scratch(), { "c_20260101.zip": zip.slice(0, length) });
      expect(problemsOf(root)).toEqual([expect.stringMatching(/^c_20260101.zip: must be a (?:whole )?zip/)]);
    }
  });
});

describe("a folder that means harm", () => {
  it.runIf(process.platform !== "win32")("holds links: none is followed", () => {
    const outside = put(scratch(), { "secret.json": { password: "x" } });
    const root = put(scratch(), { "mastermind_state.json": {} });
    mkdirSync(join(root, "private_ledgers"));
    symlinkSync(join(outside, "secret.json"), join(root, "supervisor_state.json"));
    symlinkSync(outside, join(root, "agents"));
    symlinkSync(join(outside, "secret.json"), join(root, "private_ledgers", "a.json"));
    expect(problemsOf(root)).toEqual(["agents", "private_ledgers/a.json", "supervisor_state.json"].map((path) => `${path}: must be a file of its own, not a link`));
  });

  it("holds a file too large to be read", () => {
    const root = put(scratch(), { "supervisor_state.json": {} });
    truncateSync(join(root, "supervisor_state.json"), familyLimits.documentBytes + 1);
    expect(problemsOf(root)).toEqual([expect.stringContaining("supervisor_state.json: size = ")]);
  });

  it("holds things of other kinds: said, and passed over", () => {
    const root = put(scratch(), { "mastermind_state.json": {}, "readme.txt": "hi", "agents/notes.md": "x" });
    mkdirSync(join(root, "supervisor_state.json"));
    writeFileSync(join(root, "agents", "..hidden"), "");
    expect(read(root)).toMatchObject({ ignored: ["agents/..hidden", "agents/notes.md", "readme.txt"], problems: [{ file: "supervisor_state.json", rule: "must be a file" }] });
  });
});

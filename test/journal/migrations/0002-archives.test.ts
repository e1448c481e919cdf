import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, it } from "vitest";
import { readBase, readSegments, recordSegment, releaseEvents } from "../../../src-main/journal/archive-table.ts";
import { events } from "../../../src-main/journal/migrations/0001-events.ts";
import { archives } from "../../../src-main/journal/migrations/0002-archives.ts";
import { migrate, SCHEMA_VERSION } from "../../../src-main/journal/schema.ts";

const hashOf = (seq: number): string => String(seq).padStart(64, "a");
const segment = (firstSeq: number, lastSeq: number) => ({ firstSeq, lastSeq, lastHash: hashOf(lastSeq), leastAtMs: 1, bytes: 10 });

describe("migration 2: archives", () => {
  let db: DatabaseSync;
  beforeEach(() => {
    db = new DatabaseSync(":memory:");
    migrate(db, [events]);
    for (let seq = 1; seq <= 6; seq++) db.exec(`INSERT INTO events VALUES (${seq}, ${seq}, 'ALERT', '{}', x'${hashOf(seq)}'); UPDATE head SET seq = ${seq}, hash = x'${hashOf(seq)}'`);
    migrate(db, [events, archives]);
  });

  it("is the newest step", () => {
    expect(SCHEMA_VERSION).toBe(2);
  });

  it("leaves every event of the first layout where it is", () => {
    expect(readBase(db)).toEqual({ anchor: { seq: 0, hash: "0".repeat(64) }, archivedTo: 0 });
    expect(db.prepare("SELECT count(*) AS events FROM events").get()).toEqual({ events: 6 });
  });

  it("lets archived events go, and the anchor follows", () => {
    recordSegment(db, segment(1, 3));
    releaseEvents(db, 2);
    expect(readBase(db)).toEqual({ anchor: { seq: 2, hash: hashOf(2) }, archivedTo: 3 });
    expect(readSegments(db)).toEqual([{ ...segment(1, 3), droppedAtMs: null }]);
  });

  it("lets none go that is in no archive", () => {
    recordSegment(db, segment(1, 3));
    expect(() => releaseEvents(db, 4)).toThrow("archived_to");
    expect(db.prepare("SELECT count(*) AS events FROM events").get()).toEqual({ events: 6 });
  });

  it.each([
    ["no event is deleted before it is archived", () => db.exec("DELETE FROM events WHERE seq = 4")],
    ["an archive follows the one before", () => recordSegment(db, segment(5, 6))],
    ["no archive is ever forgotten", () => db.exec("DELETE FROM archives")],
    ["its base never goes back", () => db.exec("UPDATE base SET archived_to = 0, seq = 0")],
    ["its base is never deleted", () => db.exec("DELETE FROM base")],
  ])("%s", (words, change) => {
    recordSegment(db, segment(1, 3));
    expect(change).toThrow(words);
    expect(readBase(db)).toMatchObject({ anchor: { seq: 0 }, archivedTo: 3 });
  });
});

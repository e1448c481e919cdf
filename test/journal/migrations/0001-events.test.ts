import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, it } from "vitest";
import { migrate, schemaVersion } from "../../../src-main/journal/schema.ts";
import { events } from "../../../src-main/journal/migrations/0001-events.ts";

const HASH = "x'" + "ab".repeat(32) + "'";
const row = (seq: number, body = "{}"): string => `(${seq}, 1, 'ALERT', '${body}', ${HASH})`;

describe("migration 1: events", () => {
  let db: DatabaseSync;
  beforeEach(() => {
    db = new DatabaseSync(":memory:");
    migrate(db, [events]);
  });

  it("takes an empty file to version 1, and is not done twice", () => {
    expect(schemaVersion(db)).toBe(1);
    expect(() => migrate(db, [events])).not.toThrow();
    expect(db.prepare("SELECT seq, hex(hash) AS hash FROM head").all()).toEqual([{ seq: 0, hash: "00".repeat(32) }]);
  });

  it.each([
    ["no event is ever changed", "UPDATE events SET body = '{\"a\":1}'"],
    ["no event is ever deleted", "DELETE FROM events"],
    ["an event goes to its end", `INSERT OR REPLACE INTO events VALUES ${row(1)}`],
    ["its head never goes back", "UPDATE head SET seq = 0"],
    ["its head is never deleted", "DELETE FROM head"],
  ])("%s", (words, sql) => {
    db.exec(`INSERT INTO events VALUES ${row(1)}; UPDATE head SET seq = 1, hash = ${HASH}`);
    expect(() => db.exec(sql)).toThrow(words);
  });

  it.each([
    ["a body that is no JSON", row(1, "{")],
    ["a body that is no object", row(1, "[]")],
    ["a short hash", "(1, 1, 'ALERT', '{}', x'ab')"],
    ["a text for a moment", `(1, 'now', 'ALERT', '{}', ${HASH})`],
    ["an empty kind", `(1, 1, '', '{}', ${HASH})`],
  ])("refuses %s", (_, values) => {
    expect(() => db.exec(`INSERT INTO events VALUES ${values}`)).toThrow(/constraint|cannot store/);
  });
});

describe("migrate", () => {
  it("does all of a step or nothing of it", () => {
    const db = new DatabaseSync(":memory:");
    const broken = { toVersion: 2, sql: "CREATE TABLE half (a) STRICT; no such statement" };
    expect(() => migrate(db, [events, broken])).toThrow();
    if (db.isTransaction) db.exec("ROLLBACK");
    expect(schemaVersion(db)).toBe(1);
    expect(db.prepare("SELECT name FROM sqlite_schema WHERE name = 'half'").all()).toEqual([]);
  });
});

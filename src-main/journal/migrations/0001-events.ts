import type { Migration } from "../schema.ts";

/**
 * The first layout. `events` only ever grows; `head` says how far, so that rows missing at the end are noticed too.
 * The trigger on insert also stops `INSERT OR REPLACE`, which deletes without asking the trigger on delete.
 */
export const events: Migration = {
  toVersion: 1,
  sql: `
    CREATE TABLE events (
      seq   INTEGER PRIMARY KEY,
      at_ms INTEGER NOT NULL,
      kind  TEXT    NOT NULL CHECK (kind <> ''),
      body  TEXT    NOT NULL CHECK (json_valid(body) AND json_type(body) = 'object'),
      hash  BLOB    NOT NULL CHECK (length(hash) = 32)
    ) STRICT;

    CREATE TABLE head (
      id   INTEGER PRIMARY KEY CHECK (id = 1),
      seq  INTEGER NOT NULL,
      hash BLOB    NOT NULL CHECK (length(hash) = 32)
    ) STRICT;
    INSERT INTO head (id, seq, hash) VALUES (1, 0, zeroblob(32));

    CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only: no event is ever changed'); END;

    CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only: no event is ever deleted'); END;

    CREATE TRIGGER events_are_not_replaced BEFORE INSERT ON events WHEN NEW.seq <= (SELECT seq FROM head WHERE id = 1)
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only: an event goes to its end'); END;

    CREATE TRIGGER head_only_moves_on BEFORE UPDATE ON head WHEN NEW.seq <= OLD.seq
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only: its head never goes back'); END;

    CREATE TRIGGER head_is_not_deleted BEFORE DELETE ON head
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only: its head is never deleted'); END;
  `,
};

import type { Migration } from "../schema.ts";

/**
 * Old events move into archive files beside. `base` is the anchor: the number and hash of the last event that is no
 * longer here, on which the first one here stands. An archive is recorded before its events go, so an event that is
 * neither here nor in a recorded archive was never moved. A row of `archives` stays when its file is dropped: it says
 * that policy took it, and what hash the chain goes on from.
 */
export const archives: Migration = {
  toVersion: 2,
  sql: `
    CREATE TABLE archives (
      first_seq     INTEGER PRIMARY KEY,
      last_seq      INTEGER NOT NULL CHECK (last_seq >= first_seq),
      last_hash     BLOB    NOT NULL CHECK (length(last_hash) = 32),
      least_at_ms   INTEGER NOT NULL,
      bytes         INTEGER NOT NULL,
      dropped_at_ms INTEGER
    ) STRICT;

    CREATE TABLE base (
      id          INTEGER PRIMARY KEY CHECK (id = 1),
      seq         INTEGER NOT NULL,
      hash        BLOB    NOT NULL CHECK (length(hash) = 32),
      archived_to INTEGER NOT NULL CHECK (archived_to >= seq)
    ) STRICT;
    INSERT INTO base (id, seq, hash, archived_to) VALUES (1, 0, zeroblob(32), 0);

    DROP TRIGGER events_are_not_deleted;
    CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events WHEN OLD.seq > (SELECT archived_to FROM base WHERE id = 1)
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only: no event is deleted before it is archived'); END;

    CREATE TRIGGER archives_follow_one_another BEFORE INSERT ON archives WHEN NEW.first_seq <> (SELECT archived_to FROM base WHERE id = 1) + 1
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only: an archive follows the one before'); END;

    CREATE TRIGGER archives_are_not_forgotten BEFORE DELETE ON archives
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only: no archive is ever forgotten'); END;

    CREATE TRIGGER base_only_moves_on BEFORE UPDATE ON base WHEN NEW.seq < OLD.seq OR NEW.archived_to < OLD.archived_to
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only: its base never goes back'); END;

    CREATE TRIGGER base_is_not_deleted BEFORE DELETE ON base
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only: its base is never deleted'); END;
  `,
};

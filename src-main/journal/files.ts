import { join } from "node:path";

/** Where everything of the journal and the lock lies in a data folder. */
export interface DataFiles {
  readonly dataDir: string;
  readonly journal: string;
  /** A journal being made; renamed to `journal` when it is whole on disk. */
  readonly journalInTheMaking: string;
  /** Says that the journal was found damaged. While it exists nothing opens. */
  readonly damageMarker: string;
  /** Folder of the snapshots: the state at some event, to begin a replay at. */
  readonly snapshots: string;
  /** Folder of the archives: events that are no longer in `journal`. */
  readonly archives: string;
  readonly lock: string;
  /** Who holds the lock, for people and for the command line. */
  readonly holder: string;
}

export const dataFiles = (dataDir: string): DataFiles => ({
  dataDir,
  journal: join(dataDir, "journal.db"),
  journalInTheMaking: join(dataDir, "journal.new.db"),
  damageMarker: join(dataDir, "journal.damaged.json"),
  snapshots: join(dataDir, "journal-snapshots"),
  archives: join(dataDir, "journal-archive"),
  lock: join(dataDir, "engine.lock"),
  holder: join(dataDir, "engine.json"),
});

/** A database and what SQLite keeps beside it. They belong together: a strange `-wal` would be played into the file. */
export const SQLITE_SUFFIXES = ["", "-wal", "-shm", "-journal"] as const;

/** A number as it stands in a file's name: names sort as numbers do. */
export const seqInName = (seq: number): string => String(seq).padStart(12, "0");

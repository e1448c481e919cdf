/** Every limit of the journal, with its unit. */
export const journalLimits = {
  /** Events of one transaction. More wait for the next, so that an answer is never long in coming. */
  eventsPerCommit: 256,
  /** Rows read at once while the chain is walked. */
  rowsPerPage: 500,
  /** Text of one replay chunk: well under 1 ms of parsing on the main loop, and too short for V8's large-object space. */
  replayChunkChars: 32 * 1024,
  /** Replay chunks on their way at once; bounds memory, and keeps both threads busy. */
  replayChunksAhead: 2,
  /** Text of one slice of a snapshot: about 1 ms of the main loop, to write and to read. */
  snapshotSliceChars: 128 * 1024,
  /** Snapshots kept when nobody says how many. */
  snapshotsKept: 3,
  /** Fewer would leave nothing to fall back on. */
  snapshotsLeast: 2,
  /** How far a snapshot's date may lie beside the clock before the clock is thought to have been set. */
  clockToleranceMs: 60_000,
  /** Events of one archive, always as many. About 1 MB on disk. */
  eventsPerArchive: 10_000,
  /** Archived events that leave the journal in one transaction, so that no append waits long behind it. */
  eventsPerRelease: 1_000,
  /** Events looked at between two turns of the worker's loop in search of a date. */
  eventsPerLook: 20_000,
  /** This much of the past always stays in the journal itself, and can be rebuilt. */
  liveLeastMs: 24 * 60 * 60 * 1000,
  /** Nesting of a body; SQLite's own JSON check ends at 1,000. */
  bodyDepth: 64,
  /** How long a write waits for another process's write before it answers `LOCKED`. */
  writeWaitMs: 1_000,
  /** Readers only meet a lock while a journal is being recovered. */
  readWaitMs: 2_000,
  /** How long a second starter waits for the lock: longer than a reader of `engine.json` holds it up. */
  lockWaitMs: 400,
  followIntervalMs: 200,
  /** Entries handed over at once by `followJournal`. */
  followPage: 500,
  /** Less than this left on a disk, and a failed write is told as a full disk. */
  fullDiskBytes: 1024 * 1024,
} as const;

import type { Change, Snapshot } from "../../src-main/contract/api.ts";

/**
 * Keeps what is shown at one revision: a snapshot, then changes whose revisions follow without a gap. Anything else
 * means that a change was lost, and only a new snapshot helps.
 */
export interface Revisions {
  /** Applies the snapshot and those waiting changes that follow it. */
  snapshot(snapshot: Snapshot): void;
  change(change: Change): void;
  /** The engine's revision by its tick. Two ticks ahead of us in a row: the change between was lost. */
  tick(revision: number): void;
  /** A new line: nothing is known of what was missed. */
  reset(): void;
}

export interface RevisionsOutlet {
  readonly snapshot: (snapshot: Snapshot) => void;
  readonly change: (change: Change) => void;
  /** Asked for once; again only after a snapshot came. */
  readonly needSnapshot: () => void;
}

/** Changes kept while a snapshot is on its way; beyond this many, the next snapshot is sooner than the catching up. */
const CHANGES_KEPT_WAITING = 1_000;

export function createRevisions(outlet: RevisionsOutlet): Revisions {
  let at: { accountId: string; revision: number } | null = null;
  let waiting: Change[] = [];
  let behindSinceTick = false;

  const askAgain = (): void => {
    at = null;
    behindSinceTick = false;
    outlet.needSnapshot();
  };

  const apply = (change: Change): void => {
    if (at === null) {
      if (waiting.length < CHANGES_KEPT_WAITING) waiting.push(change);
      return;
    }
    if (change.accountId !== at.accountId || change.revision <= at.revision) return;
    if (change.revision > at.revision + 1) {
      waiting = [change];
      askAgain();
      return;
    }
    at.revision = change.revision;
    behindSinceTick = false;
    outlet.change(change);
  };

  return {
    snapshot: (snapshot) => {
      at = { accountId: snapshot.accountId, revision: snapshot.revision };
      outlet.snapshot(snapshot);
      const missed = waiting;
      waiting = [];
      for (const change of missed) apply(change);
    },
    change: apply,
    tick: (revision) => {
      if (at === null) return;
      if (revision <= at.revision) behindSinceTick = false;
      else if (behindSinceTick) askAgain();
      else behindSinceTick = true;
    },
    reset: () => {
      at = null;
      waiting = [];
      behindSinceTick = false;
    },
  };
}

import type { Change, Snapshot } from "../contract/api.ts";
import type { Cancel } from "../engine/ports.ts";

/** What consoles follow: everything at one revision, then each change with the next revision, without a gap. */
export interface Feed {
  snapshot(): Snapshot;
  revision(): number;
  /** The listener is called at once, in order, and must not throw. */
  subscribe(listener: (change: Change) => void): Cancel;
}

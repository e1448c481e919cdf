import { alertFor } from "./alert-policy.ts";
import type { ConsoleFeed } from "./console-feed.ts";
import type { JournalEntry } from "../contract/journal.ts";
import type { JournalEvent } from "./journal-events.ts";
import { limits } from "./limits.ts";
import type { Cancel, JournalFailure, Ports } from "./ports.ts";

/** Writes down what happens, tells the console once it is durable, and reaches for a person where it matters. */
export interface Recorder {
  /** True once durable. On a failure `onFailure` has been told and the answer is false; nothing throws. */
  record(event: JournalEvent): Promise<boolean>;
  /** The same for the last event of a run: what comes after it is too late to be written down. */
  recordLast(event: JournalEvent): Promise<boolean>;
  /** True when every one of them is durable. */
  recordAll(events: readonly JournalEvent[]): Promise<boolean>;
  /** Events in the journal by now. */
  readonly events: number;
}

export function createRecorder(
  ports: Pick<Ports, "clock" | "journal" | "alerts">,
  feed: ConsoleFeed,
  eventsBefore: number,
  onFailure: (failure: JournalFailure) => void,
  /** Told every event once it is durable, in the journal's order. */
  onDurable: (entry: JournalEntry) => void,
): Recorder {
  let events = eventsBefore;
  let sealed = false;
  /** Durable, and the consoles have not heard of it yet. */
  const untold: JournalEntry[] = [];
  let cancelTelling: Cancel | null = null;

  /** A body that JSON would change is a mistake of ours: trading stops on it as on a disk that fails, and the exits stay open. */
  const appended = async (event: JournalEvent): ReturnType<Ports["journal"]["append"]> => {
    try {
      return await ports.journal.append(event);
    } catch (error) {
      return { ok: false, failure: { code: "IO", message: (error as Error).message, path: "journal" } };
    }
  };

  const append = async (event: JournalEvent): Promise<boolean> => {
    const written = await appended(event);
    if (!written.ok) {
      onFailure(written.failure);
      return false;
    }
    events = Math.max(events, written.value.seq);
    onDurable(written.value);
    untold.push(written.value);
    cancelTelling ??= ports.clock.after(limits.ordersPublishIntervalMs, tell);
    return true;
  };

  /** Later and many in one message: whoever waits for an event to be durable must not wait for the consoles as well. */
  const tell = (): void => {
    cancelTelling = null;
    feed.appendActivity(untold.splice(0));
  };

  const alertAbout = (event: JournalEvent): void => {
    const alert = alertFor(event, ports.clock.wallMs());
    if (!alert) return;
    // The person first: a disk that hangs must not hold up the news.
    ports.alerts.raise(alert);
    void append({ kind: "ALERT", body: { alert: alert.kind, severity: alert.severity, title: alert.title, detail: alert.detail } });
  };

  const record = (event: JournalEvent): Promise<boolean> => {
    if (sealed) return Promise.resolve(false);
    const durable = append(event);
    alertAbout(event);
    return durable;
  };

  return {
    record,
    recordLast: async (event) => {
      const recording = record(event);
      sealed = true;
      const durable = await recording;
      cancelTelling?.();
      tell();
      return durable;
    },
    recordAll: async (all) => (await Promise.all(all.map(record))).every(Boolean),
    get events() {
      return events;
    },
  };
}

import { alertFor } from "./alert-policy.ts";
import type { ConsoleFeed } from "./console-feed.ts";
import type { JournalEvent } from "./journal-events.ts";
import type { JournalFailure, Ports } from "./ports.ts";

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
): Recorder {
  let events = eventsBefore;
  let sealed = false;

  const append = async (event: JournalEvent): Promise<boolean> => {
    const written = await ports.journal.append(event);
    if (!written.ok) {
      onFailure(written.failure);
      return false;
    }
    events = Math.max(events, written.value.seq);
    feed.appendActivity([written.value]);
    return true;
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
    recordLast: (event) => {
      const durable = record(event);
      sealed = true;
      return durable;
    },
    recordAll: async (all) => (await Promise.all(all.map(record))).every(Boolean),
    get events() {
      return events;
    },
  };
}

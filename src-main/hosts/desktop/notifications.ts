import type { Severity } from "../../contract/journal.ts";
import type { Notification, NotificationConstructor } from "./electron.ts";
import type { DesktopText } from "./text.ts";

/** After something was said, this is how long repeats of it are only counted. */
export const QUIET_MS = 5_000;
/** Different things said at once within that time. What comes on top is summed up at its end, unless it is critical. */
export const SAID_AT_ONCE_MAX = 4;
/** Notifications kept clickable. Older ones stay readable, and their click is lost. */
const KEPT_MAX = 32;

export interface Notice {
  /** What it is about: notices of one kind are repeats of one another. */
  readonly kind: string;
  readonly severity: Severity;
  readonly title: string;
  readonly detail: string;
}

export interface NotificationParts {
  readonly Notification: NotificationConstructor;
  readonly text: DesktopText;
  readonly openWindow: () => void;
  /** Where the system shows no notifications: true when it was shown some other way. */
  readonly balloon: (title: string, content: string) => boolean;
  readonly warn: (sentence: string) => void;
}

export interface Notifications {
  /** The first of a kind at once; repeats are held for a while and said as one. */
  notify(notice: Notice): void;
  /** At once and outside the count: the answer to something a person just did. */
  answer(notice: Notice): void;
}

/**
 * Says notices natively. After the first, for `QUIET_MS`, repeats and what exceeds `SAID_AT_ONCE_MAX` are held, so that
 * a flapping link cannot bury the notice that counts. Never throws: a desktop without notifications must not hold the
 * engine up.
 */
export function createNotifications(parts: NotificationParts): Notifications {
  const kept = new Set<Notification>();
  let saidKinds: Set<string> | null = null;
  let held: Notice[] = [];

  const say = (notice: Notice): void => {
    try {
      if (parts.Notification.isSupported()) showNative(notice, kept, parts);
      else fallBack(notice, parts);
    } catch (error) {
      parts.warn(`A notification could not be shown: ${String(error)}`);
    }
  };

  const startQuiet = (kinds: Set<string>): Set<string> => {
    saidKinds = kinds;
    // Holding a notice back is no reason to keep the process alive.
    setTimeout(endQuiet, QUIET_MS).unref();
    return kinds;
  };

  const endQuiet = (): void => {
    saidKinds = null;
    if (held.length === 0) return;
    const notices = held;
    held = [];
    startQuiet(new Set(notices.map((notice) => notice.kind)));
    say(summary(notices, parts.text));
  };

  const notify = (notice: Notice): void => {
    const kinds = saidKinds ?? startQuiet(new Set());
    if (kinds.has(notice.kind) || (kinds.size >= SAID_AT_ONCE_MAX && notice.severity !== "critical")) {
      held.push(notice);
      return;
    }
    kinds.add(notice.kind);
    say(notice);
  };

  return { notify, answer: say };
}

function showNative(notice: Notice, kept: Set<Notification>, parts: NotificationParts): void {
  const critical = notice.severity === "critical";
  const notification = new parts.Notification({
    title: notice.title,
    body: notice.detail,
    urgency: critical ? "critical" : "normal",
    timeoutType: critical ? "never" : "default",
  });
  keep(notification, kept);
  notification.on("click", () => {
    kept.delete(notification);
    parts.openWindow();
  });
  notification.on("close", () => kept.delete(notification));
  notification.on("failed", (_event, error) => {
    parts.warn(`The system refused a notification: ${error}`);
    fallBack(notice, parts);
  });
  notification.show();
}

/** Held on to, because a notification that was garbage collected does not hear its click. */
function keep(notification: Notification, kept: Set<Notification>): void {
  const [oldest] = kept;
  if (kept.size >= KEPT_MAX && oldest !== undefined) kept.delete(oldest);
  kept.add(notification);
}

function fallBack(notice: Notice, parts: NotificationParts): void {
  if (!parts.balloon(notice.title, notice.detail)) parts.warn(`${notice.title}. ${notice.detail}`);
}

/** Several held notices as one, as loud as the loudest of them; a single one as it is. */
function summary(notices: readonly Notice[], text: DesktopText): Notice {
  const [first] = notices;
  if (first !== undefined && notices.length === 1) return first;
  const titles = [...new Set(notices.map((notice) => notice.title))];
  const severity = (["critical", "warning"] as const).find((level) => notices.some((notice) => notice.severity === level)) ?? "info";
  return { kind: "SUMMARY", severity, title: text.moreAlerts(notices.length), detail: titles.join("; ") };
}

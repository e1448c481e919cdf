import type { Alert } from "./ports.ts";
import type { JournalEvent } from "./journal-events.ts";
import { limits } from "./limits.ts";

/**
 * Which events reach for a person, and in which words. Pure. The desktop translates by `kind`; the words here are what
 * goes into journal and log.
 */
export function alertFor(event: JournalEvent, atMs: number): Alert | null {
  switch (event.kind) {
    case "TRIPPED":
      return { kind: "TRIPPED", severity: "critical", title: "Trading has stopped: the breaker tripped", detail: `${event.body.reason}: ${event.body.detail}`, atMs };
    case "KILLED":
      return { kind: "KILLED", severity: "critical", title: "Kill switch in force", detail: event.body.kill.reason, atMs };
    case "FLATTEN_ENDED":
      if (event.body.calledOff) return null;
      return event.body.status === "done"
        ? { kind: "FLATTEN_DONE", severity: "warning", title: "Flatten finished", detail: `${event.body.closed.length} closed, ${event.body.alreadyClosed.length} closed already`, atMs }
        : { kind: "FLATTEN_INCOMPLETE", severity: "critical", title: "Positions are still open after the flatten", detail: event.body.stillOpen.map(({ ticket, why }) => `${ticket}: ${why}`).join("; "), atMs };
    case "ORDER_ENDED":
      return event.body.outcome.kind === "unresolved"
        ? { kind: "ORDER_IN_DOUBT", severity: "warning", title: "An order is in doubt", detail: `${event.body.agentId} ${event.body.uuid}: ${event.body.outcome.message}`, atMs }
        : null;
    case "ORDER_WANTS_DECISION":
      return { kind: "ORDER_WANTS_DECISION", severity: "critical", title: "An order in doubt waits for a decision", detail: `${event.body.agentId} ${event.body.uuid}: ${event.body.why}`, atMs };
    case "RISK_WARNED":
      return { kind: "RISK_WARNING", severity: "warning", title: "A risk limit is near", detail: event.body.detail, atMs };
    case "STATE_CHANGED":
      return stateAlert(event.body.to, event.body.reasons.join("; "), atMs);
    case "GATEWAY_INCIDENT":
      return incidentAlert(event.body.code, event.body.detail, atMs);
    case "RECOVERY_REPORTED": {
      const { corrected, waiting } = event.body.report.counts;
      return corrected + waiting === 0 ? null : { kind: "DIFFERENCES_FOUND", severity: "warning", title: "Venue, record and agents differed", detail: `${corrected} corrected, ${waiting} wait for a decision`, atMs };
    }
    case "SYNC_ENDED":
      if (event.body.outcome === "clean" && event.body.tookMs > limits.slowSyncMs) return { kind: "SYNC_SLOW", severity: "warning", title: "A sync took long", detail: `${(event.body.tookMs / 1_000).toFixed(1)} s for ${event.body.positions ?? 0} positions`, atMs };
      return event.body.cause === "reconnect" && event.body.outcome === "clean"
        ? { kind: "ARMED", severity: "info", title: "Checked again after the gateway's return", detail: `Truth read and compared, ${event.body.positions ?? 0} positions.`, atMs }
        : null;
    case "ENGINE_STARTED":
      return event.body.cleanExitBefore ? null : { kind: "UNCLEAN_EXIT", severity: "warning", title: "The last run did not end properly", detail: "Its journal was read and checked.", atMs };
    default:
      return null;
  }
}

function incidentAlert(code: string, detail: string, atMs: number): Alert | null {
  if (code === "SILENT") return { kind: "GATEWAY_SILENT", severity: "critical", title: "The gateway has not answered for 10 seconds", detail, atMs };
  if (code === "SYNC_FAILING") return { kind: "SYNC_FAILING", severity: "critical", title: "Two syncs in a row have failed", detail, atMs };
  return null;
}

function stateAlert(to: string, reasons: string, atMs: number): Alert | null {
  if (to === "HALTED") return { kind: "HALTED", severity: "critical", title: "Holdfast is halted: nothing trades", detail: reasons, atMs };
  if (to === "REVIEW") return { kind: "REVIEW", severity: "warning", title: "Differences wait for a decision", detail: reasons, atMs };
  return null;
}

import type { Pong } from "../domain/account.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { GatewaySeen } from "./overview.ts";
import type { ProbeReport, Venue } from "./ports.ts";
import type { Recorder } from "./recorder.ts";

/** Knows what answers behind the port, and notices when it becomes something else. */
export interface GatewayWatch {
  readonly seen: GatewaySeen;
  /** Asks for a sign of life. A gateway whose kind forbids that is greeted instead, which is harmless: it may change. */
  ping(timeoutMs: number): Promise<Outcome<Pong>>;
  probed(report: ProbeReport): void;
}

export interface GatewayWatchWorld {
  readonly venue: Venue;
  readonly recorder: Recorder;
  /** Another program than before, or a simulator where there was none, or the other way round. */
  onChanged(detail: string): void;
  /** What answers now may be sent nothing: no exit is open there either, and it would be a lie to say so. */
  onUnsafe(detail: string): void;
}

export function createGatewayWatch({ venue, recorder, onChanged, onUnsafe }: GatewayWatchWorld): GatewayWatch {
  let seen: GatewaySeen = { kind: null, capabilities: [], simulated: false };

  const see = (now: GatewaySeen): void => {
    const before = seen;
    seen = now;
    // Silence says nothing about who will answer next.
    const isKnown = before.kind !== null && before.kind !== "silent" && now.kind !== "silent";
    if (isKnown && (before.kind !== now.kind || before.simulated !== now.simulated)) onChanged(`the gateway was ${told(before)} and is now ${told(now)}`);
  };

  const probed = (report: ProbeReport): void => {
    see({ kind: report.kind, capabilities: report.capabilities, simulated: report.simulated });
    void recorder.record({ kind: "GATEWAY_PROBED", body: { endpoint: venue.endpoint, kind: report.kind, latencyMs: report.latencyMs, detail: report.detail } });
  };

  const greet = async (): Promise<void> => {
    const report = await venue.probe();
    if (report.kind !== seen.kind) probed(report);
    if (report.kind === "order-only EA") onUnsafe(`The gateway at ${venue.endpoint} is now of the kind "${report.kind}": ${report.detail}`);
  };

  return {
    get seen() {
      return seen;
    },
    ping: async (timeoutMs) => {
      const pong = await venue.ping(timeoutMs);
      if (pong.kind === "denied" && pong.code === "UNSAFE_KIND") await greet();
      // A probe whose own ping was lost knows neither; every later answer says them again.
      if (pong.kind === "confirmed") see({ ...seen, capabilities: pong.value.capabilities, simulated: pong.value.simulated });
      return pong;
    },
    probed,
  };
}

const told = ({ kind, simulated }: GatewaySeen): string => `${kind ?? "unknown"}${simulated ? ", simulated" : ""}`;

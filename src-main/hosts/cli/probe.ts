import type { GatewayVenue } from "../../gateway/client.ts";
import { exitCodes } from "../exit-codes.ts";
import { venueAt } from "../venue.ts";
import { fail, print, type Io } from "../terminal.ts";
import { configure, type CommonFlags, type Configured } from "./setting-flags.ts";

/** `holdfast probe`: what answers at the gateway's port, found out in a way that is safe against every kind. */
export async function probe(io: Io, flags: CommonFlags): Promise<number> {
  const asJson = flags.json ?? false;
  const configured = configure(io, flags);
  if (typeof configured === "number") return configured;
  const venue = venueOf(configured);
  if (!venue) return fail(io, asJson, exitCodes.usage, "NO_GATEWAY", NO_GATEWAY);
  const report = await venue.probe();
  await venue.close();
  const { kind, usable, latencyMs, capabilities, simulated, detail } = report;
  const round = latencyMs === null ? "no answer" : `${latencyMs.toFixed(2)} ms`;
  return print(io, asJson, {
    exitCode: exitOf(kind, usable),
    json: { endpoint: venue.endpoint, kind, usable, latencyMs, capabilities, simulated, detail },
    text: [
      `${venue.endpoint}  ${kind}${simulated ? ", SIMULATED" : ""}  ${round}`,
      detail,
      usable ? `capabilities: ${capabilities.join(", ") || "none told"}` : "Holdfast sends this gateway nothing but Hello.",
    ],
  });
}

export const NO_GATEWAY = "No gateway is configured: give --host and --port, or set GATEWAY_HOST.";

/** The configured gateway, or `null` with none configured. */
export function venueOf({ config }: Configured): GatewayVenue | null {
  const { gatewayHost, gatewayPort } = config;
  if (gatewayHost === null) return null;
  return venueAt({ host: gatewayHost, port: gatewayPort, tickPort: null }, config);
}

function exitOf(kind: string, usable: boolean): number {
  if (usable) return exitCodes.ok;
  return kind === "silent" ? exitCodes.noAnswer : exitCodes.unsafeKind;
}

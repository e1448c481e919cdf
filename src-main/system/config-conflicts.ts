import type { Origin } from "./config.ts";
import { isLoopback } from "./host-name.ts";
import { type Problem, shownValueOf } from "./problem.ts";
import type { SettingName } from "./settings.ts";

type Origins = Readonly<Partial<Record<SettingName, Origin>>>;

/** Settings that are good by themselves and cannot stand beside one another. One that is broken by itself takes no part. */
export function conflicts(origins: Origins): Problem[] {
  return [...beatsThatOverlap(origins), ...remoteGateway(origins), ...sharedPorts(origins)];
}

function beatsThatOverlap({ HEARTBEAT_TIMEOUT_S: timeout, HEARTBEAT_INTERVAL_S: interval }: Origins): Problem[] {
  if (!timeout || !interval || Number(timeout.value) < Number(interval.value)) return [];
  return [broken("HEARTBEAT_TIMEOUT_S", timeout, `less than HEARTBEAT_INTERVAL_S (${interval.value}), so that one beat has ended before the next`)];
}

function remoteGateway({ GATEWAY_HOST: host, ALLOW_REMOTE_GATEWAY: remote }: Origins): Problem[] {
  if (typeof host?.value !== "string" || isLoopback(host.value) || remote?.value !== false) return [];
  return [broken("GATEWAY_HOST", host, REMOTE_RULE)];
}

const REMOTE_RULE =
  "on this machine (127.0.0.1, ::1, localhost), unless ALLOW_REMOTE_GATEWAY=true says that an unencrypted line to another machine is meant";

/** Of two settings with one port on one machine, the one that is more easily changed is wrong. */
function sharedPorts(origins: Origins): Problem[] {
  const host = origins.GATEWAY_HOST?.value;
  const ofGateway: SettingName[] = typeof host === "string" ? ["GATEWAY_PORT", "GATEWAY_TICK_PORT"] : [];
  const ofThisMachine: SettingName[] = ["STRATEGY_PORT", "CONSOLE_PORT"];
  const machines = typeof host === "string" && isLoopback(host) ? [[...ofGateway, ...ofThisMachine]] : [ofGateway, ofThisMachine];
  return machines.flatMap((ports) => ports.flatMap((name, at) => sharedPort(name, ports.slice(0, at), origins)));
}

/** Port 0 is any free one, or none. */
function sharedPort(name: SettingName, others: readonly SettingName[], origins: Origins): Problem[] {
  const port = origins[name];
  if (!port || port.value === 0) return [];
  const other = others.find((each) => origins[each]?.value === port.value);
  return other === undefined ? [] : [broken(name, port, `another port than ${other}: both are on one machine`)];
}

const broken = (name: SettingName, { value, source }: Origin, rule: string): Problem => ({ name, value: shownValueOf(name, value), rule, source });

import type { Status } from "../contract/api.ts";
import type { HeartbeatReport } from "../contract/heartbeat.ts";
import type { KillRecord } from "../contract/kill.ts";
import type { Overview } from "../contract/overview.ts";
import type { GatewayKind, LinkHealth } from "../contract/trading-state.ts";
import type { EngineSettings } from "./engine.ts";
import type { StateKeeper } from "./state-keeper.ts";
import { closesPass, opensPass, reasonsOf } from "./trading-state.ts";

/** What the last probe found. */
export interface GatewaySeen {
  readonly kind: GatewayKind | null;
  readonly capabilities: readonly string[];
  readonly simulated: boolean;
}

interface OverviewParts {
  readonly settings: EngineSettings;
  readonly endpoint: string;
  readonly strategyEndpoint: string | null;
  readonly gateway: GatewaySeen;
  readonly keeper: StateKeeper;
  readonly link: LinkHealth;
  readonly truthAtMs: number | null;
  readonly waiting: number;
  readonly startedAtMs: number;
  readonly journalEvents: number;
  readonly journalWhole: boolean;
}

/** The head of every screen, read off the parts that own each figure. */
export function overviewOf(parts: OverviewParts): Overview {
  const { settings, gateway, keeper } = parts;
  return {
    version: settings.version,
    environment: gateway.simulated ? "SIMULATED" : (settings.environment ?? "LIVE"),
    environmentAssumed: !gateway.simulated && settings.environment === null,
    endpoint: parts.endpoint,
    strategyEndpoint: parts.strategyEndpoint,
    gatewayKind: gateway.kind,
    capabilities: [...gateway.capabilities],
    magicNumber: settings.magicNumber,
    tradingState: keeper.state,
    sinceMs: keeper.sinceMs,
    reasons: reasonsOf(keeper.facts),
    reduceOnly: keeper.reduceOnly,
    mayOpen: opensPass(keeper.state),
    mayClose: closesPass(keeper.state),
    link: parts.link,
    truthAtMs: parts.truthAtMs,
    truthIntervalMs: settings.truthIntervalMs,
    waitingDifferences: parts.waiting,
    startedAtMs: parts.startedAtMs,
    autoRelease: settings.autoRelease,
    journalEvents: parts.journalEvents,
    journalWhole: parts.journalWhole,
  };
}

interface StatusParts {
  readonly accountId: string;
  readonly keeper: StateKeeper;
  readonly heartbeat: HeartbeatReport;
  readonly truthAgeMs: number | null;
  readonly positions: number;
  readonly kills: readonly KillRecord[];
  readonly environment: Overview["environment"];
  readonly endpoint: string;
}

/** The short answer for scripts. `kill` is the widest one in force. */
export function statusOf({ keeper, heartbeat, kills, ...rest }: StatusParts): Status {
  const { samples: _samples, ...beats } = heartbeat;
  return {
    ...rest,
    state: keeper.state,
    link: heartbeat.health,
    heartbeat: beats,
    kill: kills.find((kill) => kill.scope.kind === "all") ?? kills[0] ?? null,
    kills: [...kills],
    reasons: reasonsOf(keeper.facts),
  };
}

import { isHost } from "./host-name.ts";
import { choice, seconds, secret, text, whole, yesNo } from "./setting-kinds.ts";

function isPath(text: string): boolean {
  return text.length > 0 && !text.includes("\0");
}

/**
 * Every setting there is. The name is the environment variable and the key in the settings file; the flag is the same
 * in kebab case (`GATEWAY_HOST`, `--gateway-host`). The console's host is no setting: it is loopback, always.
 */
export const settings = {
  GATEWAY_HOST: text({
    rule: "a host name or an IP address, without scheme or port",
    accepts: isHost,
    fallback: null,
    doc: "Where the gateway listens. Not set: no gateway is configured.",
  }),
  GATEWAY_PORT: whole({ min: 1, max: 65_535, fallback: 5555, doc: "The gateway's request port." }),
  GATEWAY_TICK_PORT: whole({ min: 0, max: 65_535, fallback: 5556, doc: "The port on which the gateway publishes ticks; 0: no ticks are listened for." }),
  ALLOW_REMOTE_GATEWAY: yesNo({
    fallback: false,
    editable: false,
    doc: "Lets the gateway be on another machine. The line is plain TCP, neither encrypted nor authenticated: whoever can reach it can read and forge orders.",
  }),
  ACCOUNT_ID: text({
    rule: "1 to 64 letters, digits, dots, hyphens or underscores, beginning with a letter or a digit",
    accepts: (value) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value),
    fallback: "main",
    doc: "Name of the account in the journal and on the console.",
  }),
  ACCOUNT_ENVIRONMENT: choice({
    of: ["live", "demo"],
    fallback: null,
    doc: "Whose money it is. Not set: live is assumed, because that is the mistake that costs least.",
  }),
  SYNC_TIMEOUT_S: seconds({ min: 0.1, max: 60, fallback: 3, doc: "How long one try of a sync waits for the gateway." }),
  SYNC_RETRY_COUNT: whole({ min: 1, max: 100, unit: "tries", fallback: 3, doc: "Tries before a sync gives up and halts." }),
  SYNC_RETRY_INTERVAL_S: seconds({ min: 0, max: 60, fallback: 1, doc: "Pause between two tries." }),
  MAGIC_NUMBER: whole({
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    fallback: 202401,
    doc: "Marks the positions that are ours. 0 is what MetaTrader gives to trades made by hand, so it cannot be ours.",
  }),
  HEARTBEAT_INTERVAL_S: seconds({ min: 0.1, max: 300, fallback: 5, doc: "Time from one heartbeat to the next." }),
  HEARTBEAT_TIMEOUT_S: seconds({ min: 0.05, max: 60, fallback: 2, doc: "How long a heartbeat waits for its answer." }),
  HEARTBEAT_MISSES: whole({ min: 1, max: 100, unit: "beats", fallback: 3, doc: "Missed beats in a row that trip the breaker." }),
  TRUTH_INTERVAL_S: seconds({ min: 0.1, max: 3600, fallback: 5, doc: "Time from one reading of account and positions to the next." }),
  AUTO_RELEASE: yesNo({ fallback: true, doc: "After a trip: true lets a clean sync release the breaker, false waits for a person." }),
  STRATEGY_PORT: whole({ min: 0, max: 65_535, fallback: 5560, doc: "Port for strategies on this machine; 0 takes any free one." }),
  STRATEGY_DEFAULT_AGENT: choice({
    of: ["when alone", "always", "never"],
    fallback: "when alone",
    doc: "When a strategy that never said who it is may open positions, as the agent default: while no agent has ever registered, always, or never.",
  }),
  RISK_LIMITS_FILE: text({
    rule: "a path to a file",
    accepts: isPath,
    fallback: null,
    editable: false,
    doc: "The file with the risk limits. Not set: risk-limits.yaml (or .yml, .json) in the data folder; where there is none, every limit has its default.",
  }),
  RISK_SIGNATURE_SECRET: secret({
    doc: "Shared with the gateway, which then knows that an order's risk signature is ours. Not set: signatures are v1, which anybody can make.",
  }),
  ORPHAN_POLICY: choice({
    of: ["ask", "hold", "adopt", "flatten"],
    fallback: "ask",
    doc: "What becomes of a position that nobody can explain: ask stops for a person, hold records it and leaves it alone, adopt gives it to ORPHAN_AGENT, flatten closes it.",
  }),
  ORPHAN_AGENT: text({
    rule: "the name of an agent: letters, digits and . _ : -, 64 at most",
    accepts: (value) => /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/.test(value),
    fallback: "default",
    doc: "Who adopts orphans where the policy says so.",
  }),
  CONFIRM_RECOVERY: choice({
    of: ["always", "differences", "never"],
    fallback: "differences",
    doc: "When a person confirms the recovery report before trading begins: at every start, when a start found differences, or never. What waits for a decision waits in any case.",
  }),
  STORM_PERCENT: whole({ min: 1, max: 100, unit: "%", fallback: 20, doc: "Corrections that would touch more than this share of all positions wait for a person." }),
  RECONCILE_INTERVAL_S: seconds({ min: 1, max: 3600, fallback: 15, doc: "Time from one comparison of venue, record and agents to the next." }),
  SNAPSHOT_INTERVAL_S: seconds({ min: 60, max: 86_400, fallback: 3600, doc: "Time from one snapshot of the record to the next." }),
  SNAPSHOTS_KEPT: whole({ min: 2, max: 100, unit: "snapshots", fallback: 3, doc: "Newest snapshots kept. One that is a day old is kept besides, so that the last day can be rebuilt." }),
  JOURNAL_KEEP_DAYS: whole({ min: 1, max: 3650, unit: "days", fallback: 30, doc: "Days that the journal keeps at hand; older events go into compressed archives beside it." }),
  JOURNAL_ARCHIVE_MB: whole({ min: 10, max: 1_000_000, unit: "MB", fallback: 2048, doc: "How large the archives may grow. Beyond it the oldest events are dropped, and the chain goes on from where they ended." }),
  CONSOLE_PORT: whole({ min: 0, max: 65_535, fallback: 7380, doc: "Port of the console on this machine; 0 takes any free one." }),
  MEMORY_LIMIT_MB: whole({ min: 100, max: 1_000_000, unit: "MB", fallback: 1024, doc: "Resident memory of the engine beyond which an alert is raised." }),
  LOG_LEVEL: choice({
    of: ["trace", "debug", "info", "warn", "error", "fatal", "silent"],
    fallback: "info",
    doc: "How much goes into the log file.",
  }),
  DATA_DIR: text({
    rule: "a path to a folder",
    accepts: isPath,
    fallback: null,
    editable: false,
    doc: "Where journal, lock, settings and logs lie. Not set: the system's own place for an application's data.",
  }),
} as const;

export type SettingName = keyof typeof settings;

type ValueOf<S> = S extends { readonly schema: { readonly _output: infer V }; readonly fallback: infer D } ? V | D : never;
/** Every setting's value in its own unit. */
export type SettingValues = { [N in SettingName]: ValueOf<(typeof settings)[N]> };

export const settingNames = Object.keys(settings) as SettingName[];

export const isSettingName = (name: string): name is SettingName => Object.hasOwn(settings, name);

/** `GATEWAY_HOST` → `gateway-host`. */
export const flagOf = (name: SettingName): string => name.toLowerCase().replaceAll("_", "-");

const byFlag = new Map(settingNames.map((name) => [flagOf(name), name]));

export const settingOfFlag = (flag: string): SettingName | undefined => byFlag.get(flag);

import * as fc from "fast-check";
import { resolve } from "node:path";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { type Config, type ConfigSources, loadConfig } from "../../src-main/system/config.ts";
import { type Problem, problemText, shownValueOf } from "../../src-main/system/problem.ts";
import { flagOf, type SettingName, settingNames, settings } from "../../src-main/system/settings.ts";

const home = resolve("/data/holdfast");

const sources = (own: Partial<ConfigSources> = {}): ConfigSources => ({
  flags: {},
  env: {},
  dotEnvText: "",
  settingsFile: {},
  unreadable: [],
  defaultDataDir: home,
  workingDir: resolve("/project"),
  ...own,
});

function configFrom(own: Partial<ConfigSources>): Config {
  const loaded = loadConfig(sources(own));
  if (!loaded.ok) throw new Error(loaded.failure.map(problemText).join("\n"));
  return loaded.value;
}

const problemsIn = (own: Partial<ConfigSources>): readonly Problem[] => {
  const loaded = loadConfig(sources(own));
  return loaded.ok ? [] : loaded.failure;
};

describe("the configuration", () => {
  it("has a default for everything", () => {
    const { origins, ...config } = configFrom({});
    expect(config).toEqual({
      gatewayHost: null,
      gatewayPort: 5555,
      gatewayTickPort: 5556,
      allowRemoteGateway: false,
      accountId: "main",
      accountEnvironment: null,
      syncTimeoutMs: 3000,
      syncRetryCount: 3,
      syncRetryIntervalMs: 1000,
      magicNumber: 202401,
      heartbeatIntervalMs: 5000,
      heartbeatTimeoutMs: 2000,
      heartbeatMisses: 3,
      truthIntervalMs: 5000,
      autoRelease: true,
      strategyPort: 5560,
      strategyDefaultAgent: "when alone",
      orphanPolicy: "ask",
      orphanAgent: "default",
      confirmRecovery: "differences",
      stormShare: 0.2,
      reconcileIntervalMs: 15_000,
      snapshotIntervalMs: 3_600_000,
      snapshotsKept: 3,
      journalKeepDays: 30,
      journalArchiveBytes: 2_048_000_000,
      memoryLimitBytes: 1_024_000_000,
      riskLimitsFile: null,
      riskSignatureSecret: null,
      consolePort: 7380,
      logLevel: "info",
      dataDir: home,
    });
    expect(Object.values(origins).every(({ source }) => source === "default")).toBe(true);
    expect(configFrom({ env: { GATEWAY_TICK_PORT: "0" } }).gatewayTickPort).toBeNull();
  });

  it("cannot be changed afterwards", () => {
    const config = configFrom({}) as { gatewayPort: number };
    expect(() => {
      config.gatewayPort = 1;
    }).toThrow(TypeError);
  });

  it("listens to flags before the environment, .env, the settings file and the defaults, in this order", () => {
    const layers: [Partial<ConfigSources>, string][] = [
      [{ flags: { "gateway-port": "1001" } }, "flag"],
      [{ env: { GATEWAY_PORT: "1002" } }, "environment"],
      [{ dotEnvText: "GATEWAY_PORT=1003\n" }, ".env"],
      [{ settingsFile: { GATEWAY_PORT: 1004 } }, "settings file"],
    ];
    layers.forEach(([, source], top) => {
      const config = configFrom(Object.assign({}, ...layers.slice(top).map(([own]) => own)) as Partial<ConfigSources>);
      expect([config.gatewayPort, config.origins.GATEWAY_PORT.source]).toEqual([1001 + top, source]);
    });
  });

  it("takes a broken value for what it is even when a lower layer has a good one", () => {
    expect(problemsIn({ env: { GATEWAY_PORT: "x" }, settingsFile: { GATEWAY_PORT: 5556 } })).toHaveLength(1);
  });

  it("takes an empty variable for one that is not set, but an empty flag for a mistake", () => {
    expect(configFrom({ env: { GATEWAY_HOST: "" }, dotEnvText: "GATEWAY_HOST=127.0.0.1" }).gatewayHost).toBe("127.0.0.1");
    expect(problemsIn({ flags: { "gateway-host": "" } })).toMatchObject([{ name: "GATEWAY_HOST", value: "", source: "flag" }]);
  });

  it("lists every problem at once, with name, value, rule and source", () => {
    const problems = problemsIn({
      flags: { "gateway-port": "99999", "sync-timeot-s": "3" },
      env: { HEARTBEAT_INTERVAL_S: "often", PATH: "/usr/bin", UNRELATED: "ignored" },
      dotEnvText: "MAGIC_NUMBER=0\nOTHER_PROGRAM=ignored",
      settingsFile: { SYNC_RETRY_COUNT: 2.5, GATWAY_HOST: "127.0.0.1", DATA_DIR: "/elsewhere" },
      unreadable: [{ name: ".env", value: "/project/.env", rule: "a file that can be read", source: ".env" }],
    });
    expect(problems.map(problemText).toSorted()).toEqual([
      '--sync-timeot-s = "3" (flag): must be a flag that exists',
      '.env = "/project/.env" (.env): must be a file that can be read',
      'DATA_DIR = "/elsewhere" (settings file): must be given by flag, environment or .env, not in the settings file',
      'GATEWAY_PORT = "99999" (flag): must be a whole number from 1 to 65535',
      'GATWAY_HOST = "127.0.0.1" (settings file): must be the name of a setting',
      'HEARTBEAT_INTERVAL_S = "often" (environment): must be a number of seconds from 0.1 to 300',
      'MAGIC_NUMBER = "0" (.env): must be a whole number from 1 to 9007199254740991',
      'SYNC_RETRY_COUNT = "2.5" (settings file): must be a whole number from 1 to 100',
    ]);
  });

  it("reads .env with quotes, comments and exports", () => {
    const config = configFrom({ dotEnvText: '# my gateway\nexport GATEWAY_HOST="127.0.0.1"\nGATEWAY_PORT=6000 # spare\n' });
    expect([config.gatewayHost, config.gatewayPort]).toEqual(["127.0.0.1", 6000]);
  });

  it("turns seconds into whole milliseconds", () => {
    expect(configFrom({ env: { HEARTBEAT_TIMEOUT_S: "0.07", SYNC_TIMEOUT_S: "0.29" } })).toMatchObject({ heartbeatTimeoutMs: 70, syncTimeoutMs: 290 });
  });

  it("takes relative paths from the working folder", () => {
    const { dataDir, riskLimitsFile } = configFrom({ flags: { "data-dir": "here", "risk-limits-file": "limits.yaml" } });
    expect([dataDir, riskLimitsFile]).toEqual([resolve("/project/here"), resolve("/project/limits.yaml")]);
  });

  it("shortens values that are too long to show", () => {
    expect(problemsIn({ env: { ACCOUNT_ID: "x".repeat(5000) } })[0]?.value).toHaveLength(81);
  });
});

describe("each setting's rule", () => {
  const cases: Record<SettingName, { good: unknown[]; bad: unknown[] }> = {
    GATEWAY_HOST: {
      good: ["127.0.0.1", "localhost", "::1", "127.8.9.10"],
      bad: ["", " ", "http://localhost", "localhost:5555", "[::1]", "127.0.0.256", "a b", "-x", "x..y", "tcp://*", "*", 5, null, true],
    },
    GATEWAY_TICK_PORT: { good: [0, "65535"], bad: [-1, 65536, "none"] },
    STRATEGY_PORT: { good: [0, "5560"], bad: [-1, 65536, "any"] },
    STRATEGY_DEFAULT_AGENT: { good: ["when alone", "Always", "never"], bad: ["alone", "", true] },
    RISK_LIMITS_FILE: { good: ["/limits.yaml", "limits.json"], bad: ["", " ", "a\0b", 5] },
    RISK_SIGNATURE_SECRET: { good: ["sixteen-signs-ok", "!~".repeat(128)], bad: ["", "fifteen-signs-k", "!~".repeat(128) + "x", "with space within it", "ends-with-a-newline\n", "schlüssel-mit-umlaut", 1234567890123456, null] },
    GATEWAY_PORT: { good: ["1", 1, " 65535 "], bad: ["0", 65536, "-1", "5555.5", "0x10", "1e3", "", "port", null, true, [], {}] },
    ALLOW_REMOTE_GATEWAY: { good: ["true", "FALSE", true, false], bad: ["yes", "1", "", 1, null] },
    ACCOUNT_ID: { good: ["main", "IC-7.live_2", "7"], bad: ["", ".hidden", "a/b", "../up", "a b", "x".repeat(65), "é", 7, null] },
    ACCOUNT_ENVIRONMENT: { good: ["live", "Demo"], bad: ["simulated", "", "paper", null, true] },
    SYNC_TIMEOUT_S: { good: ["0.1", 3, "60"], bad: ["0", -1, 61, "3s", "NaN", "Infinity", Number.NaN, null] },
    SYNC_RETRY_COUNT: { good: [1, "100"], bad: [0, 101, "1.5", "many"] },
    SYNC_RETRY_INTERVAL_S: { good: [0, "0.5", 60], bad: [-0.1, 61, "soon"] },
    MAGIC_NUMBER: { good: [1, "9007199254740991"], bad: [0, -5, "9007199254740992", "1.5", "abc"] },
    HEARTBEAT_INTERVAL_S: { good: [2.5, "300"], bad: [0, 301, "x"] },
    HEARTBEAT_TIMEOUT_S: { good: [0.05, "4.9"], bad: [0, 61, "x"] },
    HEARTBEAT_MISSES: { good: [1, "100"], bad: [0, 101, 1.5] },
    TRUTH_INTERVAL_S: { good: [0.1, "3600"], bad: [0, 3601, "x"] },
    AUTO_RELEASE: { good: ["true", "false", false], bad: ["on", 0, ""] },
    ORPHAN_POLICY: { good: ["ask", "HOLD"], bad: ["keep", "", 1] },
    ORPHAN_AGENT: { good: ["default", "a.b:c-1"], bad: ["", " ", "-a", "a b", "x".repeat(65)] },
    CONFIRM_RECOVERY: { good: ["always", "never"], bad: ["sometimes", "", true] },
    STORM_PERCENT: { good: [1, "100"], bad: [0, 101, "half"] },
    RECONCILE_INTERVAL_S: { good: [1, "3600"], bad: [0.5, 3601, ""] },
    SNAPSHOT_INTERVAL_S: { good: [60, "86400"], bad: [59, 86_401, "hourly"] },
    SNAPSHOTS_KEPT: { good: [2, "100"], bad: [1, 101, 2.5] },
    JOURNAL_KEEP_DAYS: { good: [1, "3650"], bad: [0, 3651, 1.5] },
    JOURNAL_ARCHIVE_MB: { good: [10, "1000000"], bad: [9, 1_000_001, "much"] },
    CONSOLE_PORT: { good: [0, "7380"], bad: [-1, 65536, "any"] },
    MEMORY_LIMIT_MB: { good: [100, "1000000"], bad: [99, 1_000_001, "much"] },
    LOG_LEVEL: { good: ["debug", "SILENT"], bad: ["loud", "", 3] },
    DATA_DIR: { good: ["/data", "relative", "C:\\data"], bad: ["", " ", "a\0b", 5] },
  };

  it.each(settingNames)("%s", (name) => {
    const { good, bad } = cases[name];
    const { secret, schema, rule } = settings[name];
    for (const value of good) expect(schema.safeParse(value).success, String(value)).toBe(true);
    for (const value of bad) {
      expect(schema.safeParse(value).success, String(value)).toBe(false);
      if (!secret) expect(problemsIn({ flags: { [flagOf(name)]: value } }), String(value)).toMatchObject([{ name, rule, source: "flag" }]);
    }
  });

  it("takes each default", () => {
    for (const name of settingNames) {
      const { fallback, schema } = settings[name];
      if (fallback !== null) expect(schema.safeParse(fallback).success, name).toBe(true);
    }
  });

  it("never throws, whatever is given", () => {
    const flags = fc.dictionary(fc.oneof(fc.constantFrom(...settingNames.map(flagOf)), fc.string()), fc.anything());
    const file = fc.dictionary(fc.oneof(fc.constantFrom(...settingNames), fc.string()), fc.jsonValue());
    fc.assert(
      fc.property(flags, file, fc.string(), (someFlags, settingsFile, dotEnvText) => {
        const loaded = loadConfig(sources({ flags: someFlags, settingsFile, dotEnvText }));
        expect(loaded.ok || loaded.failure.length > 0).toBe(true);
      }),
    );
  });
});

describe("a secret", () => {
  const clear = "correct-horse-battery";
  const secretNames = settingNames.filter((name) => settings[name].secret);

  it.each<[string, Partial<ConfigSources>]>([
    ["environment", { env: { RISK_SIGNATURE_SECRET: clear } }],
    [".env", { dotEnvText: `RISK_SIGNATURE_SECRET=${clear}` }],
  ])("is taken from the %s, and told only to who asks for it", (source, own) => {
    const config = configFrom(own);
    expect(config.riskSignatureSecret?.reveal()).toBe(clear);
    expect(config.origins.RISK_SIGNATURE_SECRET).toEqual({ value: "set", source });
    for (const shown of [JSON.stringify(config), inspect(config, { depth: null, showHidden: true })]) expect(shown).not.toContain(clear);
    expect(configFrom({}).origins.RISK_SIGNATURE_SECRET).toEqual({ value: "not set", source: "default" });
  });

  const places = "given by environment or .env, never by flag or in the settings file";
  it.each<[string, Partial<ConfigSources>, string, string]>([
    ["by flag", { flags: { "risk-signature-secret": clear } }, "--risk-signature-secret", places],
    ["by flag, beside the environment", { flags: { "risk-signature-secret": clear }, env: { RISK_SIGNATURE_SECRET: clear } }, "--risk-signature-secret", places],
    ["by the settings file", { settingsFile: { RISK_SIGNATURE_SECRET: clear } }, "RISK_SIGNATURE_SECRET", places],
    ["by a misspelt flag", { flags: { "risk-signatur-secret": clear } }, "--risk-signatur-secret", "a flag that exists"],
    ["by a misspelt key", { settingsFile: { RISK_SIGNATURE_SECRETS: clear } }, "RISK_SIGNATURE_SECRETS", "the name of a setting"],
    ["with a value that breaks its rule", { env: { RISK_SIGNATURE_SECRET: `${clear} x` } }, "RISK_SIGNATURE_SECRET", settings.RISK_SIGNATURE_SECRET.rule],
  ])("is refused without a word of it when it is said %s", (_name, own, name, rule) => {
    const problems = problemsIn(own);
    expect(problems).toMatchObject([{ name, value: "[hidden]", rule }]);
    expect(problems.map(problemText).join()).not.toContain(clear);
  });

  it("has a name that says so, by which it is hidden", () => {
    expect(secretNames).toEqual(["RISK_SIGNATURE_SECRET"]);
    for (const name of secretNames) expect(shownValueOf(name, clear)).toBe("[hidden]");
  });
});

describe("rules between settings", () => {
  it("keeps a heartbeat from outlasting its interval", () => {
    expect(problemsIn({ env: { HEARTBEAT_INTERVAL_S: "2" } })).toMatchObject([{ name: "HEARTBEAT_TIMEOUT_S", value: "2", source: "default", rule: expect.stringContaining("HEARTBEAT_INTERVAL_S (2)") }]);
    expect(problemsIn({ env: { HEARTBEAT_INTERVAL_S: "2", HEARTBEAT_TIMEOUT_S: "1.9" } })).toEqual([]);
  });

  it.each(["192.168.1.5", "gateway.example", "0.0.0.0", "fe80::1", "localhost.example", "::ffff:10.0.0.1"])("refuses the remote gateway %s unless it is said to be meant", (host) => {
    expect(problemsIn({ env: { GATEWAY_HOST: host } })).toMatchObject([{ name: "GATEWAY_HOST", value: host, rule: expect.stringContaining("ALLOW_REMOTE_GATEWAY=true") }]);
    expect(configFrom({ env: { GATEWAY_HOST: host, ALLOW_REMOTE_GATEWAY: "true" } }).gatewayHost).toBe(host);
  });

  it("does not take the word of the settings file for a remote gateway", () => {
    expect(problemsIn({ settingsFile: { GATEWAY_HOST: "192.168.1.5", ALLOW_REMOTE_GATEWAY: true } }).map(({ name }) => name)).toEqual(["ALLOW_REMOTE_GATEWAY", "GATEWAY_HOST"]);
  });

  it.each<[string, Record<string, string>, string | null, string]>([
    ["the console on the gateway's", { GATEWAY_HOST: "127.0.0.1", GATEWAY_PORT: "7380" }, "CONSOLE_PORT", "GATEWAY_PORT"],
    ["strategies on the gateway's", { GATEWAY_HOST: "localhost", STRATEGY_PORT: "5555" }, "STRATEGY_PORT", "GATEWAY_PORT"],
    ["strategies on the ticks'", { GATEWAY_HOST: "::1", STRATEGY_PORT: "5556" }, "STRATEGY_PORT", "GATEWAY_TICK_PORT"],
    ["the console on the strategies'", { STRATEGY_PORT: "7380" }, "CONSOLE_PORT", "STRATEGY_PORT"],
    ["ticks on the requests', at a gateway anywhere", { GATEWAY_HOST: "10.0.0.5", ALLOW_REMOTE_GATEWAY: "true", GATEWAY_TICK_PORT: "5555" }, "GATEWAY_TICK_PORT", "GATEWAY_PORT"],
    ["strategies on the port of a gateway elsewhere", { GATEWAY_HOST: "10.0.0.5", ALLOW_REMOTE_GATEWAY: "true", STRATEGY_PORT: "5555" }, null, ""],
    ["no gateway is configured", { GATEWAY_PORT: "7380", GATEWAY_TICK_PORT: "7380" }, null, ""],
    ["any free port for both", { STRATEGY_PORT: "0", CONSOLE_PORT: "0", GATEWAY_TICK_PORT: "0", GATEWAY_HOST: "127.0.0.1" }, null, ""],
  ])("keeps two from one port: %s", (_name, env, name, other) => {
    expect(problemsIn({ env })).toEqual(name === null ? [] : [expect.objectContaining({ name, rule: `another port than ${other}: both are on one machine` })]);
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { KillRecord } from "../../src-main/contract/kill.ts";
import { kill } from "../../src-main/hosts/cli/kill.ts";
import { loadForKill } from "../../src-main/hosts/cli/kill-config.ts";
import { locate } from "../../src-main/hosts/cli/setting-flags.ts";
import { whereaboutsOf } from "../../src-main/hosts/cli/whereabouts.ts";
import { done } from "../../src-main/serve/dispatcher.ts";
import { startSimulator } from "../../src-main/simulator/simulator.ts";
import type { ConfigSources } from "../../src-main/system/config.ts";
import { engineOf, noEngine, type Terminal } from "./cli-fixture.ts";

const settingsFile = ({ dataDir }: Terminal, text: string): void => writeFileSync(join(dataDir, "settings.json"), text);
const person = ["--name", "Kim", "--reason", "calm again"];
const record: KillRecord = { id: "k", scope: { kind: "all" }, reason: "drill", source: "cli", flatten: false, includeForeign: false, atMs: 1, durable: true };

afterEach(() => vi.unstubAllEnvs());

describe("a command that goes to a running engine, with a configuration that is wrong elsewhere", () => {
  it.each([
    ["a setting of the environment", "LOG_LEVEL", (terminal: Terminal) => (vi.stubEnv("LOG_LEVEL", "verbose"), settingsFile(terminal, "{}"))],
    ["a setting of the settings file", "TRUTH_INTERVAL_S", (terminal: Terminal) => settingsFile(terminal, '{"TRUTH_INTERVAL_S":0}')],
    ["a setting that does not exist", "NOPE", (terminal: Terminal) => settingsFile(terminal, '{"NOPE":1}')],
    ["a settings file that is no JSON", "settings file", (terminal: Terminal) => settingsFile(terminal, "{")],
    ["settings that clash", "HEARTBEAT_TIMEOUT_S", (terminal: Terminal) => settingsFile(terminal, '{"HEARTBEAT_INTERVAL_S":1}')],
    ["a gateway that may not be", "GATEWAY_HOST", (terminal: Terminal) => settingsFile(terminal, '{"GATEWAY_HOST":"10.0.0.5"}')],
  ])("does its work, and warns on stderr: %s", async (_what, name, breakIt) => {
    const terminal = await engineOf({ kill: () => done({ kill: record, flatten: null }), setReduceOnly: () => done({ state: "REDUCE_ONLY" }) });
    breakIt(terminal);
    const warned = [expect.stringMatching(`^Warning: ${name} = `)];
    expect(await terminal.holdfast("kill", "--reason", "drill", "--json")).toMatchObject({ code: 0, json: { kill: { id: "k" } }, err: warned });
    expect(await terminal.holdfast("reduce-only", "on", ...person)).toMatchObject({ code: 0, err: warned });
  });

  it.each([
    ["a wrong flag", ["--gateway-port", "99999"], "{}"],
    ["a data folder in a place where it cannot be said", [], '{"DATA_DIR":"/elsewhere"}'],
  ])("is still refused %s: something else was meant", async (_what, flags, settings) => {
    const kill = vi.fn(() => done({ kill: record, flatten: null }));
    const terminal = await engineOf({ kill });
    settingsFile(terminal, settings);
    expect(await terminal.holdfast("kill", "--reason", "drill", ...flags, "--json")).toMatchObject({ code: 64, json: { error: { code: "CONFIGURATION", message: "The configuration has problems. Nothing was stopped." } } });
    expect(kill).not.toHaveBeenCalled();
  });
});

describe("a kill with an engine of its own, with a configuration that is wrong elsewhere", () => {
  const killedInWords = async (settings: string, ...flags: string[]) => {
    const simulator = await startSimulator({ kind: "v43", positions: 3 });
    onTestFinished(() => simulator.stop());
    const terminal = await noEngine();
    settingsFile(terminal, settings);
    return terminal.holdfast("kill", "--reason", "drill", ...flags, "--host", "127.0.0.1", "--port", String(simulator.port));
  };
  const killed = (settings: string, ...flags: string[]) => killedInWords(settings, ...flags, "--json");

  it("says that nothing was stopped when it cannot begin", async () => {
    expect(await killed('{"MAGIC_NUMBER":0}')).toMatchObject({ code: 64, json: { error: { message: "The configuration has problems. Nothing was stopped." } } });
    expect((await killedInWords('{"MAGIC_NUMBER":0}')).err).toEqual(["The configuration has problems. Nothing was stopped.", expect.stringContaining("MAGIC_NUMBER")]);
  });

  it("takes the default of what is broken, and says so", async () => {
    const { code, json, err } = await killed('{"TRUTH_INTERVAL_S":0}', "--flatten");
    expect({ code, json }).toMatchObject({ code: 0, json: { kill: { durable: true }, flatten: { status: "done", closed: 3 } } });
    expect(err).toEqual([expect.stringContaining("TRUTH_INTERVAL_S")]);
  });

  it("that only blocks passes over a setting that does not exist, and says so", async () => {
    const { code, json, err } = await killed('{"MAGIC_NUMBR":7}');
    expect({ code, json }).toMatchObject({ code: 0, json: { kill: { durable: true } } });
    expect(err).toEqual([expect.stringContaining("MAGIC_NUMBR")]);
  });

  it("that closes positions does not begin with one: it may be what says whose they are", async () => {
    expect(await killed('{"NOPE":1}', "--flatten")).toMatchObject({ code: 64, json: { error: { problems: [{ name: "NOPE", rule: expect.stringContaining("guesses none of ALLOW_REMOTE_GATEWAY, ACCOUNT_ID, ACCOUNT_ENVIRONMENT, MAGIC_NUMBER, so") as string }] } } });
    const all = ["--allow-remote-gateway", "false", "--account-id", "main", "--account-environment", "demo", "--magic-number", "202401"];
    expect(await killed('{"NOPE":1}', "--flatten", ...all)).toMatchObject({ code: 0, json: { flatten: { status: "done", closed: 3 } } });
  });

  it.each([
    ["whose positions are ours", '{"MAGIC_NUMBER":0}', "MAGIC_NUMBER"],
    ["anything that may be in a file that cannot be read", "{", "settings file"],
  ])("never guesses %s", async (_what, settings, name) => {
    expect(await killed(settings, "--flatten")).toMatchObject({ code: 64, json: { error: { code: "CONFIGURATION", problems: [{ name }] } } });
  });
});

describe("a .env that cannot be read", () => {
  /** A folder where a file should be. */
  const besideBrokenDotEnv = (): void => {
    const folder = mkdtempSync(join(tmpdir(), "holdfast-env-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    mkdirSync(join(folder, ".env"));
    onTestFinished(() => vi.mocked(process.cwd).mockRestore());
    vi.spyOn(process, "cwd").mockReturnValue(folder);
    // Should the command go on all the same, it finds nobody there.
    vi.stubEnv("HOME", folder);
    vi.stubEnv("XDG_DATA_HOME", folder);
    vi.stubEnv("LOCALAPPDATA", folder);
  };
  const lines: string[] = [];
  const io = { line: (text: string) => void lines.push(text), errorLine: (text: string) => void lines.push(text), signal: new AbortController().signal, readerGone: new AbortController().signal };

  it("may name the folder of the engine that is meant: no other is killed in its place", async () => {
    besideBrokenDotEnv();
    lines.length = 0;
    expect(await kill(io, { reason: "drill", scope: { kind: "all" }, waitS: 0 })).toBe(64);
    expect(lines).toEqual(["The configuration has problems. Nothing was stopped.", expect.stringContaining(".env = "), expect.stringMatching(/DATA_DIR = ".*" \(default\): must be said by flag or environment, as \.env may name another folder/)]);
  });

  it("hides nothing from a command that is told the folder", async () => {
    const terminal = await engineOf({ kill: () => done({ kill: record, flatten: null }) });
    besideBrokenDotEnv();
    expect(await terminal.holdfast("kill", "--reason", "drill")).toMatchObject({ code: 0, err: [expect.stringMatching(/^Warning: \.env = /)] });
    vi.stubEnv("DATA_DIR", terminal.dataDir);
    expect(locate(io, {})).toMatchObject({ where: { dataDir: terminal.dataDir } });
  });
});

const sources = (own: Partial<ConfigSources>): ConfigSources => ({ flags: {}, env: {}, dotEnvText: "", settingsFile: {}, unreadable: [], defaultDataDir: "/data", workingDir: "/work", ...own });

describe("the configuration for a kill", () => {
  it("keeps what is right, wherever it was said", () => {
    const loaded = loadForKill(sources({ env: { GATEWAY_HOST: "127.0.0.1", MAGIC_NUMBER: "" }, dotEnvText: "LOG_LEVEL=verbose\nMAGIC_NUMBER=7\nSYNC_TIMEOUT_S=9", settingsFile: { SYNC_RETRY_COUNT: 4 } }), true);
    expect(loaded).toMatchObject({ ok: true, value: { gatewayHost: "127.0.0.1", magicNumber: 7, syncTimeoutMs: 9000, syncRetryCount: 4, logLevel: "info" } });
  });

  it.each([
    ["a default", { GATEWAY_HOST: "127.0.0.1", MAGIC_NUMBER: 7, HEARTBEAT_INTERVAL_S: 1 }],
    ["a port that it never opens", { GATEWAY_HOST: "127.0.0.1", MAGIC_NUMBER: 7, GATEWAY_PORT: 5560 }],
  ])("minds no clash with %s", (_what, settingsFile) => {
    expect(loadForKill(sources({ settingsFile }), true)).toMatchObject({ ok: true, value: { gatewayHost: "127.0.0.1", magicNumber: 7 } });
  });

  it.each([
    ["a port", "GATEWAY_PROT=5565", "GATEWAY_PROT"],
    ["a magic number", "MAGIC_NUMBR=7", "MAGIC_NUMBR"],
    ["an account", "ACOUNT_ID=live-7", "ACOUNT_ID"],
    ["a host, in small letters", "gateway_host=10.0.0.5", "gateway_host"],
  ])("takes %s of the .env that is misspelt for no other program's, where positions are closed", (_what, dotEnvText, name) => {
    expect(loadForKill(sources({ dotEnvText }), true)).toMatchObject({ ok: false, failure: [{ name, source: ".env", rule: expect.stringContaining("does not guess it") as string }] });
    expect(loadForKill(sources({ dotEnvText }), false)).toMatchObject({ ok: true });
  });

  it("minds nothing in the .env that is another program's, nor what is also said rightly", () => {
    const dotEnvText = "DATABASE_URL=postgres://x\nPORT=80\nGATEWAY_PROT=5565\nGATEWAY_PORT=5566";
    expect(loadForKill(sources({ dotEnvText }), true)).toMatchObject({ ok: true, value: { gatewayPort: 5566 } });
  });
});

describe("where a running engine is looked for", () => {
  it.each([
    ["nothing is said", {}, { simulatorDir: "/data/simulator", namesGateway: false }],
    ["a gateway is named", { dotEnvText: "GATEWAY_HOST=127.0.0.1" }, { namesGateway: true }],
    ["a gateway is named wrongly", { env: { GATEWAY_HOST: "tcp://x" } }, { namesGateway: true }],
    ["a file that may name one cannot be read", { unreadable: [{ name: ".env", value: ".env", rule: "readable", source: ".env" }] }, { namesGateway: true }],
    ["the folder is named", { flags: { "data-dir": "/own" } }, { dataDir: "/own", simulatorDir: null }],
  ] as const)("%s", (_what, own, expected) => expect(whereaboutsOf(sources(own))).toMatchObject(expected));
});

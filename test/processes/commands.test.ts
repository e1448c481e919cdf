import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freePort } from "../support/free-port.ts";
import { holdfast, startHoldfast, temporaryFolder } from "../support/holdfast-process.ts";

const simulator = async (...args: string[]): Promise<string> => {
  const { first } = await startHoldfast("simulate", "--json", "--port", "0", ...args);
  return new URL(String(first["endpoint"])).port;
};
const at = (port: string, dataDir: string): string[] => ["--host", "127.0.0.1", "--port", port, "--data-dir", dataDir, "--json"];

describe("holdfast probe", () => {
  it.each([
    ["v43", "v4.3", 0],
    ["handshake", "handshake", 0],
    ["extended", "v4.3", 0],
    ["ea", "order-only EA", 3],
  ])("names the kind %s and exits accordingly", async (kind, named, code) => {
    const port = await simulator("--kind", kind);
    const probe = await holdfast("probe", ...at(port, await temporaryFolder()));
    expect(probe.json).toMatchObject({ kind: named, usable: code === 0 });
    expect(probe.code).toBe(code);
  });

  it("exits 2 when nothing answers", async () => {
    const probe = await holdfast("probe", ...at(String(await freePort()), await temporaryFolder()), "--sync-timeout-s", "0.5");
    expect(probe.json).toMatchObject({ kind: "silent", usable: false });
    expect(probe.code).toBe(2);
  });
});

describe("holdfast sync", () => {
  it("clean: account and positions, exit 0", async () => {
    const port = await simulator("--kind", "v43", "--positions", "3");
    const sync = await holdfast("sync", ...at(port, await temporaryFolder()));
    expect(sync.json).toMatchObject({ outcome: "clean", tries: 1, positions: [{}, {}, {}] });
    expect(sync.code).toBe(0);
  });

  it.each([
    ["mt5-down", "halted", "SYNC_REFUSED"],
    ["nan", "halted", "SYNC_RESPONSE"],
    ["hang", "halted", "SYNC_TIMEOUT"],
    ["lose-reply", "halted", "SYNC_TIMEOUT"],
    ["corrupt-reply", "halted", undefined],
  ])("with the fault %s: %s, exit 4", async (fault, outcome, cause) => {
    const port = await simulator("--kind", "v43", "--fault", fault);
    const sync = await holdfast("sync", ...at(port, await temporaryFolder()), "--sync-timeout-s", "0.3", "--sync-retry-interval-s", "0");
    expect(sync.json).toMatchObject({ outcome, tries: 3, error: { code: "SYSTEM_HALT", cause: cause === undefined ? {} : { code: expect.any(String) } } });
    expect(sync.code).toBe(4);
  });

  it("an empty list that contradicts itself is for a person: review, exit 4", async () => {
    const port = await simulator("--kind", "v43", "--positions", "3", "--fault", "empty-positions");
    const sync = await holdfast("sync", ...at(port, await temporaryFolder()), "--sync-retry-interval-s", "0");
    expect(sync.json).toMatchObject({ outcome: "review", error: { code: "SUSPECT_EMPTY" } });
    expect(sync.code).toBe(4);
  });

  it("sends the order-only kind nothing but Hello", async () => {
    const port = await simulator("--kind", "ea");
    const sync = await holdfast("sync", ...at(port, await temporaryFolder()));
    expect(sync.json).toMatchObject({ outcome: "halted", error: { code: "UNSAFE_GATEWAY" } });
  });
});

describe("holdfast kill --flatten, with no engine running", () => {
  const kill = async (port: string) => holdfast("kill", "--reason", "drill", "--flatten", ...at(port, await temporaryFolder()), "--sync-timeout-s", "0.5", "--sync-retry-interval-s", "0.1");

  it.each([
    ["v43", "none", 1, 0, { status: "done", closed: 4, stillOpen: 0 }],
    ["handshake", "none", 1, 0, { status: "done", closed: 4, stillOpen: 0 }],
    ["extended", "none", 1, 0, { status: "done", closed: 4, stillOpen: 0 }],
    ["v43", "lose-reply", 4, 0, { status: "done", closed: 4, stillOpen: 0 }],
    ["v43", "late-reply", 3, 0, { status: "done", closed: 4, stillOpen: 0 }],
    ["v43", "duplicate-reply", 1, 0, { status: "done", closed: 4, stillOpen: 0 }],
    ["v43", "empty-positions", 1, 0, { status: "done", closed: 4, stillOpen: 0 }],
  ])("kind %s with the fault %s every %s requests: exit %s", async (kind, fault, every, code, flatten) => {
    const port = await simulator("--kind", kind, "--positions", "4", "--fault", fault, "--every", String(every));
    const killed = await kill(port);
    expect(killed.json).toMatchObject({ kill: { durable: true }, flatten });
    expect(killed.code).toBe(code);
  });
});

describe("the command line", () => {
  it("lists every problem of a configuration with name, value and rule, and exits 64", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "settings.json"), JSON.stringify({ SYNC_RETRY_COUNT: -1 }));
    const done = await holdfast("sync", "--data-dir", folder, "--port", "99999", "--heartbeat-interval-s", "soon");
    expect(done.code).toBe(64);
    for (const name of ["GATEWAY_PORT", "HEARTBEAT_INTERVAL_S", "SYNC_RETRY_COUNT"]) expect(done.err).toContain(name);
  });

  it("says so when no gateway is configured", async () => {
    const done = await holdfast("serve", "--data-dir", await temporaryFolder());
    expect(done.code).toBe(64);
    expect(done.err).toContain("--simulate");
  });

  it("exits 5 when no engine is running", async () => {
    expect((await holdfast("status", "--json", "--data-dir", await temporaryFolder())).code).toBe(5);
  });

  it.each(["probe", "sync", "serve", "status", "kill", "rearm", "retry", "simulate"])("has help for %s, with its exit codes", async (name) => {
    const help = await holdfast(name, "--help");
    expect(help.code).toBe(0);
    expect(help.out).toContain("Exit codes:");
  });

  it("a data folder that cannot be used is a clear error, and nothing starts", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "file");
    await writeFile(file, "");
    const done = await holdfast("serve", "--simulate", "--data-dir", file, "--json");
    expect(done.code).not.toBe(0);
    expect(JSON.stringify(done.json)).toContain(file);
  });
});

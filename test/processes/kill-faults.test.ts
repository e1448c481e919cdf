import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { acquireLock } from "../../src-main/journal/lock.ts";
import { newTokens, writeAccess } from "../../src-main/serve/tokens.ts";
import { freePort } from "../support/free-port.ts";
import { holdfast, startHoldfast, temporaryFolder } from "../support/holdfast-process.ts";

const bin = resolve(import.meta.dirname, "../../bin/holdfast.js");
const quick = ["--sync-timeout-s", "0.3", "--sync-retry-interval-s", "0.1"];
const at = (port: number, dataDir: string): string[] => ["--host", "127.0.0.1", "--port", String(port), "--data-dir", dataDir, ...quick];
const simulate = (port: number): Promise<unknown> => startHoldfast("simulate", "--json", "--port", String(port), "--kind", "v43", "--positions", "3");
const reasonsInForce = async (dataDir: string): Promise<string[]> => {
  const tail = await holdfast("journal", "tail", "-n", "1000", "--json", "--data-dir", dataDir);
  const events = tail.out.trim().split("\n").map((line) => JSON.parse(line) as { kind: string; body: { kill?: { reason: string } } });
  return events.filter(({ kind }) => kind === "KILLED").map(({ body }) => body.kill?.reason ?? "");
};

/** Holds the folder in this process's name, as an engine does. */
async function hold(dataDir: string): Promise<void> {
  const lock = await acquireLock(dataDir, { pid: process.pid, host: "headless", startedAtMs: Date.now() });
  if (!lock.ok) throw new Error(lock.failure.message);
  onTestFinished(() => lock.value.release());
}

/** An engine that takes requests and never answers. Settles `asked` with the first. */
async function hangingEngine(dataDir: string): Promise<{ readonly asked: Promise<void> }> {
  await hold(dataDir);
  let tell = (): void => {};
  const asked = new Promise<void>((settle) => (tell = settle));
  const server = createServer(() => tell());
  await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await writeAccess(dataDir, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, pid: process.pid, tokens: newTokens() });
  return { asked };
}

describe.skipIf(process.platform === "win32")("a command that is interrupted", () => {
  it.each([["kill"], ["rearm", "--name", "Operator"]])("does not wait for an engine that hangs: %s", async (...command) => {
    const dataDir = await temporaryFolder();
    const { asked } = await hangingEngine(dataDir);
    const child = spawn(process.execPath, [bin, ...command, "--reason", "x", "--json", "--data-dir", dataDir], { stdio: ["ignore", "pipe", "ignore"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    const exited = new Promise<number | null>((settle) => child.once("close", settle));
    await asked;
    child.kill("SIGTERM");
    expect(await exited).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ error: { code: "UNAVAILABLE", message: expect.stringContaining("SIGTERM") } });
  });

  it("while it waits for the gateway keeps a kill's block, and ends", async () => {
    const dataDir = await temporaryFolder();
    const killing = await startHoldfast("kill", "--reason", "interrupted", "--flatten", "--wait-s", "3600", ...at(await freePort(), dataDir));
    await vi.waitFor(() => expect(killing.out.join("\n")).toContain("What is open could not be read"), { timeout: 20_000 });
    expect(await killing.kill("SIGTERM")).toBe(4);
    expect(await reasonsInForce(dataDir)).toContain("interrupted");
  });
});

describe("a kill with an engine of its own", () => {
  it("reads what is open before it says what it closes", async () => {
    const port = await freePort();
    await simulate(port);
    const killed = await holdfast("kill", "--reason", "drill", "--flatten", ...at(port, await temporaryFolder()));
    expect(killed.out).toContain("closing 3 positions, by the truth read at");
    expect(killed.out.indexOf("kill in force"), "the block comes first").toBeLessThan(killed.out.indexOf("closing 3"));
    expect(killed.code).toBe(0);
  });

  it("leaves nothing in force after a re-arm, though it was a block and a flatten", async () => {
    const port = await freePort();
    const dataDir = await temporaryFolder();
    await simulate(port);
    const killed = await holdfast("kill", "--reason", "drill", "--flatten", "--json", ...at(port, dataDir));
    expect(killed).toMatchObject({ code: 0, json: { kill: { flatten: true }, preview: { close: [{}, {}, {}], leave: [] } } });
    await startHoldfast("serve", "--json", "--console-port", "0", ...at(port, dataDir));
    await vi.waitFor(async () => expect((await holdfast("status", "--json", "--data-dir", dataDir)).json).toMatchObject({ state: "KILLED", positions: 0 }), { timeout: 20_000 });
    const rearmed = await holdfast("rearm", "--name", "Operator", "--reason", "over", "--json", "--data-dir", dataDir);
    expect(rearmed).toMatchObject({ code: 0, json: { armed: true } });
  });

  it("ends each time when the gateway stays away", async () => {
    const port = await freePort();
    const dataDir = await temporaryFolder();
    for (const reason of ["first", "second"]) {
      const killed = await holdfast("kill", "--reason", reason, "--flatten", "--wait-s", "1", "--json", ...at(port, dataDir));
      expect(killed).toMatchObject({ code: 4, json: { kill: { reason, durable: true }, preview: null, flatten: { status: "waiting" } } });
    }
  });

  it("waits for another command's own to let go of the account", async () => {
    const port = await freePort();
    const dataDir = await temporaryFolder();
    const beats = ["--heartbeat-interval-s", "0.3", "--heartbeat-timeout-s", "0.2"];
    const first = await startHoldfast("kill", "--reason", "first", "--flatten", "--wait-s", "3600", ...beats, ...at(port, dataDir));
    const second = holdfast("kill", "--reason", "second", "--json", ...at(port, dataDir));
    await simulate(port);
    expect(await first.exited).toBe(0);
    expect(await second).toMatchObject({ code: 0, json: { kill: { reason: "second", durable: true } } });
  });

  it("says who holds the account and takes no commands; never that no engine is there", async () => {
    const dataDir = await temporaryFolder();
    await hold(dataDir);
    const killed = await holdfast("kill", "--reason", "x", "--json", ...at(await freePort(), dataDir));
    expect(killed).toMatchObject({ code: 1, json: { error: { code: "LOCKED", message: expect.stringContaining(String(process.pid)) } } });
    expect(killed.out).toContain("Nothing was stopped");
  });

  it("says that nothing was stopped when its folder cannot be used", async () => {
    const dataDir = await temporaryFolder();
    // Where the holder writes down who it is, nothing can be written.
    await mkdir(join(dataDir, "engine.json"));
    const killed = await holdfast("kill", "--reason", "x", "--json", ...at(await freePort(), dataDir));
    expect(killed).toMatchObject({ code: 1, json: { error: { code: "DATA_FOLDER", message: expect.stringContaining("Nothing was stopped") } } });
  });

  it("that could not be written down is no success, though the positions are closed", async () => {
    const port = await freePort();
    const dataDir = await temporaryFolder();
    await simulate(port);
    await writeFile(join(dataDir, "journal.db"), "this is no database, and long enough to be taken for one at first sight".repeat(20));
    const killed = await holdfast("kill", "--reason", "x", "--flatten", "--json", ...at(port, dataDir));
    expect(killed).toMatchObject({ code: 1, json: { kill: { durable: false }, flatten: { status: "done", closed: 3 }, error: { code: "NOT_DURABLE" } } });
  });
});

it("a simulator takes the flags that every command takes", async () => {
  const { first } = await startHoldfast("simulate", "--json", "--port", "0", "--host", "10.0.0.1", "--data-dir", await temporaryFolder());
  expect(first["endpoint"]).toContain("127.0.0.1");
});

it("an engine whose reader is gone before its first word goes on", async () => {
  const port = await freePort();
  const dataDir = await temporaryFolder();
  await simulate(port);
  const child = spawn(process.execPath, [bin, "serve", "--console-port", "0", ...at(port, dataDir)], { stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  child.stdout.destroy();
  await vi.waitFor(async () => expect((await holdfast("status", "--json", "--data-dir", dataDir)).json).toMatchObject({ state: "ARMED" }), { timeout: 20_000 });
  const killed = await holdfast("kill", "--reason", "still there", "--json", "--data-dir", dataDir);
  expect(killed).toMatchObject({ code: 0, json: { kill: { durable: true } } });
  expect((await holdfast("status", "--json", "--data-dir", dataDir)).json).toMatchObject({ state: "KILLED" });
});

it("following the journal ends with its reader", async () => {
  const port = await freePort();
  const dataDir = await temporaryFolder();
  await simulate(port);
  await startHoldfast("serve", "--json", "--console-port", "0", "--heartbeat-interval-s", "0.3", "--heartbeat-timeout-s", "0.2", ...at(port, dataDir));
  const following = await startHoldfast("journal", "tail", "--follow", "--json", "--data-dir", dataDir);
  following.stopReading();
  await holdfast("kill", "--reason", "something to tell", "--json", "--data-dir", dataDir);
  await holdfast("kill", "--reason", "and once more", "--json", "--data-dir", dataDir);
  expect(await following.exited).toBe(0);
});

import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { freePort } from "../support/free-port.ts";
import { holdfast, startHoldfast, temporaryFolder, type RunningProcess } from "../support/holdfast-process.ts";

/** Beats fast enough for a test; everything else as shipped. */
const quick = ["--heartbeat-interval-s", "0.3", "--heartbeat-timeout-s", "0.2", "--truth-interval-s", "0.3", "--sync-timeout-s", "1", "--sync-retry-interval-s", "0.1", "--console-port", "0"];

const simulate = (port: number, ...args: string[]): Promise<RunningProcess> => startHoldfast("simulate", "--json", "--port", String(port), "--kind", "v43", ...args);

const serve = (gatewayPort: number, dataDir: string): Promise<RunningProcess> =>
  startHoldfast("serve", "--json", "--host", "127.0.0.1", "--port", String(gatewayPort), "--data-dir", dataDir, ...quick);

interface Seen {
  readonly state: string;
  readonly link: string;
  readonly positions: number;
  readonly kill: { readonly reason: string } | null;
}

const statusOf = async (dataDir: string): Promise<Seen> => (await holdfast("status", "--json", "--data-dir", dataDir)).json as Seen;

const until = (dataDir: string, wanted: Partial<Seen>): Promise<void> =>
  vi.waitFor(async () => expect(await statusOf(dataDir)).toMatchObject(wanted), { timeout: 20_000, interval: 100 });

describe("a running engine", () => {
  it("is TRIPPED after the third miss when the gateway is killed, and ARMED again without a restart when it is back", async () => {
    const port = await freePort();
    const dataDir = await temporaryFolder();
    const gateway = await simulate(port, "--positions", "4");
    await serve(port, dataDir);
    await until(dataDir, { state: "ARMED", link: "HEALTHY", positions: 4 });
    await gateway.kill("SIGKILL");
    await until(dataDir, { state: "TRIPPED", link: "FAILED" });
    await simulate(port, "--positions", "4");
    await until(dataDir, { state: "ARMED", link: "HEALTHY", positions: 4 });
  });

  it("is still KILLED after a SIGKILL, and only a re-arm ends that", async () => {
    const port = await freePort();
    const dataDir = await temporaryFolder();
    await simulate(port);
    const first = await serve(port, dataDir);
    await until(dataDir, { state: "ARMED" });
    const killed = await holdfast("kill", "--reason", "drill", "--json", "--data-dir", dataDir);
    expect(killed).toMatchObject({ code: 0, json: { kill: { durable: true, reason: "drill", source: "cli" } } });
    await first.kill("SIGKILL");
    expect((await holdfast("status", "--json", "--data-dir", dataDir)).code).toBe(5);

    await serve(port, dataDir);
    await until(dataDir, { state: "KILLED", kill: { reason: "drill" } });
    const rearmed = await holdfast("rearm", "--name", "Operator", "--reason", "drill over", "--json", "--data-dir", dataDir);
    expect(rearmed).toMatchObject({ code: 0, json: { armed: true, state: "ARMED" } });
    expect(await holdfast("journal", "verify", "--json", "--data-dir", dataDir)).toMatchObject({ code: 0, json: { whole: true } });
  });

  it("flattens everything that is ours and reports each position", async () => {
    const port = await freePort();
    const dataDir = await temporaryFolder();
    await startHoldfast("simulate", "--json", "--port", String(port), "--kind", "extended", "--positions", "5", "--foreign-positions", "2");
    await serve(port, dataDir);
    await until(dataDir, { state: "ARMED", positions: 5 });
    const killed = await holdfast("kill", "--reason", "flat", "--flatten", "--json", "--data-dir", dataDir);
    expect(killed).toMatchObject({ code: 0, json: { flatten: { status: "done", closed: 3, stillOpen: 0, leftForeign: 2 } } });
    await until(dataDir, { state: "KILLED", positions: 2 });
  });

  it("a kill reaches the account even when the engine is dead, and the next start finds it", async () => {
    const port = await freePort();
    const dataDir = await temporaryFolder();
    await simulate(port, "--positions", "3");
    const killed = await holdfast("kill", "--reason", "engine is dead", "--flatten", "--json", "--host", "127.0.0.1", "--port", String(port), "--data-dir", dataDir);
    expect(killed).toMatchObject({ code: 0, json: { flatten: { status: "done", closed: 3 } } });
    await serve(port, dataDir);
    await until(dataDir, { state: "KILLED", positions: 0 });
  });

  it("keeps a second engine out and says who holds the account", async () => {
    const port = await freePort();
    const dataDir = await temporaryFolder();
    await simulate(port);
    const first = await serve(port, dataDir);
    const second = await holdfast("serve", "--json", "--host", "127.0.0.1", "--port", String(port), "--data-dir", dataDir, "--console-port", "0");
    expect(second).toMatchObject({ code: 1, json: { error: { code: "LOCKED" } } });
    expect(second.out).toContain(String(first.pid));
  });

  it("halts when no gateway is there, and arms when one comes", async () => {
    const port = await freePort();
    const dataDir = await temporaryFolder();
    await serve(port, dataDir);
    await until(dataDir, { state: "HALTED" });
    await simulate(port);
    await until(dataDir, { state: "ARMED" });
  });

  it("halts on a damaged journal, sets it aside by name, and a fresh one begins killed", async () => {
    const port = await freePort();
    const dataDir = await temporaryFolder();
    await simulate(port);
    await mkdir(dataDir, { recursive: true });
    await writeFile(join(dataDir, "journal.db"), "this is no database, and long enough to be taken for one at first sight".repeat(20));
    await serve(port, dataDir);
    await until(dataDir, { state: "HALTED" });
    const { reasons } = (await statusOf(dataDir)) as unknown as { reasons: { code: string; detail: string }[] };
    expect(reasons[0]).toMatchObject({ code: "JOURNAL_DAMAGED", detail: expect.stringContaining("journal.damaged-") });
    expect(await holdfast("journal", "fresh", "--name", "Operator", "--reason", "disk replaced", "--json", "--data-dir", dataDir)).toMatchObject({ code: 0 });
    await until(dataDir, { state: "KILLED" });
  });

  it("ends at once on Ctrl+C with its journal finished, and lets go of the account", async () => {
    const port = await freePort();
    const dataDir = await temporaryFolder();
    await simulate(port);
    const engine = await serve(port, dataDir);
    await until(dataDir, { state: "ARMED" });
    expect(await engine.kill("SIGINT")).toBe(0);
    const tail = await holdfast("journal", "tail", "-n", "1", "--json", "--data-dir", dataDir);
    expect(tail.json).toMatchObject({ kind: "ENGINE_STOPPED", body: { reason: "SIGINT" } });
    expect((await holdfast("status", "--data-dir", dataDir)).code).toBe(5);
  });

  it("keeps its keys to itself: mode 0600, never in log or journal", async () => {
    const port = await freePort();
    const dataDir = await temporaryFolder();
    await simulate(port);
    const { first } = await serve(port, dataDir);
    await until(dataDir, { state: "ARMED" });
    const token = new URL(String(first["url"])).hash.replace("#token=", "");
    expect(token.length).toBeGreaterThan(20);
    if (process.platform !== "win32") expect((await stat(join(dataDir, "console-token.json"))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(dataDir, "journal.db"), "latin1")).not.toContain(token);
    expect(await readFile(join(dataDir, "engine.json"), "utf8")).not.toContain(token);
  });
});

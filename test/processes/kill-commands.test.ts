import { describe, expect, it, vi } from "vitest";
import { freePort } from "../support/free-port.ts";
import { holdfast, holdfastWith, startHoldfast, startHoldfastWith, temporaryFolder, type RunningProcess } from "../support/holdfast-process.ts";

const quick = ["--heartbeat-interval-s", "0.3", "--heartbeat-timeout-s", "0.2", "--truth-interval-s", "0.3", "--sync-timeout-s", "0.5", "--sync-retry-interval-s", "0.1"];
const simulate = (port: number, ...args: string[]): Promise<RunningProcess> => startHoldfast("simulate", "--json", "--port", String(port), "--kind", "v43", ...args);
const at = (port: number, dataDir: string): string[] => ["--json", "--host", "127.0.0.1", "--port", String(port), "--data-dir", dataDir, ...quick];

const untilState = (dataDir: string, state: string): Promise<void> =>
  vi.waitFor(async () => expect((await holdfast("status", "--json", "--data-dir", dataDir)).json).toMatchObject({ state }), { timeout: 20_000, interval: 100 });

describe("a kill from the command line", () => {
  it("that names a real gateway never reaches the simulator beside it", async () => {
    const env = { XDG_DATA_HOME: await temporaryFolder(), LOCALAPPDATA: await temporaryFolder(), HOME: await temporaryFolder() };
    const port = await freePort();
    await simulate(port, "--positions", "3");
    await startHoldfastWith(env, "serve", "--simulate", "--json", "--console-port", "0");
    expect(await holdfastWith(env, "status", "--json"), "the game is found when nothing else is meant").toMatchObject({ json: { environment: "SIMULATED" } });
    const killed = await holdfastWith(env, "kill", "--reason", "real", "--flatten", "--json", "--host", "127.0.0.1", "--port", String(port), ...quick);
    expect(killed).toMatchObject({ code: 0, json: { preview: { close: [{}, {}, {}] }, flatten: { status: "done", closed: 3 } } });
    expect(await holdfastWith(env, "status", "--json"), "the game goes on").toMatchObject({ json: { state: "ARMED" } });
  });

  it("to an engine that hangs ends soon, and says that nothing is known", async () => {
    const port = await freePort();
    const dataDir = await temporaryFolder();
    await simulate(port);
    const engine = await startHoldfast("serve", ...at(port, dataDir), "--console-port", "0");
    await untilState(dataDir, "ARMED");
    engine.send("SIGSTOP");
    const killed = await holdfast("kill", "--reason", "x", "--flatten", "--json", "--data-dir", dataDir);
    engine.send("SIGCONT");
    expect(killed).toMatchObject({ code: 1, json: { error: { code: "UNAVAILABLE", message: expect.stringContaining("unknown") } } });
  });

  it("comes to an end the second time too when the gateway is away", async () => {
    const port = await freePort();
    const dataDir = await temporaryFolder();
    const gateway = await simulate(port, "--positions", "2");
    await startHoldfast("serve", ...at(port, dataDir), "--console-port", "0");
    await untilState(dataDir, "ARMED");
    await gateway.kill("SIGKILL");
    for (const reason of ["first", "second"]) {
      const killed = await holdfast("kill", "--reason", reason, "--flatten", "--json", "--data-dir", dataDir);
      expect(killed).toMatchObject({ code: 4, json: { kill: { reason, durable: true }, flatten: { status: "waiting" } } });
    }
    await simulate(port, "--positions", "2");
    await vi.waitFor(async () => expect((await holdfast("status", "--json", "--data-dir", dataDir)).json).toMatchObject({ state: "KILLED", positions: 0 }), { timeout: 20_000, interval: 200 });
  });

  it("of its own waits for an account that another command holds for a moment", async () => {
    const port = await freePort();
    const dataDir = await temporaryFolder();
    await simulate(port, "--positions", "2");
    const both = await Promise.all(["a", "b"].map((reason) => holdfast("kill", "--reason", reason, "--flatten", ...at(port, dataDir))));
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
  });
});

it("an engine whose output nobody reads any more goes on", async () => {
  const port = await freePort();
  const dataDir = await temporaryFolder();
  const gateway = await simulate(port);
  const engine = await startHoldfast("serve", ...at(port, dataDir), "--console-port", "0");
  engine.stopReading();
  await untilState(dataDir, "ARMED");
  await gateway.kill("SIGKILL");
  await untilState(dataDir, "TRIPPED");
});

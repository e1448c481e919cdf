import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it, vi } from "vitest";
import { freePort } from "../support/free-port.ts";
import { holdfast, startHoldfast, temporaryFolder } from "../support/holdfast-process.ts";
import { writeNoLimits } from "./support/no-limits.ts";

const client = fileURLToPath(new URL("../strategy-port/v43_client.py", import.meta.url));

/** The first Python here that has pyzmq; distributions put it beside their own one only. */
const python = ["python3", "/usr/bin/python3", "python"].find((name) => spawnSync(name, ["-c", "import zmq"]).status === 0);
if (python === undefined) process.stderr.write("python-client.test.ts: no Python with pyzmq here, so no client in Python trades (Debian: apt-get install python3-zmq)\n");

/** Runs the client to its end, and fails with what it found wrong. */
const trade = (endpoint: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    execFile(python ?? "", [client, endpoint], { timeout: 25_000 }, (error, said, failure) => (error ? reject(new Error(`${failure}${error.message}`)) : resolve(JSON.parse(said))));
  });

it.skipIf(python === undefined).each(["v43", "extended"])("a plain client in Python trades through a running Holdfast with a gateway of kind %s", { timeout: 60_000 }, async (kind) => {
  const [gatewayPort, strategyPort, dataDir] = [await freePort(), await freePort(), await temporaryFolder()];
  writeNoLimits(dataDir);
  await startHoldfast("simulate", "--json", "--port", String(gatewayPort), "--kind", kind, "--positions", "2");
  await startHoldfast("serve", "--json", "--host", "127.0.0.1", "--port", String(gatewayPort), "--data-dir", dataDir, "--console-port", "0", "--strategy-port", String(strategyPort));
  await vi.waitFor(async () => expect((await holdfast("status", "--json", "--data-dir", dataDir)).json).toMatchObject({ state: "ARMED" }), { timeout: 20_000, interval: 200 });

  // It leaves nothing open, so whoever trades after it finds what it found.
  for (let times = 0; times < 2; times += 1) expect(await trade(`tcp://127.0.0.1:${strategyPort}`)).toMatchObject({ ticket: expect.any(Number) as number, positions: 2 });
  const orders = (await holdfast("orders", "--json", "--data-dir", dataDir)).out;
  expect(orders.match(/"status":"confirmed"/g), orders).toHaveLength(4);
});

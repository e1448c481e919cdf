import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { startSimulator } from "../../src-main/simulator/simulator.ts";
import { position } from "../support/scripted-venue.ts";
import { FakeDoor, filled, MAGIC, opened } from "./fixture.ts";

/** The first Python here that has pyzmq; distributions put it beside their own one only. */
const python = ["python3", "/usr/bin/python3", "python"].find((name) => spawnSync(name, ["-c", "import zmq"]).status === 0);
if (python === undefined) process.stderr.write("python-client.test.ts: no Python with pyzmq here, so no client in Python trades (Debian: apt-get install python3-zmq)\n");

interface Ended {
  readonly failure: string;
  readonly said: string;
}

const runClient = (endpoint: string): Promise<Ended> =>
  new Promise((resolve) => {
    const script = fileURLToPath(new URL("v43_client.py", import.meta.url));
    execFile(python ?? "", [script, endpoint], { timeout: 25_000 }, (error, said, failure) => resolve({ failure: error && failure === "" ? error.message : failure, said }));
  });

/** An engine whose orders are all filled, and whose positions are what became of them. */
class TradingDoor extends FakeDoor {
  constructor() {
    super();
    this.tradingState = "ARMED";
    this.outcome = (intent) => {
      const own = this.positionsByAgent.get(intent.agentId) ?? [];
      const next = intent.action === "OPEN" ? [...own, position({ ticket: 555_001, magic: intent.magic })] : own.filter(({ ticket }) => ticket !== intent.ticket);
      this.positionsByAgent.set(intent.agentId, next);
      return Promise.resolve(filled);
    };
  }
}

test.skipIf(python === undefined)("a plain client in Python trades with a gateway, so it is written as it should be", async () => {
  const gateway = await startSimulator({ kind: "v43", verifyChecksum: true });
  onTestFinished(() => gateway.stop());
  expect(await runClient(gateway.endpoint)).toEqual({ failure: "", said: expect.stringContaining('"positions": 14') as string });
});

test.skipIf(python === undefined)("and with Holdfast without noticing a difference", async () => {
  const door = new TradingDoor();
  const { port } = await opened({ door });
  expect(await runClient(port.endpoint)).toEqual({ failure: "", said: expect.stringContaining('"ticket": 555001') as string });
  expect(door.intents).toMatchObject([
    { action: "OPEN", agentId: "default", symbol: "EURUSD", type: "BUY", volumeLots: 0.1, price: null, magic: MAGIC, comment: "plain client" },
    { action: "CLOSE", ticket: 555_001, volumeLots: 0.1 },
  ]);
});

test.skipIf(python === undefined)("and it would notice one", async () => {
  const door = new TradingDoor();
  door.outcome = () => Promise.resolve({ kind: "denied", code: "KILLED", message: "a person stopped all trading" });
  const { port } = await opened({ door });
  expect(await runClient(port.endpoint)).toMatchObject({ failure: expect.stringContaining("OPEN: status is 'REJECTED'") as string });
});

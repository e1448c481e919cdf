import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { startSimulator } from "../../src-main/simulator/simulator.ts";
import { MAGIC, opened, TradingDoor } from "./fixture.ts";
import { type Ended, python, runPython, tellWithoutPython } from "./python.ts";

tellWithoutPython("python-client.test.ts", "no client in Python trades");

const runClient = (endpoint: string): Promise<Ended> => runPython(fileURLToPath(new URL("v43_client.py", import.meta.url)), endpoint);

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

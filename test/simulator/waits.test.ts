import { expect, test } from "vitest";
import { Waits } from "../../src-main/simulator/waits.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const never = new Promise<void>(() => undefined);

test("ending the waits ends those there are and every later one, and leaves no timer behind", async () => {
  const clock = new VirtualClock();
  const waits = new Waits(clock);
  const there = [waits.sleep(1_000), waits.until(never)];
  waits.endAll();
  await Promise.all(there);
  await Promise.all([waits.sleep(1_000), waits.until(never)]);
  expect(clock.pendingTimers).toBe(0);
});

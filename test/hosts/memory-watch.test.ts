import { expect, it } from "vitest";
import { watchMemory } from "../../src-main/hosts/memory-watch.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

it("memory past its limit calls once, and again only after it was well below", async () => {
  const clock = new VirtualClock();
  const raised: string[] = [];
  let bytes = 50;
  const watch = watchMemory({ clock, limitBytes: 100, residentBytes: () => bytes, raise: ({ kind }) => raised.push(kind) });
  const after = async (now: number): Promise<number> => {
    bytes = now;
    await clock.advance(30_000);
    return raised.length;
  };
  expect([await after(100), await after(101), await after(150), await after(95), await after(120), await after(80), await after(101)]).toEqual([0, 1, 1, 1, 1, 1, 2]);
  watch.stop();
  expect(await after(10)).toBe(2);
});

import { describe, expect, test, vi } from "vitest";
import { createSharedLook } from "../../src-main/engine/shared-look.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

/** Looks that are answered by hand, each with its number from 1. */
function looks() {
  const clock = new VirtualClock();
  const waiting: (() => void)[] = [];
  const look = vi.fn((_timeoutMs: number) => new Promise<number>((resolve) => waiting.push(() => resolve(look.mock.calls.length))));
  return {
    clock,
    look,
    ask: createSharedLook(clock, 1_000, look),
    answer: () => waiting.shift()?.(),
  };
}

describe("a look that several share", () => {
  test("whoever asks while one is out gets the next, together with everybody else who waits", async () => {
    const { ask, look, answer } = looks();
    const first = ask();
    const [second, third] = [ask(), ask()];
    expect(look).toHaveBeenCalledTimes(1);

    answer();
    expect(await first).toBe(1);
    await vi.waitFor(() => expect(look).toHaveBeenCalledTimes(2));
    answer();
    expect(await Promise.all([second, third])).toEqual([2, 2]);
  });

  test("whoever asks when none is out gets a new one", async () => {
    const { ask, look, answer } = looks();
    const first = ask();
    answer();
    await first;
    const second = ask();
    answer();
    expect(await second).toBe(2);
    expect(look).toHaveBeenCalledTimes(2);
  });

  test("the next has only the time that its first asker has left", async () => {
    const { ask, look, answer, clock } = looks();
    const first = ask();
    const second = ask();
    await clock.advance(700);
    const third = ask();
    answer();
    await first;
    await vi.waitFor(() => expect(look.mock.calls).toEqual([[1_000], [300]]));
    answer();
    expect(await Promise.all([second, third])).toEqual([2, 2]);
  });

  test("one that breaks is told to those who asked for it, and the next begins all the same", async () => {
    const clock = new VirtualClock();
    const look = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new Error("broken")).mockResolvedValue("whole");
    const ask = createSharedLook(clock, 1_000, look);
    const [first, second] = [ask(), ask()];
    await expect(first).rejects.toThrow("broken");
    expect(await second).toBe("whole");
  });
});

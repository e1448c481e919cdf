import { describe, expect, it } from "vitest";
import { systemClock } from "../../src-main/system/clock.ts";
import { systemIds } from "../../src-main/system/ids.ts";

describe("the system clock", () => {
  it("never goes back, and knows the date", () => {
    const before = systemClock.monotonicMs();
    expect(systemClock.monotonicMs()).toBeGreaterThanOrEqual(before);
    expect(systemClock.wallMs()).toBeGreaterThan(Date.UTC(2024, 0));
  });

  it("runs what is due, in order, and nothing that was cancelled", async () => {
    const ran: string[] = [];
    await new Promise<void>((resolve) => {
      const cancel = systemClock.after(1, () => ran.push("cancelled"));
      systemClock.after(0, () => ran.push("first"));
      systemClock.after(20, resolve);
      cancel();
    });
    expect(ran).toEqual(["first"]);
  });
});

describe("the system's ids", () => {
  it("are UUIDs, each one new", () => {
    const ids = Array.from({ length: 100 }, () => systemIds.uuid());
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

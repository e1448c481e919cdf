import { describe, expect, it } from "vitest";
import { fixture, type Fixture } from "../support/engine-fixture.ts";
import { onlyLimits } from "../support/limits.ts";

/** Warns from 1 % below the day's peak of 10,000; well again below 0.9 %. */
async function armed(): Promise<Fixture> {
  const f = fixture({ limits: onlyLimits({ dailyDrawdown: { limit: 0.02, warn: 0.01 } }) });
  await f.armed();
  return f;
}

async function equity(f: Fixture, ...amounts: readonly number[]): Promise<void> {
  for (const amount of amounts) {
    f.venue.equity = amount;
    await f.clock.advance(6_000);
  }
}

const warnings = (f: Fixture): number => f.alerts.filter(({ kind }) => kind === "RISK_WARNING").length;

describe("a warning of a hard limit", () => {
  it("comes once while the account swings around its level", async () => {
    const f = await armed();
    for (let swing = 0; swing < 25; swing += 1) await equity(f, 9_899, 9_905);
    expect(warnings(f)).toBe(1);
  });

  it("comes again after it was well in between", async () => {
    const f = await armed();
    await equity(f, 9_899, 9_911, 9_899);
    expect(warnings(f)).toBe(2);
  });

  it("comes once around a breach of the limit itself, which has its own alert", async () => {
    const f = await armed();
    await equity(f, 9_850, 9_799, 9_850, 9_799, 9_850);
    expect(warnings(f)).toBe(1);
  });

  it("comes again on another day", async () => {
    const f = await armed();
    await equity(f, 9_899);
    await f.clock.advance(24 * 3_600_000);
    // Yesterday's loss is today's beginning.
    await equity(f, 10_000, 9_899);
    expect(warnings(f)).toBe(2);
  });
});

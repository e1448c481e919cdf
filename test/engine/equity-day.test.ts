import { describe, expect, it } from "vitest";
import { createEquityDay, type EquityDay } from "../../src-main/engine/equity-day.ts";
import { fixture, type Fixture } from "../support/engine-fixture.ts";
import { onlyLimits } from "../support/limits.ts";

const DAY_MS = 86_400_000;
const NOON = Date.UTC(2026, 0, 15, 12);
const figures = ({ startEquity, peakEquity }: EquityDay) => [startEquity, peakEquity];

describe("the equity that drawdown is counted from", () => {
  it("begins anew with the day, and is written down when it does and when it clearly rose", () => {
    const day = createEquityDay();
    expect(day.take(10_000, NOON)).toEqual({ day: "2026-01-15", startEquity: 10_000, peakEquity: 10_000 });
    expect(day.take(10_001, NOON + 1)).toBeNull();
    expect(day.take(10_100, NOON + 2)).toMatchObject({ startEquity: 10_000, peakEquity: 10_100 });
    expect(day.take(9_000, NOON + 3)).toBeNull();
    expect(day.take(9_000, NOON + DAY_MS)).toEqual({ day: "2026-01-16", startEquity: 9_000, peakEquity: 9_000 });
  });

  it.each([400, 2, -400])("is what it was once a clock that was %i days wrong is right again", (days) => {
    const day = createEquityDay();
    day.take(10_000, NOON);
    day.take(9_900, NOON + days * DAY_MS);
    day.take(9_950, NOON + 60_000);
    expect(figures(day)).toEqual([10_000, 10_000]);
    day.take(9_800, NOON + DAY_MS);
    expect(figures(day)).toEqual([9_800, 9_800]);
  });

  it("begins anew on a day that a wrong clock has shown before", () => {
    const day = createEquityDay();
    for (const [equity, atDay] of [[10_000, 0], [10_100, 3], [10_000, 0], [10_200, 1], [11_000, 2]] as const) day.take(equity, NOON + atDay * DAY_MS);
    day.take(11_500, NOON + 3 * DAY_MS);
    expect(figures(day)).toEqual([11_500, 11_500]);
  });

  it("forgives nothing of today to a clock that was one day ahead for a minute", () => {
    const day = createEquityDay();
    day.take(10_000, NOON);
    day.take(9_600, NOON + DAY_MS);
    day.take(9_600, NOON + 60_000);
    expect(figures(day)).toEqual([10_000, 10_000]);
    day.take(9_500, NOON + DAY_MS);
    expect(figures(day)).toEqual([9_600, 9_600]);
  });

  it("stays when a clock is set back over midnight", () => {
    const day = createEquityDay();
    day.take(10_000, NOON);
    day.take(11_000, NOON + DAY_MS);
    expect(day.take(10_500, NOON)).toBeNull();
    expect(figures(day)).toEqual([11_000, 11_000]);
  });

  it("comes out of a snapshot as it went in", () => {
    const day = createEquityDay();
    for (const [equity, atMs] of [[10_000, NOON], [9_000, NOON + 400 * DAY_MS]] as const) day.take(equity, atMs);
    const next = createEquityDay();
    for (const [key, value] of day.parts()) next.restore(key, value);
    expect(figures(next)).toEqual([9_000, 9_000]);
    expect(next.take(9_950, NOON + 1)).toBeNull();
    expect(figures(next)).toEqual([10_000, 10_000]);
  });
});

describe("a clock that was 400 days ahead for a minute", () => {
  async function equity(f: Fixture, amount: number): Promise<void> {
    f.venue.equity = amount;
    await f.clock.advance(60_000);
  }

  async function afterWrongClock(): Promise<Fixture> {
    const f = fixture({ limits: onlyLimits({ dailyDrawdown: { limit: 0.02, warn: null } }) });
    await f.armed();
    f.clock.jumpWall(400 * DAY_MS);
    await equity(f, 12_000);
    f.clock.jumpWall(-400 * DAY_MS);
    await equity(f, 10_000);
    return f;
  }

  it("leaves no peak behind that the account is held against from then on, nor after a restart", async () => {
    const f = await afterWrongClock();
    expect(f.engine.state).toBe("ARMED");
    f.crash();
    const next = f.restarted();
    await next.armed();
    expect(next.engine.state).toBe("ARMED");
  });

  it("forgives nothing of the day it really is", async () => {
    const f = await afterWrongClock();
    await equity(f, 9_790);
    expect(f.engine.status().reasons).toMatchObject([{ code: "RISK_LIMIT" }]);
  });
});

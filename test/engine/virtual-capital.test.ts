import { describe, expect, it } from "vitest";
import { usualPolicy } from "../../src-main/domain/correction-policy.ts";
import { engineSettings, fixture, type Fixture } from "../support/engine-fixture.ts";
import { openIntent } from "../support/intents.ts";

const settings = { recovery: { ...engineSettings.recovery, confirm: "differences" as const, policy: { ...usualPolicy, stormFrom: Number.POSITIVE_INFINITY } } };

async function says(f: Fixture, version: number, capital: number): Promise<void> {
  const saved = f.engine.strategies.save("a", "privateLedger", { version, whole: true, fields: { capital }, removed: [] });
  await f.clock.advance(30_000);
  await saved;
}

const told = (f: Fixture): unknown[] => f.journal.entries.filter(({ kind }) => kind === "CORRECTION_APPLIED").map(({ body }) => (body["correction"] as { readonly truth: string }).truth);

/** Its capital was 1,000; its position vanished, and the venue keeps no history. */
async function withUnknownResult(): Promise<Fixture> {
  const f = fixture(settings);
  await f.armed();
  await says(f, 1, 1_000);
  const order = f.engine.strategies.order(openIntent(f, { agentId: "a" }));
  await f.clock.advance(20_000);
  await order;
  f.venue.positions = [];
  await f.clock.advance(60_000);
  expect(told(f)).toEqual(["nothing"]);
  return f;
}

describe("an agent whose trade ended with a result that nobody knows", () => {
  it("is believed once when it says its capital after it, and asks nobody", async () => {
    const f = await withUnknownResult();
    await says(f, 2, 990);
    await f.clock.advance(600_000);
    expect(told(f)).toEqual(["nothing", "capital 990 (the agent)"]);
    expect(f.engine.state).toBe("ARMED");
    expect(f.alerts.map(({ kind }) => kind)).not.toContain("TRIPPED");
  });

  it("is compared again from there: a capital out of nowhere is on record", async () => {
    const f = await withUnknownResult();
    await says(f, 2, 990);
    await says(f, 3, 5_000_000);
    expect(told(f).at(-1)).toBe("capital 5000000 (the agent)");
    expect(f.engine.recovery.report?.differences).toMatchObject([{ matter: "virtual capital", public: 990, private: 5_000_000 }]);
  });

  it("is believed also when it says so while nobody looked, and trading begins without a person", async () => {
    const f = await withUnknownResult();
    const saved = f.engine.strategies.save("a", "privateLedger", { version: 2, whole: true, fields: { capital: 990 }, removed: [] });
    await f.clock.advance(1);
    await saved;
    f.crash();
    const next = f.restarted();
    await next.armed();
    expect(next.engine.recovery.report).toMatchObject({ decision: "trade", differences: [], otherCorrections: [{ code: "PUBLIC_FOLLOWS", status: "corrected" }] });
    expect(next.engine.state).toBe("ARMED");
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KillRequest, REARM_CONFIRMATION } from "../../src-main/contract/kill.ts";
import { fixture, type Fixture } from "../support/engine-fixture.ts";
import { noAnswer, position } from "../support/scripted-venue.ts";

/**
 * A whole engine through hours of trouble, in milliseconds. What happens is drawn by fast-check; a failure names its
 * seed and shrinks to the shortest story that still breaks a rule.
 */
const troubles = ["ping", "truth", "positions", "account", "close"] as const;

type Event =
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "away" | "back" | "sleep" | "wake" | "kill" | "flatten" | "rearm" | "retry" | "disk-full" | "disk-ok" | "restart" }
  | { readonly do: "trouble" | "heal"; readonly query: (typeof troubles)[number] }
  | { readonly do: "jump" | "block"; readonly ms: number }
  | { readonly do: "open" | "vanish" | "flip"; readonly ticket: number };

const query = fc.constantFrom(...troubles);
const ticket = fc.integer({ min: 1, max: 5 });
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 60_000 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("away" as const, "back", "sleep", "wake", "kill", "flatten", "rearm", "retry", "disk-full", "disk-ok", "restart") }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("trouble" as const, "heal"), query }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("jump" as const, "block"), ms: fc.integer({ min: -100_000, max: 100_000 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("open" as const, "vanish", "flip"), ticket }) },
);

const diskFull = { code: "DISK_FULL", message: "the disk is full", path: "/data/journal.db" } as const;

async function happen(f: Fixture, what: Event): Promise<Fixture> {
  const { engine, venue, clock, journal } = f;
  switch (what.do) {
    case "wait":
      await clock.advance(what.ms);
      return f;
    case "away":
      venue.goAway();
      return f;
    case "back":
      venue.comeBack();
      return f;
    case "sleep":
      engine.suspend();
      expect(engine.mayOpen({ agentId: "default", symbol: "EURUSD" }), "asleep").toBe(false);
      return f;
    case "wake":
      engine.resume();
      expect(engine.mayOpen({ agentId: "default", symbol: "EURUSD" }), "just awake").toBe(false);
      return f;
    case "kill":
    case "flatten":
      engine.kill(KillRequest.parse({ reason: "drawn", flatten: what.do === "flatten" }));
      expect(engine.mayOpen({ agentId: "default", symbol: "EURUSD" }), "killed").toBe(false);
      return f;
    case "rearm":
      void engine.rearm({ name: "N", reason: "drawn", confirmation: REARM_CONFIRMATION });
      return f;
    case "retry":
      void engine.retry();
      return f;
    case "disk-full":
      journal.failure = diskFull;
      return f;
    case "disk-ok":
      journal.failure = null;
      return f;
    case "trouble":
      venue.trouble(what.query, noAnswer);
      return f;
    case "heal":
      venue.trouble(what.query);
      return f;
    case "jump":
      clock.jumpWall(what.ms);
      return f;
    case "block":
      clock.block(Math.abs(what.ms));
      return f;
    case "open":
      if (venue.positions.every((open) => open.ticket !== what.ticket)) venue.positions = [...venue.positions, position({ ticket: what.ticket })];
      return f;
    case "vanish":
      venue.positions = venue.positions.filter((open) => open.ticket !== what.ticket);
      return f;
    case "flip":
      venue.positions = venue.positions.map((open) => (open.ticket === what.ticket ? { ...open, side: open.side === "BUY" ? "SELL" : "BUY" } : open));
      return f;
    case "restart":
      return restarted(f);
  }
}

/** The process dies as it stands; what the journal holds is all that the next one knows. */
async function restarted(f: Fixture): Promise<Fixture> {
  const wasKilled = f.engine.status().kills.filter((kill) => kill.durable).map((kill) => kill.id);
  f.crash();
  const next = f.restarted();
  expect(next.engine.status().kills.map((kill) => kill.id), "a durable kill survives").toEqual(expect.arrayContaining(wasKilled));
  void next.engine.start();
  return next;
}

/** What must hold at every moment. */
function holds(f: Fixture): void {
  const { engine, journal } = f;
  const status = engine.status();
  const opens = engine.mayOpen({ agentId: "default", symbol: "EURUSD" });
  expect(opens, "opens pass in ARMED alone").toBe(status.state === "ARMED");
  if (!opens) return;
  expect(status.kills).toEqual([]);
  expect(status.reasons).toEqual([]);
  expect(engine.feed.value("differences").filter((difference) => difference.status === "waiting")).toEqual([]);
  const lastSync = journal.entries.findLast((entry) => entry.kind === "SYNC_ENDED");
  expect(lastSync?.body["outcome"], "the last sync written down was clean").toBe("clean");
  const lastTrip = journal.entries.findLast((entry) => entry.kind === "TRIPPED")?.seq ?? 0;
  expect(lastSync?.seq ?? 0, "no trip since").toBeGreaterThan(lastTrip);
}

describe("a whole engine under drawn trouble", () => {
  it("never lets an order pass that may not, and always finds its way back", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 5, maxLength: 60 }), async (story) => {
        let f = fixture();
        f.venue.positions = [position({ ticket: 1 })];
        void f.engine.start();
        for (const what of story) {
          f = await happen(f, what);
          holds(f);
        }
        await allIsWell(f);
      }),
      { numRuns: Number(process.env["HOLDFAST_RUNS"] ?? 300) },
    );
  });
});

/** Trouble over, a person does what a person would: the engine must end armed, its record equal to the truth. */
async function allIsWell(f: Fixture): Promise<void> {
  const { engine, venue, clock, journal } = f;
  journal.failure = null;
  for (const each of troubles) venue.trouble(each);
  venue.comeBack();
  await clock.advance(60_000);
  for (let turn = 0; turn < 4 && engine.state !== "ARMED"; turn += 1) {
    const waiting = engine.feed.value("differences").filter((difference) => difference.status === "waiting");
    if (waiting.length > 0) void engine.acceptDifferences(waiting.map((difference) => difference.id), "N", "seen");
    await clock.advance(5_000);
    void engine.rearm({ name: "N", reason: "over", confirmation: REARM_CONFIRMATION });
    await clock.advance(5_000);
    void engine.retry();
    await clock.advance(5_000);
    holds(f);
  }
  expect(engine.state).toBe("ARMED");
  await clock.advance(10_000);
  const believed = engine.feed.value("positions").rows.map(({ ticket, side }) => [ticket, side]);
  expect(believed).toEqual(venue.positions.map(({ ticket, side }) => [ticket, side]));
  expect(f.restarted().ledger().map(({ ticket, side }) => [ticket, side])).toEqual(expect.arrayContaining(believed));
}

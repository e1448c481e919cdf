import { describe, expect, it } from "vitest";
import type { JournalEntry } from "../../src-main/contract/journal.ts";
import type { RecordEvent } from "../../src-main/contract/record-events.ts";
import { recordsSummary } from "../../src-main/domain/records-view.ts";
import { createDoubtEvidence, openingsOf, type Opening } from "../../src-main/engine/doubt-evidence.ts";
import { limits } from "../../src-main/engine/limits.ts";
import { createRestoration, type Restoration, type StatePart } from "../../src-main/engine/restoration.ts";
import { closed, NIGHT, opened } from "../domain/records-fixture.ts";
import { fixture, type Fixture } from "../support/engine-fixture.ts";
import { openIntent } from "../support/intents.ts";
import { position } from "../support/scripted-venue.ts";

type Event = Pick<JournalEntry, "kind" | "body">;

function folded(events: readonly Event[]): Restoration {
  const state = createRestoration();
  state.fold(events.map(({ kind, body }, index): JournalEntry => ({ seq: index + 1, atMs: NIGHT + index, severity: "info", kind, body })));
  return state;
}

const partsOf = (state: Restoration): StatePart[] => JSON.parse(JSON.stringify([...state.parts()])) as StatePart[];

/** In chunks, as the journal tells them. */
function restored(parts: readonly StatePart[]): Restoration {
  const state = createRestoration();
  for (let from = 0; from < parts.length; from += 3) state.restore(parts.slice(from, from + 3));
  state.endRestore();
  return state;
}

const recorded = (...tickets: number[]): Event => ({ kind: "POSITIONS_RECORDED", body: { positions: tickets.map((ticket) => position({ ticket })) } });
const gone = (...tickets: number[]): Event => ({ kind: "POSITIONS_GONE", body: { tickets } });

const trades = (count: number): RecordEvent[] =>
  Array.from({ length: count }, (_, index) => index + 1).flatMap((ticket) => [
    opened({ ticket, agentId: `agent-${ticket % 7}` }),
    ...(ticket % 10 === 0 ? [] : [closed({ ticket, profit: (ticket % 9) - 4 })]),
  ]);

describe("a snapshot of what the last run left behind", () => {
  it("is checked part by part as it comes", () => {
    const parts = JSON.parse(JSON.stringify(partsOf(folded(trades(500)))).replace('"EURUSD","BUY"', '"EURUSD","BAY"')) as StatePart[];
    const state = createRestoration();
    expect(() => state.restore(parts)).toThrow("records.book.rows.0.side");
  });

  it("leaves nothing of its trades for the end, whose work does not grow with them", () => {
    const [whole, parts] = [folded(trades(5_000)), partsOf(folded(trades(5_000)))];
    const state = createRestoration();
    for (const part of parts) {
      state.restore([part]);
      const { rows } = part[1] as { readonly rows?: unknown[] };
      rows?.splice(0);
    }
    state.endRestore();
    expect(state.keeper.records.ledger.trades).toEqual(whole.keeper.records.ledger.trades);
    expect(recordsSummary(state.keeper.records, null).agents).toEqual(recordsSummary(whole.keeper.records, null).agents);
  });

  it("comes in parts that are each short work, and made when they are asked for", () => {
    const state = folded(trades(1_000).map((event): RecordEvent => (event.kind === "TRADE_OPENED" ? opened({ ...event.body.trade, agentId: "one" }) : event)));
    const rows = partsOf(state).map(([, value]) => (value as { readonly rows?: unknown[] }).rows ?? value).filter(Array.isArray);
    expect(Math.max(...rows.map(({ length }) => length))).toBeLessThanOrEqual(200);
    expect(partsOf(state).filter(([key]) => key === "recent").flatMap(([, entries]) => entries as unknown[])).toHaveLength(limits.activityKept);

    const parts = state.parts()[Symbol.iterator]();
    let part = parts.next();
    while (part.value?.[0] !== "records.book") part = parts.next();
    // Open till now: it is told as it is when its turn comes.
    state.keeper.records.fold({ seq: 9_999, atMs: NIGHT, ...closed({ ticket: 1_000 }) });
    const later = [...{ [Symbol.iterator]: () => parts }] as StatePart[];
    expect(later.flatMap(([, value]) => (value as { rows: unknown[][] }).rows).find(([ticket]) => ticket === 1_000)?.[6]).toBe(NIGHT + 60_000);
  });

  it.each(["records", "records.book", "records.agents"])("that lacks a part (%s) is refused", (missing) => {
    const parts = partsOf(folded([{ kind: "AGENT_REGISTERED", body: { agentId: "a", magic: 1 } }, ...trades(20)]));
    const lost = parts.findLastIndex(([key]) => key === missing);
    expect(() => restored(parts.toSpliced(lost, 1))).toThrow("cannot be read: records");
    expect(() => restored(parts)).not.toThrow();
  });

  it("of an older program, which counted nothing and forgot what was gone, is read", () => {
    const events = [...trades(20), recorded(1, 2), gone(2)];
    const parts = partsOf(folded(events)).filter(([key]) => key !== "ledger.gone");
    const old = parts.map(([key, value]): StatePart => [key, key === "records" ? { ...(value as object), counts: undefined } : value]);
    const state = restored(old);
    expect(state.keeper.records.ledger.trades.size).toBe(20);
    expect([...state.ledger.positions.keys()]).toEqual([1]);
    expect(state.ledger.gone).toEqual([]);
  });

  it("keeps an agent in mind whose trades all went to somebody else", () => {
    const events: Event[] = [opened({ ticket: 1, agentId: "giver" }), { kind: "TRADE_CORRECTED", body: { ticket: 1, change: { agentId: "taker" }, why: "hers" } }];
    const { ledger } = restored(partsOf(folded(events))).keeper.records;
    expect([...ledger.agentIds].toSorted()).toEqual(["giver", "taker"]);
    expect(ledger.changedAtMs("giver")).toBe(NIGHT + 1);
  });
});

describe("positions that are gone", () => {
  it("are the same out of a snapshot's parts as out of all entries, at whatever moment it was taken", () => {
    const events = [recorded(1, 2, 3), gone(2), recorded(4), gone(1, 4), recorded(2, 5), gone(5), recorded(6)];
    const whole = folded(events);
    for (let cut = 0; cut <= events.length; cut += 1) {
      const state = restored(partsOf(folded(events.slice(0, cut))));
      state.fold(events.slice(cut).map(({ kind, body }, index): JournalEntry => ({ seq: cut + index + 1, atMs: NIGHT + cut + index, severity: "info", kind, body })));
      expect(partsOf(state)).toEqual(partsOf(whole));
      expect(state.ledger.gone).toEqual(whole.ledger.gone);
      for (let version = 0; version <= whole.ledger.version; version += 1) {
        for (const ticket of [1, 2, 3, 4, 5, 6, 7]) expect(state.ledger.isNewSince(ticket, version)).toBe(whole.ledger.isNewSince(ticket, version));
      }
    }
  });

  it("are forgotten in the same order after a snapshot, once there are too many", () => {
    const most = limits.gonePositionsRemembered;
    const tickets = Array.from({ length: most }, (_, index) => index + 1);
    const state = restored(partsOf(folded([recorded(...tickets), gone(...tickets)])));
    state.ledger.record([position({ ticket: most + 1 })]);
    state.ledger.forget([most + 1]);
    expect(state.ledger.gone).toHaveLength(most);
    expect(state.ledger.gone.map(({ ticket }) => ticket).filter((ticket) => ticket === 1 || ticket > most)).toEqual([most + 1]);
  });

  it("still prove after a snapshot that an order in doubt was executed", async () => {
    const f = fixture();
    await f.armed();
    await executedUnanswered(f);
    const replayed = createRestoration();
    replayed.fold(f.journal.entries);
    expect(f.journal.kinds()).toContain("POSITIONS_GONE");
    expect(mayBeTheOrder(replayed)).toMatchObject([{ ticket: 200_001, isOpen: false }]);
    expect(mayBeTheOrder(restored(partsOf(replayed)))).toEqual(mayBeTheOrder(replayed));
  });
});

/** The order is executed and its answer lost; it was seen open, and was closed again by somebody. */
async function executedUnanswered(f: Fixture): Promise<void> {
  f.venue.executeThenLose = true;
  void f.engine.strategies.order(openIntent(f));
  await f.clock.advance(6_000);
  f.venue.positions = [];
  await f.clock.advance(5_000);
}

/** What the desk for orders in doubt asks, at a venue where nothing is open and that has no history. */
function mayBeTheOrder({ book, ledger }: Restoration): readonly Opening[] {
  book.endReplay();
  const [order] = book.inDoubt;
  if (order === undefined) expect.fail("no order is in doubt");
  return createDoubtEvidence(book, ledger, book.ownerOf).among(order, openingsOf([], [...ledger.gone, ...ledger.positions.values()], null));
}

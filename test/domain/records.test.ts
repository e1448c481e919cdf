import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordEvent } from "../../src-main/contract/record-events.ts";
import { livingRanges } from "../../src-main/domain/record-branches.ts";
import { createSnapshotReader, snapshotParts } from "../../src-main/domain/records-snapshot.ts";
import { createRecords, type Records } from "../../src-main/domain/records.ts";
import { heroOf, valhallaTotals } from "../../src-main/domain/valhalla.ts";
import { closed, foldAll, NIGHT, opened, privateSaved, recordsOf, registered } from "./records-fixture.ts";

const stateSaved = (agentId: string, version: number, changed: Record<string, unknown>): RecordEvent => ({ kind: "AGENT_STATE_SAVED", body: { agentId, version, changed, removed: [] } });

const night: readonly RecordEvent[] = [
  registered("alpha", 7),
  stateSaved("alpha", 1, { gene: "g-1", current_capital: 900, strange_field: { kept: [1, null] } }),
  privateSaved("alpha", { capital: 1000, virtual_positions: [] }),
  opened({ volumeLots: 0.2 }),
  closed({ profit: null }),
  opened({ ticket: 2, agentId: null }),
  { kind: "ORPHAN_HELD", body: { ticket: 2, by: "Ann", reason: "hers" } },
  opened({ ticket: 3, agentId: "beta" }),
  closed({ ticket: 3, profit: 4 }),
  { kind: "SUPERVISOR_SAVED", body: { version: 3, changed: { cycle_count: 5 }, removed: [] } },
  { kind: "MASTERMIND_SAVED", body: { version: 1, changed: { intervention_mode: "human" }, removed: [] } },
  { kind: "VALHALLA_SAVED", body: { version: 1, changed: { last_review: "2026-01-14" }, removed: [] } },
  { kind: "AGENT_DIED", body: { agentId: "beta", hero: { agent_id: "beta", death_reason: "capital gone", lifetime_profit: 4 } } },
  opened({ ticket: 4, agentId: null }),
  { kind: "ORPHAN_FLATTENED", body: { ticket: 4, by: "Ann", reason: "nobody's" } },
];

/** Everything a reader can see. */
const seen = (records: Records): unknown => ({ parts: [...snapshotParts(records)], agents: [...records.agents], statistics: records.ledger.agentIds.map((agentId) => records.ledger.statisticsOf(agentId)), orphans: records.ledger.orphans });

type Part = readonly [key: string, value: unknown];

const written = (records: Records): Part[] => JSON.parse(JSON.stringify([...snapshotParts(records)])) as Part[];

function readFrom(parts: readonly Part[]): Records {
  const reader = createSnapshotReader();
  for (const [key, value] of parts) expect(reader.take(key, value)).toBe(true);
  return reader.whole();
}

const throughJson = (records: Records): Records => readFrom(written(records));

describe("the records", () => {
  it("keep agents whole, with every field that they sent", () => {
    const { agents, supervisor, mastermind, valhalla, lastSaveAtMs } = recordsOf(...night);
    expect(agents.get("alpha")).toMatchObject({ magic: 7, death: null, state: { version: 1, content: { gene: "g-1", strange_field: { kept: [1, null] } } }, capitalBase: { capital: 1000 } });
    expect([supervisor?.content, mastermind?.content, valhalla?.content]).toEqual([{ cycle_count: 5 }, { intervention_mode: "human" }, { last_review: "2026-01-14" }]);
    expect(lastSaveAtMs).toBe(NIGHT + 11_000);
  });

  it("let an agent die once, and keep it", () => {
    const records = foldAll(recordsOf(...night), [{ kind: "AGENT_DIED", body: { agentId: "beta", hero: { agent_id: "beta", death_reason: "again" } } }]);
    expect(records.heroes.get("beta")?.death_reason).toBe("capital gone");
    expect(records.agents.get("beta")?.death).toEqual({ atMs: NIGHT + 12_000, reason: "capital gone" });
  });

  it("make a hero of what was reported, what the agent last said and what the ledger knows", () => {
    const { agents, ledger } = recordsOf(stateSaved("beta", 1, { gene: "g-2", current_capital: 12, days_alive: 3 }), opened({ agentId: "beta" }), closed({ profit: -8 }));
    const hero = heroOf(agents.get("beta") ?? expect.fail("no beta"), { death_reason: "ruined", days_alive: 4 }, ledger.statisticsOf("beta"), NIGHT);
    expect(hero).toMatchObject({ agent_id: "beta", death_time: "2026-01-15T03:00:00.000Z", death_reason: "ruined", gene: "g-2", final_capital: 12, days_alive: 4, lifetime_profit: -8, lifetime_trades: 1, win_rate: 0 });
    expect(valhallaTotals([hero, { agent_id: "gamma", lifetime_profit: 1 }])).toEqual({ heroes: 2, profit: -7, trades: null });
  });

  it("are the same after a snapshot, and go on from it in the same way", () => {
    fc.assert(
      fc.property(fc.nat(night.length), (cut) => {
        const [before, after] = [night.slice(0, cut), night.slice(cut)];
        const straight = recordsOf(...night);
        expect(seen(foldAll(throughJson(recordsOf(...before)), after))).toEqual(seen(straight));
      }),
    );
  });

  it.each([
    ["another schema", (json: string) => json.replace('"schema":1', '"schema":2'), "records.schema"],
    ["a lost field", (json: string) => json.replace('"lastSaveAtMs"', '"lastSave"'), "records.lastSaveAtMs"],
    ["a damaged trade", (json: string) => json.replace('"EURUSD","BUY"', '"EURUSD","BAY"'), "records.book.rows.0.side"],
    ["a trade cut short", (json: string) => json.replace('[1,"EURUSD","BUY"', '[1,"EURUSD"'), "records.book.rows.0"],
    ["a damaged agent", (json: string) => json.replace('"magic":7', '"magic":"7"'), "records.agents.0.magic"],
    ["another number of trades", (json: string) => json.replace('"trades":4', '"trades":5'), "records.counts.trades"],
    ["no parts at all", () => "[]", "records"],
  ])("are not read out of a snapshot with %s", (_name, damage, field) => {
    const json = JSON.stringify(written(recordsOf(...night)));
    expect(damage(json)).not.toBe(json);
    expect(() => readFrom(JSON.parse(damage(json)) as Part[])).toThrow(`cannot be read: ${field} `);
  });

  it("pass over events that are none of theirs, and know how far they have come", () => {
    const records = createRecords();
    records.fold({ seq: 41, atMs: NIGHT, kind: "ENGINE_STARTED", body: {} });
    expect(records.seq).toBe(41);
    expect(records.agents.size).toBe(0);
  });
});

describe("time travel", () => {
  it("leaves out what a restore left behind, also below another restore", () => {
    const branches = [{ seq: 10, atSeq: 4 }, { seq: 20, atSeq: 12 }, { seq: 30, atSeq: 3 }];
    expect(livingRanges(branches, 9)).toEqual([{ from: 1, to: 9 }]);
    expect(livingRanges(branches, 15)).toEqual([{ from: 1, to: 4 }, { from: 10, to: 15 }]);
    expect(livingRanges(branches, 25)).toEqual([{ from: 1, to: 4 }, { from: 10, to: 12 }, { from: 20, to: 25 }]);
    expect(livingRanges(branches, 99)).toEqual([{ from: 1, to: 3 }, { from: 30, to: 99 }]);
    expect(livingRanges([{ seq: 5, atSeq: 0 }], 6)).toEqual([{ from: 5, to: 6 }]);
  });

  it("refuses to fold on over a branch what the branch left behind", () => {
    const branch: RecordEvent = { kind: "RECORD_BRANCHED", body: { atSeq: 1, atMs: NIGHT, by: "Ann", reason: "bad night" } };
    expect(() => recordsOf(opened(), closed(), branch)).toThrow("fold the living entries only");
    const records = recordsOf(opened());
    records.fold({ seq: 3, atMs: NIGHT, ...branch });
    expect(records.ledger.open.size).toBe(1);
  });
});

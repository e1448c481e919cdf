import { describe, expect, it } from "vitest";
import type { RecordEvent } from "../../src-main/contract/record-events.ts";
import { createRecords, type Records } from "../../src-main/domain/records.ts";
import { familyProblemText } from "../../src-main/family-files/problem.ts";
import { type FamilyReading, readFamilyFiles } from "../../src-main/family-files/read-family-files.ts";
import { foldAll, NIGHT, opened, privateSaved, recordsOf } from "../domain/records-fixture.ts";
import { put, scratch } from "./folders.ts";
import { sample } from "./sample.ts";

function read(root: string, into: Records = createRecords()): FamilyReading {
  const reading = readFamilyFiles(root, NIGHT, into);
  return reading.ok ? reading.value : expect.fail(familyProblemText(reading.failure));
}

const imported = (root: string): Records => foldAll(createRecords(), read(root).events);
const problemsOf = (files: Readonly<Record<string, unknown>>): string[] => read(put(scratch(), files)).problems.map(familyProblemText);

describe("a folder of the family", () => {
  it("comes in whole: trades, agents with every field, the dead, the overseers", () => {
    const root = put(scratch(), sample);
    expect(read(root)).toMatchObject({ problems: [], passedOver: [], ignored: [], found: { trades: 4, agents: 3, heroes: 1, supervisor: true, mastermind: true } });
    const records = imported(root);
    expect(records.agents.get("agent_001")).toMatchObject({ state: { version: 1, content: sample["agents/agent_001_state.json"] }, privateLedger: { content: sample["private_ledgers/agent_001.json"] }, capitalBase: { capital: 1002, profit: 2 } });
    expect(records.agents.get("agent_003")?.death).toEqual({ atMs: Date.UTC(2026, 0, 15, 2, 10), reason: "capital exhausted" });
    expect(records.heroes.get("agent_003")).toMatchObject({ legacy: { taught: 2 } });
    expect([records.valhalla?.content, records.supervisor?.content, records.mastermind?.content]).toEqual([{ total_heroes: 1, last_review: "2026-01-14" }, sample["supervisor_state.json"], sample["mastermind_state.json"]]);
  });

  it("has its trades read in each program's spelling, closed ones in the order of their times", () => {
    const { ledger } = imported(put(scratch(), sample));
    expect(ledger.trades.get(104)).toMatchObject({ agentId: "agent_002", side: "SELL", volumeLots: 0.05, openPrice: 2040.5, openedAtMs: 1_705_287_600_000, closedAtMs: null, profit: null });
    expect(ledger.closedOf("agent_001").map(({ ticket, side, closedBy, tag }) => [ticket, side, closedBy, tag])).toEqual([[101, "BUY", "stop-loss", "agent_001 #abc1234"], [102, "SELL", "take-profit", null]]);
    expect(ledger.statisticsOf("agent_001")).toMatchObject({ profit: 2, winningRun: 1, losingRun: 0 });
    expect(ledger.statisticsOf("agent_003")).toMatchObject({ trades: 1, unknown: 1 });
  });

  it("says what the record has no place for", () => {
    expect(read(put(scratch(), sample)).notKept).toEqual([
      { file: "public_ledger.json", field: "version", times: 1 },
      { file: "public_ledger.json", field: "a trade's strategy_note", times: 1 },
    ]);
  });

  it.each([
    ["a plain list", [{ ticket: 5, agent: "a", symbol: "EURUSD", side: "long", lots: 1 }]],
    ["by ticket", { trades: { "5": { agent: "a", symbol: "EURUSD", side: "BUY", size: 1 } } }],
    ["open and closed apart", { open_trades: [{ id: "5", owner: "a", pair: "EURUSD", action: "buy", amount: 1 }], closed_trades: [] }],
    ["agent by agent", { agents: { a: { trades: [{ position_id: 5, instrument: "EURUSD", type: "0", volume: "1.0" }] } } }],
  ])("may keep its trades as %s", (_name, ledger) => {
    expect(imported(put(scratch(), { "public_ledger.json": ledger })).ledger.openOf("a")).toMatchObject([{ ticket: 5, symbol: "EURUSD", side: "BUY", volumeLots: 1 }]);
  });

  it("changes nothing when it comes in again", () => {
    const root = put(scratch(), sample);
    expect(read(root, imported(root))).toMatchObject({ events: [], passedOver: [], problems: [] });
  });

  it("overwrites nothing that the record knows otherwise, and says so", () => {
    const died: RecordEvent = { kind: "AGENT_DIED", body: { agentId: "agent_003", hero: { agent_id: "agent_003", death_reason: "shot" } } };
    const known = recordsOf(opened({ ticket: 101, agentId: "agent_001" }), privateSaved("agent_001", { capital: 5 }, 9), died);
    const { events, passedOver } = read(put(scratch(), sample), known);
    expect(passedOver.map(({ what }) => what)).toEqual(["state of agent_003", "trade 101", "hero agent_003"]);
    // A document that an operator brings in is newer than the one there is.
    expect(events).toContainEqual(expect.objectContaining({ kind: "PRIVATE_LEDGER_SAVED", body: expect.objectContaining({ agentId: "agent_001", version: 10 }) as unknown }));
    const after = foldAll(known, events);
    expect(after.ledger.trades.get(101)?.closedAtMs).toBeNull();
    expect(after.agents.get("agent_001")?.capitalBase?.capital).toBe(5);
  });
});

describe("what is broken", () => {
  it.each([
    ["half a JSON", { "agents/a_state.json": '{"state": ' }, /^agents\/a_state.json: must be JSON/],
    ["Python's NaN", { "agents/a_state.json": '{"note": "NaN is fine here", "total_profit": NaN}' }, /^agents\/a_state.json: total_profit = "NaN": must be a finite number$/],
    ["a field of the wrong type", { "private_ledgers/a.json": { capital: "much" } }, /^private_ledgers\/a.json: capital = "much": /],
    ["a figure out of its range", { "mastermind_state.json": { intervention_mode: "alien" } }, /^mastermind_state.json: intervention_mode = "alien": /],
    ["bytes that are no text", { "supervisor_state.json": Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d) }, /^supervisor_state.json: must be a text in UTF-8$/],
    ["a list for a document", { "agents/a_state.json": [1] }, /^agents\/a_state.json: must be a JSON object$/],
    ["a hero without a name", { "valhalla.json": { heroes: [{ death_reason: "?" }] } }, /^valhalla.json: heroes.0.agent_id = "missing": /],
    ["a hero twice", { "valhalla.json": [{ agent_id: "a" }, { agent_id: "a" }] }, /^valhalla.json: heroes.1.agent_id = "a": must be there once/],
    ["two files of one agent", { "agents/a_state.json": {}, "agents/b_state.json": { agent_id: "a" } }, /^agents\/b_state.json: agent_id = "a": must be another agent's: agents\/a_state.json/],
    ["a ledger of something else", { "public_ledger.json": { planets: 9 } }, /^public_ledger.json: trades = "an object": must be a list of trades/],
    ["a trade without volume", { "public_ledger.json": [{ ticket: 5, symbol: "EURUSD", side: "BUY" }] }, /^public_ledger.json: trades.0.volume = "missing": /],
    ["a trade of NaN", { "public_ledger.json": '{"trades": [{"ticket": 5, "symbol": "EURUSD", "side": "BUY", "lots": NaN}]}' }, /^public_ledger.json: trades.0.lots = "NaN": /],
    ["a side that is none", { "public_ledger.json": [{ ticket: 5, symbol: "EURUSD", type: "HOLD", lots: 1 }] }, /^public_ledger.json: trades.0.type = "HOLD": /],
    ["a time that is none", { "public_ledger.json": [{ ticket: 5, symbol: "EURUSD", side: "BUY", lots: 1, open_time: "soon" }] }, /^public_ledger.json: trades.0.open_time = "soon": must be a time/],
    ["closed, and nobody knows when", { "public_ledger.json": [{ ticket: 5, symbol: "EURUSD", side: "BUY", lots: 1, status: "CLOSED" }] }, /^public_ledger.json: trades.0.close_time = "missing": must be there/],
    ["one ticket, two stories", { "public_ledger.json": [{ ticket: 5, symbol: "EURUSD", side: "BUY", lots: 1 }, { ticket: 5, symbol: "EURUSD", side: "SELL", lots: 1 }] }, /^public_ledger.json: trades.1.ticket = "5": must be there once/],
    ["notes of another format", { "holdfast.json": { format: 2 } }, /^holdfast.json: format = "2": /],
  ])("is named: %s", (_name, files, said) => {
    expect(problemsOf(files)).toEqual([expect.stringMatching(said)]);
  });

  it("keeps nothing else out", () => {
    const root = put(scratch(), { ...sample, "agents/agent_002_state.json": "{oops", "valhalla.json": { heroes: [{ agent_id: "agent_003" }, 7] } });
    const { problems, events } = read(root);
    expect(problems.map(({ file, field }) => [file, field])).toEqual([["valhalla.json", "heroes.1"], ["agents/agent_002_state.json", ""]]);
    const records = foldAll(createRecords(), events);
    expect(records.agents.get("agent_002")).toMatchObject({ state: null, privateLedger: { content: { capital: 996.8 } } });
    expect(records.heroes.size).toBe(1);
    expect(records.ledger.trades.size).toBe(4);
  });

  it.each(["nowhere", "empty"])("a folder that is %s cannot be read at all", (name) => {
    const root = scratch();
    expect(readFamilyFiles(name === "empty" ? root : `${root}/nowhere`, NIGHT, createRecords())).toMatchObject({ ok: false, failure: { rule: "must be a folder with files in it" } });
  });
});

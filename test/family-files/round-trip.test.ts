import { readdirSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClosedBy } from "../../src-main/contract/ledger.ts";
import type { RecordEvent } from "../../src-main/contract/record-events.ts";
import { createRecords, type Records } from "../../src-main/domain/records.ts";
import { virtualCapital } from "../../src-main/domain/virtual-capital.ts";
import { familyFiles } from "../../src-main/family-files/family-files.ts";
import { familyProblemText } from "../../src-main/family-files/problem.ts";
import { readFamilyFiles } from "../../src-main/family-files/read-family-files.ts";
import { writeFamilyFiles } from "../../src-main/family-files/write-family-files.ts";
import { closed, foldAll, NIGHT, opened, privateSaved, recordsOf, registered } from "../domain/records-fixture.ts";
import { put, scratch, texts } from "./folders.ts";
import { sample } from "./sample.ts";

function imported(root: string): Records {
  const reading = readFamilyFiles(root, NIGHT, createRecords());
  if (!reading.ok) return expect.fail(familyProblemText(reading.failure));
  expect(reading.value.problems.map(familyProblemText)).toEqual([]);
  expect(reading.value.passedOver).toEqual([]);
  return foldAll(createRecords(), reading.value.events);
}

function written(records: Records, root = join(scratch(), "out")): string {
  const done = writeFamilyFiles(records, root, { force: false, nowMs: NIGHT });
  return done.ok ? root : expect.fail(familyProblemText(done.failure));
}

/** What of a record an export has to keep: everything but when it was written down. */
const kept = ({ ledger, heroes, agents, valhalla, supervisor, mastermind }: Records): unknown => ({
  trades: [...ledger.trades.values()].toSorted((a, b) => a.ticket - b.ticket),
  closed: ledger.agentIds.toSorted().map((agentId) => ledger.closedOf(agentId).map(({ ticket }) => ticket)).filter((closedTickets) => closedTickets.length > 0),
  statistics: ledger.agentIds.toSorted().map((agentId) => ledger.statisticsOf(agentId)).filter(({ trades }) => trades > 0),
  capital: [...agents.values()].flatMap((agent) => (agent.capitalBase === null ? [] : `${agent.agentId} ${virtualCapital(agent, ledger.statisticsOf(agent.agentId))}`)).toSorted(),
  held: ledger.heldTickets.toSorted((a, b) => a - b),
  heroes: [...heroes],
  agents: [...agents.values()].toSorted((a, b) => (a.agentId < b.agentId ? -1 : 1)).map(({ agentId, magic, state, privateLedger, death }) => [agentId, magic, state?.version, state?.content, privateLedger?.version, privateLedger?.content, death?.reason]),
  documents: [valhalla, supervisor, mastermind].map((document) => document && [document.version, document.content]),
});

const agentIds = fc.constantFrom("alpha", "Alpha", "con", "a:b", "x_ledger", "y_state", "z.private", "default");
const tickets = fc.integer({ min: 1, max: 12 });
const lots = fc.integer({ min: 1, max: 300 }).map((units) => units / 100);
const money = fc.option(fc.integer({ min: -90_000, max: 90_000 }).map((cents) => cents / 100));
const prices = fc.option(fc.double({ min: 0.0001, max: 3000, noNaN: true }));
const moments = fc.integer({ min: NIGHT - 86_400_000 * 400, max: NIGHT });
const versions = fc.nat(1_000);
const anything = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value).replaceAll("__proto__", "proto")) as unknown);
const fields = fc.dictionary(fc.constantFrom("gene", "mood", "medals", "hero", "heroes", "10", "9"), anything);
const closers: readonly ClosedBy[] = ["strategy", "operator", "kill", "stop-loss", "take-profit", "stop-out", "outside", "unknown"];

const made = <T>(from: fc.Arbitrary<T>, event: (value: T) => RecordEvent): fc.Arbitrary<RecordEvent> => from.map(event);
const change = fc.record({ version: versions, changed: fields, removed: fc.constant<string[]>([]) });

const event = fc.oneof(
  made(fc.record({ agentId: agentIds, magic: fc.option(fc.nat(1_000)) }), (body) => ({ kind: "AGENT_REGISTERED", body })),
  made(fc.record({ agentId: agentIds, version: versions, changed: fields, removed: fc.constant<string[]>(["mood"]) }), (body) => ({ kind: "AGENT_STATE_SAVED", body })),
  made(fc.record({ agentId: agentIds, version: versions, cents: fc.nat(1e6) }), ({ agentId, version, cents }) => privateSaved(agentId, { capital: cents / 100, virtual_positions: [] }, version)),
  made(change, (body) => ({ kind: "SUPERVISOR_SAVED", body })),
  made(change, (body) => ({ kind: "VALHALLA_SAVED", body })),
  made(change, (body) => ({ kind: "MASTERMIND_SAVED", body })),
  made(fc.record({ agentId: agentIds, gene: anything, at: moments }), ({ agentId, gene, at }) => ({ kind: "AGENT_DIED", body: { agentId, hero: { agent_id: agentId, gene, death_time: new Date(at).toISOString(), death_reason: "ruin" } } })),
  made(fc.record({ ticket: tickets, agentId: fc.option(agentIds), side: fc.constantFrom("BUY", "SELL"), volumeLots: lots, openPrice: prices, openedAtMs: fc.option(moments), uuid: fc.option(fc.uuid()), tag: fc.option(fc.string({ maxLength: 20 })) }), opened),
  made(fc.record({ ticket: tickets, atMs: moments, volumeLots: lots, price: prices, profit: money, closedBy: fc.constantFrom(...closers) }), closed),
  made(fc.record({ ticket: tickets, change: fc.record({ volumeLots: lots, profit: money, closedAtMs: fc.option(moments), closedBy: fc.constantFrom(...closers), agentId: fc.option(agentIds) }, { requiredKeys: [] }) }), ({ ticket, change: corrected }) => ({ kind: "TRADE_CORRECTED", body: { ticket, change: corrected, why: "so" } })),
  made(tickets, (ticket) => ({ kind: "ORPHAN_HELD", body: { ticket, by: "Ann", reason: "hers" } })),
  made(fc.record({ agentId: agentIds, cents: fc.nat(1e6) }), ({ agentId, cents }) => ({ kind: "CAPITAL_AGREED", body: { agentId, capital: cents / 100 } })),
);

describe("out and in again", () => {
  it("loses nothing, whatever the record holds, and comes out in the same bytes", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const records = recordsOf(...events);
        const first = familyFiles(records);
        const again = imported(put(scratch(), Object.fromEntries(first)));
        expect(kept(again)).toEqual(kept(records));
        expect(Object.fromEntries(familyFiles(again))).toEqual(Object.fromEntries(first));
      }),
      { numRuns: 300 },
    );
  });

  it("keeps the family's own night: in, out, in, out", () => {
    const first = written(imported(put(scratch(), sample)));
    const second = written(imported(first));
    expect(texts(second)).toEqual(texts(first));
    expect(Object.keys(texts(first))).toEqual(["agents/agent_001_state.json", "agents/agent_002_state.json", "agents/agent_003_state.json", "holdfast.json", "mastermind_state.json", "private_ledgers/agent_001.json", "private_ledgers/agent_002.json", "public_ledger.json", "supervisor_state.json", "valhalla.json"]);
    for (const name of ["agents/agent_001_state.json", "supervisor_state.json", "mastermind_state.json", "private_ledgers/agent_001.json"] as const) expect(JSON.parse(texts(first)[name] ?? "")).toEqual(sample[name]);
  });
});

describe("a folder to write to", () => {
  const records = recordsOf(registered("alpha"), opened());

  it("may be new, with folders above it, or empty", () => {
    expect(Object.keys(texts(written(records, join(scratch(), "a", "b"))))).toContain("public_ledger.json");
    expect(Object.keys(texts(written(records, scratch())))).toContain("public_ledger.json");
  });

  it("keeps what is in it: refused, or with force set aside whole", () => {
    const root = join(scratch(), "out");
    put(root, { "mine.txt": "precious" });
    expect(writeFamilyFiles(records, root, { force: false, nowMs: NIGHT })).toMatchObject({ ok: false, failure: { rule: expect.stringContaining("empty folder") as string } });
    expect(texts(root)).toEqual({ "mine.txt": "precious" });
    const forced = writeFamilyFiles(records, root, { force: true, nowMs: NIGHT });
    expect(forced).toMatchObject({ ok: true, value: { setAside: `${root}.before-2026-01-15T03-00-00-000Z` } });
    expect(texts(`${root}.before-2026-01-15T03-00-00-000Z`)).toEqual({ "mine.txt": "precious" });
    expect(Object.keys(texts(root))).not.toContain("mine.txt");
  });

  it("leaves nothing behind when it cannot be written", () => {
    const root = scratch();
    put(root, { file: "in the way" });
    expect(writeFamilyFiles(records, join(root, "file", "out"), { force: false, nowMs: NIGHT })).toMatchObject({ ok: false });
    expect(writeFamilyFiles(records, join(root, "file"), { force: true, nowMs: NIGHT })).toMatchObject({ ok: false, failure: { rule: "must be a folder" } });
    expect(readdirSync(root)).toEqual(["file"]);
  });
});

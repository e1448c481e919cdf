import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AgentState, Mastermind, PrivateLedger, Supervisor } from "../../src-main/contract/agent-state.ts";
import { documentLimits } from "../../src-main/contract/document.ts";
import { newAgent, savePrivateLedger, saveState } from "../../src-main/domain/agent-record.ts";
import { saveDocument, type VersionedDocument, withChange } from "../../src-main/domain/versioned-document.ts";

const kept: VersionedDocument = { version: 5, savedAtMs: 1, content: { state: "ALIVE", total_profit: 12.5, gene: { speed: 3 } } };
const save = (version: number, fields: unknown, whole = false, removed: readonly string[] = []) => saveDocument(kept, { version, whole, fields, removed }, AgentState, 2);

describe("saving a document", () => {
  it("writes down only what changed, and keeps the rest", () => {
    const result = save(6, { total_profit: 20, state: "ALIVE", my_own: [1] });
    expect(result).toMatchObject({ kind: "saved", change: { version: 6, changed: { total_profit: 20, my_own: [1] }, removed: [] } });
    expect(result.kind === "saved" && result.document.content).toEqual({ state: "ALIVE", total_profit: 20, gene: { speed: 3 }, my_own: [1] });
    expect(result.kind === "saved" && Object.keys(result.change.changed)).toEqual(["total_profit", "my_own"]);
  });

  it("removes what a whole save leaves out, and what a partial one names", () => {
    expect(save(6, { state: "ALIVE" }, true)).toMatchObject({ kind: "saved", document: { content: { state: "ALIVE" } }, change: { changed: {}, removed: ["total_profit", "gene"] } });
    expect(save(6, {}, false, ["gene", "never there"])).toMatchObject({ kind: "saved", change: { removed: ["gene"] } });
  });

  it("keeps null as a value", () => {
    expect(save(6, { total_profit: null })).toMatchObject({ kind: "saved", document: { content: { total_profit: null } } });
  });

  it("never lets an older version overwrite a newer one", () => {
    expect(save(4, { state: "DEAD" })).toEqual({ kind: "stale", keptVersion: 5 });
    expect(withChange(kept, { version: 4, changed: { state: "DEAD" }, removed: [] }, 9)).toBe(kept);
  });

  it("takes the same version again only with the same content", () => {
    expect(save(5, { gene: { speed: 3 }, total_profit: 12.5, state: "ALIVE" }, true)).toEqual({ kind: "repeated", document: kept });
    expect(save(5, { total_profit: 12.5 })).toEqual({ kind: "repeated", document: kept });
    expect(save(5, { total_profit: 13 })).toEqual({ kind: "stale", keptVersion: 5 });
    expect(save(5, { total_profit: 12.5 }, true)).toEqual({ kind: "stale", keptVersion: 5 });
  });

  it("comes to the same by change as by document, whatever is saved", () => {
    const fields = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), fc.jsonValue({ maxDepth: 2 }));
    fc.assert(
      fc.property(fc.array(fc.record({ fields, whole: fc.boolean(), version: fc.nat(20), removed: fc.subarray(["a", "b", "x"]) })), (saves) => {
        let document: VersionedDocument | null = null;
        for (const each of saves) {
          const before: VersionedDocument | null = document;
          const result = saveDocument(before, each, AgentState, 1);
          if (result.kind !== "saved") continue;
          document = withChange(before, result.change, 1);
          expect(document).toEqual(result.document);
          if (each.whole) expect(document.content).toEqual(each.fields);
          expect(saveDocument(document, each, AgentState, 2).kind).toBe("repeated");
        }
      }),
    );
  });
});

describe("what is refused, with field, value and rule", () => {
  it.each([
    ["a wrong type", { win_rate: "high" }, "win_rate"],
    ["a share out of range", { emotional_state: { fear: 101 } }, "emotional_state.fear"],
    ["NaN in a field nobody knows", { mine: { deep: [1, Number.NaN] } }, "mine.deep.1"],
    ["Infinity", { current_capital: Number.POSITIVE_INFINITY }, "current_capital"],
    ["no object", [1], ""],
    ["a field called __proto__", JSON.parse('{"__proto__": {"polluted": true}}') as unknown, "__proto__"],
    ["a document too large", { note: "x".repeat(documentLimits.chars + 1) }, "note"],
  ])("%s", (_name, fields, field) => {
    expect(save(6, fields)).toMatchObject({ kind: "invalid", field });
  });

  it("a document nested too deep", () => {
    let deep: unknown = 1;
    for (let level = 0; level <= documentLimits.depth; level += 1) deep = { d: deep };
    expect(save(6, { deep })).toMatchObject({ kind: "invalid", rule: `must be nested at most ${documentLimits.depth} levels deep` });
  });

  it("two saves that come to more than the bounds together", () => {
    const half = "x".repeat(documentLimits.chars * 0.6);
    const first = saveDocument(null, { version: 1, whole: true, fields: { a: half }, removed: [] }, AgentState, 1);
    expect(first.kind).toBe("saved");
    expect(saveDocument(first.kind === "saved" ? first.document : null, { version: 2, whole: false, fields: { b: half }, removed: [] }, AgentState, 2).kind).toBe("invalid");
  });

  it("a version that is no whole number", () => {
    expect(save(6.5, {})).toMatchObject({ kind: "invalid", field: "version" });
  });

  it("somebody else's document, and any save of the dead", () => {
    const wish = { version: 1, whole: true, fields: { agent_id: "beta" }, removed: [] };
    expect(saveState(newAgent("alpha"), wish, 1)).toMatchObject({ kind: "invalid", field: "agent_id", value: "beta" });
    expect(savePrivateLedger({ ...newAgent("beta"), death: { atMs: 7, reason: null } }, wish, 8)).toEqual({ kind: "dead", death: { atMs: 7, reason: null } });
  });

  it("claims without a volume, a Mastermind of another mode, a Supervisor that runs backwards", () => {
    expect(PrivateLedger.safeParse({ virtual_positions: [{ symbol: "EURUSD", side: "buy" }] }).success).toBe(false);
    expect(Mastermind.safeParse({ intervention_mode: "alien" }).success).toBe(false);
    expect(Supervisor.safeParse({ runtime_hours: -1 }).success).toBe(false);
    expect(Supervisor.parse({ runtime_hours: 1, extra: { kept: true } })).toEqual({ runtime_hours: 1, extra: { kept: true } });
  });
});

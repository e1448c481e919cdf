import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CallFailure, type CallName, calls } from "../../src-main/contract/api.ts";
import { type Caller, createDispatcher, done, type Handlers, refuse } from "../../src-main/serve/dispatcher.ts";
import { fakeFeed, fakeHandlers, listLog } from "./fixtures.ts";

const commander: Caller = { permission: "command", via: "http" };
const reader: Caller = { permission: "read", via: "http" };

function setUp(own: Partial<Handlers> = {}, checkOutput = true) {
  const log = listLog();
  return { log, ...createDispatcher({ handlers: fakeHandlers(fakeFeed(), own), log, checkOutput }) };
}

const failureOf = (result: { ok: boolean; failure?: CallFailure }): CallFailure | undefined => (result.ok ? undefined : result.failure);

describe("the validating door", () => {
  it("passes parsed input with its defaults, and the caller, to the handler", async () => {
    const seen: unknown[] = [];
    const { dispatch } = setUp({
      journalTail: (input, caller) => {
        seen.push(input, caller);
        return done([]);
      },
    });
    expect(await dispatch("journalTail", {}, reader)).toEqual({ ok: true, value: [] });
    expect(seen).toEqual([{ limit: 100 }, reader]);
  });

  it("takes no input at all for an empty one", async () => {
    expect((await setUp().dispatch("status", undefined, reader)).ok).toBe(true);
  });

  it.each(["nope", "", "constructor", "__proto__", "toString", 7, null, undefined, {}, ["kill"]])("refuses the unknown call %j", async (name) => {
    expect(failureOf(await setUp().dispatch(name, {}, commander))?.code).toBe("UNKNOWN_CALL");
  });

  const commands = Object.entries(calls).flatMap(([name, call]) => (call.permission === "command" ? [name] : []));
  it.each(commands)("refuses the command %s to somebody who may only read, without running it", async (name) => {
    let ran = false;
    const spy = () => {
      ran = true;
      return refuse("REFUSED", "ran");
    };
    const { dispatch } = setUp({ [name]: spy });
    const failure = failureOf(await dispatch(name, { reason: "r", name: "n" }, reader));
    expect(failure).toEqual({ code: "FORBIDDEN", message: `"${name}" is a command, and this token may only read.` });
    expect(ran).toBe(false);
  });

  it("names field, value and rule of everything that is wrong", async () => {
    const failure = failureOf(await setUp().dispatch("kill", { reason: "", scope: { kind: "symbol", symbol: "x".repeat(40) }, flatten: "yes" }, commander));
    expect(failure?.code).toBe("BAD_INPUT");
    expect(failure?.problems).toEqual([
      { field: "reason", value: "", rule: "must not be empty" },
      { field: "scope.symbol", value: "x".repeat(40), rule: "must be at most 32 characters long" },
      { field: "flatten", value: "yes", rule: "must be true or false" },
    ]);
    expect(failure?.message).toContain("scope.symbol: must be at most 32 characters long");
  });

  it("says which list entry is wrong, and which words are asked for", async () => {
    const { dispatch } = setUp();
    const listed = failureOf(await dispatch("acceptDifferences", { ids: ["a", 5], name: "n", reason: "r" }, commander));
    expect(listed?.problems).toEqual([{ field: "ids[1]", value: "5", rule: "must be a string" }]);
    const typed = failureOf(await dispatch("rearm", { name: "n", reason: "r", confirmation: "rearm" }, commander));
    expect(typed?.problems).toEqual([{ field: "confirmation", value: "rearm", rule: 'must be "RE-ARM"' }]);
  });

  it("shortens long values", async () => {
    const failure = failureOf(await setUp().dispatch("kill", { reason: "a".repeat(5000) }, commander));
    expect(failure?.problems?.[0]?.value).toBe(`${"a".repeat(80)}…`);
  });

  it("keeps a handler's own refusal", async () => {
    const { dispatch } = setUp({ retry: () => refuse("REFUSED", "a sync is running") });
    expect(await dispatch("retry", {}, commander)).toEqual({ ok: false, failure: { code: "REFUSED", message: "a sync is running" } });
  });

  it.each([
    ["throws", () => { throw new Error("secret stack detail"); }],
    ["rejects", () => Promise.reject(new Error("secret stack detail"))],
  ])("answers INTERNAL without details when a handler %s, and logs them", async (_how, handler) => {
    const { dispatch, log } = setUp({ status: handler });
    const failure = failureOf(await dispatch("status", {}, reader));
    expect(failure?.code).toBe("INTERNAL");
    expect(JSON.stringify(failure)).not.toContain("secret stack detail");
    expect(log.lines).toMatchObject([{ level: "error", fields: { call: "status", err: { message: "secret stack detail" } } }]);
  });

  it("holds answers against the contract when asked to", async () => {
    const wrong = { retry: () => ({ ok: true, value: { state: "NONSENSE" } }) } as unknown as Partial<Handlers>;
    expect(failureOf(await setUp(wrong).dispatch("retry", {}, commander))?.code).toBe("INTERNAL");
    expect((await setUp(wrong, false).dispatch("retry", {}, commander)).ok).toBe(true);
  });

  it("never rejects, and fails in the words of the contract, whatever comes in", async () => {
    const { dispatch } = setUp();
    const names = fc.oneof(fc.constantFrom(...(Object.keys(calls) as CallName[])), fc.string(), fc.anything());
    await fc.assert(
      fc.asyncProperty(names, fc.oneof(fc.anything(), fc.object()), fc.constantFrom(reader, commander), async (name, input, caller) => {
        const failure = failureOf(await dispatch(name, input, caller));
        if (failure) {
          CallFailure.parse(failure);
          expect(failure.code).not.toBe("INTERNAL");
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("survives input that fights back", async () => {
    const hostile = Object.defineProperty({}, "reason", { enumerable: true, get: () => { throw new Error("boo"); } });
    expect(failureOf(await setUp().dispatch("kill", hostile, commander))?.code).toBe("INTERNAL");
  });
});

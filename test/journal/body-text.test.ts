import { AssertionError } from "node:assert";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bodyText } from "../../src-main/journal/body-text.ts";

describe("the text of a body", () => {
  it("reads back as what went in", () => {
    const anyBody = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue());
    fc.assert(
      fc.property(anyBody, (body) => {
        expect(JSON.parse(bodyText("ALERT", body))).toEqual(JSON.parse(JSON.stringify(body)));
      }),
    );
  });

  it("leaves out optional fields that are undefined", () => {
    expect(bodyText("ALERT", { a: 1, b: undefined })).toBe('{"a":1}');
  });

  it.each([
    ["NaN", { account: { equity: Number.NaN } }, "ALERT body.account.equity: NaN"],
    ["Infinity", { rows: [1, Number.POSITIVE_INFINITY] }, "ALERT body.rows[1]: Infinity"],
    ["undefined in an array", { rows: [undefined] }, "ALERT body.rows[0]: undefined"],
    ["a hole in an array", { rows: Array.from({ length: 1 }) }, "ALERT body.rows[0]: undefined"],
    ["a bigint", { ticket: 1n }, "ALERT body.ticket: bigint"],
    ["a function", { run: () => 1 }, "ALERT body.run: function"],
    ["a Map", { rows: new Map() }, "ALERT body.rows: Map"],
    ["a Date", { at: new Date(0) }, "ALERT body.at: Date"],
    ["an object that writes itself", { at: { toJSON: 1 } }, "ALERT body.at: toJSON"],
  ])("refuses %s and names the field", (_, body, words) => {
    const write = (): string => bodyText("ALERT", body);
    expect(write).toThrow(AssertionError);
    expect(write).toThrow(words);
  });

  it("refuses a body without an end", () => {
    const body: { again?: object } = {};
    body.again = body;
    expect(() => bodyText("ALERT", body)).toThrow("at most 64 levels");
  });
});

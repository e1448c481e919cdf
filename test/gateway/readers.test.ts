import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backoffMs } from "../../src-main/gateway/backoff.ts";
import { readPositionRows } from "../../src-main/gateway/position-rows.ts";
import { createStrayReplies } from "../../src-main/gateway/stray-replies.ts";
import { timestampFrom } from "../../src-main/gateway/timestamp.ts";
import { parseTolerantly } from "../../src-main/gateway/tolerant-json.ts";

describe("timestamps", () => {
  it("read every moment back from every form that holds it", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date("1974-01-01"), max: new Date("2100-01-01"), noInvalidDate: true }), (date) => {
        const iso = date.toISOString();
        const ms = date.getTime();
        expect(timestampFrom(iso)).toBe(ms);
        expect(timestampFrom(iso.replace("Z", "+00:00"))).toBe(ms);
        expect(timestampFrom(iso.replace("Z", ""))).toBe(ms);
        expect(timestampFrom(iso.replaceAll(/[-:]/g, ""))).toBe(ms);
        expect(timestampFrom(ms / 1_000)).toBe(ms < 1e14 ? ms : Number.NaN);
        expect(timestampFrom(`${new Date(ms + 5.5 * 3_600_000).toISOString().slice(0, -1)}+05:30`)).toBe(ms);
      }),
    );
  });

  it.each([
    ["Python's microseconds", "2026-01-15T03:08:13.999999+00:00", 1_768_446_493_999],
    ["a day", "2026-01-15", 1_768_435_200_000],
    ["no seconds", "2026-01-15 03:08", 1_768_446_480_000],
  ])("%s", (_, text, ms) => expect(timestampFrom(text)).toBe(ms));

  it.each(["", "soon", "2026-02-31T00:00:00Z", "2026-13-01", "2026-01-15T24:00:00Z", "2026-01-15T03:08:13+99:00", -1, Number.NaN, 1e15, true, null, {}, "1e9"])(
    "%j is none",
    (value) => expect(timestampFrom(value)).toBeNaN(),
  );
});

describe("tolerant JSON", () => {
  it("is JSON.parse wherever that works", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(parseTolerantly(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it("puts bare words into strings, and leaves strings alone", () => {
    const text = String.raw`{"a":NaN,"b":[-Infinity, Infinity ],"c":"NaN, \" NaN}","d":"\\","e":-nan(ind)}`;
    expect(parseTolerantly(text)).toEqual({ a: "NaN", b: ["-Infinity", "Infinity"], c: 'NaN, " NaN}', d: "\\", e: "-nan(ind)" });
  });

  it("never throws, whatever it is given", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseTolerantly(text)));
    expect(parseTolerantly(`{"a":"${"x".repeat(5_000_000)}`)).toBeUndefined();
    expect(parseTolerantly("[".repeat(1_000_000))).toBeUndefined();
  });
});

describe("rows", () => {
  it("whatever they hold, no number comes out that is none, and what is refused is named", () => {
    const odd = fc.oneof(fc.double(), fc.integer(), fc.string(), fc.constantFrom(null, undefined, "NaN", "1e400", true), fc.constant([]));
    const fields = ["ticket", "symbol", "type", "volume", "price_open", "open_price", "price_current", "profit", "swap", "sl", "tp", "time_open", "magic", "comment"];
    const sound = { ticket: 7, symbol: "EURUSD", type: "SELL", volume: 0.5 };
    fc.assert(
      fc.property(fc.constantFrom(...fields), odd, (field, value) => {
        const reading = readPositionRows([{ ...sound, [field]: value }], "positions");
        const figures = reading.ok ? Object.values(reading.positions[0] ?? {}) : [];
        for (const figure of figures) if (typeof figure === "number") expect(figure).toSatisfy(Number.isFinite);
        expect(reading.ok ? `positions[0].${field}` : reading.problem.field).toBe(`positions[0].${field}`);
      }),
    );
  });
});

describe("stray replies", () => {
  it("tells late, doubled and foreign apart", () => {
    const strays = createStrayReplies();
    strays.gaveUp("a");
    strays.answered("b");
    strays.count("a");
    strays.count("a");
    strays.count("b");
    strays.count("c");
    strays.count(null);
    expect(strays.counts()).toEqual({ late: 1, duplicate: 2, unmatched: 2 });
  });

  it("forgets the oldest, so that a long silence takes no memory", () => {
    const strays = createStrayReplies();
    for (let i = 0; i < 5_000; i += 1) strays.gaveUp(`${i}`);
    strays.count("0");
    strays.count("4999");
    expect(strays.counts()).toEqual({ late: 1, duplicate: 0, unmatched: 1 });
  });
});

describe("the pause between tries to connect", () => {
  it("doubles up to a cap of 1 s, and keeps to the upper half of it", () => {
    expect([1, 2, 3, 4, 5, 50].map((failures) => backoffMs(failures, 1))).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    expect(backoffMs(5, 0)).toBe(500);
  });
});

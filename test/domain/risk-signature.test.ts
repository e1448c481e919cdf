import { createHash, createHmac } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pythonFloat } from "../../src-main/domain/python-json.ts";
import { canonicalV1, type Hashes, riskSignature, type SignedOrder, signatureFault, signatureStamp } from "../../src-main/domain/risk-signature.ts";

const hashes: Hashes = {
  sha256Hex: (text) => createHash("sha256").update(text).digest("hex"),
  hmacSha256Hex: (secret, text) => createHmac("sha256", secret).update(text).digest("hex"),
};
const secret = "correct horse battery staple";
const v1 = { hashes, secret: null };
const v2 = { hashes, secret };
const atMs = Date.UTC(2026, 0, 15, 3, 8, 13, 123);
const ttlMs = 5_000;

/**
 * Made with Python 3.11: `json.dumps(fields, sort_keys=True)`, `hashlib.sha256`, and `hmac` with the secret above over
 * the same fields plus `uuid`, `magic` and the timestamp `20260115T030813.123Z`.
 */
const vectors: { name: string; order: SignedOrder; text: string; v1: string; v2: string }[] = [
  {
    name: "market, no stops",
    order: { uuid: "u-1", symbol: "EURUSD", type: "BUY", volume: 0.1, price: 0, sl: null, tp: null, magic: 202401 },
    text: '{"price": 0.0, "symbol": "EURUSD", "type": "BUY", "volume": 0.1}',
    v1: "570b76d0",
    v2: "d9d6cbf99d84e4c5dd450d6620c82a319c48ebb27acf613e0743cc781b0a49fc",
  },
  {
    name: "market, stops sent as 0",
    order: { uuid: "u-2", symbol: "EURUSD", type: "BUY", volume: 1, price: 0, sl: 0, tp: 0, magic: 202401 },
    text: '{"price": 0.0, "sl": 0.0, "symbol": "EURUSD", "tp": 0.0, "type": "BUY", "volume": 1.0}',
    v1: "2fbc352a",
    v2: "b2433147a18796b147bf728886c9df6ab1aef6779822b2b2345519aa9f94b12f",
  },
  {
    name: "pending with stops",
    order: { uuid: "u-3", symbol: "GBPUSD", type: "SELL_LIMIT", volume: 0.25, price: 1.27155, sl: 1.275, tp: 1.26, magic: 202401 },
    text: '{"price": 1.27155, "sl": 1.275, "symbol": "GBPUSD", "tp": 1.26, "type": "SELL_LIMIT", "volume": 0.25}',
    v1: "ab5c24bf",
    v2: "2fb1ffce852a41aabd9181c3215cc3189ddb72e03fd741744f4981949f965744",
  },
  {
    name: "float dust",
    order: { uuid: "u-4", symbol: "EURUSD", type: "SELL", volume: 0.30000000000000004, price: 0, sl: null, tp: 1.08, magic: 0 },
    text: '{"price": 0.0, "symbol": "EURUSD", "tp": 1.08, "type": "SELL", "volume": 0.30000000000000004}',
    v1: "f6b7a640",
    v2: "9fad94721b6c7e256228e46c801abf901822a8a991f9705258cb92300ae05362",
  },
  {
    name: "yen",
    order: { uuid: "u-5", symbol: "USDJPY", type: "BUY_STOP", volume: 2, price: 157.123, sl: 156, tp: null, magic: 202401 },
    text: '{"price": 157.123, "sl": 156.0, "symbol": "USDJPY", "type": "BUY_STOP", "volume": 2.0}',
    v1: "64736cb1",
    v2: "658e3f2cf9e3bf8aa5b0f82b7cec65bbb450a17c2a1aeb37471a5a31d087b52f",
  },
  {
    name: "gold, whole numbers",
    order: { uuid: "u-6", symbol: "XAUUSD", type: "BUY_LIMIT", volume: 10, price: 4600, sl: 4500, tp: 5000, magic: 7 },
    text: '{"price": 4600.0, "sl": 4500.0, "symbol": "XAUUSD", "tp": 5000.0, "type": "BUY_LIMIT", "volume": 10.0}',
    v1: "87714769",
    v2: "4d7424559f06c978d21c85fb0b8b2e9bb0f84b896e596578fb0b9137aa908afd",
  },
  {
    name: "tiny numbers",
    order: { uuid: "u-7", symbol: "SHIBUSD", type: "BUY_LIMIT", volume: 1e-05, price: 1.234e-05, sl: 0.0001, tp: 9.9e-07, magic: 202401 },
    text: '{"price": 1.234e-05, "sl": 0.0001, "symbol": "SHIBUSD", "tp": 9.9e-07, "type": "BUY_LIMIT", "volume": 1e-05}',
    v1: "d198968b",
    v2: "c2a1cd42b939b5d19d6b65a1548250bca4fa64e63467f12869eedb5dd4503e06",
  },
  {
    name: "huge numbers",
    order: { uuid: "u-8", symbol: "BTCIDR", type: "SELL_STOP", volume: 1e-08, price: 1.5e+16, sl: 123456789012345680, tp: 9999999999999998, magic: -1 },
    text: '{"price": 1.5e+16, "sl": 1.2345678901234568e+17, "symbol": "BTCIDR", "tp": 9999999999999998.0, "type": "SELL_STOP", "volume": 1e-08}',
    v1: "841be308",
    v2: "9032c37d9df62e256ef86f432196810faebee408062568ec8fcf388be6c0bfa5",
  },
  {
    name: "no price at all",
    order: { uuid: "u-9", symbol: "EURUSD", type: "SELL", volume: 0.01, price: null, sl: null, tp: null, magic: 202401 },
    text: '{"symbol": "EURUSD", "type": "SELL", "volume": 0.01}',
    v1: "0668a060",
    v2: "ca96ab394bee40970d7b00bf89ceea8528d7ca00be5029f55bae168e9ade1934",
  },
  {
    name: "names beyond ASCII",
    order: { uuid: "\u00fc-10", symbol: "\u00d6l\"\\ \u91d1\ud83d\ude00\u007f", type: "BUY", volume: 3, price: 0, sl: null, tp: null, magic: 1099511627776 },
    text: '{"price": 0.0, "symbol": "\\u00d6l\\"\\\\ \\u91d1\\ud83d\\ude00\\u007f", "type": "BUY", "volume": 3.0}',
    v1: "45e38892",
    v2: "8dc2b48f4ce7d89c334ab499f2f194041504c2e77032ea9a31b929ca0722d511",
  },
];

const order: SignedOrder = { uuid: "u-1", symbol: "EURUSD", type: "BUY", volume: 0.1, price: 0, sl: null, tp: 1.1, magic: 202401 };

describe("the risk signature", () => {
  it.each(vectors)("is Python's: $name", ({ order, text, v1: short, v2: long }) => {
    expect(canonicalV1(order)).toBe(text);
    expect(riskSignature(order, atMs, v1)).toBe(`RISK_PASS:${short}:20260115T030813.123Z`);
    expect(riskSignature(order, atMs, v2)).toBe(`RISK_PASS:${long}:20260115T030813.123Z`);
  });

  it("splits into exactly three parts at the colon, whatever the moment", () => {
    const moments = fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true });
    fc.assert(
      fc.property(moments, (moment) => {
        const [head, , stamp, ...more] = riskSignature(order, moment.getTime(), v2).split(":");
        expect([head, more]).toEqual(["RISK_PASS", []]);
        expect(stamp).toMatch(/^\d{8}T\d{6}\.\d{3}Z$/);
      }),
    );
  });

  it.each([v1, v2])("holds for the order it was made for, %#", (key) => {
    expect(signatureFault(riskSignature(order, atMs, key), order, atMs + 100, ttlMs, key)).toBeNull();
  });

  it.each<Partial<SignedOrder>>([{ symbol: "GBPUSD" }, { type: "SELL" }, { volume: 0.2 }, { price: 1 }, { sl: 1 }, { tp: null }])("breaks when the trade is another: %o", (patch) => {
    for (const key of [v1, v2]) expect(signatureFault(riskSignature(order, atMs, key), { ...order, ...patch }, atMs, ttlMs, key)).toBe("checksum");
  });

  it.each<Partial<SignedOrder>>([{ uuid: "u-2" }, { magic: 1 }])("v2 is good for one request only: %o", (patch) => {
    expect(signatureFault(riskSignature(order, atMs, v2), { ...order, ...patch }, atMs, ttlMs, v2)).toBe("checksum");
    expect(signatureFault(riskSignature(order, atMs, v1), { ...order, ...patch }, atMs, ttlMs, v1)).toBeNull();
  });

  it("v2 cannot be dated anew, and wants the secret", () => {
    const signature = riskSignature(order, atMs, v2);
    const later = signature.replace(signatureStamp(atMs), signatureStamp(atMs + 1));
    expect(signatureFault(later, order, atMs, ttlMs, v2)).toBe("checksum");
    expect(signatureFault(signature, order, atMs, ttlMs, { hashes, secret: "another" })).toBe("checksum");
    expect(signatureFault(riskSignature(order, atMs, v1), order, atMs, ttlMs, v2)).toBe("checksum");
  });

  it.each([
    [0, null],
    [ttlMs, null],
    [-ttlMs, null],
    [ttlMs + 1, "expired"],
    [-ttlMs - 1, "expired"],
  ])("seen %d ms later: %s", (ageMs, fault) => {
    expect(signatureFault(riskSignature(order, atMs, v1), order, atMs + ageMs, ttlMs, v1)).toBe(fault);
  });

  it.each([
    "",
    "RISK_PASS",
    "RISK_PASS:12345678",
    "RISK_FAIL:12345678:20260115T030813Z",
    "RISK_PASS:12345678:2026-01-15T03:08:13Z",
    "RISK_PASS:12345678:20260115T030813",
    "RISK_PASS:12345678:20261315T030813Z",
    "RISK_PASS:12345678:now",
    "RISK_PASS:12345678:20260115T030813Z:more",
  ])("has another shape: %j", (signature) => {
    expect(signatureFault(signature, order, atMs, ttlMs, v1)).toBe("format");
  });

  it("is read without milliseconds too, as older signers write it", () => {
    const [, checksum] = riskSignature(order, atMs, v1).split(":");
    expect(signatureFault(`RISK_PASS:${checksum}:20260115T030813Z`, order, atMs, ttlMs, v1)).toBeNull();
  });
});

/** The right side is Python 3.11's `repr`. */
describe("Python's floats", () => {
  it.each([
    [0, "0.0"],
    [-0, "-0.0"],
    [1, "1.0"],
    [-3, "-3.0"],
    [0.1, "0.1"],
    [0.1 + 0.2, "0.30000000000000004"],
    [0.0001, "0.0001"],
    [0.00009999, "9.999e-05"],
    [1e-5, "1e-05"],
    [2.5e-7, "2.5e-07"],
    [5e-324, "5e-324"],
    [123456.789, "123456.789"],
    [1e15, "1000000000000000.0"],
    [9999999999999998, "9999999999999998.0"],
    [1e16, "1e+16"],
    [1e21, "1e+21"],
    [1e100, "1e+100"],
    [1.7976931348623157e308, "1.7976931348623157e+308"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
  ])("%d is %s", (value, text) => {
    expect(pythonFloat(value)).toBe(text);
  });

  it("come back as the same number", () => {
    fc.assert(fc.property(fc.double({ noNaN: true }), (value) => Object.is(Number(pythonFloat(value)), value)));
  });
});

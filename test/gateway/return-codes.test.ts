import { describe, expect, it } from "vitest";
import { fateOf, leavesFateOpen, returnCodeIn } from "../../src-main/gateway/return-codes.ts";

describe("MetaTrader's return codes", () => {
  it.each([
    ["done", [10008, 10009, 10010]],
    ["in doubt", [10011, 10012, 10031]],
    ["not done", [10004, 10006, 10013, 10014, 10015, 10016, 10017, 10018, 10019, 10020, 10021, 10022, 10024, 10026, 10027]],
    ["not done", [10029, 10030, 10033, 10034, 10036, 10039, 10040, 10042, 10043, 10044, 10045]],
    [null, [0, 10025, 10028, 10046, -10004]],
  ])("%s", (fate, codes) => {
    for (const code of codes) expect([code, fateOf(code)]).toEqual([code, fate]);
  });

  it.each([
    ["retcode=10019", 10019],
    ["Order failed: 10012, timeout", 10012],
    ["(10031)", 10031],
    ["first 10099, then 10006.", 10006],
    ["price 10012.5", null],
    ["price 1.10012", null],
    ["ticket 100121", null],
    ["last error -10004", null],
    ["", null],
  ])("in %j: %j", (text, code) => expect(returnCodeIn(text)).toBe(code));

  it("the field goes before the text, and the text counts only where it is the terminal's own", () => {
    const message = "retcode 10012";
    expect(leavesFateOpen({ code: "MT5_ORDER_FAILED", message, returnCode: null })).toBe(true);
    expect(leavesFateOpen({ code: "MT5_ORDER_FAILED", message, returnCode: 10019 })).toBe(false);
    expect(leavesFateOpen({ code: "INVALID_VOLUME", message, returnCode: null })).toBe(false);
  });
});

import { expect, test } from "vitest";
import { pythonDumps, readAsPython } from "../../src-main/simulator/python-dumps.ts";

/** The right side is `json.dumps(json.loads(…), sort_keys=True)` of Python 3.11. */
test.each([
  [
    '{"b":1,"a":1.0,"c":-0,"d":-0.0,"e":1e5,"f":123456789012345678901234567890,"g":1e-7,"h":0.0001,"i":1E+16,"j":1e400}',
    '{"a": 1.0, "b": 1, "c": 0, "d": -0.0, "e": 100000.0, "f": 123456789012345678901234567890, "g": 1e-07, "h": 0.0001, "i": 1e+16, "j": Infinity}',
  ],
  ['{"x":"Öl\\"\\\\ 金😀\u007f\\n","y":0.1}', String.raw`{"x": "\u00d6l\"\\ \u91d1\ud83d\ude00\u007f\n", "y": 0.1}`],
])("what %s says, Python writes as %s", (text, written) => {
  expect(pythonDumps(readAsPython(text))).toBe(written);
});

test("what is neither text nor number is left out", () => {
  expect(pythonDumps(readAsPython('{"a":null,"b":{"c":1},"d":[2],"e":true,"f":"x"}'))).toBe('{"f": "x"}');
});

/**
 * JSON as Python's `json.dumps(value, sort_keys=True)` writes it. Gateways of this family are Python programs, and a
 * checksum over JSON is only as good as the agreement on every character of it.
 */

/** A value that JSON holds, with the kind of number said: Python writes the float one as `1.0` and the integer one as `1`. */
export type PythonValue =
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "integer"; readonly value: number };

/** One object, keys sorted, with `", "` and `": "` between; fields that are null are left out. */
export function pythonObject(fields: Readonly<Record<string, PythonValue | null>>): string {
  const pairs = Object.entries(fields).flatMap(([key, value]) => (value === null ? [] : [[key, value] as const]));
  const sorted = pairs.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, value]) => `${pythonText(key)}: ${pythonValue(value)}`).join(", ")}}`;
}

function pythonValue({ kind, value }: PythonValue): string {
  if (kind === "text") return pythonText(value);
  return kind === "float" ? pythonFloat(value) : String(value);
}

/** Python writes everything outside printable ASCII as `\uXXXX`, one for each UTF-16 unit. */
const pythonText = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/**
 * A float as Python's `repr` writes it: the same shortest digits that JavaScript finds, but always with a point or an
 * exponent, with an exponent below 1e-4 and from 1e16, and at least two digits in that exponent.
 */
export function pythonFloat(value: number): string {
  // Python's JSON has these three words, and a minus before its zero.
  if (!Number.isFinite(value)) return String(value);
  if (Object.is(value, -0)) return "-0.0";
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const size = Number(exponent);
  if (size < -4 || size >= 16) return `${digits}e${size < 0 ? "-" : "+"}${String(Math.abs(size)).padStart(2, "0")}`;
  const plain = String(value);
  return plain.includes(".") ? plain : `${plain}.0`;
}

/**
 * Python's `json.loads` and `json.dumps`, as far as a checksum needs them. A gateway in Python keeps apart what JavaScript
 * does not: a number that was written with a point or an exponent is a float, and is written so again; any other is an
 * integer of any length.
 */

export type PythonScalar = string | PythonNumber;

/** A number with the text it had on the wire. */
class PythonNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  /** As Python's `repr` writes it. */
  toString(): string {
    return /[.eE]/.test(this.source) ? floatText(Number(this.source)) : String(BigInt(this.source));
  }
}

/** JSON.parse tells a reviver how a number was written; TypeScript's library does not know that yet. */
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

/** The texts and numbers among the members of a JSON object. */
export function readAsPython(text: string): ReadonlyMap<string, PythonScalar> {
  const members = parseWithSource(text, (_key, value, { source }) => (typeof value === "number" && source !== undefined ? new PythonNumber(source) : value));
  const scalars = new Map<string, PythonScalar>();
  for (const [name, value] of Object.entries(members ?? {})) if (typeof value === "string" || value instanceof PythonNumber) scalars.set(name, value);
  return scalars;
}

/** `json.dumps(members, sort_keys=True)`. */
export function pythonDumps(members: ReadonlyMap<string, PythonScalar>): string {
  const sorted = [...members.keys()].toSorted();
  return `{${sorted.map((name) => `${textOf(name)}: ${scalarText(members.get(name) ?? "")}`).join(", ")}}`;
}

const scalarText = (value: PythonScalar): string => (typeof value === "string" ? textOf(value) : value.toString());

/** `ensure_ascii`: all but the printable of ASCII is escaped, unit by unit. */
const textOf = (text: string): string => JSON.stringify(text).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** `repr` of a float: shortest digits; an exponent of two digits or more below 1e-4 and from 1e16, else a point. */
function floatText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return `${Object.is(value, -0) ? "-0" : value}.0`;
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-4 && magnitude < 1e16) return String(value);
  // Beyond the largest float Python's JSON has a word of its own, which JavaScript shares.
  return value.toExponential().replace(/(?<=e[+-])\d$/, (digit) => digit.padStart(2, "0"));
}

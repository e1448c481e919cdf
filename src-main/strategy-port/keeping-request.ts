import { documentLimits, documentProblem, type JsonDocument } from "../contract/document.ts";
import type { DocumentSave, InvalidSave } from "../domain/versioned-document.ts";
import { fault, type Fault, type Fields, good, isAbsent, numberFrom, readFlag, type Reading, readMoment, shown } from "./fields.ts";

/** The documents of an agent that `SAVE_STATE` brings: their name with us, their field, and the field with the names that go. */
const agentDocuments = [
  { which: "state", field: "state", removedField: "removed" },
  { which: "privateLedger", field: "private_ledger", removedField: "private_removed" },
] as const;

/** What one request wants kept in one document. */
export interface SavePart<W> {
  readonly which: W;
  /** As the request and its answer call the document. */
  readonly field: string;
  readonly save: DocumentSave;
  /** Where it is no document that anybody could keep: found here, it never waits for its turn among those that are. */
  readonly broken: InvalidSave | null;
}

export type AgentPart = SavePart<(typeof agentDocuments)[number]["which"]>;

/** The parts of a `SAVE_STATE`, at least one; both are of the same version. */
export function readAgentSave(fields: Fields): Reading<readonly AgentPart[]> {
  const parts: AgentPart[] = [];
  for (const { which, field, removedField } of agentDocuments) {
    const part = readPart(fields, which, field, removedField);
    if (!part.ok) return part;
    if (part.value !== null) parts.push(part.value);
  }
  return parts.length > 0 ? good(parts) : fault("MISSING_STATE", "state, as well as private_ledger,", undefined, "a JSON object; one of the two is enough");
}

/** The document of an overseer. */
export function readDocumentSave<W>(fields: Fields, which: W): Reading<SavePart<W>> {
  const part = readPart(fields, which, "document", "removed");
  if (!part.ok) return part;
  return part.value === null ? fault("MISSING_DOCUMENT", "document", undefined, "a JSON object") : good(part.value);
}

/** `null`: there is nothing to keep in this document. */
function readPart<W>(fields: Fields, which: W, field: string, removedField: string): Reading<SavePart<W> | null> {
  const version = readVersion(fields);
  if (!version.ok) return version;
  const whole = readFlag(fields, "whole", true);
  if (!whole.ok) return whole;
  const removed = readRemoved(fields, removedField, whole.value);
  if (!removed.ok) return removed;
  const document = fields[field];
  if (isAbsent(document) && removed.value.length === 0) return good(null);
  const content = document ?? {};
  return good({ which, field, save: { version: version.value, whole: whole.value, fields: content, removed: removed.value }, broken: brokenDocument(content) });
}

function readVersion({ version }: Fields): Reading<number> {
  const rule = "a whole number from 0, and more with every change";
  if (isAbsent(version)) return fault("MISSING_VERSION", "version", version, rule);
  const number = numberFrom(version);
  return Number.isSafeInteger(number) && number >= 0 ? good(number) : fault("INVALID_VERSION", "version", version, rule);
}

function readRemoved(fields: Fields, field: string, whole: boolean): Reading<readonly string[]> {
  const names = fields[field];
  if (isAbsent(names)) return good([]);
  const code = `INVALID_${field.toUpperCase()}`;
  const isNames = Array.isArray(names) && names.length <= documentLimits.values && names.every((name) => typeof name === "string");
  if (!isNames) return fault(code, field, names, "a list of names of fields");
  if (whole && names.length > 0) return fault(code, field, names, "left out unless whole is false: a whole document names what it has");
  return good(names);
}

function brokenDocument(document: unknown): InvalidSave | null {
  const problem = documentProblem(document);
  if (!problem) return null;
  let value = document;
  for (const step of problem.path) value = (value as Readonly<Record<string | number, unknown>>)[step];
  return { kind: "invalid", field: problem.path.join("."), value: shown(value), rule: `must be ${problem.rule}` };
}

/** `document` is what the request calls it; without a field the document itself is meant. */
export function invalidDocument(document: string, { field, value, rule }: InvalidSave): Fault {
  const place = field === "" ? document : `${document}.${field}`;
  return { code: `INVALID_${document.toUpperCase()}`, message: value === "" ? `${place}: ${rule}` : `${place} is ${value}; ${rule}` };
}

/** Fields of a `REPORT_DEATH` that are about the request, not about the dead. */
const ENVELOPE: ReadonlySet<string> = new Set(["action", "uuid", "agent_id", "timestamp", "reason"]);

/** A `REPORT_DEATH` as what it tells of the dead, every other field kept as it is. */
export function readDeath(fields: Fields): Reading<JsonDocument> {
  const deathTime = readMoment(fields, "death_time");
  if (!deathTime.ok) return deathTime;
  const told = Object.fromEntries(Object.entries(fields).filter(([name]) => !ENVELOPE.has(name)));
  const report = isAbsent(fields["reason"]) ? told : { death_reason: fields["reason"], ...told };
  const broken = brokenDocument(report);
  return broken ? { ok: false, fault: invalidDocument("death", broken) } : good(report);
}

import { Hero, Valhalla } from "../contract/agent-state.ts";
import type { JsonDocument } from "../contract/document.ts";
import type { FamilyDocument } from "./family-content.ts";
import type { OurNotes } from "./our-notes.ts";
import { broken, type FamilyProblem, problemFrom, type Reading } from "./problem.ts";
import { isRow } from "./trade-row.ts";

export interface ValhallaReading {
  readonly heroes: readonly Hero[];
  /** What it says beside its heroes; `null`: nothing. */
  readonly document: FamilyDocument | null;
  readonly problems: readonly FamilyProblem[];
}

/** Heroes as a list, or by agent; the whole file may be that list. */
export function readValhalla(file: string, json: unknown, notes: OurNotes | null): Reading<ValhallaReading> {
  if (!Array.isArray(json) && !isRow(json)) return broken(file, "", json, "must be an object, or a list of heroes");
  const { heroes: listed = [], ...rest } = Array.isArray(json) ? { heroes: json } : json;
  const rows = rowsOf(listed);
  if (rows === null) return broken(file, "heroes", listed, "must be a list, or an object by agent");
  const heroes = new Map<string, Hero>();
  const problems: FamilyProblem[] = [];
  for (const [at, row] of rows) {
    const hero = Hero.safeParse(row);
    if (!hero.success) problems.push(under(at, problemFrom(file, hero.error, row)));
    else if (heroes.has(hero.data.agent_id)) problems.push(broken(file, `${at}.agent_id`, hero.data.agent_id, "must be there once: an agent dies once").failure);
    else heroes.set(hero.data.agent_id, hero.data);
  }
  const document = documentOf(file, rest, notes);
  return document.ok ? { ok: true, value: { heroes: [...heroes.values()], document: document.value, problems } } : document;
}

const under = (at: string, problem: FamilyProblem): FamilyProblem => ({ ...problem, field: problem.field === "" ? at : `${at}.${problem.field}` });

function rowsOf(listed: unknown): [string, unknown][] | null {
  if (Array.isArray(listed)) return listed.map((row: unknown, index) => [`heroes.${index}`, row]);
  if (!isRow(listed)) return null;
  return Object.entries(listed).map(([agentId, row]) => [`heroes.${agentId}`, isRow(row) ? { agent_id: agentId, ...row } : row]);
}

function documentOf(file: string, rest: JsonDocument, notes: OurNotes | null): Reading<FamilyDocument | null> {
  const fields = notes?.valhalla_heroes === undefined ? rest : { ...rest, heroes: notes.valhalla_heroes };
  if (Object.keys(fields).length === 0 && (notes?.valhalla_version ?? null) === null) return { ok: true, value: null };
  const read = Valhalla.safeParse(fields);
  return read.success ? { ok: true, value: { file, fields } } : { ok: false, failure: problemFrom(file, read.error, fields) };
}

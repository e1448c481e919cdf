import type { z } from "zod";
import { AgentState, type Hero, Mastermind, PrivateLedger, Supervisor } from "../contract/agent-state.ts";
import type { JsonDocument } from "../contract/document.ts";
import type { Trade } from "../contract/ledger.ts";
import { parseJson } from "./json-text.ts";
import type { Part } from "./layout.ts";
import { OurNotes } from "./our-notes.ts";
import { broken, type FamilyProblem, problemFrom, type Reading } from "./problem.ts";
import { type NotKept, readPublicLedger } from "./public-ledger-file.ts";
import { type FamilyFile, type FoundFolder, openZip, type Source } from "./source.ts";
import { readValhalla } from "./valhalla-file.ts";

/** What a folder of the family holds: all that is good in it, and what is wrong with the rest. */
export interface FamilyContent {
  /** The closed trades of each agent in the order of their closing. */
  readonly trades: readonly Trade[];
  /** By agent. */
  readonly states: ReadonlyMap<string, FamilyDocument>;
  readonly privateLedgers: ReadonlyMap<string, FamilyDocument>;
  readonly heroes: readonly Hero[];
  readonly valhalla: FamilyDocument | null;
  readonly supervisor: FamilyDocument | null;
  readonly mastermind: FamilyDocument | null;
  readonly notes: OurNotes | null;
  readonly problems: readonly FamilyProblem[];
  readonly notKept: readonly NotKept[];
  /** The files that all this comes from. */
  readonly files: readonly string[];
}

/** A document, and the file it stands in. */
export interface FamilyDocument {
  readonly file: string;
  readonly fields: JsonDocument;
}

interface Gathering {
  sources(): Iterable<Source>;
  readonly problems: FamilyProblem[];
  readonly files: string[];
}

/**
 * Each part comes from the first of the folder itself and its zips, newest first, that has any of it: older checkpoints
 * hold agents that are gone since. A file that is broken there is looked for in the older ones.
 */
export function readContent(root: string, found: FoundFolder): FamilyContent {
  const problems = [...found.problems];
  const gathering: Gathering = { sources: sourcesOf(root, found, problems), problems, files: [] };
  const notes = readNotes(gathering);
  const ledger = readOne(gathering, "public_ledger", readPublicLedger);
  const hall = readOne(gathering, "valhalla", (file, json) => readValhalla(file, json, notes));
  problems.push(...(ledger?.problems ?? []), ...(hall?.problems ?? []));
  return {
    trades: inOrder(ledger?.trades ?? [], notes),
    states: readAgents(gathering, "agents", AgentState),
    privateLedgers: readAgents(gathering, "private_ledgers", PrivateLedger),
    heroes: hall?.heroes ?? [],
    valhalla: hall?.document ?? null,
    supervisor: readOne(gathering, "supervisor", (file, json) => documentIn(file, json, Supervisor)),
    mastermind: readOne(gathering, "mastermind", (file, json) => documentIn(file, json, Mastermind)),
    notes,
    notKept: ledger?.notKept ?? [],
    problems,
    files: gathering.files,
  };
}

/** Zips are opened only as far as somebody asks, and each once. */
function sourcesOf(root: string, { own, zips }: FoundFolder, problems: FamilyProblem[]): () => Generator<Source> {
  const opened = new Map<string, Source | null>();
  const open = (path: string): Source | null => {
    const known = opened.get(path);
    if (known !== undefined) return known;
    const zip = openZip(root, path);
    if (!zip.ok) problems.push(zip.failure);
    opened.set(path, zip.ok ? zip.value : null);
    return zip.ok ? zip.value : null;
  };
  return function* () {
    if (own.files.length > 0) yield own;
    for (const path of zips) {
      const zip = open(path);
      if (zip !== null) yield zip;
    }
  };
}

/** They tell of the files beside them, so those of an older source would say something wrong. */
function readNotes(gathering: Gathering): OurNotes | null {
  const [first] = gathering.sources();
  return readOne({ ...gathering, sources: () => (first ? [first] : []) }, "holdfast", (file, json) => {
    const notes = OurNotes.safeParse(json);
    return notes.success ? { ok: true, value: notes.data } : { ok: false, failure: problemFrom(file, notes.error, json) };
  });
}

type Reader<T> = (file: string, json: unknown) => Reading<T>;

/** The newest good file of a part that has one file; `null`: there is none. */
function readOne<T>(gathering: Gathering, part: Part, read: Reader<T>): T | null {
  for (const { files } of gathering.sources()) {
    const file = files.find(({ place }) => place.part === part);
    const good = file && readFile(gathering, file, read);
    if (good) return good.value;
  }
  return null;
}

/** `null`: it is broken, and that is written down. */
function readFile<T>({ problems, files }: Gathering, file: FamilyFile, read: Reader<T>): { readonly value: T } | null {
  const bytes = file.read();
  const json = bytes.ok ? parseJson(file.name, bytes.value) : bytes;
  const good = json.ok ? read(file.name, json.value) : json;
  if (good.ok) files.push(file.name);
  else problems.push(good.failure);
  return good.ok ? { value: good.value } : null;
}

function documentIn(file: string, json: unknown, schema: z.ZodType): Reading<FamilyDocument> {
  const read = schema.safeParse(json);
  return read.success ? { ok: true, value: { file, fields: json as JsonDocument } } : { ok: false, failure: problemFrom(file, read.error, json) };
}

function readAgents(gathering: Gathering, part: "agents" | "private_ledgers", schema: z.ZodType): Map<string, FamilyDocument> {
  const [first, ...older] = [...gathering.sources()].map(({ files }) => files.filter(({ place }) => place.part === part)).filter((files) => files.length > 0);
  const documents = new Map<string, FamilyDocument>();
  for (const file of first ?? []) {
    const others = older.flatMap((files) => files.find(({ place }) => place.agentId === file.place.agentId) ?? []);
    const good = firstGood(gathering, [file, ...others], (name, json) => documentIn(name, json, schema));
    if (good === null) continue;
    const agentId = agentOf(good, file);
    if (!documents.has(agentId)) documents.set(agentId, good);
    else gathering.problems.push(broken(good.file, "agent_id", agentId, `must be another agent's: ${documents.get(agentId)?.file} is this one's`).failure);
  }
  return documents;
}

function firstGood<T>(gathering: Gathering, candidates: readonly FamilyFile[], read: Reader<T>): T | null {
  for (const file of candidates) {
    const good = readFile(gathering, file, read);
    if (good) return good.value;
  }
  return null;
}

/** What a document says of itself counts before its file's name, which some programs shorten. */
const agentOf = ({ fields }: FamilyDocument, { place }: FamilyFile): string => (typeof fields["agent_id"] === "string" ? fields["agent_id"] : (place.agentId ?? ""));

/** Ours are in the order in which they were closed; runs of wins and losses hang on it. Of others, only times tell. */
const inOrder = (trades: readonly Trade[], notes: OurNotes | null): readonly Trade[] => (notes ? trades : trades.toSorted((a, b) => (a.closedAtMs ?? Number.POSITIVE_INFINITY) - (b.closedAtMs ?? Number.POSITIVE_INFINITY) || 0));

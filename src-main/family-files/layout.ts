import { AgentId } from "../contract/order.ts";

/** The parts of the layout. `holdfast` is what only we write: versions and the like, for which the family has no place. */
export const parts = ["public_ledger", "private_ledgers", "agents", "valhalla", "supervisor", "mastermind", "holdfast"] as const;
export type Part = (typeof parts)[number];

/** Where a file belongs. `agentId` is what its name says, for the two parts that have a file an agent. */
export interface Place {
  readonly part: Part;
  readonly agentId: string | null;
}

/** Folders of the layout that are looked into; the last two hold zips. */
export const layoutFolders = ["private_ledgers", "agents", "checkpoints", "snapshots"] as const;

/** As we write them. Others of the family leave `_state` out, or add it. */
const singles: Readonly<Record<string, Part>> = {
  "public_ledger.json": "public_ledger",
  "valhalla.json": "valhalla",
  "valhalla_state.json": "valhalla",
  "supervisor_state.json": "supervisor",
  "supervisor.json": "supervisor",
  "mastermind_state.json": "mastermind",
  "mastermind.json": "mastermind",
  "holdfast.json": "holdfast",
};

/** The longest ending first: `_ledger` would otherwise become a part of the name. */
const perAgent: readonly { readonly folder: string; readonly part: Part; readonly endings: readonly string[] }[] = [
  { folder: "private_ledgers/", part: "private_ledgers", endings: ["_private_ledger.json", "_ledger.json", ".json"] },
  { folder: "agents/", part: "agents", endings: ["_state.json", ".json"] },
];

/** What the file at this path (from the layout's top, with `/`) is; `null`: none of the layout. */
export function placeOf(path: string): Place | null {
  const single = Object.hasOwn(singles, path) ? singles[path] : undefined;
  if (single !== undefined) return { part: single, agentId: null };
  for (const { folder, part, endings } of perAgent) {
    if (!path.startsWith(folder)) continue;
    const name = path.slice(folder.length);
    const ending = endings.find((each) => name.endsWith(each));
    const agentId = ending === undefined || name.includes("/") ? null : agentIn(name.slice(0, -ending.length));
    return agentId === null ? null : { part, agentId };
  }
  return null;
}

export const privateLedgerPath = (fileName: string): string => `private_ledgers/${fileName}.json`;
export const statePath = (fileName: string): string => `agents/${fileName}_state.json`;

/** Names that Windows keeps for devices, whatever their ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;
/** An id that ends like this would be cut when its file is read again. */
const LOOKS_CUT = /_(?:private_)?ledger$|_state$/;

/**
 * A file name for every agent, the same on every system: what Windows does not allow in names, and capitals where two
 * names differ in nothing else, are written as `%` and their code. `placeOf` reads them back.
 */
export function fileNames(agentIds: readonly string[]): ReadonlyMap<string, string> {
  const alike = Map.groupBy(agentIds, (agentId) => agentId.toLowerCase());
  return new Map(agentIds.map((agentId) => [agentId, fileName(agentId, (alike.get(agentId.toLowerCase())?.length ?? 0) > 1)]));
}

function fileName(agentId: string, hasDouble: boolean): string {
  const safe = agentId.replaceAll(hasDouble ? /[A-Z:]/g : /:/g, encoded);
  if (DEVICE.test(safe.split(".")[0] ?? "")) return encoded(safe.slice(0, 1)) + safe.slice(1);
  return LOOKS_CUT.test(safe) ? safe.replace(/_(?=[a-z]+$)/, encoded) : safe;
}

const encoded = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

function agentIn(name: string): string | null {
  const decoded = name.replaceAll(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return AgentId.safeParse(decoded).success ? decoded : null;
}

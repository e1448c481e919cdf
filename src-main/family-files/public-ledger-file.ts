import type { Trade } from "../contract/ledger.ts";
import { sameJson } from "../domain/versioned-document.ts";
import { familyLimits } from "./limits.ts";
import { broken, type FamilyProblem, type Reading } from "./problem.ts";
import { countedFields, tradeListSpellings } from "./spellings.ts";
import { type FoundRow, isRow, readTrade } from "./trade-row.ts";

/** Fields that the record has no place for, and in how many rows they stand. */
export interface NotKept {
  readonly file: string;
  readonly field: string;
  readonly times: number;
}

export interface LedgerReading {
  /** In the order of the file. */
  readonly trades: readonly Trade[];
  readonly problems: readonly FamilyProblem[];
  readonly notKept: readonly NotKept[];
}

/** A public ledger: its good rows, and what is wrong with each of the others. */
export function readPublicLedger(file: string, json: unknown): Reading<LedgerReading> {
  const rows = rowsOf(json);
  if (rows === null) return broken(file, "trades", json, `must be a list of trades, or an object with one of ${tradeListSpellings.join(", ")}`);
  const trades = new Map<number, Trade>();
  const problems: FamilyProblem[] = [];
  const lost = new Map<string, number>(isRow(json) ? Object.keys(json).filter((name) => !countedFields.includes(name) && !isListName(name)).map((name) => [name, 1]) : []);
  for (const found of rows) {
    const read = readTrade(file, found);
    if (!read.ok) {
      if (problems.length < familyLimits.problemsMax) problems.push(read.failure);
      continue;
    }
    const { trade, notKept } = read.value;
    const known = trades.get(trade.ticket);
    if (known && !sameJson(known, trade)) problems.push({ file, field: `${found.at}.ticket`, value: String(trade.ticket), rule: "must be there once: the same ticket stands above and says something else" });
    else trades.set(trade.ticket, trade);
    for (const name of notKept) lost.set(`a trade's ${name}`, (lost.get(`a trade's ${name}`) ?? 0) + 1);
  }
  return { ok: true, value: { trades: [...trades.values()], problems, notKept: [...lost].map(([field, times]) => ({ file, field, times })) } };
}

const isListName = (name: string): boolean => tradeListSpellings.some((each) => each === name);

/** `null`: it has no trades in any of the places where the family keeps them. */
function rowsOf(json: unknown): FoundRow[] | null {
  if (Array.isArray(json)) return listed(json, "trades", {});
  if (!isRow(json)) return null;
  const own = listsIn(json, "", {});
  const agents = isRow(json["agents"]) ? Object.entries(json["agents"]) : [];
  const theirs = agents.flatMap(([agentId, book]) => (isRow(book) ? listsIn(book, `agents.${agentId}.`, { agentId }) : []));
  const hasPlace = Object.keys(json).some((name) => isListName(name) || name === "agents") || Object.keys(json).length === 0;
  return hasPlace ? [...own, ...theirs] : null;
}

function listsIn(place: Readonly<Record<string, unknown>>, before: string, known: Pick<FoundRow, "agentId">): FoundRow[] {
  return tradeListSpellings.flatMap((name) => {
    const list = place[name];
    if (Array.isArray(list)) return listed(list, before + name, known);
    return isRow(list) ? Object.entries(list).map(([ticket, row]) => ({ row, at: `${before}${name}.${ticket}`, ticket, ...known })) : [];
  });
}

const listed = (list: readonly unknown[], at: string, known: Pick<FoundRow, "agentId">): FoundRow[] => list.map((row, index) => ({ row, at: `${at}.${index}`, ...known }));

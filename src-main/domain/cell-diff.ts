import { type LedgerDifference, type Matter, priorityOf } from "../contract/reconciliation.ts";
import type { Side } from "../contract/position.ts";
import { samePrice, sameTime } from "./diff-tolerance.ts";
import { averagePrice, bothSides, type Cell, firstOpening, type Holding } from "./holding-cells.ts";
import { oddOne, type ThreeFigures } from "./odd-one.ts";
import type { DiffWork } from "./three-way-diff.ts";
import { lotsOf, type VolumeUnits } from "./volume.ts";

/** Which sides have anything to say about a cell; our record always has. */
export interface SidesPresent {
  readonly venue: boolean;
  readonly private: boolean;
}

/** Compares one agent's totals in one symbol, and what it says of price and time with what is so. */
export function compareCell(work: DiffWork, cell: Cell, present: SidesPresent): void {
  if (cell.opposedBy !== null) return present.private ? joinOpposed(work, cell, cell.opposedBy) : undefined;
  if (present.private && isOpposite(cell, present)) return differInDirection(work, cell, present);
  for (const side of bothSides) {
    if (compareVolume(work, cell, side, present) && present.private) compareClaims(work, cell, side, present);
  }
}

/** A ticket's direction is in question, so a claim is right or wrong only once that is decided; till then it is one more voice. */
function joinOpposed(work: DiffWork, cell: Cell, difference: LedgerDifference): void {
  const said = directionOf(cell, "private");
  if (said === "BUY" || said === "SELL") {
    difference.private = `${said} ${cell.symbol}`;
    difference.odd = oddOne(difference, (a, b) => a === b);
  }
  mismatch(work, cell, difference.id);
}

/** Returns whether the volumes are alike on all sides that have them. */
function compareVolume(work: DiffWork, cell: Cell, side: Side, present: SidesPresent): boolean {
  const holding = cell[side];
  const figures = figuresOf(holding, present);
  const same = (a: number, b: number): boolean => Math.abs(a - b) <= work.slack;
  const { venue, public: record, private: said } = figures;
  const truth = venue ?? record ?? 0;
  const privateAlike = said === null || (same(truth, said) && !holding.misclaimed);
  if (!holding.torn && same(truth, record ?? 0) && privateAlike) return true;
  const id = differ(work, "volume", cell, side, { venue: lots(venue), public: lots(record), private: lots(said) }, oddOne(figures, same));
  if (!privateAlike) mismatch(work, cell, id);
  return false;
}

function compareClaims(work: DiffWork, cell: Cell, side: Side, present: SidesPresent): void {
  const holding = cell[side];
  const truth = present.venue ? holding.venue : holding.public;
  const said = holding.private;
  const [price, saidPrice] = [averagePrice(truth), averagePrice(said)];
  if (!samePrice(cell.symbol, price, saidPrice, [truth.quoted, said.quoted], work.tolerance)) {
    const record = present.venue ? averagePrice(holding.public) : price;
    mismatch(work, cell, differ(work, "entry price", cell, side, { venue: present.venue ? price : null, public: record, private: saidPrice }, present.venue ? "private" : null));
  }
  const [since, saidSince] = [firstOpening(truth), firstOpening(said)];
  if (!sameTime(since, saidSince, work.tolerance)) {
    const record = present.venue ? firstOpening(holding.public) : since;
    mismatch(work, cell, differ(work, "holding time", cell, side, { venue: present.venue ? since : null, public: record, private: saidSince }, present.venue ? "private" : null));
  }
}

/** What is so is all on one side, and what the agent says is all on the other. */
function isOpposite(cell: Cell, present: SidesPresent): boolean {
  const truth = directionOf(cell, present.venue ? "venue" : "public");
  const said = directionOf(cell, "private");
  return (truth === "BUY" && said === "SELL") || (truth === "SELL" && said === "BUY");
}

function differInDirection(work: DiffWork, cell: Cell, present: SidesPresent): void {
  const figures: ThreeFigures<string> = {
    venue: present.venue ? directionOf(cell, "venue") : null,
    public: directionOf(cell, "public"),
    private: directionOf(cell, "private"),
  };
  mismatch(work, cell, differ(work, "direction", cell, null, figures, oddOne(figures, (a, b) => a === b)));
}

function directionOf(cell: Cell, side: "venue" | "public" | "private"): "BUY" | "SELL" | "BUY and SELL" | "none" {
  const [buy, sell] = [cell.BUY[side].units > 0, cell.SELL[side].units > 0];
  if (buy) return sell ? "BUY and SELL" : "BUY";
  return sell ? "SELL" : "none";
}

const figuresOf = ({ venue, public: record, private: said }: Holding, present: SidesPresent): ThreeFigures<number> => ({
  venue: present.venue ? venue.units : null,
  public: record.units,
  private: present.private ? said.units : null,
});

const lots = (units: number | null): number | null => (units === null ? null : lotsOf(units as VolumeUnits));

/** Returns the difference's id. */
function differ(work: DiffWork, matter: Matter, cell: Cell, side: Side | null, figures: ThreeFigures<number | string>, odd: ReturnType<typeof oddOne>): string {
  const { agentId, symbol } = cell;
  const id = `${matter}:${agentId ?? ""}:${symbol}:${side ?? ""}`;
  work.differences.push({ id, matter, priority: priorityOf[matter], agentId, symbol, side, ticket: null, ...figures, odd });
  return id;
}

/** Cells are compared one after another, so a second mismatch of the same cell can only follow its first. */
function mismatch({ privateMismatches }: DiffWork, { agentId, symbol }: Cell, differenceId: string): void {
  const last = privateMismatches.at(-1);
  if (agentId === null || (last?.agentId === agentId && last.symbol === symbol)) return;
  privateMismatches.push({ agentId, symbol, differenceId });
}

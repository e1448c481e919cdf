import type { TradeStatistics } from "../contract/ledger.ts";
import { amountOf, type Cents, centsFrom } from "./money.ts";

/** Statistics as they are counted, trade by trade: whole cents, changed in place. */
export interface Tally {
  trades: number;
  wins: number;
  losses: number;
  even: number;
  unknown: number;
  profitCents: number;
  winningRun: number;
  losingRun: number;
  longestWinningRun: number;
  longestLosingRun: number;
  bestCents: number | null;
  worstCents: number | null;
}

export const newTally = (): Tally => ({
  trades: 0,
  wins: 0,
  losses: 0,
  even: 0,
  unknown: 0,
  profitCents: 0,
  winningRun: 0,
  losingRun: 0,
  longestWinningRun: 0,
  longestLosingRun: 0,
  bestCents: null,
  worstCents: null,
});

/** Counts one more closed trade. `profit` is `null` when nobody knows it. */
export function count(tally: Tally, profit: number | null): void {
  tally.trades += 1;
  if (profit === null) {
    tally.unknown += 1;
    endRuns(tally);
    return;
  }
  const cents = centsFrom(profit);
  tally.profitCents += cents;
  tally.bestCents = tally.bestCents === null ? cents : Math.max(tally.bestCents, cents);
  tally.worstCents = tally.worstCents === null ? cents : Math.min(tally.worstCents, cents);
  if (cents === 0) {
    tally.even += 1;
    endRuns(tally);
  } else if (cents > 0) countWin(tally);
  else countLoss(tally);
}

export function statisticsFrom(tally: Tally): TradeStatistics {
  const { trades, wins, losses, even, unknown, winningRun, losingRun, longestWinningRun, longestLosingRun } = tally;
  const known = wins + losses + even;
  return {
    trades,
    wins,
    losses,
    even,
    unknown,
    profit: amountOf(tally.profitCents as Cents),
    winRate: known === 0 ? null : wins / known,
    winningRun,
    losingRun,
    longestWinningRun,
    longestLosingRun,
    best: amountOrNull(tally.bestCents),
    worst: amountOrNull(tally.worstCents),
  };
}

function countWin(tally: Tally): void {
  tally.wins += 1;
  tally.losingRun = 0;
  tally.winningRun += 1;
  tally.longestWinningRun = Math.max(tally.longestWinningRun, tally.winningRun);
}

function countLoss(tally: Tally): void {
  tally.losses += 1;
  tally.winningRun = 0;
  tally.losingRun += 1;
  tally.longestLosingRun = Math.max(tally.longestLosingRun, tally.losingRun);
}

function endRuns(tally: Tally): void {
  tally.winningRun = 0;
  tally.losingRun = 0;
}

const amountOrNull = (cents: number | null): number | null => (cents === null ? null : amountOf(cents as Cents));

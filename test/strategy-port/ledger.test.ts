import { expect, test } from "vitest";
import type { Trade } from "../../src-main/contract/ledger.ts";
import { count, newTally, statisticsFrom } from "../../src-main/domain/trade-statistics.ts";
import { type Answer, opened, ReqClient } from "./fixture.ts";

const OPENED_AT_MS = Date.UTC(2026, 0, 15, 8);
const CLOSED_AT_MS = Date.UTC(2026, 0, 15, 9, 30, 0, 125);

const open: Trade = {
  ticket: 7,
  agentId: "alpha",
  symbol: "EURUSD",
  side: "BUY",
  volumeLots: 0.3,
  openPrice: 1.08,
  openedAtMs: OPENED_AT_MS,
  closedAtMs: null,
  closePrice: null,
  profit: null,
  closedBy: null,
  uuid: "intent-7",
  tag: null,
  parts: [{ atMs: CLOSED_AT_MS, volumeLots: 0.1, price: 1.09, profit: 10, closedBy: "strategy" }],
};
const closed: Trade = { ...open, ticket: 6, side: "SELL", closedAtMs: CLOSED_AT_MS, closePrice: 1.07, profit: 30, closedBy: "take-profit", uuid: null, parts: [] };

const won = newTally();
count(won, 30);
const statistics = statisticsFrom(won);
const statisticsRow = { trades: 1, wins: 1, losses: 0, even: 0, unknown: 0, profit: 30, win_rate: 1, winning_run: 1, losing_run: 0, longest_winning_run: 1, longest_losing_run: 0, best: 30, worst: 30 };

const asking = (fields: Answer = {}): Answer => ({ action: "LEDGER", uuid: "l", ...fields });

test("an agent's results, open trades and newest closed ones, with null for what is not known", async () => {
  const { port, door } = await opened();
  door.ledgerAnswer = { statistics, open: [open], closed: [closed] };
  const openRow = { ticket: 7, symbol: "EURUSD", type: "BUY", volume: 0.3, open_price: 1.08, open_time: "2026-01-15T08:00:00.000+00:00" };
  const end = { close_price: null, close_time: null, profit: null, closed_by: null };
  const part = { close_time: "2026-01-15T09:30:00.125+00:00", volume: 0.1, close_price: 1.09, profit: 10, closed_by: "strategy" };
  expect(await new ReqClient(port.endpoint).ask(asking({ agent_id: "alpha" }))).toEqual({
    uuid: "l",
    status: "ok",
    agent_id: "alpha",
    statistics: statisticsRow,
    open: [{ ...openRow, ...end, uuid: "intent-7", parts: [part] }],
    closed: [{ ...openRow, ticket: 6, type: "SELL", close_price: 1.07, close_time: "2026-01-15T09:30:00.125+00:00", profit: 30, closed_by: "take-profit", uuid: null, parts: [] }],
  });
});

test.each([
  [{}, 100],
  [{ closed: 0 }, 0],
  [{ closed: "1000" }, 1_000],
])("of %j as many closed trades are asked for", async (fields, closedMax) => {
  const { port, door } = await opened();
  expect(await new ReqClient(port.endpoint).ask(asking(fields))).toMatchObject({ status: "ok", agent_id: "default" });
  expect(door.ledgerAsked).toEqual([["default", closedMax]]);
});

test.each([
  [{}, "profit", null, null],
  [{ by: "win_rate", since: "2026-01-15T08:00:00Z" }, "winRate", OPENED_AT_MS, "2026-01-15T08:00:00.000+00:00"],
  [{ by: "Profit", since: "2026-01-15 08:00:00" }, "profit", OPENED_AT_MS, "2026-01-15T08:00:00.000+00:00"],
  [{ since: OPENED_AT_MS / 1_000 }, "profit", OPENED_AT_MS, "2026-01-15T08:00:00.000+00:00"],
  [{ since: OPENED_AT_MS }, "profit", OPENED_AT_MS, "2026-01-15T08:00:00.000+00:00"],
])("a ranking %j is of all agents, best first", async (fields, by, sinceMs, since) => {
  const { port, door } = await opened();
  door.ranked = [
    { agentId: "beta", statistics },
    { agentId: "alpha", statistics: statisticsFrom(newTally()) },
  ];
  expect(await new ReqClient(port.endpoint).ask(asking({ scope: "ranking", ...fields }))).toEqual({
    uuid: "l",
    status: "ok",
    scope: "ranking",
    by: by === "profit" ? "profit" : "win_rate",
    since,
    ranking: [
      { rank: 1, agent_id: "beta", statistics: statisticsRow },
      { rank: 2, agent_id: "alpha", statistics: expect.objectContaining({ trades: 0, profit: 0, win_rate: null, best: null }) as object },
    ],
  });
  expect(door.ledgerAsked).toEqual([[by, sinceMs]]);
});

test.each([
  [{ closed: 1_001 }, "INVALID_CLOSED", "closed is 1001; it must be a whole number from 0 to 1000"],
  [{ closed: -1 }, "INVALID_CLOSED", "closed is -1"],
  [{ closed: 1.5 }, "INVALID_CLOSED", "closed is 1.5"],
  [{ scope: "all" }, "INVALID_SCOPE", 'scope is "all"; it must be one of own, ranking'],
  [{ since: "2026-01-15" }, "INVALID_SINCE", 'since is "2026-01-15"; it must be left out unless scope is "ranking"'],
  [{ by: "profit" }, "INVALID_BY", "it must be left out"],
  [{ scope: "ranking", by: "luck" }, "INVALID_BY", 'by is "luck"; it must be one of profit, win_rate'],
  [{ scope: "ranking", since: "last week 1" }, "INVALID_SINCE", 'since is "last week 1"; it must be an ISO 8601 time'],
  [{ scope: "ranking", since: -5 }, "INVALID_SINCE", "since is -5"],
  [{ scope: "ranking", since: 1e17 }, "INVALID_SINCE", "since is 100000000000000000"],
])("a query %j is refused with field, value and rule", async (fields, code, sentence) => {
  const { port, door } = await opened();
  expect(await new ReqClient(port.endpoint).ask(asking(fields))).toMatchObject({ uuid: "l", status: "error", error_code: code, error_msg: expect.stringContaining(sentence) as string });
  expect(door.ledgerAsked).toEqual([]);
});

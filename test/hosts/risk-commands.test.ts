import { describe, expect, it, vi } from "vitest";
import type { AgentRow } from "../../src-main/contract/agent.ts";
import type { RiskReport, RiskUsageRow } from "../../src-main/contract/risk.ts";
import { commandLine } from "../../src-main/hosts/cli/command-line.ts";
import { done, refuse } from "../../src-main/serve/dispatcher.ts";
import { flagOf, settingNames, settings } from "../../src-main/system/settings.ts";
import { topics } from "../serve/fixtures.ts";
import { engineOf } from "./cli-fixture.ts";

const COLUMNS = 80;
const person = ["--name", "Kim", "--reason", "calm again"];

describe("holdfast agents", () => {
  it("lists what each holds, and marks those that are stopped", async () => {
    const agent: AgentRow = { agentId: "alpha", magic: null, connected: true, lastSeenAtMs: Date.now() - 4_500, positions: 3, lots: 0.35, profit: -12.5, tradesToday: 17, inDoubt: 1, killed: false };
    const { holdfast } = await engineOf({ agents: () => done([agent, { ...agent, agentId: "beta", connected: false, lastSeenAtMs: null, profit: null, killed: true }]) });
    const { code, out } = await holdfast("agents");
    expect(code).toBe(0);
    expect(out).toEqual([
      "AGENT            LINE      LAST SEEN  POS    LOTS     PROFIT TODAY DOUBT",
      expect.stringMatching(/^alpha {12}up {13}[ \d]\d s {4}3 {4}0\.35 {5}-12\.50 {4}17 {5}1$/),
      "beta             gone              -    3    0.35          -    17     1 STOPPED",
    ]);
    for (const line of out) expect(line.length).toBeLessThanOrEqual(COLUMNS);
    expect((await holdfast("agents", "--json")).json).toHaveLength(2);
  });
});

const limit = (over: Partial<RiskUsageRow> = {}): RiskUsageRow => ({
  rule: "max_daily_drawdown",
  label: "Drawdown from the day's peak",
  scope: { kind: "account", name: null },
  unit: "%",
  bound: "below",
  value: 0.84,
  limit: 2,
  warn: 1,
  verdict: "pass",
  used: 0.42,
  detail: "0.84 % of 2 %",
  ...over,
});
const report = (rows: RiskUsageRow[]): RiskReport => ({ rows, file: "risk-limits.yaml", sha256: "ab", loadedAtMs: 0, onHardBreach: "kill", brokerUtcOffsetMinutes: null });

describe("holdfast limits", () => {
  it("shows how much of each is used, as a bar, and explains what is not simply kept", async () => {
    const rows = [
      limit(),
      limit({ label: "Leverage", rule: "max_leverage", unit: "×", bound: "at most", value: 4, limit: 5, used: 0.8, verdict: "warn", detail: "4 is above the warning level of 3" }),
      limit({ label: "Trades today", scope: { kind: "agent", name: "alpha" }, unit: "", value: 53, limit: 50, used: 1.06, verdict: "fail", detail: "53 of 50 trades" }),
      limit({ label: "Free margin, of equity", bound: "at least", value: 82.125, limit: 10, used: 0.12 }),
      limit({ label: "Volume step", bound: "a multiple of", value: null, limit: 0.01, unit: "lots", used: null }),
      limit({ label: "Largest volume", bound: "at most", value: null, limit: 10, unit: "lots", used: null }),
      limit({ label: "Notional in sum", bound: "at most", value: null, limit: null, unit: "money", used: null }),
    ];
    const { holdfast } = await engineOf({ risk: () => done(report(rows)) });
    const { code, out } = await holdfast("limits");
    expect(code).toBe(0);
    expect(out).toEqual([
      "LIMIT                        FOR                       USED",
      "Drawdown from the day's peak account    [####......]   42 % 0.84 of 2 %",
      "Leverage                     account    [########..]   80 % 4 of 5 ×",
      "  WARNING: 4 is above the warning level of 3",
      "Trades today                 alpha      [##########!  106 % 53 of 50",
      "  BREACH: 53 of 50 trades",
      "Free margin, of equity       account    [#.........]   12 % 82.125, min 10 %",
      "Volume step                  account                        steps of 0.01 lots",
      "Largest volume               account                        up to 10 lots",
      "Notional in sum              account                        off",
      "",
      "limits of risk-limits.yaml, read 1970-01-01T00:00:00.000Z",
      "a hard breach is a kill",
    ]);
    for (const line of out) expect(line.length).toBeLessThanOrEqual(COLUMNS);
    expect((await holdfast("limits", "--json")).json).toEqual(report(rows));
  });

  it("--reload names what is else now, and wants a name and a reason", async () => {
    const reloadLimits = vi.fn(() => done({ changed: ["max_leverage"], risk: report([limit()]) }));
    const { holdfast } = await engineOf({ reloadLimits });
    expect(await holdfast("limits", "--reload", "--json")).toMatchObject({ code: 64, json: { error: { code: "USAGE" } } });
    expect(reloadLimits).not.toHaveBeenCalled();
    const { code, out } = await holdfast("limits", "--reload", ...person);
    expect({ code, first: out[0] }).toEqual({ code: 0, first: "The limits were read again. Changed: max_leverage." });
    expect(reloadLimits).toHaveBeenCalledWith({ name: "Kim", reason: "calm again" }, expect.anything());
  });

  it("--reload of a broken file is refused in the engine's words", async () => {
    const { holdfast } = await engineOf({ reloadLimits: () => refuse("REFUSED", "risk.max_leverage: must be a number from 0.01 to 1000, not \"lots\"") });
    expect(await holdfast("limits", "--reload", ...person)).toMatchObject({ code: 1, err: ['risk.max_leverage: must be a number from 0.01 to 1000, not "lots"'] });
  });
});

describe("holdfast reduce-only", () => {
  it.each([
    ["on", "REDUCE_ONLY", "Reduce only is in force: closes pass, new orders do not. The state is REDUCE_ONLY."],
    ["off", "ARMED", "Reduce only has ended. The state is ARMED."],
  ] as const)("%s", async (wish, state, sentence) => {
    const setReduceOnly = vi.fn(() => done({ state }));
    const { holdfast } = await engineOf({ setReduceOnly });
    expect(await holdfast("reduce-only", wish, ...person)).toMatchObject({ code: 0, out: [sentence] });
    expect(setReduceOnly).toHaveBeenCalledWith({ on: wish === "on", name: "Kim", reason: "calm again" }, expect.anything());
  });

  it("takes no other word, and nothing without name and reason", async () => {
    const setReduceOnly = vi.fn(() => done({ state: "ARMED" as const }));
    const { holdfast } = await engineOf({ setReduceOnly });
    expect((await holdfast("reduce-only", "maybe", ...person)).err.join()).toContain("on, off");
    expect((await holdfast("reduce-only", "on")).err.join()).toContain("--name");
    expect(setReduceOnly).not.toHaveBeenCalled();
  });
});

describe("holdfast kill --scope", () => {
  it.each([
    ["all", { kind: "all" }],
    ["symbol:EURUSD", { kind: "symbol", symbol: "EURUSD" }],
    ["agent:alpha", { kind: "agent", agentId: "alpha" }],
  ])("%s", async (text, scope) => {
    const kill = vi.fn(() => refuse("REFUSED", "a drill"));
    const { holdfast } = await engineOf({ kill });
    await holdfast("kill", "--reason", "drill", "--scope", text);
    expect(kill).toHaveBeenCalledWith(expect.objectContaining({ scope }), expect.anything());
  });

  it.each(["agent:", "agent:two words", "symbol:", "everything", "agent:alpha\nsymbol:X"])("%j is refused before anything is asked", async (text) => {
    const kill = vi.fn(() => refuse("REFUSED", "a drill"));
    const { holdfast } = await engineOf({ kill });
    expect((await holdfast("kill", "--reason", "drill", "--scope", text)).err.join()).toContain("all, symbol:NAME or agent:NAME");
    expect(kill).not.toHaveBeenCalled();
  });
});

it("no command takes a secret as a flag", () => {
  const { commands } = commandLine({ line: () => {}, errorLine: () => {}, signal: new AbortController().signal, readerGone: new AbortController().signal }, () => {});
  const flags = commands.flatMap((command) => [command, ...command.commands]).flatMap((command) => command.options.map(({ long }) => long));
  expect(flags).toContain("--data-dir");
  for (const name of settingNames.filter((each) => settings[each].secret)) expect(flags).not.toContain(`--${flagOf(name)}`);
  expect(settingNames.some((name) => settings[name].secret), "there is one").toBe(true);
});

describe("holdfast status", () => {
  it("says that orders are in doubt, and what reduces", async () => {
    const { samples: _samples, ...heartbeat } = topics.heartbeat;
    const status = { accountId: "main", state: "REDUCE_ONLY", link: "HEALTHY", truthAgeMs: 1, positions: 0, heartbeat, kill: null, kills: [], environment: "DEMO", endpoint: "127.0.0.1:5555", reasons: [{ code: "REDUCE_ONLY", detail: "Kim: news", sinceMs: 0 }] } as const;
    const doubt = { uuid: "u", agentId: "alpha", symbol: "EURUSD", side: null, volumeLots: null, sinceMs: 0, why: "", candidates: [] };
    const { holdfast } = await engineOf({ status: () => done({ ...status, kills: [], reasons: [...status.reasons] }), inDoubt: () => done([doubt]) });
    const { code, out } = await holdfast("status");
    expect(code, "not armed").toBe(1);
    expect(out).toEqual(expect.arrayContaining(["1 order in doubt: holdfast doubts", "REDUCE_ONLY: Kim: news"]));
    expect((await holdfast("status", "--json")).json).toMatchObject({ state: "REDUCE_ONLY", inDoubt: 1 });
  });
});

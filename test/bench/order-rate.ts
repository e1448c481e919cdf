import { type ParsedLimits, parseRiskLimits } from "../../src-main/domain/risk-limits.ts";
import type { LimitsInForce } from "../../src-main/engine/risk-desk.ts";
import { onlyLimits } from "../support/limits.ts";
import { armedEngine, openedToStrategies } from "./bench-engine.ts";
import type { BenchWorld, Figure, Row } from "./figure.ts";
import { type Helper, startHelper } from "./helper-process.ts";
import { compare } from "./rounds.ts";
import { startGateway } from "./simulated-gateway.ts";
import { median, percentile } from "./statistics.ts";
import type { StrategyReport, StrategyTask } from "./strategy-process.ts";

const STRATEGIES = 64;
/** Each is closed again by whoever opened it, so that a round is twice as many orders. */
const OPENS = 64 * 20;
const PLAN = { warmUps: 2, rounds: 10 } as const;

/**
 * Orders a second with 64 strategies that each wait for their answer before they ask again, against the same strategies
 * at the gateway itself, where nothing is judged and nothing is written down.
 */
export const orderRate: Row = {
  name: "order-rate",
  measure: async (world) => [
    await rateOf(world, { words: "OPEN and CLOSE in turn", closes: "each", limits: onlyLimits(), isGoal: true }),
    await rateOf(world, { words: "the same, every rule on", closes: "each", limits: everyRule(), isGoal: false }),
    await rateOf(world, { words: "OPEN only", closes: "at the end", limits: onlyLimits(), isGoal: false }),
  ],
};

interface Load {
  readonly words: string;
  readonly closes: StrategyTask["closes"];
  readonly limits: LimitsInForce;
  readonly isGoal: boolean;
}

async function rateOf({ workDir }: BenchWorld, { words, closes, limits, isGoal }: Load): Promise<Figure> {
  const gateway = await startGateway({ kind: "extended", positions: 14, seed: 1, balance: 10_000_000, tickIntervalMs: 500 });
  const { engine, stop } = await armedEngine({ workDir, gatewayPort: gateway.port, settings: { limits } });
  const door = await openedToStrategies(engine);
  const strategies = await startHelper("strategy-process.ts", {});
  const answeredMs: { readonly openMs: number[]; readonly closeMs: number[] } = { openMs: [], closeMs: [] };

  const perOrderMs = async (port: number): Promise<{ readonly report: StrategyReport; readonly cost: number }> => {
    const report = await tradedAt(strategies, { port, strategies: STRATEGIES, opens: OPENS, closes });
    return { report, cost: report.tookMs / (closes === "each" ? 2 * OPENS : OPENS) };
  };
  const compared = await compare(
    async () => (await perOrderMs(gateway.port)).cost,
    async () => {
      const { report, cost } = await perOrderMs(door.port);
      answeredMs.openMs.push(...report.openMs);
      answeredMs.closeMs.push(...report.closeMs);
      return cost;
    },
    PLAN,
  );
  const inDoubt = engine.feed.value("inDoubt").length;
  if (engine.state !== "ARMED" || inDoubt > 0) throw new Error(`the engine is ${engine.state}, with ${inDoubt} orders in doubt`);
  await strategies.end();
  await door.close();
  await stop();
  await gateway.end();
  return {
    what: `orders a second, ${STRATEGIES} in flight, ${words}`,
    measured: { value: 1_000 / compared.ours, unit: "/s" },
    bare: { value: 1_000 / compared.bare, unit: "/s" },
    ratio: compared.ratio,
    goal: isGoal ? { on: "measured", atLeast: 3_000 } : null,
    notes: [
      `bare: the same ${STRATEGIES} strategies at the simulated gateway itself; the ratio is of the time taken; ${compared.spread}`,
      `answered after, p50 and p99: OPEN ${spanOf(answeredMs.openMs)}, CLOSE ${spanOf(answeredMs.closeMs)}`,
    ],
  };
}

const tradedAt = async (strategies: Helper, task: StrategyTask): Promise<StrategyReport> => (await strategies.ask(task)) as StrategyReport;

const spanOf = (values: readonly number[]): string => `${median(values).toFixed(1)} and ${percentile(values, 99).toFixed(1)} ms`;

/** Every rule that can be set, at figures that none of these orders comes near. */
function everyRule(): LimitsInForce {
  const parsed: ParsedLimits = parseRiskLimits({
    risk: {
      max_open_positions: 100_000,
      max_trades_per_day: 100_000,
      max_leverage: 1_000,
      max_symbol_exposure_lots: 1_000_000,
      max_total_exposure_lots: 1_000_000,
      max_symbol_exposure_notional: 1e12,
      max_total_exposure_notional: 1e12,
      max_daily_drawdown: 1,
      max_intraday_loss: 1,
      min_free_margin: 0.0001,
      max_orders_per_second: 100_000,
      duplicate_window_s: 0.001,
    },
  });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ field, rule }) => `${field} must be ${rule}`).join(", "));
  return { limits: parsed.limits, file: null, sha256: null };
}

import type { Engine } from "../engine/engine.ts";
import type { Result } from "../engine/ports.ts";
import { startStrategyPort, type StrategyPort } from "../strategy-port/strategy-port.ts";
import { systemClock } from "../system/clock.ts";
import type { Config } from "../system/config.ts";
import { systemIds } from "../system/ids.ts";
import type { Logger } from "../system/log.ts";
import { version } from "./version.ts";

/** Opens the port that strategies trade through and tells the engine where it is. */
export async function openStrategyPort(engine: Engine, config: Config, log: Logger): Promise<Result<StrategyPort, { readonly message: string }>> {
  const at = (port: number): ReturnType<typeof startStrategyPort> =>
    startStrategyPort({ port, door: engine.strategies, clock: systemClock, ids: systemIds, magicNumber: config.magicNumber, defaultAgent: config.strategyDefaultAgent, version, log });
  const first = await at(config.strategyPort);
  // A port that nobody asked for is no reason not to start; one that somebody asked for is not silently another.
  const isFree = first.ok || first.failure.code !== "PORT_IN_USE" || config.origins.STRATEGY_PORT.source !== "default";
  const opened = isFree ? first : await at(0);
  if (!opened.ok) return { ok: false, failure: { message: `${opened.failure.message} Choose another with --strategy-port, or 0 for any.` } };
  engine.strategiesAt(opened.value.endpoint);
  return opened;
}

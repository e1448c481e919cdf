import type { Overview } from "../../contract/overview.ts";
import type { Cancel } from "../../engine/ports.ts";
import type { PowerMonitor, PowerSaveBlocker } from "./electron.ts";

/** What power events need of the engine. */
export interface PoweredEngine {
  suspend(): void;
  resume(): void;
  overview(): Overview;
  onOverview(listener: (overview: Overview) => void): Cancel;
}

/**
 * Sleep and waking are told to the engine, which then trusts nothing it knew before. A locked screen is not sleep:
 * strategies trade on while their trader is away.
 */
export function followPower(powerMonitor: PowerMonitor, engine: PoweredEngine): void {
  powerMonitor.on("suspend", () => engine.suspend());
  powerMonitor.on("resume", () => engine.resume());
}

/**
 * While orders may pass, be it only those that close, the system neither dozes off nor slows our timers down for being in the background: missed
 * beats would trip the breaker. The display may still go dark. Any other state lets the machine sleep.
 */
export function stayAwakeWhileTrading(powerSaveBlocker: PowerSaveBlocker, engine: PoweredEngine): void {
  let blockerId: number | null = null;
  const follow = (overview: Overview): void => {
    const isTrading = overview.tradingState === "ARMED" || overview.tradingState === "REDUCE_ONLY";
    if (isTrading && blockerId === null) blockerId = powerSaveBlocker.start("prevent-app-suspension");
    if (!isTrading && blockerId !== null) {
      powerSaveBlocker.stop(blockerId);
      blockerId = null;
    }
  };
  follow(engine.overview());
  engine.onOverview(follow);
}

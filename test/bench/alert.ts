import type { Engine } from "../../src-main/engine/engine.ts";
import { armedEngine, untilTold } from "./bench-engine.ts";
import type { Row } from "./figure.ts";
import { type SimulatedGateway, startGateway } from "./simulated-gateway.ts";
import { largest, median } from "./statistics.ts";

const TIMES = 8;
/** Quick beats, so that the row is short; what is measured begins when the third one's time is up. */
const heartbeat = { intervalMs: 150, timeoutMs: 100, misses: 3 } as const;

/** From the moment the third heartbeat's time was up until a person is told. The system's own notification comes after. */
export const alert: Row = {
  name: "alert",
  measure: async ({ workDir }) => {
    const gateway = await startGateway({ kind: "v43", positions: 14, seed: 1 });
    let alertedAtMs: number | null = null;
    let beatDueMs = 0;
    const { engine, stop } = await armedEngine({
      workDir,
      gatewayPort: gateway.port,
      settings: { heartbeat, truthIntervalMs: 60_000, gate: { timeoutMs: 300, tries: 3, retryIntervalMs: 100 } },
      onAlert: ({ kind }) => {
        if (kind === "TRIPPED") alertedAtMs ??= performance.now();
      },
      between: (venue) => ({
        ping: (timeoutMs) => {
          beatDueMs = performance.now() + timeoutMs;
          return venue.ping(timeoutMs);
        },
      }),
    });
    const tookMs: number[] = [];
    for (let count = 0; count < TIMES; count += 1) {
      alertedAtMs = null;
      await losesAndFinds(engine, gateway, () => {
        if (alertedAtMs === null) throw new Error("the engine tripped and told nobody");
        tookMs.push(alertedAtMs - beatDueMs);
      });
    }
    await stop();
    await gateway.end();
    return [
      {
        what: "third missed heartbeat → alert raised, longest",
        measured: { value: largest(tookMs), unit: "ms" },
        bare: null,
        ratio: null,
        goal: { on: "measured", atMost: 250, strict: true },
        notes: [`${TIMES} times, a gateway that hangs; median ${median(tookMs).toFixed(1)} ms; from the end of the beat's time to the engine's call for a person, the tray not included`],
      },
    ];
  },
};

async function losesAndFinds(engine: Engine, gateway: SimulatedGateway, onTripped: () => void): Promise<void> {
  await untilTold(engine, () => engine.state === "ARMED" && engine.feed.value("heartbeat").health === "HEALTHY");
  gateway.fault("hang");
  await untilTold(engine, () => engine.state === "TRIPPED");
  onTripped();
  gateway.fault(null);
}

import type { SimulatorOptions } from "../../src-main/simulator/options.ts";
import { startSimulator } from "../../src-main/simulator/simulator.ts";

/**
 * The venue: a simulated gateway in a process of its own, which lives through all kills. Says its port, and then, for each
 * question, what is true: every open position, and every opening since the one it was asked about.
 */
const simulator = await startSimulator(JSON.parse(process.argv[2] ?? "{}") as SimulatorOptions);

process.on("message", ({ sinceDeal }: { readonly sinceDeal: number }) => {
  const positions = simulator.account.positions().map(({ ticket, symbol, side, volumeLots, comment }) => ({ ticket, symbol, side, volumeLots, comment }));
  const deals = simulator.account.deals();
  const openings = deals.filter(({ deal, entry }) => deal > sinceDeal && entry === "IN").map(({ position, comment }) => ({ ticket: position, comment }));
  process.send?.({ positions, openings, firstDeal: deals[0]?.deal ?? 0, lastDeal: deals.at(-1)?.deal ?? 0 });
});
process.on("disconnect", () => process.exit(0));
process.send?.({ port: simulator.port });

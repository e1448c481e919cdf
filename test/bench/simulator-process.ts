import type { FaultName } from "../../src-main/simulator/faults.ts";
import type { SimulatorOptions } from "../../src-main/simulator/options.ts";
import { startSimulator } from "../../src-main/simulator/simulator.ts";

/** A simulated gateway in a process of its own. Says its port; a message sets one fault, or clears them all. */
const simulator = await startSimulator(JSON.parse(process.argv[2] ?? "{}") as SimulatorOptions);

process.on("message", ({ fault }: { readonly fault: FaultName | null }) => {
  if (fault === null) simulator.faults.clear();
  else simulator.faults.set(fault);
});
process.on("disconnect", () => process.exit(0));
process.send?.({ port: simulator.port });

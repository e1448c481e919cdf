import type { FaultName } from "../../src-main/simulator/faults.ts";
import type { SimulatorOptions } from "../../src-main/simulator/options.ts";
import { startHelper } from "./helper-process.ts";

/** The simulator in a process of its own, as a gateway is. */
export interface SimulatedGateway {
  readonly port: number;
  /** Sets one fault; `null` clears them all. */
  fault(name: FaultName | null): void;
  end(): Promise<void>;
}

export async function startGateway(options: SimulatorOptions): Promise<SimulatedGateway> {
  const helper = await startHelper("simulator-process.ts", options);
  const { port } = helper.first as { readonly port: number };
  return { port, fault: (fault) => helper.send({ fault }), end: helper.end };
}

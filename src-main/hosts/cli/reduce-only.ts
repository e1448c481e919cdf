import { exitCodes } from "../exit-codes.ts";
import { print, type Io } from "../terminal.ts";
import { asked, onRunning } from "./running-engine.ts";
import type { CommonFlags } from "./setting-flags.ts";

/** `holdfast reduce-only on|off`: nothing new is opened and everything may be closed, or that ends. */
export async function reduceOnly(io: Io, wish: "on" | "off", flags: CommonFlags & { readonly name: string; readonly reason: string }): Promise<number> {
  const { name, reason } = flags;
  return onRunning(io, flags, (asking) =>
    asked(asking, "setReduceOnly", { on: wish === "on", name, reason }, (value) => {
      const text = [`${wish === "on" ? "Reduce only is in force: closes pass, new orders do not." : "Reduce only has ended."} The state is ${value.state}.`];
      return print(io, asking.asJson, { exitCode: exitCodes.ok, json: value, text });
    }),
  );
}

import type { CallFailure, CallInput, CallName, CallOutput } from "../../contract/api.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, type Io } from "../terminal.ts";
import { findEngine, sayNoAccess, type EngineAccess } from "./engine-access.ts";
import { locate, warnOf, type CommonFlags } from "./setting-flags.ts";

/** A running engine, and the terminal of the command that asks it. */
export interface Asking {
  readonly io: Io;
  readonly asJson: boolean;
  readonly engine: EngineAccess;
}

/** Runs `use` on the engine that runs; with none, the command fails with `noEngine`. Answers the exit code. */
export async function onRunning(io: Io, flags: CommonFlags, use: (asking: Asking) => Promise<number>): Promise<number> {
  const asJson = flags.json ?? false;
  const located = locate(io, flags);
  if (typeof located === "number") return located;
  warnOf(io, located);
  const found = await findEngine(io, located);
  return found.ok ? use({ io, asJson, engine: found.value }) : sayNoAccess(io, flags, found.failure);
}

/** One call, and what to do with its answer; a refusal is said, and the command has failed. */
export async function asked<C extends CallName>(asking: Asking, name: C, input: CallInput<C>, use: (value: CallOutput<C>) => Promise<number> | number): Promise<number> {
  const answer = await asking.engine.call(name, input);
  return answer.ok ? use(answer.value) : refused(asking, answer.failure);
}

/** Says why, in one line; a wrong input with each field, its value and the rule it breaks. */
export function refused({ io, asJson }: Pick<Asking, "io" | "asJson">, { code, message, problems }: CallFailure): number {
  const said = problems?.map(({ field, value, rule }) => `${field} = "${value}": ${rule}`).join("; ") ?? message;
  return fail(io, asJson, exitCodes.failed, code, said);
}

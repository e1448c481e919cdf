import { type CallFailure, type CallName, type CallParsed, type CallResult, calls, type Permission } from "../contract/api.ts";
import { badInput } from "./bad-input.ts";
import type { ServeLog } from "./serve-log.ts";

/** Who asks, by the transport's word: what it may do, and which way it came. */
export interface Caller {
  readonly permission: Permission;
  readonly via: "websocket" | "http" | "ipc";
}

/** What answers each call. A refusal that can be expected is a failure value; an exception is a bug. */
export type Handlers = {
  readonly [C in CallName]: (input: CallParsed<C>, caller: Caller) => Promise<CallResult<C>> | CallResult<C>;
};

export interface Dispatcher {
  /** Runs one call. Takes anything at all and never rejects: whatever is wrong comes back as a failure. */
  dispatch(name: unknown, input: unknown, caller: Caller): Promise<CallResult<CallName>>;
}

export interface DispatcherOptions {
  readonly handlers: Handlers;
  readonly log: ServeLog;
  /**
   * Also holds every answer against its schema. For tests: our own types already promise it, and checking a snapshot of
   * 10,000 positions would hold the loop for longer than the engine may wait.
   */
  readonly checkOutput?: boolean;
}

/** The one validating door: every call of every transport comes through here, and nothing else reaches the engine. */
export function createDispatcher({ handlers, log, checkOutput = false }: DispatcherOptions): Dispatcher {
  const run = async (name: unknown, input: unknown, caller: Caller): Promise<CallResult<CallName>> => {
    if (!isCallName(name)) return refuse("UNKNOWN_CALL", "There is no call of this name.");
    const call = calls[name];
    if (call.permission === "command" && caller.permission !== "command") {
      return refuse("FORBIDDEN", `"${name}" is a command, and this token may only read.`);
    }
    const parsed = call.input.safeParse(input ?? {});
    if (!parsed.success) return { ok: false, failure: badInput(parsed.error, input) };
    // Safe: `parsed.data` came out of the schema of the very call whose handler this is.
    const handler = handlers[name] as (input: unknown, caller: Caller) => Promise<CallResult<CallName>> | CallResult<CallName>;
    const result = await handler(parsed.data, caller);
    if (checkOutput && result.ok) call.output.parse(result.value);
    return result;
  };
  return {
    dispatch: async (name, input, caller) => {
      try {
        return await run(name, input, caller);
      } catch (err) {
        log.error({ err, call: isCallName(name) ? name : "unknown" }, "a call broke");
        return refuse("INTERNAL", "Holdfast made a mistake with this call; the log says which.");
      }
    },
  };
}

export const done = <V>(value: V): { ok: true; value: V } => ({ ok: true, value });

export const refuse = (code: CallFailure["code"], message: string): { ok: false; failure: CallFailure } => ({ ok: false, failure: { code, message } });

/** Own names only: `constructor` and `__proto__` are names every object answers to. */
const isCallName = (name: unknown): name is CallName => typeof name === "string" && Object.hasOwn(calls, name);

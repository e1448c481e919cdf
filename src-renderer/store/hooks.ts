import { createContext, use, useCallback, useRef, useState, useSyncExternalStore } from "react";
import type { CallFailure, CallInput, CallName, CallOutput, TopicName } from "../../src-main/contract/api.ts";
import type { Connection, ConnectionStatus } from "../connection/connection.ts";
import type { Cell } from "./cell.ts";
import type { ConsoleStore, TopicViews } from "./console-store.ts";
import type { EngineClock } from "./engine-clock.ts";
import type { Preferences } from "./preferences.ts";

/** Everything a component may reach. */
export interface Console {
  readonly connection: Connection;
  readonly store: ConsoleStore;
  readonly preferences: Preferences;
}

export const ConsoleContext = createContext<Console | null>(null);

export function useConsole(): Console {
  const found = use(ConsoleContext);
  if (found === null) throw new Error("useConsole outside of ConsoleContext");
  return found;
}

export const useCell = <T>(cell: Cell<T>): T => useSyncExternalStore(cell.subscribe, cell.get);

/** A part of a cell. Renders again only when the part is another one, so it must be a primitive or a kept object. */
export const useCellPart = <T, P>(cell: Cell<T>, part: (value: T) => P): P => useSyncExternalStore(cell.subscribe, () => part(cell.get()));

/** A topic as it stands, or `null` before the first snapshot. */
export const useTopicOrNull = <T extends TopicName>(topic: T): TopicViews[T] | null => useCell<TopicViews[T] | null>(useConsole().store.topics[topic]);

/** A topic, where the screen is shown only after the first snapshot. Account and recovery may be `null` even then. */
export function useTopic<T extends Exclude<TopicName, "account" | "recovery">>(topic: T): TopicViews[T] {
  const value = useTopicOrNull(topic);
  if (value === null) throw new Error(`topic ${topic} is shown before the first snapshot`);
  return value;
}

export const useStatus = (): ConnectionStatus => useCell(useConsole().connection.status);

/** A text that changes with time: looked at every second, rendered only when it reads differently. */
export function useClockText(write: (clock: EngineClock) => string): string {
  const { clock } = useConsole().store;
  return useSyncExternalStore(clock.subscribe, () => write(clock));
}

export const useMayAct = (): boolean => useCell(useConsole().connection.permission) === "command";

export type CallProgress<C extends CallName> =
  | { readonly phase: "idle" }
  | { readonly phase: "running" }
  | { readonly phase: "failed"; readonly failure: CallFailure }
  | { readonly phase: "done"; readonly value: CallOutput<C> };

export interface CallControl<C extends CallName> {
  readonly progress: CallProgress<C>;
  /** Settles with whether it worked. */
  readonly run: (input: CallInput<C>) => Promise<boolean>;
  readonly reset: () => void;
}

/**
 * One call and how it is getting on. A newer run makes an older one's answer void.
 *
 * @param onDone takes the value of a run that worked; must be the same function at every render
 */
export function useCall<C extends CallName>(name: C, onDone?: (value: CallOutput<C>) => void): CallControl<C> {
  const { connection } = useConsole();
  const [progress, setProgress] = useState<CallProgress<C>>({ phase: "idle" });
  const runs = useRef(0);
  const run = useCallback(
    async (input: CallInput<C>): Promise<boolean> => {
      runs.current += 1;
      const mine = runs.current;
      setProgress({ phase: "running" });
      const result = await connection.call(name, input);
      if (mine !== runs.current) return result.ok;
      setProgress(result.ok ? { phase: "done", value: result.value } : { phase: "failed", failure: result.failure });
      if (result.ok) onDone?.(result.value);
      return result.ok;
    },
    [connection, name, onDone],
  );
  const reset = useCallback(() => {
    runs.current += 1;
    setProgress({ phase: "idle" });
  }, []);
  return { progress, run, reset };
}

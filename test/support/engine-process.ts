import { createEngine, type Engine, type EngineSettings } from "../../src-main/engine/engine.ts";
import type { Clock, Journal, Venue } from "../../src-main/engine/ports.ts";
import { createRestoration } from "../../src-main/engine/restoration.ts";
import type { MemoryJournal } from "./memory-journal.ts";

/** An engine in a process that can die while the world around it goes on. */
export interface EngineProcess {
  readonly engine: Engine;
  /** Nothing it had in hand happens any more: no timer, no write, no message. */
  die(): void;
}

export interface ProcessWorld {
  readonly clock: Clock;
  readonly venue: Venue;
  readonly journal: MemoryJournal;
  readonly settings: EngineSettings;
}

/** Starts on what the journal holds, as the next process does. */
export function startProcess({ clock, venue, journal, settings }: ProcessWorld): EngineProcess {
  let isAlive = true;
  const restored = createRestoration();
  restored.fold(journal.entries);
  let ids = journal.entries.length * 1_000;
  const mortal = <T extends object>(world: T): T => mortalView(world, () => isAlive);
  const mortalJournal: Journal = mortal<Journal>(journal);
  const engine = createEngine({ clock: mortal(clock), venue: mortal(venue), journal: mortalJournal, ids: { uuid: () => `id-${(ids += 1)}` }, alerts: { raise: () => {} } }, settings, restored);
  void engine.start();
  return { engine, die: () => (isAlive = false) };
}

const never = new Promise<never>(() => {});
/** What `after` and the `on…` give back. */
const nothingToCancel = (): void => {};
const deadPermit = { code: "DEAD", message: "the process has died" } as const;

/** As a process sees the world: calls of a dead one go nowhere, and what it wanted to be told of finds nobody. */
function mortalView<T extends object>(world: T, isAlive: () => boolean): T {
  const heard = (argument: unknown): unknown => (typeof argument === "function" ? (...said: unknown[]): unknown => (isAlive() ? Reflect.apply(argument, undefined, said) : deadPermit) : argument);
  return new Proxy(world, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...given: unknown[]): unknown => {
        if (isAlive() || name.toString().endsWith("Ms")) return Reflect.apply(value, target, given.map(heard));
        return /^(after|on[A-Z])/.test(name.toString()) ? nothingToCancel : never;
      };
    },
  });
}

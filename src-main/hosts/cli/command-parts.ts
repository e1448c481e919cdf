import type { Command } from "commander";
import type { Io } from "../terminal.ts";
import { notEmpty } from "./arguments.ts";

/** What every group of commands is built with. */
export interface Parts {
  readonly io: Io;
  exit(code: number): void;
  add(name: string, description: string, exits: string): Command;
  run<F extends object>(action: (io: Io, flags: F) => Promise<number> | number): (flags: F) => Promise<void>;
}

/** For a command that acts on somebody's word. */
export const withPerson = (command: Command): Command =>
  command.requiredOption("--name <name>", "who decides", notEmpty).requiredOption("--reason <text>", "why, for the record", notEmpty);

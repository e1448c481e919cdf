import { CommanderError } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { commandLine } from "./command-line.ts";
import { terminalIo } from "../terminal.ts";

const program = commandLine(terminalIo(), (code) => {
  process.exitCode = code;
});
// Commander writes its own words about a wrong command line; only the exit code is ours.
for (const command of [program, ...program.commands, ...program.commands.flatMap((group) => group.commands)]) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
}

import { Command, InvalidArgumentError, Option } from "commander";
import type { KillScope } from "../../contract/kill.ts";
import { faultNames } from "../../simulator/faults.ts";
import { kindNames } from "../../simulator/gateway-kinds.ts";
import { runSimulator, type RunArguments } from "../../simulator/run-simulator.ts";
import { exitCodes } from "../exit-codes.ts";
import { version } from "../version.ts";
import type { Io } from "../terminal.ts";
import { fresh, tail, verify } from "./journal.ts";
import { kill } from "./kill.ts";
import { rearm, retry, status } from "./operate.ts";
import { probe } from "./probe.ts";
import { serve } from "./serve.ts";
import { withSettings } from "./setting-flags.ts";
import { sync } from "./sync.ts";

/** Builds the command line. Every action settles with an exit code. */
export function commandLine(io: Io, exit: (code: number) => void): Command {
  const program = new Command("holdfast").version(version).description("A safety layer between trading strategies and MetaTrader 5 gateways.");
  const add = (name: string, description: string, exits: string): Command =>
    withSettings(program.command(name).description(description).addHelpText("after", `\nExit codes: ${exits}`));
  const run = <F extends object>(action: (io: Io, flags: F) => Promise<number> | number) => async (flags: F): Promise<void> => exit(await action(io, flags));

  add("probe", "What answers at the gateway's port: kind, round trip, capabilities.", "0 usable, 2 no answer, 3 unsafe kind").action(run(probe));
  add("sync", "Runs the startup gate once and says what it found. Writes and trades nothing.", "0 clean, 4 otherwise").action(run(sync));
  add("serve", "Engine and console without a desktop.", "0 stopped, 1 could not start")
    .option("--simulate", "use the embedded simulator instead of a gateway")
    .action(run((to: Io, flags: Parameters<typeof serve>[1]) => serve(to, flags)));
  add("status", "The running engine's state.", "0 ARMED, 1 not armed or no answer, 5 no engine running").action(run(status));
  add("kill", "Stops all new orders, at once and until somebody re-arms.", "0 in force and durable, 1 not, or not known, 4 something is still open, 5 no engine and no gateway configured")
    .requiredOption("--reason <text>", "why, for the record", notEmpty)
    .option("--scope <scope>", "all, or symbol:EURUSD", scope, { kind: "all" } as KillScope)
    .option("--flatten", "also close every position that is ours")
    .option("--all", "with --flatten: also positions of another magic number")
    .addOption(new Option("--wait-s <n>", "with --flatten and no engine running: how long a gateway that is away is waited for").argParser(wholeNumber).default(60))
    .action(run(kill));
  add("rearm", "Ends a kill, after a clean sync.", "0 ARMED, 1 refused or no answer, 4 the sync was not clean, 5 no engine running")
    .requiredOption("--name <name>", "who re-arms", notEmpty)
    .requiredOption("--reason <text>", "why, for the record", notEmpty)
    .option("--kill <id>", "only this kill")
    .action(run(rearm));
  add("retry", "Runs the startup gate of the running engine again.", "0 ARMED, 1 refused or no answer, 4 not armed, 5 no engine running").action(run(retry));
  addSimulate(program, io, exit);

  const journal = program.command("journal").description("The append-only record of everything that happened.");
  withSettings(journal.command("verify").description("Checks the file and every link of its chain.")).action(run(verify));
  withSettings(journal.command("tail").description("The newest events."))
    .addOption(new Option("-n, --lines <n>", "how many").argParser(wholeNumber).default(20))
    .option("-f, --follow", "go on with what comes, until Ctrl+C")
    .action(run(tail));
  withSettings(journal.command("fresh").description("Begins a new journal after a damaged one was set aside. It begins killed."))
    .requiredOption("--name <name>", "who decides", notEmpty)
    .requiredOption("--reason <text>", "why, for the record", notEmpty)
    .action(run(fresh));
  return program;
}

interface SimulateFlags extends RunArguments {
  readonly host?: string;
  readonly dataDir?: string;
}

/** What `runSimulator` answers to an argument that breaks its rule. */
const WRONG_ARGUMENT = 2;

function addSimulate(program: Command, io: Io, exit: (code: number) => void): void {
  program
    .command("simulate")
    .description("A simulated gateway, alone.")
    .option("--json", "say where it listens in JSON")
    .option("--host <host>", "taken as by every command, and passed over: it listens on 127.0.0.1 only")
    .option("--data-dir <folder>", "taken as by every command, and passed over: it keeps nothing")
    .addOption(new Option("--port <n>", "its port on 127.0.0.1; 0 takes any free one. Default: 5555.").argParser(wholeNumber))
    .addOption(new Option("--tick-port <n>", "also publish ticks on this port").argParser(wholeNumber))
    .addOption(new Option("--positions <n>", "positions open at the start. Default: 14.").argParser(wholeNumber))
    .addOption(new Option("--foreign-positions <n>", "so many of them with magic 0").argParser(wholeNumber))
    .addOption(new Option("--kind <kind>", "what kind of gateway").choices([...kindNames]))
    .addOption(new Option("--fault <fault>", "what goes wrong").choices(["none", ...faultNames]))
    .addOption(new Option("--every <n>", "the fault strikes every N-th request. Default: 1.").argParser(wholeNumber))
    .addOption(new Option("--seed <n>", "same seed, same account. Default: 1.").argParser(wholeNumber))
    .addHelpText("after", "\nExit codes: 0 stopped, 1 the port cannot be had, 64 an argument is wrong")
    .action(async ({ host: _host, dataDir: _dataDir, ...flags }: SimulateFlags) => {
      const code = await runSimulator(flags, io);
      exit(code === WRONG_ARGUMENT ? exitCodes.usage : code);
    });
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text.trim()) || !Number.isSafeInteger(value)) throw new InvalidArgumentError("It must be a whole number, 0 or more.");
  return value;
}

function notEmpty(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("It must not be empty.");
  return text;
}

function scope(text: string): KillScope {
  if (text === "all") return { kind: "all" };
  const symbol = /^symbol:(\S{1,32})$/.exec(text)?.[1];
  if (symbol === undefined) throw new InvalidArgumentError("It must be all, or symbol:NAME.");
  return { kind: "symbol", symbol };
}

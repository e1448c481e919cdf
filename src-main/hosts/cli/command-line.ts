import { Argument, Command, Option } from "commander";
import type { KillScope } from "../../contract/kill.ts";
import { OrderStatus } from "../../contract/order.ts";
import type { PastMoment } from "../../contract/records.ts";
import { faultNames } from "../../simulator/faults.ts";
import { kindNames } from "../../simulator/gateway-kinds.ts";
import { runSimulator, type RunArguments } from "../../simulator/run-simulator.ts";
import { exitCodes } from "../exit-codes.ts";
import { version } from "../version.ts";
import type { Io } from "../terminal.ts";
import { agents } from "./agents.ts";
import { agentId, moment, notEmpty, scope, ticket, wholeNumber, wholeNumberUpTo } from "./arguments.ts";
import { type Parts, withPerson } from "./command-parts.ts";
import { doubts, resolve, type ResolveFlags } from "./doubts.ts";
import { fresh, tail, verify } from "./journal.ts";
import { journalAt, takeSnapshot } from "./journal-at.ts";
import { kill } from "./kill.ts";
import { limits } from "./limits.ts";
import { rearm, retry, status } from "./operate.ts";
import { order } from "./order.ts";
import { orders } from "./orders.ts";
import { probe } from "./probe.ts";
import { addFileCommands, addRecoveryCommands } from "./recovery-commands.ts";
import { reduceOnly } from "./reduce-only.ts";
import { serve } from "./serve.ts";
import { withSettings } from "./setting-flags.ts";
import { sync } from "./sync.ts";

/** Builds the command line. Every action settles with an exit code. */
export function commandLine(io: Io, exit: (code: number) => void): Command {
  const program = new Command("holdfast").version(version).description("A safety layer between trading strategies and MetaTrader 5 gateways.");
  const parts: Parts = {
    io,
    exit,
    add: (name, description, exits) => withSettings(program.command(name).description(description).addHelpText("after", `\nExit codes: ${exits}`)),
    run: (action) => async (flags) => exit(await action(io, flags)),
  };
  addEngineCommands(parts);
  addOrderCommands(parts);
  addRecoveryCommands(program, parts);
  addFileCommands(program, parts);
  addSimulate(program, io, exit);
  addJournal(program, parts);
  return program;
}

function addEngineCommands({ io, exit, add, run }: Parts): void {
  add("probe", "What answers at the gateway's port: kind, round trip, capabilities.", "0 usable, 2 no answer, 3 unsafe kind").action(run(probe));
  add("sync", "Runs the startup gate once and says what it found. Writes and trades nothing.", "0 clean, 4 otherwise").action(run(sync));
  add("serve", "Engine and console without a desktop.", "0 stopped, 1 could not start")
    .option("--simulate", "use the embedded simulator instead of a gateway")
    .action(run((to: Io, flags: Parameters<typeof serve>[1]) => serve(to, flags)));
  add("status", "The running engine's state.", "0 ARMED, 1 not armed or no answer, 5 no engine running").action(run(status));
  add("kill", "Stops all new orders, at once and until somebody re-arms.", "0 in force and durable, 1 not, or not known, 4 something is still open, 5 no engine and no gateway configured")
    .requiredOption("--reason <text>", "why, for the record", notEmpty)
    .option("--scope <scope>", "all, symbol:EURUSD or agent:NAME", scope, { kind: "all" } as KillScope)
    .option("--flatten", "also close every position that is ours")
    .option("--all", "with --flatten: also positions of another magic number")
    .addOption(new Option("--wait-s <n>", "with --flatten and no engine running: how long a gateway that is away is waited for").argParser(wholeNumber).default(60))
    .action(run(kill));
  withPerson(add("rearm", "Ends a kill, after a clean sync.", "0 ARMED, 1 refused or no answer, 4 the sync was not clean, 5 no engine running"))
    .option("--kill <id>", "only this kill")
    .action(run(rearm));
  add("retry", "Runs the startup gate of the running engine again.", "0 ARMED, 1 refused or no answer, 4 not armed, 5 no engine running").action(run(retry));
  withPerson(add("reduce-only", "Begins or ends a state in which everything may be closed and nothing opened. It outlives a restart.", "0 done, 1 refused or no answer, 5 no engine running"))
    .addArgument(new Argument("<wish>", "on or off").choices(["on", "off"]))
    .action(async (wish: "on" | "off", flags: Parameters<typeof reduceOnly>[2]) => exit(await reduceOnly(io, wish, flags)));
}

function addOrderCommands({ io, exit, add, run }: Parts): void {
  add("orders", "The newest orders of the running engine.", "0 told, 1 refused or no answer, 5 no engine running")
    .option("-f, --follow", "go on with what comes, until Ctrl+C")
    .option("--agent <name>", "only this agent's", agentId)
    .option("--symbol <symbol>", "only in this symbol", notEmpty)
    .addOption(new Option("--status <status>", "only these").choices(OrderStatus.options))
    .addOption(new Option("-n, --limit <n>", "how many").argParser(wholeNumberUpTo(1000)).default(20))
    .action(run(orders));
  add("order", "One order from its intent to its end, with the numbers its checks compared.", "0 told, 1 not known or no answer, 5 no engine running")
    .argument("<uuid>", "its uuid, or how that begins", notEmpty)
    .option("--agent <name>", "whose order it is", agentId)
    .action(async (uuid: string, flags: Parameters<typeof order>[2]) => exit(await order(io, uuid, flags)));
  add("doubts", "Orders whose fate is unknown: how long, why, and what they may have become.", "0 none, 1 refused or no answer, 4 there are some, 5 no engine running").action(run(doubts));
  withPerson(add("resolve", "Settles an order in doubt on your word.", "0 settled, 1 refused or no answer, 5 no engine running"))
    .argument("<uuid>", "its whole uuid", notEmpty)
    .addOption(new Option("--as <outcome>", "what became of it").choices(["filled", "refused"]).makeOptionMandatory())
    .option("--ticket <ticket>", "with --as filled: the position it became", ticket)
    .option("--agent <name>", "whose order it is", agentId)
    .action(async (uuid: string, flags: ResolveFlags) => exit(await resolve(io, uuid, flags)));
  add("agents", "The strategies that are known, and what each holds.", "0 told, 1 refused or no answer, 5 no engine running").action(run(agents));
  add("limits", "Every limit with how much of it is used.", "0 told, 1 refused or no answer, 5 no engine running")
    .option("--reload", "read the limits file anew first; a broken one is refused, and the limits in force stay")
    .option("--name <name>", "with --reload: who decides", notEmpty)
    .option("--reason <text>", "with --reload: why, for the record", notEmpty)
    .action(run(limits));
}

function addJournal(program: Command, { io, exit, run }: Parts): void {
  const journal = program.command("journal").description("The append-only record of everything that happened.");
  withSettings(journal.command("verify").description("Checks the file and every link of its chain.")).action(run(verify));
  withSettings(journal.command("tail").description("The newest events."))
    .addOption(new Option("-n, --lines <n>", "how many").argParser(wholeNumber).default(20))
    .option("-f, --follow", "go on with what comes, until Ctrl+C")
    .action(run(tail));
  withSettings(journal.command("at").description("What every ledger said at a past moment. An engine may be running."))
    .argument("<time>", "UTC, such as 2026-01-15T03:00, or an event's number such as '#4711'", moment)
    .option("--agent <name>", "this agent whole", agentId)
    .action(async (then: PastMoment, flags: Parameters<typeof journalAt>[2]) => exit(await journalAt(io, then, flags)));
  withSettings(journal.command("snapshot").description("Writes a snapshot now, so that the next start has little to read.")).action(run(takeSnapshot));
  withPerson(withSettings(journal.command("fresh").description("Begins a new journal after a damaged one was set aside. It begins killed."))).action(run(fresh));
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

import { type Command, Option } from "commander";
import { agentId, moment, notEmpty, ticket, wholeNumber } from "./arguments.ts";
import { type Parts, withPerson } from "./command-parts.ts";
import { acceptCorrections, confirmRecovery, listCorrections, type OrphanFlags, settleOrphan } from "./corrections.ts";
import { demoNight } from "./demo-night.ts";
import { exportFiles } from "./export-files.ts";
import { importFiles, type ImportFlags } from "./import-files.ts";
import { recover, recoverModes } from "./recover.ts";
import { withSettings } from "./setting-flags.ts";

const TIME = "UTC, such as 2026-01-15T03:00, or an event's number such as '#4711'";

export function addRecoveryCommands(program: Command, { io, exit, add, run }: Parts): void {
  add(
    "recover",
    "Compares venue, record and agents, corrects what needs nobody, and shows the report. With no engine running, a start of its own does it.",
    "0 nothing waits, 1 refused or no answer, 2 the gateway did not tell what is open, 4 somebody has to decide or confirm, 5 no engine and no gateway configured",
  )
    .addOption(new Option("--mode <mode>", "what is compared").choices(Object.keys(recoverModes)).default("whole"))
    .option("--dry-run", "show what would be corrected, and change nothing")
    .option("--at <time>", `go back to a past moment (${TIME}); with --dry-run, only show it`, moment)
    .option("--name <name>", "with --at: who decides", notEmpty)
    .option("--reason <text>", "with --at: why, for the record", notEmpty)
    .action(run(recover));

  const corrections = program.command("corrections").description("What a recovery leaves to a person.");
  const sub = (name: string, description: string, exits: string): Command => withSettings(corrections.command(name).description(description).addHelpText("after", `\nExit codes: ${exits}`));
  const DONE = "0 nothing waits any more, 1 refused or no answer, 4 something still waits, 5 no engine running";
  sub("list", "What waits for a decision, and why.", "0 nothing, 1 refused or no answer, 4 something waits, 5 no engine running").action(run(listCorrections));
  withPerson(sub("accept", "Applies corrections on your word.", DONE))
    .argument("[ids...]", "as the list shows them")
    .option("--all", "all that can be accepted; an orphan is settled by saying what shall become of it")
    .action(async (ids: readonly string[], flags: Parameters<typeof acceptCorrections>[2]) => exit(await acceptCorrections(io, ids, flags)));
  withPerson(sub("orphan", "Says what shall become of a position that nobody can explain.", DONE))
    .argument("<ticket>", "the position's number", ticket)
    .addOption(new Option("--as <choice>", "give it to an agent, leave it alone, or close it").choices(["adopt", "hold", "flatten"]).makeOptionMandatory())
    .option("--agent <name>", "with --as adopt: whose it shall be", agentId)
    .action(async (position: number, flags: OrphanFlags) => exit(await settleOrphan(io, position, flags)));
  withPerson(sub("confirm", "Says that you have read the report: trading may begin.", "0 ARMED, 1 refused or no answer, 4 not armed, 5 no engine running")).action(run(confirmRecovery));
}

export function addFileCommands(program: Command, { io, exit, add, run }: Parts): void {
  add("import", "Brings a folder in the family's layout (public_ledger.json, private_ledgers/, agents/, … and checkpoint zips) into the record. No engine may be running.", "0 all of it, 1 nothing, 4 a part")
    .argument("<folder>", "where the files are", notEmpty)
    .option("--partial", "bring in the rest when something is broken")
    .option("--dry-run", "say what would come in, and change nothing; an engine may be running")
    .action(async (folder: string, flags: ImportFlags) => exit(await importFiles(io, folder, flags)));
  add("export", "Writes the record in the family's layout. An engine may be running.", "0 written, 1 not")
    .argument("<folder>", "a new or an empty one", notEmpty)
    .option("--at <time>", `as it was then (${TIME})`, moment)
    .option("--force", "set aside what is in the folder")
    .action(async (folder: string, flags: Parameters<typeof exportFiles>[2]) => exit(await exportFiles(io, folder, flags)));

  const demo = program.command("demo").description("Examples made on simulator data.");
  demo
    .command("night")
    .description("A night of ten agents that ends in a crash, and the report of the recovery. Takes some ten seconds.")
    .option("--json", "the report in JSON")
    .option("--out <folder>", "also write the report there, as text and as JSON", notEmpty)
    .addOption(new Option("--engine <folder>", "run the engine of the night in this folder until it is killed").hideHelp())
    .addOption(new Option("--port <n>", "with --engine: the simulator's").argParser(wholeNumber).hideHelp())
    .addOption(new Option("--tick-port <n>", "with --engine: the simulator's").argParser(wholeNumber).hideHelp())
    .addHelpText("after", "\nExit codes: 0 made, 1 not")
    .action(run(demoNight));
}

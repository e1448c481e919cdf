import { rows } from "./rows.ts";

/** Measures one row in a process of its own, so that no row pays for what another left in memory. */
const [name, workDir = ""] = process.argv.slice(2);
const row = rows.find((each) => each.name === name);
if (row === undefined) throw new Error(`There is no row ${name}.`);
const figures = await row.measure({ workDir });
process.send?.(figures, () => process.exit(0));

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { figureRules, specOf } from "../../../src-main/domain/risk-table.ts";

const noLimits = { risk: { ...Object.fromEntries(figureRules.map((rule) => [specOf(rule).key, "off"])), trading_hours: "off" } };

/** Puts a limits file with every rule off into this data folder. */
export const writeNoLimits = (dataDir: string): void => writeFileSync(join(dataDir, "risk-limits.json"), JSON.stringify(noLimits));

import { activity } from "./en/activity.ts";
import { agents } from "./en/agents.ts";
import { frame } from "./en/frame.ts";
import { inDoubt } from "./en/in-doubt.ts";
import { kill } from "./en/kill.ts";
import { orders } from "./en/orders.ts";
import { overview } from "./en/overview.ts";
import { positions } from "./en/positions.ts";
import { records } from "./en/records.ts";
import { recovery } from "./en/recovery.ts";
import { risk } from "./en/risk.ts";
import { settings } from "./en/settings.ts";

/**
 * Every word of the console. English is also the type: `zh.ts` does not compile while a word is missing there.
 * What the engine, the gateway or a person said is shown as given and is not in here.
 */
export const en = { ...frame, ...kill, ...overview, ...positions, ...orders, ...inDoubt, ...agents, ...risk, ...recovery, ...records, ...activity, ...settings };

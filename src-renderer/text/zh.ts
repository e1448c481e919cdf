import type { Text } from "./text.ts";
import { activity } from "./zh/activity.ts";
import { agents } from "./zh/agents.ts";
import { frame } from "./zh/frame.ts";
import { inDoubt } from "./zh/in-doubt.ts";
import { kill } from "./zh/kill.ts";
import { orders } from "./zh/orders.ts";
import { overview } from "./zh/overview.ts";
import { positions } from "./zh/positions.ts";
import { records } from "./zh/records.ts";
import { recovery } from "./zh/recovery.ts";
import { risk } from "./zh/risk.ts";
import { settings } from "./zh/settings.ts";

export const zh: Text = { ...frame, ...kill, ...overview, ...positions, ...orders, ...inDoubt, ...agents, ...risk, ...recovery, ...records, ...activity, ...settings };

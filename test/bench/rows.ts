import { alert } from "./alert.ts";
import { append } from "./append.ts";
import { diff } from "./diff.ts";
import type { Row } from "./figure.ts";
import { flatten } from "./flatten.ts";
import { journalOpen } from "./journal-open.ts";
import { kill } from "./kill.ts";
import { loopBlock } from "./loop-block.ts";
import { memory } from "./memory.ts";
import { order } from "./order.ts";
import { orderRate } from "./order-rate.ts";
import { ping } from "./ping.ts";
import { recovery } from "./recovery.ts";
import { sync } from "./sync.ts";
import { threeWay } from "./three-way.ts";

/** Every row, in the order of the table. */
export const rows: readonly Row[] = [ping, order, orderRate, sync, diff, threeWay, journalOpen, recovery, loopBlock, append, kill, flatten, alert, memory];

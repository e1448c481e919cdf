import { randomUUID } from "node:crypto";
import type { Ids } from "../engine/ports.ts";

/** Random version 4 UUIDs from the system's own source of randomness. */
export const systemIds: Ids = { uuid: () => randomUUID() };

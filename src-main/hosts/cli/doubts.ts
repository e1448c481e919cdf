import type { InDoubt } from "../../contract/order.ts";
import { systemClock } from "../../system/clock.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, print, type Io } from "../terminal.ts";
import { asked, onRunning, refused, type Asking } from "./running-engine.ts";
import type { CommonFlags } from "./setting-flags.ts";
import { ageText, figureText } from "./table.ts";

/** `holdfast doubts`: orders whose fate is unknown, oldest first, with what they may have become. */
export async function doubts(io: Io, flags: CommonFlags): Promise<number> {
  return onRunning(io, flags, (asking) =>
    asked(asking, "inDoubt", {}, (all) => {
      const oldestFirst = all.toSorted((a, b) => a.sinceMs - b.sinceMs);
      const text = all.length === 0 ? ["no order is in doubt"] : oldestFirst.flatMap((doubt) => doubtLines(doubt, systemClock.wallMs()));
      return print(io, asking.asJson, { exitCode: all.length === 0 ? exitCodes.ok : exitCodes.notClean, json: oldestFirst, text });
    }),
  );
}

function doubtLines({ uuid, agentId, symbol, side, volumeLots, sinceMs, why, candidates }: InDoubt, nowMs: number): string[] {
  const what = [side ?? "CLOSE", ...(volumeLots === null ? [] : [figureText(volumeLots)]), symbol].join(" ");
  return [
    `${uuid}  agent ${agentId}`,
    `  ${what}, in doubt for ${ageText(nowMs - sinceMs)}`,
    `  ${why}`,
    `  ${candidates.length === 0 ? "no position found that may be it" : `may be ${candidates.length === 1 ? "the position" : "one of the positions"} ${candidates.join(", ")}`}`,
  ];
}

export interface ResolveFlags extends CommonFlags {
  readonly as: "filled" | "refused";
  readonly ticket?: number;
  readonly agent?: string;
  readonly name: string;
  readonly reason: string;
}

/** `holdfast resolve UUID`: settles an order in doubt on a person's word. The uuid must be whole. */
export async function resolve(io: Io, uuid: string, flags: ResolveFlags): Promise<number> {
  return onRunning(io, flags, async (asking) => {
    const agentId = await agentOf(asking, uuid, flags.agent);
    if (typeof agentId === "number") return agentId;
    const { as, ticket = null, name, reason } = flags;
    return asked(asking, "resolveOrder", { agentId, uuid, as, ticket, name, reason }, (value) =>
      print(io, asking.asJson, {
        exitCode: exitCodes.ok,
        json: { ...value, agentId, uuid, as, ticket },
        text: [`${uuid} of ${agentId} is settled: ${as === "filled" ? `filled as position ${ticket}` : "never executed"}.`],
      }),
    );
  });
}

/** Who gave the order, when that was not said: uuids are each agent's own. */
async function agentOf(asking: Asking, uuid: string, given: string | undefined): Promise<string | number> {
  if (given !== undefined) return given;
  const answer = await asking.engine.call("inDoubt", {});
  if (!answer.ok) return refused(asking, answer.failure);
  const { io, asJson } = asking;
  const agents = answer.value.filter((doubt) => doubt.uuid === uuid).map(({ agentId }) => agentId);
  const [only] = agents;
  if (only === undefined) return fail(io, asJson, exitCodes.failed, "NOT_IN_DOUBT", `No order ${uuid} is in doubt. Those that are: holdfast doubts.`);
  if (agents.length > 1) return fail(io, asJson, exitCodes.failed, "AMBIGUOUS", `Several agents have an order ${uuid} in doubt (${agents.join(", ")}): name one with --agent.`);
  return only;
}

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Position } from "../../src-main/contract/position.ts";
import type { SimulatorOptions } from "../../src-main/simulator/options.ts";

export type TruePosition = Pick<Position, "ticket" | "symbol" | "side" | "volumeLots"> & { readonly comment: string };

/** The venue, asked past every gateway. */
export interface Venue {
  readonly port: number;
  /** What is open. Looks at what was opened since the last question, too. */
  positions(): Promise<readonly TruePosition[]>;
  /** Every ticket that an order of this mark ever opened. */
  openedBy(mark: string): readonly number[];
  /** Orders that opened more than one position. */
  readonly openedTwice: readonly string[];
  end(): Promise<void>;
}

/** What the order's comment begins with: ours is before the tag that Holdfast adds. */
export const markIn = (comment: string): string => comment.split(" ")[0] ?? "";

interface Said {
  readonly positions: readonly TruePosition[];
  readonly openings: readonly { readonly ticket: number; readonly comment: string }[];
  readonly firstDeal: number;
  readonly lastDeal: number;
}

export async function startVenue(options: SimulatorOptions): Promise<Venue> {
  const child = fork(fileURLToPath(new URL("venue-process.ts", import.meta.url)), [JSON.stringify(options)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const gone = once(child, "exit");
  const { port } = await heard<{ readonly port: number }>(child, gone);
  const opened = new Map<string, number[]>();
  let lastDeal = 0;
  return {
    port,
    positions: async () => {
      child.send({ sinceDeal: lastDeal });
      const said = await heard<Said>(child, gone);
      // A venue forgets deals at last; what it forgot before it was asked could not be counted.
      if (said.firstDeal > lastDeal + 1) throw new Error(`deals ${lastDeal + 1} to ${said.firstDeal - 1} were never looked at`);
      lastDeal = said.lastDeal;
      for (const { ticket, comment } of said.openings) opened.set(markIn(comment), [...(opened.get(markIn(comment)) ?? []), ticket]);
      return said.positions;
    },
    openedBy: (mark) => opened.get(mark) ?? [],
    get openedTwice() {
      return [...opened].filter(([, tickets]) => tickets.length > 1).map(([mark, tickets]) => `order ${mark} opened ${tickets.join(" and ")}`);
    },
    end: async () => {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

async function heard<T>(child: ChildProcess, gone: Promise<unknown>): Promise<T> {
  const end = gone.then(() => {
    throw new Error("the venue ended");
  });
  const [message] = await Promise.race([once(child, "message"), end]);
  return message as T;
}

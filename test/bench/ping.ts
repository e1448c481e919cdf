import { Request } from "zeromq";
import { openVenue } from "../../src-main/gateway/client.ts";
import { encode, requests } from "../../src-main/gateway/wire.ts";
import { systemClock } from "../../src-main/system/clock.ts";
import { systemIds } from "../../src-main/system/ids.ts";
import type { Figure, Row } from "./figure.ts";
import { startHelper } from "./helper-process.ts";
import { compare } from "./rounds.ts";
import { median } from "./statistics.ts";

const PINGS_IN_A_ROW = 250;
const PLAN = { warmUps: 6, rounds: 40 } as const;

/** What a simulated v4.3 gateway answers. The uuid is the one that gateways say when they could not read ours. */
const ANSWER = JSON.stringify({ uuid: "unknown", status: "ok", server_time: "2026-01-15T03:08:13.250+00:00", latency_ms: 0.21, simulated: true });

/** One `PING` through the whole client, against a REQ socket that sends the same bytes and looks at nothing. */
export const ping: Row = {
  name: "ping",
  measure: async () => {
    const responder = await startHelper("responder-process.ts", { answer: ANSWER });
    const ports = responder.first as { readonly ours: number; readonly bare: number };
    const venue = openVenue({ host: "127.0.0.1", port: ports.ours, clock: systemClock, ids: systemIds, tickPort: null, sign: () => "" });
    const socket = new Request({ linger: 0 });
    socket.connect(`tcp://127.0.0.1:${ports.bare}`);
    await venue.probe();
    const compared = await compare(
      () => typicalMs(() => askBare(socket)),
      () => typicalMs(async () => expectAnswer((await venue.ping(1_000)).kind)),
      PLAN,
    );
    socket.close();
    await venue.close();
    await responder.end();
    return [figureOf(compared)];
  },
};

function figureOf({ bare, ours, ratio, spread }: Awaited<ReturnType<typeof compare>>): Figure {
  return {
    what: "PING through the whole client, p50",
    measured: { value: ours * 1_000, unit: "µs" },
    bare: { value: bare * 1_000, unit: "µs" },
    ratio,
    goal: { on: "ratio", atMost: 1.25 },
    notes: [
      `bare: zeromq.js REQ to REP, same bytes, same two processes, ${PLAN.rounds} × ${PINGS_IN_A_ROW} each; ${spread}`,
      "the slower a machine wakes a sleeping process, the smaller the ratio: look at the difference too",
    ],
  };
}

const question = encode(requests.ping(), systemIds.uuid(), systemClock.wallMs());

async function askBare(socket: Request): Promise<void> {
  await socket.send(question);
  await socket.receive();
}

function expectAnswer(kind: string): void {
  if (kind !== "confirmed") throw new Error(`a PING ended ${kind}`);
}

/** p50 of a row of round trips, one after another. */
async function typicalMs(roundTrip: () => Promise<void>): Promise<number> {
  const tookMs: number[] = [];
  for (let count = 0; count < PINGS_IN_A_ROW; count += 1) {
    const startedAtMs = performance.now();
    await roundTrip();
    tookMs.push(performance.now() - startedAtMs);
  }
  return median(tookMs);
}

import { Request } from "zeromq";
import type { Truth } from "../../src-main/domain/account.ts";
import { createPositionLedger, type PositionLedger } from "../../src-main/engine/position-ledger.ts";
import { createReconciler } from "../../src-main/engine/reconciler.ts";
import { decode, encode, requests } from "../../src-main/gateway/wire.ts";
import { systemClock } from "../../src-main/system/clock.ts";
import { systemIds } from "../../src-main/system/ids.ts";
import type { Figure, Row } from "./figure.ts";
import { oneLookLater } from "./positions.ts";
import { compare, tookMs } from "./rounds.ts";
import { startGateway } from "./simulated-gateway.ts";

const POSITIONS = 10_000;
/** One position in so many differs from the record. */
const ONE_DIFFERS_IN = 100;
const PLAN = { warmUps: 10, rounds: 40 } as const;

/**
 * What a startup sync computes: the reply read, validated and compared with a record that a restart has just folded,
 * against `JSON.parse` of the same text, already decoded from its bytes. Both shapes of the reply: a v4.3 gateway's eight
 * fields a position, and the thirteen of one that speaks our extensions.
 */
export const sync: Row = {
  name: "sync",
  measure: async () => [await syncOf("v43", "a v4.3 gateway's reply"), await syncOf("extended", "a reply with our extensions")],
};

async function syncOf(kind: "v43" | "extended", words: string): Promise<Figure> {
  const bytes = await syncReply(kind);
  const text = bytes.toString("utf8");
  const record = oneLookLater(truthIn(bytes).positions, ONE_DIFFERS_IN);
  const compared = await compare(
    () => tookMs(() => JSON.parse(text) as unknown),
    () => {
      const ledger = ledgerOf(record);
      return tookMs(() => synced(bytes, ledger));
    },
    PLAN,
  );
  return {
    what: `startup sync of 10,000 positions, ${words}`,
    measured: { value: compared.ours, unit: "ms" },
    bare: { value: compared.bare, unit: "ms" },
    ratio: compared.ratio,
    goal: { on: "ratio", atMost: 3 },
    notes: [`bare: JSON.parse of the same ${Math.round(text.length / 1_024).toLocaleString("en-US")} KiB; ${POSITIONS / ONE_DIFFERS_IN} positions differ; ${compared.spread}`],
  };
}

/** What the simulated gateway says to `SYNC_ALL`, byte for byte. */
async function syncReply(kind: "v43" | "extended"): Promise<Buffer> {
  const gateway = await startGateway({ kind, positions: POSITIONS, seed: 1 });
  const socket = new Request({ linger: 0 });
  socket.connect(`tcp://127.0.0.1:${gateway.port}`);
  await socket.send(encode(requests.syncAll(), "sync", systemClock.wallMs()));
  const [reply] = await socket.receive();
  socket.close();
  await gateway.end();
  if (reply === undefined) throw new Error("the gateway's reply is empty");
  return reply;
}

function synced(bytes: Buffer, ledger: PositionLedger): void {
  const comparison = createReconciler(systemClock, systemIds, ledger).compare(truthIn(bytes).positions);
  if (comparison.differences.length !== POSITIONS / ONE_DIFFERS_IN) throw new Error(`${comparison.differences.length} differences were found`);
}

function truthIn(bytes: Buffer): Truth {
  const reply = decode(requests.syncAll(), "sync", bytes);
  if (reply?.kind !== "done") throw new Error(`the gateway's reply came out as ${reply?.kind ?? "another request's"}`);
  return reply.value;
}

function ledgerOf(positions: Truth["positions"]): PositionLedger {
  const ledger = createPositionLedger();
  ledger.record(positions);
  return ledger;
}

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Position } from "../../src-main/contract/position.ts";
import type { Difference } from "../../src-main/contract/sync.ts";
import type { JournalEvent } from "../../src-main/engine/journal-events.ts";
import { openingOf } from "../../src-main/domain/trade.ts";
import { openVenue } from "../../src-main/gateway/client.ts";
import { bodyText } from "../../src-main/journal/body-text.ts";
import { dataFiles } from "../../src-main/journal/files.ts";
import type { NewEvent } from "../../src-main/journal/hash-chain.ts";
import { createJournal, type EventStore, openStore } from "../../src-main/journal/store.ts";
import { Rng } from "../../src-main/simulator/rng.ts";
import { systemClock } from "../../src-main/system/clock.ts";
import { systemIds } from "../../src-main/system/ids.ts";
import { positionsOf } from "./positions.ts";
import { startGateway } from "./simulated-gateway.ts";

export const MILLION = 1_000_000;
export const OPEN_POSITIONS = 10_000;
/** The simulated account whose positions the journal ends with. */
export const account = { kind: "extended", positions: OPEN_POSITIONS, seed: 1 } as const;

/** Whose they are. */
const AGENTS = 1_000;
const BATCH = 20_000;
const FIRST_MS = Date.UTC(2026, 0, 5);
const LIFETIME_MS = 40 * 86_400_000;

/**
 * A data folder with a journal of a million events, written by the journal's own store in big batches. It tells of an
 * account with 10,000 open positions of 1,000 agents, and of a hundred and sixty thousand others that came and went. Made once a run.
 */
export async function millionEvents(workDir: string): Promise<string> {
  const folder = join(workDir, "million");
  if (existsSync(folder)) return folder;
  mkdirSync(folder);
  const files = dataFiles(folder);
  createJournal(files, []);
  const opened = openStore(files.journal);
  if (!opened.ok) throw new Error(opened.failure.message);
  await writeAll(opened.value, await openPositions());
  opened.value.close();
  return folder;
}

async function writeAll(store: EventStore, open: readonly Position[]): Promise<void> {
  let batch: NewEvent[] = [];
  let written = 0;
  for (const { kind, body } of story(open)) {
    const atMs = FIRST_MS + Math.floor((LIFETIME_MS * (written + batch.length)) / MILLION);
    batch.push({ atMs, kind, body: bodyText(kind, body) });
    if (batch.length < BATCH && written + batch.length < MILLION) continue;
    const result = store.append(batch);
    if (!result.ok) throw new Error(result.failure.message);
    written += batch.length;
    batch = [];
    // Whoever wants to end this run is heard between two batches.
    await setImmediate();
  }
}

/** Exactly a million events. The mix is what a busy account leaves: three in four are about positions. */
function* story(open: readonly Position[]): Generator<JournalEvent> {
  const rng = new Rng(7);
  const passing = positionsOf(20_000, 3, 90_000_001);
  const first: JournalEvent[] = [
    { kind: "ENGINE_STARTED", body: { version: "0.1.0", pid: 1, host: "headless", cleanExitBefore: true } },
    { kind: "POSITIONS_RECORDED", body: { positions: [...open] } },
    ...open.map((position): JournalEvent => ({ kind: "TRADE_OPENED", body: { trade: openingOf(position, `agent-${position.ticket % AGENTS}`) } })),
  ];
  yield* first;
  let told = first.length;
  for (let count = 0; told + LONGEST_EPISODE < MILLION; count += 1) {
    const template = passing[count % passing.length];
    if (template === undefined) return;
    for (const event of episode({ ...template, ticket: template.ticket + count }, rng)) {
      told += 1;
      yield event;
    }
  }
  for (; told < MILLION - 1; told += 1) yield missedBeat;
  yield { kind: "ENGINE_STOPPED", body: { reason: "SIGTERM" } };
}

const missedBeat: JournalEvent = { kind: "GATEWAY_INCIDENT", body: { code: "BEAT_MISSED", detail: "1 of 3" } };

/** Events of one episode at most, and the last event of all. */
const LONGEST_EPISODE = 8;

/** A position comes and goes again; now and then something else happens meanwhile. */
function* episode(position: Position, rng: Rng): Generator<JournalEvent> {
  yield { kind: "POSITIONS_RECORDED", body: { positions: [position] } };
  yield { kind: "DIFFERENCE_FOUND", body: { difference: difference("appeared", position) } };
  yield { kind: "POSITIONS_GONE", body: { tickets: [position.ticket] } };
  yield { kind: "DIFFERENCE_FOUND", body: { difference: difference("gone", position) } };
  if (rng.chance(0.6)) yield missedBeat;
  if (rng.chance(0.6)) yield { kind: "STATE_CHANGED", body: { from: "TRIPPED", to: "SYNCING", reasons: ["HEARTBEAT_FAILURE: no answer to 3 heartbeats in a row"] } };
  if (rng.chance(0.4)) {
    yield {
      kind: "SYNC_ENDED",
      body: { number: 1, cause: "reconnect", outcome: "clean", tries: 1, tookMs: 41.5, positions: OPEN_POSITIONS, account: null, error: null },
    };
  }
}

const difference = (kind: "appeared" | "gone", position: Position): Difference => ({
  id: `6a2f41d8-7c35-4e9b-8d10-${String(position.ticket).padStart(12, "0")}`,
  kind,
  ticket: position.ticket,
  symbol: position.symbol,
  believed: kind === "gone" ? position : null,
  truth: kind === "appeared" ? position : null,
  status: "corrected",
  foundAtMs: FIRST_MS,
  detail: `${position.side} ${position.volumeLots} ${position.symbol} is open at the venue and was not in our record`,
});

/** What the simulated account of this seed holds, as a first start would have written it down. */
async function openPositions(): Promise<readonly Position[]> {
  const gateway = await startGateway(account);
  const venue = openVenue({ host: "127.0.0.1", port: gateway.port, clock: systemClock, ids: systemIds, tickPort: null, sign: () => "" });
  await venue.probe();
  const truth = await venue.readTruth(10_000);
  await venue.close();
  await gateway.end();
  if (truth.kind !== "confirmed") throw new Error(`the simulated account could not be read: ${truth.message}`);
  return truth.value.positions;
}

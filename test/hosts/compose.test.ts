import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { KillRecord } from "../../src-main/contract/kill.ts";
import type { JournalEvent } from "../../src-main/engine/journal-events.ts";
import { compose, type Composition, type Running } from "../../src-main/hosts/compose.ts";
import { keepJournal } from "../../src-main/hosts/journal-keeping.ts";
import { loadConf } from "../../src-main/hosts/headless/settings-store.ts";
import { openJournal } from "../../src-main/journal/journal.ts";
import { startSimulator, type Simulator } from "../../src-main/simulator/simulator.ts";
import { loadConfig } from "../../src-main/system/config.ts";
import { readConfigSources } from "../../src-main/system/config-sources.ts";
import { createSettingsFile } from "../../src-main/system/settings-file.ts";

vi.mock(import("../../src-main/hosts/journal-keeping.ts"), { spy: true });

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "holdfast-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true, maxRetries: 5 }));
  return path;
}

async function simulator(): Promise<Simulator> {
  const started = await startSimulator({ kind: "v43", positions: 4 });
  onTestFinished(() => started.stop());
  return started;
}

async function engineOn(gateway: Simulator, dataDir: string, host: Composition["host"] = "headless"): Promise<Running> {
  const sources = readConfigSources({ "gateway-host": "127.0.0.1", "gateway-port": String(gateway.port), "data-dir": dataDir, "heartbeat-interval-s": "0.3", "heartbeat-timeout-s": "0.2" }, dataDir, {});
  const config = loadConfig(sources);
  if (!config.ok) throw new Error(JSON.stringify(config.failure));
  const started = await compose({ host, config: config.value, sources, settingsFile: createSettingsFile(loadConf, dataDir), simulate: false });
  if (!started.ok) throw new Error(started.failure.message);
  onTestFinished(() => started.value.stop("test"));
  return started.value;
}

async function writeJournal(dataDir: string, events: readonly JournalEvent[]): Promise<void> {
  const opened = await openJournal({ dataDir, wallMs: () => Date.now(), onReplay: () => {} });
  if (!opened.ok) throw new Error(opened.failure.message);
  await Promise.all(events.map((event) => opened.value.append(event)));
  await opened.value.close();
}

/** Changes one event behind the journal's back. */
function tamper(dataDir: string, seq: number): void {
  const db = new DatabaseSync(join(dataDir, "journal.db"));
  const triggers = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all() as { name: string }[];
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
  db.prepare("UPDATE events SET body = ? WHERE seq = ?").run(`{"reason":"changed"}`, seq);
  db.close();
}

const flattenKill: KillRecord = { id: "old", scope: { kind: "all" }, reason: "long ago", source: "cli", flatten: true, includeForeign: false, atMs: 1, durable: true };
const stopped: JournalEvent = { kind: "ENGINE_STOPPED", body: { reason: "x" } };
const settledLongAgo: readonly JournalEvent[] = [
  { kind: "KILLED", body: { kill: flattenKill } },
  ...Array.from({ length: 3_000 }, () => stopped),
  { kind: "FLATTEN_ENDED", body: { killId: "old", status: "done", closed: [], alreadyClosed: [], stillOpen: [] } },
  { kind: "REARMED", body: { killIds: ["old"], name: "N", reason: "over" } },
];

describe("an engine on a journal", () => {
  it("that is damaged closes nothing on its word, and a fresh one begins killed", async () => {
    const gateway = await simulator();
    const dataDir = folder();
    await writeJournal(dataDir, settledLongAgo);
    tamper(dataDir, 2_500);
    const { engine, dispatcher } = await engineOn(gateway, dataDir);
    expect(engine.state).toBe("HALTED");
    // Some beats later whatever was going to happen has happened.
    await expect.poll(() => engine.status().heartbeat.answered, { timeout: 10_000 }).toBeGreaterThan(2);
    expect(gateway.account.positions()).toHaveLength(4);
    expect(engine.status().kills).toEqual([]);

    const fresh = await dispatcher.dispatch("startFreshJournal", { name: "N", reason: "disk replaced" }, { permission: "command", via: "http" });
    expect(fresh).toMatchObject({ ok: true });
    expect(engine.state).toBe("KILLED");
    await expect.poll(() => engine.feed.value("sync").outcome, { timeout: 10_000 }).toBe("clean");
    expect(gateway.account.positions()).toHaveLength(4);
  });

  it("whose past was changed before its snapshot calls somebody, and writes it down", async () => {
    const gateway = await simulator();
    const dataDir = folder();
    const first = await engineOn(gateway, dataDir);
    await expect.poll(() => first.engine.state, { timeout: 10_000 }).toBe("ARMED");
    expect(await first.dispatcher.dispatch("takeSnapshot", {}, { permission: "command", via: "http" })).toMatchObject({ ok: true });
    await first.stop("test");
    tamper(dataDir, 2);
    const { engine, dispatcher } = await engineOn(gateway, dataDir);
    await expect.poll(() => engine.state, { timeout: 10_000 }).toBe("ARMED");
    const written = async (): Promise<string> => JSON.stringify(await dispatcher.dispatch("journalTail", { limit: 100 }, { permission: "command", via: "http" }));
    await expect.poll(written, { timeout: 10_000 }).toMatch(/PAST_CHANGED.*from event 2 on/);
    const report = await dispatcher.dispatch("recovery", {}, { permission: "command", via: "http" });
    expect(report).toMatchObject({ ok: true, value: { journal: { verified: true, snapshot: { seq: expect.any(Number) as number } } } });
  });

  it.each([
    ["headless", 4, { intervalMs: 3_600_000, retention: { keepDays: 30, maxArchiveBytes: 2_048_000_000 } }],
    ["cli", 6, null],
  ] as const)("of the %s host has %i of six snapshots left: what a command runs leaves the past as it is", async (host, left, upkeep) => {
    const dataDir = folder();
    const { engine, dispatcher } = await engineOn(await simulator(), dataDir, host);
    await expect.poll(() => engine.state, { timeout: 10_000 }).toBe("ARMED");
    for (let taken = 0; taken < 6; taken += 1) {
      expect(await dispatcher.dispatch("kill", { reason: "one more event" }, { permission: "command", via: "http" })).toMatchObject({ ok: true });
      expect(await dispatcher.dispatch("takeSnapshot", {}, { permission: "command", via: "http" })).toMatchObject({ ok: true });
    }
    expect(readdirSync(join(dataDir, "journal-snapshots"))).toHaveLength(left);
    expect(vi.mocked(keepJournal).mock.lastCall?.[0].upkeep).toEqual(upkeep);
  });

  it("that holds a flatten cut short goes on with it", async () => {
    const gateway = await simulator();
    const dataDir = folder();
    await writeJournal(dataDir, [{ kind: "KILLED", body: { kill: flattenKill } }]);
    const { engine } = await engineOn(gateway, dataDir);
    await expect.poll(() => gateway.account.positions().length, { timeout: 10_000 }).toBe(0);
    expect(engine.state).toBe("KILLED");
  });

  it.each([[{ seq: 0 }], [{ seq: 99_999 }], [{ atMs: Date.UTC(1976, 5, 2) }], [{ atMs: Number.MAX_VALUE }]])("goes back to nothing outside the record: %o", async (moment) => {
    const { engine, dispatcher } = await engineOn(await simulator(), folder());
    await expect.poll(() => engine.state, { timeout: 10_000 }).toBe("ARMED");
    const refused = await dispatcher.dispatch("branchRecord", { moment, name: "N", reason: "lost" }, { permission: "command", via: "http" });
    expect(refused).toMatchObject({ ok: false, failure: { code: "REFUSED", message: expect.stringMatching(/outside the record.* event 1 .*UTC/) as string } });
    expect(engine.state, "a branch would have killed").toBe("ARMED");
  });
});

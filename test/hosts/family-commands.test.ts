import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { put, scratch, texts } from "../family-files/folders.ts";
import { sample } from "../family-files/sample.ts";
import { engineOf, noEngine } from "./cli-fixture.ts";

describe("holdfast import", () => {
  it("brings the family's files in, and nothing the second time", async () => {
    const { holdfast } = await noEngine();
    const files = put(scratch(), sample);
    const first = await holdfast("import", files);
    expect(first.code).toBe(0);
    expect(first.out).toEqual(["imported 4 trades, 3 agents, 1 dead, Supervisor, Mastermind: 19 events", "without a place in the record:", "  public_ledger.json: version, 1 times", "  public_ledger.json: a trade's strategy_note, 1 times"]);
    expect(await holdfast("import", files, "--json")).toMatchObject({ code: 0, json: { imported: true, events: 0, problems: [] } });
    expect((await holdfast("journal", "verify", "--json")).json).toMatchObject({ whole: true, events: 19 });
  });

  it("brings nothing in when something is broken, unless a part is asked for", async () => {
    const { holdfast } = await noEngine();
    const files = put(scratch(), { ...sample, "agents/agent_002_state.json": "{" });
    const refused = await holdfast("import", files);
    expect(refused).toMatchObject({ code: 1, err: ["Nothing was imported: 1 thing is broken. --partial brings in the rest.", expect.stringMatching(/^ {2}agents\/agent_002_state.json: must be JSON/)] });
    expect(await holdfast("import", files, "--json")).toMatchObject({ code: 1, json: { error: { code: "BROKEN_FILES" }, problems: [{ file: "agents/agent_002_state.json" }] } });
    expect((await holdfast("journal", "verify", "--json")).json).toMatchObject({ events: 0 });
    expect(await holdfast("import", files, "--partial", "--json")).toMatchObject({ code: 4, json: { imported: true, events: 18, problems: [{}] } });
  });

  it("says in a dry run what would come in, also beside an engine, and writes nothing", async () => {
    const files = put(scratch(), sample);
    const { holdfast } = await noEngine();
    expect(await holdfast("import", files, "--dry-run", "--json")).toMatchObject({ code: 0, json: { imported: false, dryRun: true, events: 19 } });
    expect(await holdfast("journal", "verify", "--json")).toMatchObject({ code: 1 });
    const beside = await engineOf({});
    expect((await beside.holdfast("import", files, "--dry-run")).code).toBe(0);
  });

  it("is refused while an engine runs", async () => {
    const { holdfast } = await engineOf({});
    expect(await holdfast("import", put(scratch(), sample), "--json")).toMatchObject({ code: 1, json: { error: { code: "LOCKED", message: expect.stringContaining("Stop it first") as string } } });
  });

  it("is refused a folder that is not there", async () => {
    const { holdfast } = await noEngine();
    expect(await holdfast("import", join(scratch(), "nowhere"), "--json")).toMatchObject({ code: 1, json: { error: { code: "UNREADABLE" } } });
  });
});

describe("holdfast export", () => {
  it("writes what an import of elsewhere reads back to the same files", async () => {
    const [here, there] = [await noEngine(), await noEngine()];
    await here.holdfast("import", put(scratch(), sample));
    const out = join(scratch(), "out");
    expect(await here.holdfast("export", out, "--json")).toMatchObject({ code: 0, json: { dir: out, files: 10, agents: 3, trades: 4, seq: 19, setAside: null } });
    expect((await there.holdfast("import", out)).code).toBe(0);
    const again = join(scratch(), "again");
    await there.holdfast("export", again);
    expect(texts(again)).toEqual(texts(out));
  });

  it("writes what was so at a past moment", async () => {
    const { holdfast } = await noEngine();
    await holdfast("import", put(scratch(), sample));
    const out = join(scratch(), "out");
    expect(await holdfast("export", out, "--at", "#4", "--json")).toMatchObject({ code: 0, json: { seq: 4, agents: 3, trades: 1 } });
  });

  it("keeps what is in the folder: refused, or set aside", async () => {
    const { holdfast } = await noEngine();
    await holdfast("import", put(scratch(), sample));
    const out = put(scratch(), { "mine.txt": "precious" });
    expect(await holdfast("export", out, "--json")).toMatchObject({ code: 1, json: { error: { code: "UNWRITABLE" } } });
    const forced = await holdfast("export", out, "--force");
    expect(forced.code).toBe(0);
    expect(texts((forced.out[1] ?? "").replace("what was there lies in ", ""))).toEqual({ "mine.txt": "precious" });
  });

  it("never takes the place of the data folder, nor of one around it", async () => {
    const { holdfast } = await noEngine();
    const imported = await holdfast("import", put(scratch(), sample), "--json");
    expect(imported.code).toBe(0);
    const { json } = await holdfast("status", "--json");
    const dataDir = /No engine is running on (.*)\.$/.exec((json as { error: { message: string } }).error.message)?.[1] ?? expect.fail("the folder is not told");
    for (const folder of [dataDir, join(dataDir, "..")]) expect(await holdfast("export", folder, "--force", "--json")).toMatchObject({ code: 1, json: { error: { code: "DATA_FOLDER" } } });
    expect((await holdfast("journal", "verify")).code).toBe(0);
  });

  it("needs a journal", async () => {
    const { holdfast } = await noEngine();
    expect(await holdfast("export", join(scratch(), "out"), "--json")).toMatchObject({ code: 1, json: { error: { code: "IO" } } });
  });
});

describe("holdfast journal at", () => {
  it("says what every ledger said then", async () => {
    const { holdfast } = await noEngine();
    await holdfast("import", put(scratch(), sample));
    const then = await holdfast("journal", "at", "#6");
    expect(then.code).toBe(0);
    expect(then.out[0]).toMatch(/^after event 6, written \d{4}-/);
    expect(then.out[1]).toBe("3 alive, 0 dead; 2 trades (1 open, 0 of nobody), result -8.00");
    expect((await holdfast("journal", "at", "#99", "--json")).json).toMatchObject({ seq: 19, alive: 2, dead: 1, trades: 4, supervisor: { version: 1 } });
    expect((await holdfast("journal", "at", "2026-01-01", "--json")).json).toMatchObject({ seq: 0, atMs: null, trades: 0 });
    expect((await holdfast("recover", "--at", "#6", "--dry-run")).out).toEqual(then.out);
    expect(await holdfast("recover", "--at", "2026-01-01", "--dry-run", "--json")).toMatchObject({ code: 1, json: { error: { message: expect.stringMatching(/outside the record.*event 1 .*event 19/) as string } } });
  });

  it("shows one agent whole", async () => {
    const { holdfast } = await noEngine();
    await holdfast("import", put(scratch(), sample));
    expect((await holdfast("journal", "at", "#99", "--agent", "agent_001", "--json")).json).toMatchObject({ agentId: "agent_001", capital: 1002, state: { content: { last_stand: { active: false } } }, closedTradeList: [{ ticket: 102 }, { ticket: 101 }] });
    const { out } = await holdfast("journal", "at", "#99", "--agent", "agent_003");
    expect(out).toContain("died 2026-01-15 02:10:00 UTC: capital exhausted");
    expect(out.join("\n")).toContain("103 agent_003        GBPUSD   BUY      0.3       1.27    unknown");
    expect(await holdfast("journal", "at", "#2", "--agent", "nobody", "--json")).toMatchObject({ code: 1, json: { error: { code: "NO_AGENT" } } });
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { newTokens } from "../../src-main/serve/tokens.ts";
import { type Log, type LogOptions, openLog } from "../../src-main/system/log.ts";

let dir = "";
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), "holdfast-log-")), "logs");
});
afterEach(() => rmSync(join(dir, ".."), { recursive: true }));

function open(own: Partial<LogOptions> = {}): Log {
  const opened = openLog({ dir, level: "info", ...own });
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

const files = (): string[] => readdirSync(dir).toSorted();
const written = (): string => files().map((name) => readFileSync(join(dir, name), "utf8")).join("");
const lines = (): Record<string, unknown>[] => written().trimEnd().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);

describe("the log", () => {
  it("writes one JSON object a line, from its level up, and goes on in the same file at the next start", async () => {
    const first = open({ level: "warn" });
    first.logger.info("too quiet");
    first.logger.warn({ tries: 3 }, "sync failed");
    first.logger.error({ err: new Error("broken") }, "a call broke");
    await first.close();
    const second = open();
    second.logger.info("started again");
    await second.close();
    expect(lines()).toMatchObject([{ msg: "sync failed", tries: 3 }, { msg: "a call broke", err: { message: "broken" } }, { msg: "started again" }]);
    expect(files()).toEqual(["holdfast-000001.ndjson"]);
  });

  it.skipIf(process.platform === "win32")("is its owner's alone", async () => {
    await open().close();
    expect(statSync(join(dir, files()[0] ?? "")).mode & 0o777).toBe(0o600);
  });

  it("hides secrets by their names at any depth, and tokens wherever they stand", async () => {
    const { logger, close } = open();
    const tokens = newTokens();
    logger.info({ tokens, deep: { list: [{ riskSecret: 'sh"h', password: "hush" }] }, headers: { authorization: "Bearer zzz" } }, `sent ${tokens.command}`);
    logger.error({ err: new Error(`no such page: /#token=${tokens.read}`) }, "odd");
    await close();
    for (const secret of [tokens.read, tokens.command, "hush", 'sh\\"h', "zzz"]) expect(written()).not.toContain(secret);
    expect(lines()).toMatchObject([{ deep: { list: [{ riskSecret: "[hidden]" }] }, msg: "sent [hidden]" }, { msg: "odd" }]);
  });

  it("begins a new file when one is full, keeps the newest, and loses no line of those", async () => {
    const { logger, close } = open({ fileMaxBytes: 1000, filesKept: 3 });
    for (let line = 1; line <= 100; line += 1) {
      logger.info({ line }, "x");
      // A file that is full ends in its own time; wait for what was written rather than for a while.
      await vi.waitFor(() => expect(written()).toContain(`"line":${line},`), { interval: 1 });
    }
    await close();
    expect(files()).toHaveLength(3);
    expect(files()).not.toContain("holdfast-000001.ndjson");
    for (const name of files()) expect(statSync(join(dir, name)).size).toBeLessThan(1200);
    const kept = lines().map(({ line }) => Number(line));
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => 101 - kept.length + index));
  });

  it("leaves files alone that are not its own", async () => {
    await open().close();
    writeFileSync(join(dir, "notes.txt"), "mine");
    const { logger, close } = open({ fileMaxBytes: 10, filesKept: 1 });
    logger.info("one");
    logger.info("two");
    await close();
    expect(files()).toContain("notes.txt");
  });

  it("takes lines after its end without a word", async () => {
    const { logger, close } = open();
    await close();
    expect(() => logger.error("too late")).not.toThrow();
    await close();
  });

  it("says when its folder cannot be made", () => {
    writeFileSync(dir, "in the way");
    expect(openLog({ dir, level: "info" })).toMatchObject({ ok: false, failure: { path: dir } });
  });
});

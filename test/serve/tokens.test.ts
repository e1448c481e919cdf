import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accessPath, newTokens, permissionOf, readAccess, readTokenPath, removeAccess, writeAccess } from "../../src-main/serve/tokens.ts";

let dataDir = "";
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "holdfast-tokens-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const access = (tokens = newTokens()) => ({ url: "http://127.0.0.1:7380", pid: 42, tokens });

describe("tokens", () => {
  it("are long, and new each time", () => {
    const all = [newTokens(), newTokens()].flatMap(({ read, command }) => [read, command]);
    expect(new Set(all).size).toBe(4);
    for (const token of all) expect(token).toMatch(/^hf[rc]_[\w-]{43}$/);
  });

  it("say what may be done with them, and only whole", () => {
    const tokens = newTokens();
    expect(permissionOf(tokens, tokens.read)).toBe("read");
    expect(permissionOf(tokens, tokens.command)).toBe("command");
    for (const wrong of ["", tokens.read.slice(0, -1), `${tokens.command} `, newTokens().command]) expect(permissionOf(tokens, wrong)).toBeNull();
  });
});

describe("the access file", () => {
  it("gives back what was written, and leaves no draft behind", async () => {
    const written = access();
    expect(await writeAccess(dataDir, written)).toEqual({ ok: true, value: { path: accessPath(dataDir) } });
    expect(await readAccess(dataDir)).toEqual({ ok: true, value: written });
    expect((await readdir(dataDir)).toSorted()).toEqual(["console-token.json", "read-token"]);
  });

  it("has the token that may only read beside it, bare, for programs that read a token from a file", async () => {
    const { tokens } = access();
    await writeAccess(dataDir, access(tokens));
    expect(await readFile(readTokenPath(dataDir), "utf8")).toBe(tokens.read);
    await removeAccess(dataDir, tokens);
    expect(await readdir(dataDir)).toEqual([]);
  });

  it.skipIf(process.platform === "win32")("is its owner's alone, whatever lay there before and whatever the umask", async () => {
    await writeFile(accessPath(dataDir), "old", { mode: 0o666 });
    const umask = process.umask(0);
    try {
      await writeAccess(dataDir, access());
    } finally {
      process.umask(umask);
    }
    for (const path of [accessPath(dataDir), readTokenPath(dataDir)]) expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("makes the data folder when there is none", async () => {
    expect((await writeAccess(join(dataDir, "new", "folder"), access())).ok).toBe(true);
  });

  it("says that it cannot be written", async () => {
    await writeFile(join(dataDir, "file"), "");
    expect(await writeAccess(join(dataDir, "file"), access())).toMatchObject({ ok: false, failure: { code: "UNWRITABLE" } });
  });

  it("tells no engine apart from a file that nobody can use, and quotes none of it", async () => {
    expect(await readAccess(dataDir)).toMatchObject({ ok: false, failure: { code: "NONE" } });
    for (const text of ["", '{"hfc_leaked', JSON.stringify({ ...access(), url: "http://evil.example:80" })]) {
      await writeFile(accessPath(dataDir), text);
      const read = await readAccess(dataDir);
      expect(read).toMatchObject({ ok: false, failure: { code: "UNREADABLE" } });
      expect(JSON.stringify(read)).not.toMatch(/hfc_leaked|evil/);
    }
  });

  it("is taken away by the run that wrote it and by no other", async () => {
    const mine = newTokens();
    await writeAccess(dataDir, access(mine));
    await removeAccess(dataDir, newTokens());
    expect(await readFile(accessPath(dataDir), "utf8")).toContain(mine.command);
    await removeAccess(dataDir, mine);
    expect(await readAccess(dataDir)).toMatchObject({ ok: false, failure: { code: "NONE" } });
    await removeAccess(dataDir, mine);
  });
});

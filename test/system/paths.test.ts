import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaultDataDir, findRendererDir } from "../../src-main/system/paths.ts";

describe("the data folder", () => {
  it.each([
    ["linux", {}, "/home/ann", "/home/ann/.local/share/holdfast"],
    ["linux", { XDG_DATA_HOME: "/srv/data" }, "/home/ann", "/srv/data/holdfast"],
    ["linux", { XDG_DATA_HOME: "relative" }, "/home/ann", "/home/ann/.local/share/holdfast"],
    ["linux", { XDG_DATA_HOME: "" }, "/home/ann", "/home/ann/.local/share/holdfast"],
    ["darwin", {}, "/Users/ann", "/Users/ann/Library/Application Support/Holdfast"],
    ["win32", { LOCALAPPDATA: "D:\\Local" }, "C:\\Users\\ann", "D:\\Local\\Holdfast"],
    ["win32", {}, "C:\\Users\\ann", "C:\\Users\\ann\\AppData\\Local\\Holdfast"],
  ] as const)("on %s with %o is the system's own place", (platform, env, home, expected) => {
    expect(defaultDataDir({ platform, env, home })).toBe(expected);
  });
});

describe("the console's folder", () => {
  let root = "";
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "holdfast-paths-"));
    mkdirSync(join(root, "out", "renderer"), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it.each(["src-main/system", "out/main", "out/main/chunks"])("is found from %s", (from) => {
    writeFileSync(join(root, "out", "renderer", "index.html"), "");
    expect(findRendererDir(join(root, from))).toBe(join(root, "out", "renderer"));
  });

  it("is nowhere before it is built", () => {
    expect(findRendererDir(join(root, "src-main", "system"))).toBeNull();
  });
});

import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { brokenRules, readSources, rooms } from "./layers.ts";

const root = resolve(import.meta.dirname, "..");
const sources = readSources(root, ["src-main", "src-renderer"]);

describe("the house", () => {
  it("every file imports only what its room may touch", () => {
    expect(brokenRules(sources)).toEqual([]);
  });

  it("has a rule for every room, and reads them all", () => {
    for (const { folder } of rooms) expect([...sources.keys()].filter((file) => file.startsWith(`${folder}/`)), folder).not.toEqual([]);
    expect([...sources.keys()].filter((file) => !rooms.some(({ folder }) => file.startsWith(`${folder}/`)))).toEqual([]);
  });

  it("the core never reaches for a clock, a timer or chance by itself", () => {
    const reaching = /Date\.now\(|new Date\(\)|setTimeout\(|setInterval\(|Math\.random\(|performance\.now\(|crypto\.randomUUID\(/;
    const core = [...sources].filter(([file]) => file.startsWith("src-main/domain/") || file.startsWith("src-main/engine/"));
    expect(core.filter(([, text]) => reaching.test(text)).map(([file]) => file)).toEqual([]);
  });
});

describe("the rules themselves", () => {
  const broken = (file: string, text: string): string[] => brokenRules(new Map([[file, text]]));

  it.each([
    ["src-main/engine/x.ts", `import { openVenue } from "../gateway/client.ts";`, "decides without I/O"],
    ["src-main/engine/x.ts", `import { readFileSync } from "node:fs";`, "come through ports"],
    ["src-main/domain/x.ts", `import type { Engine } from "../engine/engine.ts";`, "pure rules"],
    ["src-main/contract/x.ts", `import { limits } from "../engine/limits.ts";`, "stands on zod alone"],
    ["src-main/simulator/x.ts", `export { readWire } from "../gateway/wire.ts";`, "wrong in the same way"],
    ["src-main/serve/x.ts", `import { createEngine } from "../engine/engine.ts";`, "does not know the engine"],
    ["src-main/journal/x.ts", `import { app } from "electron";`, "Outside Electron its import throws"],
    ["src-main/gateway/client.ts", `import { Dealer } from "zeromq";`, "delivered late"],
    ["src-main/hosts/compose.ts", `const { DatabaseSync } = await import("node:sqlite");`, "wait for a disk"],
    ["src-renderer/main.tsx", `import { limits } from "../src-main/engine/limits.ts";`, "by the contract alone"],
  ])("%s may not say %s", (file, text, why) => {
    expect(broken(file, text)).toEqual([expect.stringContaining(why)]);
  });

  it.each([
    ["src-main/engine/x.ts", `import { z } from "zod";\nimport { sameVolume } from "../domain/volume.ts";`],
    ["src-main/gateway/client.ts", `import type { Venue } from "../engine/ports.ts";`],
    ["src-main/hosts/compose.ts", `import { createEngine } from "../engine/engine.ts";`],
    ["src-renderer/store.ts", `import type { Snapshot } from "../src-main/contract/api.ts";`],
  ])("%s may say %s", (file, text) => {
    expect(broken(file, text)).toEqual([]);
  });
});

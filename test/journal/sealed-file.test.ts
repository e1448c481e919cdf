import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { peekHeader, readSealed, sealedFile, sealText } from "../../src-main/journal/sealed-file.ts";
import { dataFolder } from "./support/folders.ts";
import { overwriteLastByte } from "./support/journals.ts";

const Header = z.object({ name: z.string() });
const texts = ["first\n", "second — ∅\n", `${"x".repeat(100_000)}\n`];

function written(): string {
  const path = join(dataFolder(), "sealed.zst");
  writeFileSync(path, sealedFile({ name: "night" }, texts.map(sealText)));
  return path;
}

const hasZstd = spawnSync("zstd", ["--version"]).status === 0;

describe("a sealed file", () => {
  it("reads back as it was sealed", () => {
    const path = written();
    const file = readSealed(path, Header);
    expect("texts" in file && [...file.texts()]).toEqual(texts);
    expect(file).toMatchObject({ header: { name: "night" } });
    expect(peekHeader(path, Header)).toEqual({ name: "night" });
  });

  it.skipIf(!hasZstd)("is shown by any zstd tool", () => {
    expect(spawnSync("zstd", ["-dc", written()], { encoding: "utf8" }).stdout).toBe(texts.join(""));
  });

  it("is not believed when a byte of it was changed, or its header is another's", () => {
    const path = written();
    expect(readSealed(path, z.object({ seq: z.number() }))).toEqual({ why: expect.stringContaining("seq") });
    overwriteLastByte(path);
    expect(readSealed(path, Header)).toEqual({ why: "it is not what was written: its hash does not fit" });
  });

  it("without a header to read is passed over when one looks for headers", () => {
    const path = join(dataFolder(), "x");
    expect(peekHeader(path, Header)).toBeNull();
    writeFileSync(path, Buffer.alloc(100, 0xff));
    expect(peekHeader(path, Header)).toBeNull();
    expect(readSealed(path, Header)).toEqual({ why: "it is not a file of ours" });
  });
});

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaultRiskLimits } from "../../src-main/domain/risk-limits.ts";
import { figureRules, specOf } from "../../src-main/domain/risk-table.ts";
import { type LimitsFailure, limitsProblemText, loadRiskLimits } from "../../src-main/system/limits-file.ts";
import { parseStrictYaml } from "../../src-main/system/strict-yaml.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-limits-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);
function write(name: string, content: string | Uint8Array): string {
  writeFileSync(at(name), content);
  return at(name);
}

async function failureOf(path: string | null): Promise<LimitsFailure> {
  const loaded = await loadRiskLimits(path, folder);
  if (loaded.ok) throw new Error("it was taken");
  return loaded.failure;
}
const problemsOf = async (content: string | Uint8Array, name = "limits.yaml"): Promise<string[]> => (await failureOf(write(name, content))).problems.map(limitsProblemText);

describe("where the limits come from", () => {
  it("are the defaults where no file is named and none is there", async () => {
    expect(await loadRiskLimits(null, folder)).toEqual({ ok: true, value: { limits: defaultRiskLimits(), path: null, sha256: null } });
    expect(await loadRiskLimits(null, at("no-such-folder"))).toMatchObject({ ok: true, value: { path: null } });
  });

  it.each(["risk-limits.yaml", "risk-limits.yml", "risk-limits.json"])("is %s in the data folder", async (name) => {
    const text = '{"risk": {"max_leverage": 2}}';
    const path = write(name, text);
    const sha256 = createHash("sha256").update(text).digest("hex");
    expect(await loadRiskLimits(null, folder)).toMatchObject({ ok: true, value: { path, sha256, limits: { account: { leverage: { limit: 2, warn: null } } } } });
  });

  it("is the file that is named, whatever lies in the data folder", async () => {
    write("risk-limits.yaml", "broken: [");
    const path = write("mine.txt", "risk: { max_leverage: 2 }");
    expect(await loadRiskLimits(path, folder)).toMatchObject({ ok: true, value: { path } });
  });

  it("is no choice between two", async () => {
    const [yaml, json] = [write("risk-limits.yaml", "{}"), write("risk-limits.json", "{}")];
    expect(await failureOf(null)).toEqual({ path: yaml, problems: [{ field: "file", value: yaml, rule: `the only limits file in its folder: ${json} lies beside it` }] });
  });

  it("is never the defaults when a file is there and cannot be read", async () => {
    mkdirSync(at("risk-limits.yaml"));
    expect(await failureOf(null)).toMatchObject({ path: at("risk-limits.yaml"), problems: [{ rule: "a file" }] });
  });

  it.skipIf(process.platform === "win32")("is not taken for missing when it is a link to nowhere", async () => {
    symlinkSync(at("gone.yaml"), at("risk-limits.yaml"));
    expect(await failureOf(null)).toMatchObject({ problems: [{ rule: "a file that is there" }] });
  });
});

describe("a file that is no limits file", () => {
  const missing = (): string => at("nowhere.yaml");
  it.each<[string, () => string, string]>([
    ["missing", missing, "a file that is there"],
    ["a folder", () => folder, "a file"],
    ["below a file", () => join(write("file", ""), "limits.yaml"), "a file that can be read (ENOTDIR)"],
    ["too large", () => write("large", `risk: {}\n${"#".repeat(256 * 1024)}`), "a file of at most 256 KiB"],
    ["binary", () => write("binary", Uint8Array.of(0xff, 0xfe, 0x00, 0x81)), "a text file in UTF-8"],
    ["UTF-16", () => write("utf16", Buffer.from("risk: {}", "utf16le")), "a text file in UTF-8"],
    ["empty", () => write("empty", ""), "a file with limits in it; {} says that every limit has its default"],
    ["nothing but comments", () => write("comments", "# risk:\n"), "a file with limits in it; {} says that every limit has its default"],
  ])("%s", async (_name, make, rule) => {
    const path = make();
    expect(await failureOf(path)).toEqual({ path, problems: [{ field: "file", value: path, rule: process.platform === "win32" ? expect.any(String) : rule }] });
  });
});

describe("what the file says", () => {
  it("is YAML 1.2: off is a word, and a key a name, whatever it looks like", async () => {
    const path = write("limits.yaml", "\uFEFFrisk:\r\n  max_leverage: off\r\n  max_open_positions: 0x10\r\n  max_trades_per_day: 1e2\r\nsymbols:\r\n  00700: { max_volume: 5 }\r\n  1e5: { max_volume: 6 }\r\n");
    const loaded = await loadRiskLimits(path, folder);
    expect(loaded).toMatchObject({ ok: true, value: { limits: { account: { leverage: null, openPositions: { limit: 16 }, tradesPerDay: { limit: 100 } } } } });
    expect(loaded.ok && [...loaded.value.limits.symbols.keys()]).toEqual(["00700", "1E5"]);
  });

  it("may be JSON, with tabs and escapes", async () => {
    const path = write("limits.json", '{\n\t"risk": {\n\t\t"max_leverage": "off",\n\t\t"on_hard_breach": "\\u006bill"\n\t}\n}\n');
    expect(await loadRiskLimits(path, folder)).toMatchObject({ ok: true, value: { limits: { account: { leverage: null }, onHardBreach: "kill" } } });
  });

  it.each([
    ["risk:\n  max_leverage: yes", 'risk.max_leverage = "yes": must be a number from 0.01 to 1000, or off'],
    ["risk:\n  max_leverage:", "risk.max_leverage = null: must be a number from 0.01 to 1000, or off"],
    ["risk:\n  max_leverage: .inf", "risk.max_leverage = null: must be a number from 0.01 to 1000, or off"],
    ["risk:\n  max_leverage: 1e999", "risk.max_leverage = null: must be a number from 0.01 to 1000, or off"],
    ["risk:\n  max_open_positions: 99999999999999999999", "risk.max_open_positions = 100000000000000000000: must be a whole number from 0 to 100000, or off"],
    ["risk:\n  max_open_positions: 1_000", 'risk.max_open_positions = "1_000": must be a whole number from 0 to 100000, or off'],
    ["risk:\n  max_leverage: !!str 5", 'risk.max_leverage = "5": must be a number from 0.01 to 1000, or off'],
    ["<<: { risk: {} }", '<< = {"risk":{}}: must be a setting we know: a misspelt limit is no limit'],
    ["just a text", 'file = "just a text": must be an object'],
  ])("%j is out of place: %s", async (text, problem) => {
    expect(await problemsOf(text)).toEqual([problem]);
  });

  it.each([
    ["risk:\n  max_leverage: 2\n  max_leverage: 20", "line 3, column 3 = max_leverage: 20: must be said once: the same key stands above"],
    ['{"risk": {}, "risk": {"max_leverage": "off"}}', 'line 1, column 14 = {"risk": {}, "risk": {"max_leverage": "off"}}: must be said once: the same key stands above'],
    ["risk: !include other.yaml", "line 1, column 7 = risk: !include other.yaml: must be a plain value without a tag (!)"],
    ["agents: !!set {}", "line 1, column 9 = agents: !!set {}: must be a plain value without a tag (!)"],
    ["agents:\n  a: &x { max_leverage: 2 }\n  b: *x", "line 3, column 6 = b: *x: must be written out: an alias (*) would say a value far from where it holds"],
    ["risk: {}\n---\nrisk: { max_leverage: off }", "line 2, column 1 = ---: must be one document, without a --- between two"],
    ["%YAML 1.1\n---\nrisk: { max_leverage: off }", "line 1, column 1 = %YAML 1.1: must be YAML 1.2, as it is without a %YAML line"],
    ["risk:\n\tmax_leverage: 2", "line 2, column 1 = max_leverage: 2: must be valid YAML (Tabs are not allowed as indentation)"],
  ])("%j cannot be read: %s", async (text, problem) => {
    expect(await problemsOf(text)).toEqual([problem]);
  });

  it("is refused with all that is wrong in it, each in a line that can be read", async () => {
    const problems = await problemsOf(`risk: { max_leverage: ${"9".repeat(300)}x, max_open_positions: -1 }\nalerts: { typo: 1 }`);
    expect(new Set(problems.map((problem) => problem.split(" = ")[0]))).toEqual(new Set(["alerts.typo", "risk.max_leverage", "risk.max_open_positions"]));
    expect(Math.max(...problems.map((problem) => problem.length))).toBeLessThan(200);
  });

  it("is refused when it is a bomb: nested without end, or aliases of aliases", async () => {
    expect(await problemsOf("[".repeat(100_000))).not.toEqual([]);
    const bomb = ["a0: &a0 [x]", ...Array.from({ length: 30 }, (_, level) => `a${level + 1}: &a${level + 1} [*a${level}, *a${level}]`)].join("\n");
    expect((await problemsOf(bomb))[0]).toContain("written out");
  });

  it("never makes it throw, whatever it is", () => {
    const piece = fc.oneof(fc.constantFrom("risk:", "\n", "  ", "- ", "{", "}", "[", "]", "&a ", "*a", "!t ", "|", ">", "'", '"', "%", "---", "...", "<<: ", "? ", ": ", "#", "\t", "off"), fc.string());
    fc.assert(
      fc.property(fc.array(piece).map((pieces) => pieces.join("")), (text) => {
        const parsed = parseStrictYaml(text);
        if (parsed.ok) return;
        expect(parsed.failure.length).toBeGreaterThan(0);
        for (const { line, column } of parsed.failure) expect([line, column].every((each) => each >= 1)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("assets/risk-limits.example.yaml", () => {
  const example = resolve(import.meta.dirname, "../../assets/risk-limits.example.yaml");
  const text = readFileSync(example, "utf8");

  it("is what holds without a file", async () => {
    expect(await loadRiskLimits(example, folder)).toMatchObject({ ok: true, value: { limits: defaultRiskLimits() } });
  });

  it("has every key of every rule", () => {
    const parsed = parseStrictYaml(text);
    const { risk, alerts } = (parsed.ok ? parsed.value : {}) as Record<"risk" | "alerts", Record<string, unknown>>;
    expect(Object.keys(risk)).toEqual(expect.arrayContaining([...figureRules.map((rule) => specOf(rule).key), "trading_hours", "on_hard_breach", "max_price_age_s", "account_currency", "default_contract_size"]));
    expect(Object.keys(alerts)).toEqual(figureRules.flatMap((rule) => specOf(rule).warningKey ?? []));
  });

  it("shows examples that can be taken as they stand", async () => {
    const shown = text
      .split("\n")
      .filter((line) => /^ *# {3}/.test(line))
      .map((line) => line.replace(/^( *)# {3}/, "$1"))
      .join("\n");
    const path = write("shown.yaml", `risk:\n${shown}`);
    const loaded = await loadRiskLimits(path, folder);
    expect(loaded).toMatchObject({ ok: true });
    if (!loaded.ok) return;
    const { account, agents, symbols, referencePrices } = loaded.value.limits;
    expect([account.tradingHours?.length, [...agents.keys()], [...symbols.keys()], [...referencePrices.keys()]]).toEqual([3, ["scalper-1"], ["XAUUSD"], ["EURUSD", "XAUUSD"]]);
  });
});

import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { commandLine } from "../src-main/hosts/cli/command-line.ts";
import { settingNames, settings } from "../src-main/system/settings.ts";

const root = resolve(import.meta.dirname, "..");
const text = (name: string): string => readFileSync(join(root, name), "utf8");
const readme = text("README.md");

describe("README", () => {
  it.each(settingNames)("lists %s with its default", (name) => {
    const row = readme.split("\n").find((line) => line.startsWith(`| \`${name}\` |`));
    expect(row, name).toBeDefined();
    const { fallback } = settings[name];
    if (fallback !== null) expect(row?.split("|")[2]?.trim()).toBe(String(fallback));
  });

  it("lists every command", () => {
    const program = commandLine({ line: () => {}, errorLine: () => {}, signal: new AbortController().signal, readerGone: new AbortController().signal }, () => {});
    const names = program.commands.flatMap((command) => (command.commands.length === 0 ? [command.name()] : command.commands.map((sub) => `${command.name()} ${sub.name()}`)));
    for (const name of names) expect(readme, name).toContain(`\`${name}`);
  });

  it("opens with two commands that package.json knows", () => {
    const { scripts } = JSON.parse(text("package.json")) as { scripts: Record<string, string> };
    for (const command of ["npm ci && npm start", "npm ci && npm test"]) expect(readme).toContain(command);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(["start", "test", "bench", "pictures", "package"]));
  });
});

it.each(["README.md", "docs/screens.md", "docs/strategy-port.md", "ARCHITECTURE.md", "SECURITY.md"])("every picture and file that %s points to is there", (name) => {
  const links = [...text(name).matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map((match) => match[1] ?? "");
  expect(links.filter((link) => !existsSync(join(root, name, "..", link)))).toEqual([]);
});

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Environment, LinkHealth, TradingState } from "../../src-main/contract/trading-state.ts";
import { desktopText } from "../../src-main/hosts/desktop/text.ts";
import { trayIconFile } from "../../src-main/hosts/desktop/tray.ts";
import type { Exposure } from "../../src-main/hosts/desktop/exposure.ts";
import { LISTED_MAX, trayIconNames, trayView, type TrayAction, type TrayMenuItem, type TraySubject } from "../../src-main/hosts/desktop/tray-view.ts";
import { assetsDir, exposureOf, overviewOf } from "./desktop-fixture.ts";

const languages = ["en-GB", "zh-CN"] as const;
const running = (over: Parameters<typeof overviewOf>[0], shortcutTaken: string | null = null, exposure: Partial<Exposure> = {}): TraySubject => ({
  phase: "running",
  overview: overviewOf(over),
  exposure: exposureOf(exposure),
  shortcutTaken,
});
const labels = (items: readonly TrayMenuItem[]): string[] =>
  items.flatMap((item) => (item.kind === "line" ? [] : item.kind === "group" ? [item.label, ...labels(item.items)] : [item.label]));
const actions = (items: readonly TrayMenuItem[]): TrayAction[] =>
  items.flatMap((item) => (item.kind === "action" ? [item.action] : item.kind === "group" ? actions(item.items) : []));
const kill = (flatten: boolean): TrayAction => ({ do: "kill", scope: { kind: "all" }, flatten });

describe.each(languages)("the tray in %s", (locale) => {
  const text = desktopText(locale);

  it.each(TradingState.options)("says %s in words, by shape and with what it means", (tradingState) => {
    const view = trayView(running({ tradingState }), text);
    expect(view.icon).toBe(tradingState.toLowerCase().replace("_", "-"));
    expect(view.tooltip).toContain(text.state[tradingState]);
    expect(labels(view.menu)).toContain(text.meaning[tradingState]);
    expect(actions(view.menu)).toEqual([{ do: "open" }, kill(false), kill(true), { do: "reduce-only", on: true }, { do: "quit" }]);
  });

  it.each(Environment.options)("says %s first, so that it is never taken for another", (environment) => {
    const view = trayView(running({ environment }), text);
    expect(labels(view.menu)[0]).toMatch(new RegExp(`^${text.environment[environment]}`));
    expect(view.tooltip).toContain(environment);
  });

  it.each(LinkHealth.options)("says the link is %s", (link) => {
    expect(trayView(running({ link }), text).tooltip).toContain(text.link[link]);
  });

  it("names the first reason in the reader's words, or in the engine's", () => {
    const because = (code: string): string[] => labels(trayView(running({ tradingState: "TRIPPED", reasons: [{ code, detail: "in detail", sinceMs: 0 }] }), text).menu);
    expect(because("HEARTBEAT_FAILURE")).toContain(text.reason.HEARTBEAT_FAILURE);
    expect(because("SOMETHING_NEW")).toContain("in detail");
    expect(because("constructor")).toContain("in detail");
  });

  it("says that the shortcut is taken, for as long as it is", () => {
    expect(labels(trayView(running({}, "Ctrl+Shift+K"), text).menu)).toContain(text.shortcutTaken("Ctrl+Shift+K"));
    expect(labels(trayView(running({}), text).menu)).not.toContain(text.shortcutTaken("Ctrl+Shift+K"));
  });

  it("offers to stop one agent and one symbol, each in two steps, and nothing where there is nothing", () => {
    const menu = trayView(running({}, null, { agents: ["alpha", "beta"], symbols: ["EURUSD"] }), text).menu;
    const group = (label: string): TrayAction[] => actions(menu.filter((item) => item.kind === "group" && item.label === label));
    const stop = (scope: Extract<TrayAction, { do: "kill" }>["scope"]): TrayAction => ({ do: "kill", scope, flatten: false });
    expect(group(text.killAgent)).toEqual([stop({ kind: "agent", agentId: "alpha" }), stop({ kind: "agent", agentId: "beta" })]);
    expect(group(text.killSymbol)).toEqual([stop({ kind: "symbol", symbol: "EURUSD" })]);
    expect(labels(trayView(running({}), text).menu)).not.toContain(text.killAgent);
  });

  it("lists no more than a screen holds, and says how many there are besides", () => {
    const agents = Array.from({ length: LISTED_MAX + 3 }, (_, index) => `agent-${index}`);
    const said = labels(trayView(running({}, null, { agents }), text).menu);
    expect(said).toContain(text.moreOnConsole(3));
    expect(said.filter((label) => label.startsWith("agent-"))).toHaveLength(LISTED_MAX);
  });

  it("says that reduce only is set, whatever the state, and offers to end it", () => {
    const menu = trayView(running({ tradingState: "TRIPPED", reduceOnly: { name: "N", reason: "r", atMs: 1 } }), text).menu;
    expect(labels(menu)).toEqual(expect.arrayContaining([text.reduceOnlyAgain, text.reduceOnlyEnd]));
    expect(actions(menu)).toContainEqual({ do: "reduce-only", on: false });
  });

  it("says that orders are in doubt, and how many where that closes no menu", () => {
    const one = trayView(running({}, null, { inDoubt: 1 }), text);
    const three = trayView(running({}, null, { inDoubt: 3 }), text);
    expect(labels(three.menu)).toContain(text.inDoubt);
    expect(three.tooltip).toContain(text.inDoubtCount(3));
    expect(three.menu).toEqual(one.menu);
    expect(labels(trayView(running({}), text).menu)).not.toContain(text.inDoubt);
  });

  it("fits into what Windows shows of a tooltip", () => {
    for (const tradingState of TradingState.options) expect(trayView(running({ tradingState }, null, { inDoubt: 12 }), text).tooltip.length, tradingState).toBeLessThanOrEqual(127);
  });

  it.each(["starting", "stopping"] as const)("%s: no engine, so nothing to kill, but open and quit", (phase) => {
    const view = trayView({ phase }, text);
    expect(view.icon).toBe("disconnected");
    expect(view.tooltip).toContain(text[phase]);
    expect(actions(view.menu)).toEqual([{ do: "open" }, { do: "quit" }]);
  });
});

it("the languages differ in every sentence of the menu", () => {
  const [english, chinese] = languages.map((locale) => labels(trayView(running({ tradingState: "TRIPPED" }, null, { agents: Array.from({ length: LISTED_MAX + 1 }, () => ""), symbols: [""], inDoubt: 1 }), desktopText(locale)).menu).filter(Boolean));
  expect(english?.length).toBe(chinese?.length);
  for (const label of english ?? []) expect(chinese).not.toContain(label);
});

it("an age that grows changes the tooltip and leaves the menu alone", () => {
  const text = desktopText("en");
  const before = trayView(running({ truthAtMs: 0 }), text);
  const after = trayView(running({ truthAtMs: 61_000 }), text);
  expect(after.tooltip).not.toBe(before.tooltip);
  expect(after.menu).toEqual(before.menu);
  expect(trayView(running({ truthAtMs: null }), text).tooltip).toContain("No truth read yet");
});

describe("the pictures", () => {
  it("differ by shape: without any colour, no two are alike", async () => {
    for (const scale of ["Template.png", "Template@2x.png"]) {
      const shapes = await Promise.all(trayIconNames.map((name) => readFile(join(assetsDir, "tray", `${name}${scale}`), "base64")));
      expect(new Set(shapes).size).toBe(trayIconNames.length);
    }
  });

  it.each(["linux", "darwin", "win32"] as const)("are there for %s", async (platform) => {
    for (const name of trayIconNames) {
      const file = await readFile(join(assetsDir, "tray", trayIconFile(name, platform)));
      if (platform === "win32") expect(icoSizes(file)).toEqual([16, 20, 24, 32, 40, 48]);
      else expect(pngSize(file)).toBe(platform === "darwin" ? 16 : 32);
      if (platform === "darwin") expect(pngSize(await readFile(join(assetsDir, "tray", `${name}Template@2x.png`)))).toBe(32);
    }
  });

  it("the application's own is 1024 pixels", async () => {
    expect(pngSize(await readFile(join(assetsDir, "icon.png")))).toBe(1024);
  });
});

/** Width and height of a square PNG, from its first chunk. */
function pngSize(file: Buffer): number {
  expect(file.subarray(1, 4).toString("latin1")).toBe("PNG");
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  expect(width).toBe(height);
  return width;
}

/** The sizes in an `.ico`, each read from the picture that its directory points to. */
function icoSizes(file: Buffer): number[] {
  expect([file.readUInt16LE(0), file.readUInt16LE(2)]).toEqual([0, 1]);
  return Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
    const at = 6 + 16 * index;
    const offset = file.readUInt32LE(at + 12);
    const size = pngSize(file.subarray(offset, offset + file.readUInt32LE(at + 8)));
    expect(file.readUInt8(at)).toBe(size);
    return size;
  });
}

import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { consoleApi, type ConsoleApi } from "../../src-main/hosts/desktop/console-api.ts";
import type { EngineStart } from "../../src-main/hosts/desktop/engine-handle.ts";
import type { ElectronDouble, FakeWebContents } from "./electron-double.ts";
import { desktop, FakeEngine, runningDesktop, type StartedDesktop } from "./desktop-fixture.ts";

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** `window.holdfast` as a page of this desktop has it, with Electron's two ends of the wire joined. */
function pageOf(electron: ElectronDouble, contents: FakeWebContents = electron.window.webContents): ConsoleApi {
  const ipcRenderer = Object.assign(new EventEmitter(), {
    send: (_channel: string, ...args: unknown[]) => electron.say(contents, structuredClone(args)),
  });
  contents.send = (channel, message) => void ipcRenderer.emit(channel, {}, structuredClone(message));
  return consoleApi(ipcRenderer);
}

async function attached(): Promise<StartedDesktop & { page: FakeWebContents }> {
  const started = await runningDesktop();
  const page = started.electron.window.webContents;
  started.electron.say(page, ["attach"]);
  await settled();
  return { ...started, page };
}

describe("the bridge between page and engine", () => {
  it("carries messages both ways, beginning with the welcome", async () => {
    const { electron, engine } = await runningDesktop();
    const page = pageOf(electron);
    const heard: unknown[] = [];
    page.onMessage((message) => heard.push(message));
    page.send({ type: "call", id: 1, name: "status", input: {} });
    await settled();
    engine.consoles[0]?.send({ type: "tick", revision: 7, nowMs: 5 });
    expect(heard).toEqual([
      { type: "welcome", permission: "command", version: "0.1.0" },
      { type: "tick", revision: 7, nowMs: 5 },
    ]);
    expect(engine.consoles[0]?.received).toEqual([{ type: "call", id: 1, name: "status", input: {} }]);
  });

  it("gives the page two functions and nothing of Electron's", async () => {
    const { electron } = await runningDesktop();
    const page = pageOf(electron);
    const heard: unknown[][] = [];
    page.onMessage((...args) => heard.push(args));
    await settled();
    expect(Object.keys(page)).toEqual(["send", "onMessage"]);
    expect(heard).toEqual([[{ type: "welcome", permission: "command", version: "0.1.0" }]]);
  });

  it("attaches a page once however many listen, and lets it go with the last", async () => {
    const { electron, engine } = await runningDesktop();
    const page = pageOf(electron);
    const leaveFirst = page.onMessage(() => {});
    await settled();
    const leaveSecond = page.onMessage(() => {});
    await settled();
    expect(engine.consoles).toHaveLength(1);
    leaveFirst();
    leaveFirst();
    await settled();
    expect(engine.consoles[0]?.closed).toBe(false);
    leaveSecond();
    await settled();
    expect(engine.consoles[0]?.closed).toBe(true);
  });

  it("lets a page ask before the engine runs, and keeps the order of what it says", async () => {
    const engine = new FakeEngine();
    const start = Promise.withResolvers<EngineStart>();
    const { electron, started } = await desktop({ startEngine: () => start.promise });
    await expect.poll(() => electron.windows.length).toBe(1);
    const page = pageOf(electron);
    page.onMessage(() => {});
    page.send({ id: 1 });
    page.send({ id: 2 });
    await settled();
    expect(engine.consoles).toEqual([]);
    start.resolve({ ok: true, value: engine });
    await started;
    await settled();
    expect(engine.consoles[0]?.received).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it.each([
    ["another origin", { origin: "https://example.com", parent: null }],
    ["another host of our scheme", { origin: "app://elsewhere", parent: null }],
    ["a frame within our page", { origin: "app://holdfast", parent: {} }],
    ["a frame that is gone", null],
  ])("refuses %s", async (_who, frame) => {
    const { electron, engine, page, warnings } = await attached();
    electron.say(page, ["message", "{}"], frame);
    electron.say(page, ["attach"], frame);
    electron.say(page, ["detach"], frame);
    await settled();
    expect(engine.consoles.map(({ received, closed }) => ({ received, closed }))).toEqual([{ received: [], closed: false }]);
    expect(warnings).toHaveLength(3);
  });

  it.each([
    ["too long", ["message", JSON.stringify("x".repeat(300 * 1024))]],
    ["no text", ["message", { type: "call" }]],
    ["no JSON", ["message", "{"]],
    ["of no known verb", ["eval", "{}"]],
    ["empty", []],
  ])("drops what is %s, and says so", async (_what, args) => {
    const { electron, engine, page, warnings } = await attached();
    electron.say(page, args);
    electron.say(page, ["message", '"next"']);
    await settled();
    expect(engine.consoles[0]?.received).toEqual(["next"]);
    expect(warnings).toHaveLength(1);
  });

  it("drops what a page says that never asked to be attached", async () => {
    const { electron, engine } = await runningDesktop();
    electron.say(electron.window.webContents, ["message", "{}"]);
    await settled();
    expect(engine.consoles).toEqual([]);
  });

  it("ends the old attachment when the page reloads", async () => {
    const { electron, engine, page } = await attached();
    electron.say(page, ["attach"]);
    await settled();
    expect(engine.consoles.map(({ closed }) => closed)).toEqual([true, false]);
    engine.consoles[0]?.send({ type: "tick", revision: 1, nowMs: 1 });
    expect(page.sent.filter(({ message }) => JSON.stringify(message).includes("tick"))).toEqual([]);
  });

  it.each(["destroyed", "render-process-gone"])("closes the engine's side when its page is gone (%s)", async (event) => {
    const { engine, page } = await attached();
    page.emit(event, {}, { reason: "crashed", exitCode: 1 });
    await settled();
    expect(engine.consoles[0]?.closed).toBe(true);
  });

  it("a page that dies while it is sent something does not reach the engine as an exception", async () => {
    const { engine, page } = await attached();
    page.sendThrows = true;
    expect(() => engine.consoles[0]?.send({ type: "tick", revision: 1, nowMs: 1 })).not.toThrow();
  });
});

import { describe, expect, it } from "vitest";
import type { EngineStart } from "../../src-main/hosts/desktop/engine-handle.ts";
import { STOP_WITHIN_MS } from "../../src-main/hosts/desktop/quit.ts";
import { PreventableEvent } from "./electron-double.ts";
import { desktop, FakeEngine, runningDesktop, timersByHand, type StartedDesktop } from "./desktop-fixture.ts";

const waysOut: [string, (started: StartedDesktop) => void][] = [
  ["quit", ({ electron }) => electron.tray.choose("Quit Holdfast")],
  ["SIGINT", ({ signals }) => void signals.emit("SIGINT")],
  ["SIGTERM", ({ signals }) => void signals.emit("SIGTERM")],
  ["SIGHUP", ({ signals }) => void signals.emit("SIGHUP")],
  ["system shutdown", ({ electron }) => void electron.powerMonitor.emit("shutdown", new PreventableEvent())],
  ["end of session", ({ electron }) => void electron.window.emit("session-end")],
];

describe("quit", () => {
  it.each(waysOut)("%s finishes the journal first, then leaves with 0", async (reason, leave) => {
    const advance = timersByHand();
    const started = await runningDesktop();
    const journal = Promise.withResolvers<void>();
    started.engine.finished = journal.promise;
    leave(started);
    await advance(STOP_WITHIN_MS / 2);
    expect([started.engine.stops, started.electron.app.exits]).toEqual([[reason], []]);
    expect(started.electron.tray.tooltip).toContain("Finishing the journal");
    journal.resolve();
    await advance(0);
    expect(started.electron.app.exits).toEqual([0]);
  });

  it("does not wait for ever: leaves with 1 when the journal does not finish", async () => {
    const advance = timersByHand();
    const { electron, engine, warnings } = await runningDesktop();
    engine.finished = new Promise(() => {});
    electron.app.quit();
    await advance(STOP_WITHIN_MS - 1);
    expect(electron.app.exits).toEqual([]);
    await advance(1);
    expect(electron.app.exits).toEqual([1]);
    expect(warnings.join()).toContain("was not finished");
  });

  it("leaves with 1 when the engine fails to stop", async () => {
    const advance = timersByHand();
    const { electron, engine, warnings } = await runningDesktop();
    engine.finished = Promise.reject(new Error("disk full"));
    electron.app.quit();
    await advance(0);
    expect(electron.app.exits).toEqual([1]);
    expect(warnings.join()).toContain("disk full");
  });

  it("stops the engine once, however often it is asked", async () => {
    const advance = timersByHand();
    const { electron, engine, signals } = await runningDesktop();
    electron.app.quit();
    electron.app.quit();
    signals.emit("SIGTERM");
    await advance(0);
    expect([engine.stops, electron.app.exits]).toEqual([["quit"], [0]]);
  });

  it("a second Ctrl+C does not wait", async () => {
    timersByHand();
    const { electron, engine, signals } = await runningDesktop();
    engine.finished = new Promise(() => {});
    signals.emit("SIGINT");
    expect(electron.app.exits).toEqual([]);
    signals.emit("SIGINT");
    expect(electron.app.exits).toEqual([130]);
  });

  it("while the engine is still starting: stops it as soon as it has", async () => {
    const advance = timersByHand();
    const start = Promise.withResolvers<EngineStart>();
    const { electron } = await desktop({ startEngine: () => start.promise });
    await viaWindow(electron);
    electron.app.quit();
    const engine = new FakeEngine();
    start.resolve({ ok: true, value: engine });
    await advance(0);
    expect([engine.stops, electron.app.exits]).toEqual([["quit"], [0]]);
    expect(electron.tray.tooltip).toContain("Finishing the journal");
  });

  it("lets the window close, and makes no new one", async () => {
    timersByHand();
    const { electron, engine } = await runningDesktop();
    engine.finished = new Promise(() => {});
    electron.app.quit();
    electron.tray.emit("click");
    expect(electron.window.close()).toBe(true);
    expect(electron.windows).toHaveLength(1);
  });
});

const viaWindow = (electron: StartedDesktop["electron"]): Promise<void> => expect.poll(() => electron.windows.length).toBe(1);

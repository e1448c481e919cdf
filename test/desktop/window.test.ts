import { describe, expect, it } from "vitest";
import { FAILURES_TO_TELL, HANG_MS, RECOVERY_FIRST_MS, RECOVERY_LONGEST_MS, recoveryDelayMs } from "../../src-main/hosts/desktop/window.ts";
import { runningDesktop, timersByHand } from "./desktop-fixture.ts";

const crash = { reason: "crashed", exitCode: 139 };

describe("the console's window", () => {
  it("is sandboxed, isolated and without Node", async () => {
    const { electron } = await runningDesktop();
    expect(electron.window.options.webPreferences).toMatchObject({
      preload: "/somewhere/preload.cjs",
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
    });
    expect(electron.window.loaded).toEqual(["app://holdfast/index.html"]);
  });

  it("is shown when it has something to show", async () => {
    const { electron } = await runningDesktop();
    expect(electron.window.options.show).toBe(false);
    expect(electron.window.visible).toBe(true);
  });

  it("closing hides it; the engine runs on, and a person is told once", async () => {
    const { electron, engine } = await runningDesktop();
    expect(electron.window.close()).toBe(false);
    expect(electron.window.visible).toBe(false);
    electron.app.emit("window-all-closed");
    electron.tray.choose("Open Holdfast");
    expect(electron.window.visible).toBe(true);
    electron.window.close();
    expect(electron.notifications.map(({ options }) => options.title)).toEqual(["Holdfast keeps watching"]);
    expect([engine.stops, electron.app.exits, electron.windows.length]).toEqual([[], [], 1]);
  });

  it("comes back minimized or hidden when it is opened", async () => {
    const { electron } = await runningDesktop();
    electron.window.minimized = true;
    electron.app.emit("second-instance");
    expect([electron.window.minimized, electron.window.focused]).toEqual([false, true]);
  });
});

describe("a console that fails", () => {
  it("crashed: a new window stands there, and the engine did not notice", async () => {
    const advance = timersByHand();
    const { electron, engine } = await runningDesktop();
    const first = electron.window;
    electron.say(first.webContents, ["attach"]);
    await advance(0);
    first.webContents.emit("render-process-gone", {}, crash);
    expect(first.isDestroyed()).toBe(true);
    await advance(RECOVERY_FIRST_MS);
    electron.window.emit("ready-to-show");
    expect(electron.window).not.toBe(first);
    expect(electron.window.visible).toBe(true);
    expect(engine.consoles.map((console) => console.closed)).toEqual([true]);
    expect([engine.stops, engine.kills, engine.power, electron.app.exits]).toEqual([[], [], [], []]);
  });

  it("crashed unseen: is made anew when it is opened, not before", async () => {
    const advance = timersByHand();
    const { electron } = await runningDesktop();
    electron.window.close();
    electron.window.webContents.emit("render-process-gone", {}, crash);
    await advance(RECOVERY_LONGEST_MS);
    expect(electron.windows).toHaveLength(1);
    electron.tray.emit("click");
    expect(electron.windows).toHaveLength(2);
  });

  it("hung for too long: is ended by force and made anew, once", async () => {
    const advance = timersByHand();
    const { electron } = await runningDesktop();
    const first = electron.window;
    first.emit("unresponsive");
    await advance(HANG_MS - 1);
    expect(first.isDestroyed()).toBe(false);
    await advance(1 + RECOVERY_FIRST_MS);
    expect(first.webContents.crashedByForce).toBe(true);
    expect(electron.windows).toHaveLength(2);
    for (let failure = 2; failure < FAILURES_TO_TELL; failure += 1) {
      electron.window.webContents.emit("render-process-gone", {}, crash);
      await advance(recoveryDelayMs(failure));
    }
    expect(electron.notifications, "one hang is one failure").toEqual([]);
  });

  it("hung and answering again: is left alone", async () => {
    const advance = timersByHand();
    const { electron } = await runningDesktop();
    electron.window.emit("unresponsive");
    await advance(HANG_MS / 2);
    electron.window.emit("responsive");
    await advance(HANG_MS * 2);
    expect(electron.windows).toHaveLength(1);
  });

  it("not loaded: is tried again, except for a load we ended ourselves or a frame within it", async () => {
    const advance = timersByHand();
    const { electron } = await runningDesktop();
    electron.window.webContents.emit("did-fail-load", {}, -3, "ERR_ABORTED", "app://holdfast/index.html", true);
    electron.window.webContents.emit("did-fail-load", {}, -6, "ERR_FILE_NOT_FOUND", "app://holdfast/frame.html", false);
    await advance(RECOVERY_FIRST_MS);
    expect(electron.windows).toHaveLength(1);
    electron.window.webContents.emit("did-fail-load", {}, -6, "ERR_FILE_NOT_FOUND", "app://holdfast/index.html", true);
    await advance(RECOVERY_FIRST_MS);
    expect(electron.windows).toHaveLength(2);
  });

  it("failing again and again: waits longer each time, and a person is told once", async () => {
    const advance = timersByHand();
    const { electron } = await runningDesktop();
    for (let failure = 1; failure <= FAILURES_TO_TELL + 2; failure += 1) {
      electron.window.webContents.emit("render-process-gone", {}, crash);
      await advance(recoveryDelayMs(failure) - 1);
      expect(electron.windows).toHaveLength(failure);
      await advance(1);
      expect(electron.windows).toHaveLength(failure + 1);
    }
    expect(electron.notifications.map(({ options }) => options.title)).toEqual(["The console keeps failing"]);
    expect(recoveryDelayMs(50)).toBe(RECOVERY_LONGEST_MS);
  });

  it("failing again after it lived for long: is a first failure, made anew at once", async () => {
    const advance = timersByHand();
    const { electron } = await runningDesktop();
    for (let failure = 1; failure <= FAILURES_TO_TELL; failure += 1) {
      await advance(60_000);
      electron.window.webContents.emit("render-process-gone", {}, crash);
      await advance(RECOVERY_FIRST_MS);
      expect(electron.windows).toHaveLength(failure + 1);
    }
    expect(electron.notifications).toEqual([]);
  });

  it("opened by hand meanwhile: is made at once and only once", async () => {
    const advance = timersByHand();
    const { electron } = await runningDesktop();
    electron.window.webContents.emit("render-process-gone", {}, crash);
    electron.tray.choose("Open Holdfast");
    expect(electron.windows).toHaveLength(2);
    await advance(RECOVERY_LONGEST_MS);
    expect(electron.windows).toHaveLength(2);
  });
});

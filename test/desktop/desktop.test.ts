import { describe, expect, it } from "vitest";
import type { EngineStart } from "../../src-main/hosts/desktop/engine-handle.ts";
import { desktop, runningDesktop } from "./desktop-fixture.ts";

describe("start", () => {
  it("prepares before Electron is ready what Electron takes only then", async () => {
    const { electron } = await desktop({
      prepare: (double) => {
        double.app.becomeReady = () => {};
      },
    });
    expect(electron.app.sandboxed).toBe(true);
    expect(electron.protocol.schemes).toHaveLength(1);
    expect(electron.app.userModelId).toBe("app.holdfast.console");
    expect([electron.windows, electron.trays]).toEqual([[], []]);
  });

  it("shows tray and window while the engine still starts", async () => {
    const start = Promise.withResolvers<EngineStart>();
    const { electron } = await desktop({ startEngine: () => start.promise });
    await expect.poll(() => electron.windows.length).toBe(1);
    expect(electron.tray.image).toMatch(/disconnected\.png$/);
    expect(electron.tray.tooltip).toContain("Starting");
  });

  it("denies permissions and serves the console", async () => {
    const { electron } = await runningDesktop();
    expect(electron.session.defaultSession.permissionCheck?.(null, "media", "app://holdfast", {} as never)).toBe(false);
    expect([...electron.protocol.handlers.keys()]).toEqual(["app"]);
  });

  it.each([
    ["an engine that cannot start", () => Promise.resolve<EngineStart>({ ok: false, message: "The account is held by process 4711." }), "The account is held by process 4711."],
    ["an engine that breaks while it starts", () => Promise.reject(new Error("no such module")), "no such module"],
  ])("%s: says so natively, and leaves with 1", async (_what, startEngine, message) => {
    const { electron, started } = await desktop({ startEngine });
    await started;
    expect(electron.errorBoxes).toEqual([{ title: "Holdfast could not start", content: message }]);
    expect(electron.app.exits).toEqual([1]);
  });
});

describe("one desktop", () => {
  it("the second one leaves at once, and starts nothing", async () => {
    let engines = 0;
    const { electron, started } = await desktop({
      prepare: (double) => {
        double.app.isFirst = false;
      },
      startEngine: () => {
        engines += 1;
        return Promise.resolve<EngineStart>({ ok: false, message: "" });
      },
    });
    await started;
    expect([electron.app.quits, engines, electron.windows, electron.trays]).toEqual([1, 0, [], []]);
  });

  it.each(["second-instance", "activate"])("the first one comes to the front (%s)", async (event) => {
    const { electron } = await runningDesktop();
    electron.window.close();
    electron.app.emit(event);
    expect([electron.window.visible, electron.window.focused, electron.windows.length]).toEqual([true, true, 1]);
  });
});

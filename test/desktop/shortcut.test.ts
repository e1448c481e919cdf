import { describe, expect, it } from "vitest";
import { SAME_PRESS_WITHIN_MS, SECOND_PRESS_WITHIN_MS } from "../../src-main/hosts/desktop/shortcut.ts";
import { runningDesktop, timersByHand } from "./desktop-fixture.ts";

describe("the global shortcut", () => {
  it("is Ctrl or Cmd, Shift and K", async () => {
    const { electron } = await runningDesktop();
    expect([...electron.globalShortcut.registered.keys()]).toEqual(["CommandOrControl+Shift+K"]);
  });

  it("pressed once: asks for a second press, brings the console, and kills nothing", async () => {
    timersByHand();
    const { electron, engine } = await runningDesktop();
    electron.window.close();
    electron.globalShortcut.press();
    expect(electron.notifications.at(-1)?.options.title).toBe("Press Ctrl+Shift+K again to kill");
    expect(electron.window.visible).toBe(true);
    expect(engine.kills).toEqual([]);
  });

  it("pressed twice in time: the kill is in force when the press returns", async () => {
    const advance = timersByHand();
    const { electron, engine } = await runningDesktop();
    electron.globalShortcut.press();
    await advance(SECOND_PRESS_WITHIN_MS);
    electron.globalShortcut.press();
    expect(engine.kills).toEqual([{ reason: "Killed by the global shortcut", scope: { kind: "all" }, flatten: false, includeForeign: false, source: "shortcut" }]);
  });

  it("pressed again too late: asks again, each time at once", async () => {
    const advance = timersByHand();
    const { electron, engine } = await runningDesktop();
    for (let press = 1; press <= 3; press += 1) {
      electron.globalShortcut.press();
      expect(electron.notifications).toHaveLength(press);
      await advance(SECOND_PRESS_WITHIN_MS + 1);
    }
    expect(engine.kills).toEqual([]);
  });

  it("a bouncing key is one press", async () => {
    const advance = timersByHand();
    const { electron, engine } = await runningDesktop();
    electron.globalShortcut.press();
    await advance(SAME_PRESS_WITHIN_MS - 1);
    electron.globalShortcut.press();
    expect(engine.kills).toEqual([]);
  });

  it("a third press begins anew", async () => {
    const advance = timersByHand();
    const { electron, engine } = await runningDesktop();
    for (let press = 1; press <= 3; press += 1) {
      electron.globalShortcut.press();
      await advance(500);
    }
    expect(engine.kills).toHaveLength(1);
  });

  it("taken by another program: says so, in a notification and in the tray", async () => {
    const { electron } = await runningDesktop({
      prepare: (double) => {
        double.globalShortcut.available = false;
      },
    });
    expect(electron.notifications.map(({ options }) => options.title)).toEqual(["Ctrl+Shift+K is not available"]);
    expect(electron.tray.template.map(({ label }) => label)).toContain("Ctrl+Shift+K is not available");
  });

  it("is asked for by way of the portal under Linux, where Wayland knows no other", async () => {
    const { electron } = await runningDesktop();
    expect(electron.app.switches).toEqual(["enable-features=GlobalShortcutsPortal"]);
  });
});

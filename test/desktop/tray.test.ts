import { userInfo } from "node:os";
import { describe, expect, it, vi } from "vitest";
import { runningDesktop } from "./desktop-fixture.ts";

describe("the tray", () => {
  it("follows the engine's state", async () => {
    const { electron, engine } = await runningDesktop();
    expect(electron.tray.image).toMatch(/armed\.png$/);
    engine.turn({ tradingState: "TRIPPED", reasons: [{ code: "HEARTBEAT_FAILURE", detail: "3 beats missed", sinceMs: 0 }] });
    expect(electron.tray.image).toMatch(/tripped\.png$/);
    expect(electron.tray.tooltip).toContain("TRIPPED");
    expect(electron.tray.template.map(({ label }) => label)).toContain("The gateway does not answer");
  });

  it.each([
    ["win32", /armed\.ico$/],
    ["darwin", /armedTemplate\.png$/],
  ] as const)("shows the picture that %s wants", async (platform, file) => {
    const { electron } = await runningDesktop({ platform });
    expect(electron.tray.image).toMatch(file);
  });

  it("keeps the menu while only figures change, so that it does not close under the pointer", async () => {
    const { electron, engine } = await runningDesktop();
    const before = electron.tray.menusSet;
    for (let second = 1; second <= 5; second += 1) engine.turn({ truthAtMs: second * 1_000, journalEvents: second });
    expect(electron.tray.menusSet).toBe(before);
    expect(electron.tray.tooltip).not.toBe("");
    engine.turn({ tradingState: "SYNCING" });
    expect(electron.tray.menusSet).toBe(before + 1);
  });

  it.each([
    ["Kill now: block every order", false],
    ["Kill and flatten: also close our positions", true],
  ])("“%s” is in force when the click returns", async (label, flatten) => {
    const { electron, engine } = await runningDesktop();
    electron.tray.choose(label);
    expect(engine.kills).toEqual([{ reason: "Killed from the tray menu", scope: { kind: "all" }, flatten, includeForeign: false, source: "tray" }]);
    expect(engine.overview().tradingState).toBe("KILLED");
    expect(electron.tray.image).toMatch(/killed\.png$/);
  });

  it("stops one agent or one symbol, and is there for what comes later", async () => {
    const { electron, engine } = await runningDesktop();
    engine.expose({ agents: ["alpha"], symbols: ["S&P500"] });
    electron.tray.choose("alpha");
    // Electron would swallow a single ampersand.
    electron.tray.choose("S&&P500");
    expect(engine.kills.map(({ scope, flatten }) => ({ scope, flatten }))).toEqual([
      { scope: { kind: "agent", agentId: "alpha" }, flatten: false },
      { scope: { kind: "symbol", symbol: "S&P500" }, flatten: false },
    ]);
  });

  it("sets and ends reduce only in the name of whoever is logged in", async () => {
    const { electron, engine } = await runningDesktop();
    electron.tray.choose("Open nothing new from now on; closing works");
    engine.turn({ tradingState: "REDUCE_ONLY", reduceOnly: { name: "N", reason: "r", atMs: 1 } });
    expect(electron.tray.image).toMatch(/reduce-only\.png$/);
    electron.tray.choose("End it: new orders may pass again");
    const person = { name: userInfo().username, reason: "Set from the tray menu" };
    expect(engine.reduceOnlyWishes).toEqual([{ on: true, ...person }, { on: false, ...person }]);
    expect(electron.notifications).toEqual([]);
  });

  it("says so when reduce only could not be set", async () => {
    const { electron, engine } = await runningDesktop();
    engine.reduceOnlyFailure = "The journal cannot be written.";
    electron.tray.choose("Open nothing new from now on; closing works");
    await vi.waitFor(() => expect(electron.notifications.map(({ options }) => options)).toMatchObject([{ title: "Reduce only was not changed", body: "The journal cannot be written.", urgency: "critical" }]));
  });

  it("kills in two steps: the kill switch itself only opens", async () => {
    const { electron } = await runningDesktop();
    expect(() => electron.tray.choose("Kill switch")).toThrow("no item");
  });

  it("a click opens the window, except on macOS, where it opens the menu", async () => {
    const linux = await runningDesktop();
    linux.electron.window.close();
    linux.electron.tray.emit("click");
    expect(linux.electron.window.visible).toBe(true);
    const mac = await runningDesktop({ platform: "darwin" });
    mac.electron.window.close();
    mac.electron.tray.emit("click");
    expect(mac.electron.window.visible).toBe(false);
  });
});

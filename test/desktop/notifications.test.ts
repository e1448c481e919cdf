import { describe, expect, it } from "vitest";
import { QUIET_MS, SAID_AT_ONCE_MAX } from "../../src-main/hosts/desktop/notifications.ts";
import type { ElectronDouble } from "./electron-double.ts";
import { runningDesktop, timersByHand } from "./desktop-fixture.ts";

const titles = (electron: ElectronDouble): (string | undefined)[] => electron.notifications.map(({ options }) => options.title);

describe("notifications", () => {
  it("say an alert at once, and a critical one until it is dismissed", async () => {
    const { electron, engine } = await runningDesktop();
    engine.alert();
    expect(electron.notifications.map(({ options }) => options)).toEqual([
      { title: "Trading has stopped", body: "HEARTBEAT_FAILURE", urgency: "critical", timeoutType: "never" },
    ]);
  });

  it("hold repeats of one kind, and say them as one", async () => {
    const advance = timersByHand();
    const { electron, engine } = await runningDesktop();
    for (let flap = 0; flap < 20; flap += 1) {
      engine.alert();
      engine.alert({ kind: "ARMED", severity: "info", title: "Armed again", detail: "" });
    }
    expect(titles(electron)).toEqual(["Trading has stopped", "Armed again"]);
    await advance(QUIET_MS);
    expect(titles(electron)).toEqual(["Trading has stopped", "Armed again", "38 more alerts"]);
    expect(electron.notifications[2]?.options).toMatchObject({ body: "Trading has stopped; Armed again", urgency: "critical" });
    await advance(QUIET_MS * 2);
    expect(electron.notifications).toHaveLength(3);
    engine.alert();
    expect(titles(electron).at(-1)).toBe("Trading has stopped");
  });

  it("say a single held alert as it is", async () => {
    const advance = timersByHand();
    const { electron, engine } = await runningDesktop();
    engine.alert();
    engine.alert({ detail: "LOOP_LAG" });
    await advance(QUIET_MS);
    expect(electron.notifications.map(({ options }) => options.body)).toEqual(["HEARTBEAT_FAILURE", "LOOP_LAG"]);
  });

  it("never hold back a critical alert of a new kind, whatever came before", async () => {
    timersByHand();
    const { electron, engine } = await runningDesktop();
    for (let each = 0; each < SAID_AT_ONCE_MAX + 3; each += 1) engine.alert({ kind: `WARNING_${each}`, severity: "warning", title: `Warning ${each}` });
    expect(electron.notifications).toHaveLength(SAID_AT_ONCE_MAX);
    engine.alert({ kind: "KILLED", title: "Kill switch in force" });
    expect(titles(electron).at(-1)).toBe("Kill switch in force");
  });

  it("open the window when clicked", async () => {
    const { electron, engine } = await runningDesktop();
    electron.window.close();
    engine.alert();
    electron.notifications.at(-1)?.emit("click");
    expect(electron.window.visible).toBe(true);
  });

  it("are in the reader's language, by the alert's kind", async () => {
    const { electron, engine } = await runningDesktop({
      prepare: (double) => {
        double.app.locale = "zh-CN";
      },
    });
    engine.alert();
    engine.alert({ kind: "NOT_TRANSLATED", title: "In the engine's words" });
    expect(titles(electron)).toEqual(["交易已停止：熔断器动作", "In the engine's words"]);
  });

  it("become a balloon on a Windows that shows none, and a warning elsewhere", async () => {
    const unsupported = (double: ElectronDouble): void => {
      double.notificationsSupported = false;
    };
    const windows = await runningDesktop({ platform: "win32", prepare: unsupported });
    windows.engine.alert();
    expect(windows.electron.tray.balloons).toEqual([{ title: "Trading has stopped", content: "HEARTBEAT_FAILURE" }]);
    const linux = await runningDesktop({ prepare: unsupported });
    linux.engine.alert();
    expect(linux.warnings).toEqual(["Trading has stopped. HEARTBEAT_FAILURE"]);
    expect([...windows.electron.notifications, ...linux.electron.notifications]).toEqual([]);
  });

  it("refused by the system take the same way", async () => {
    const { electron, engine, warnings } = await runningDesktop({ platform: "win32" });
    engine.alert();
    electron.notifications[0]?.emit("failed", {}, "no toast for you");
    expect(electron.tray.balloons).toHaveLength(1);
    expect(warnings).toEqual(["The system refused a notification: no toast for you"]);
  });

  it("that cannot be made at all do not reach the engine as an exception", async () => {
    const { electron, engine, warnings } = await runningDesktop({
      prepare: (double) => {
        Object.defineProperty(double, "notificationsSupported", { get: () => { throw new Error("no bus"); } });
      },
    });
    expect(() => engine.alert()).not.toThrow();
    expect(warnings).toEqual(["A notification could not be shown: Error: no bus"]);
    expect(electron.notifications).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { runningDesktop } from "./desktop-fixture.ts";

describe("power", () => {
  it("sleep and waking reach the engine, in order", async () => {
    const { electron, engine } = await runningDesktop();
    electron.powerMonitor.emit("suspend");
    electron.powerMonitor.emit("resume");
    expect(engine.power).toEqual(["suspend", "resume"]);
  });

  it("a locked screen is not sleep", async () => {
    const { electron, engine } = await runningDesktop();
    electron.powerMonitor.emit("lock-screen");
    electron.powerMonitor.emit("unlock-screen");
    expect(engine.power).toEqual([]);
  });

  it("the system stays awake while orders may pass, and only then", async () => {
    const { electron, engine } = await runningDesktop();
    expect(electron.powerSaveBlocker.active.size).toBe(1);
    engine.turn({ truthAtMs: 5 });
    expect(electron.powerSaveBlocker.active.size).toBe(1);
    engine.turn({ tradingState: "REDUCE_ONLY" });
    expect(electron.powerSaveBlocker.active.size, "strategies still close").toBe(1);
    engine.turn({ tradingState: "TRIPPED" });
    expect(electron.powerSaveBlocker.active.size).toBe(0);
    engine.turn({ tradingState: "ARMED" });
    expect(electron.powerSaveBlocker.active.size).toBe(1);
  });
});

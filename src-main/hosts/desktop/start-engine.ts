import { createConsoleSession } from "../../serve/console-session.ts";
import { systemClock } from "../../system/clock.ts";
import { loadConfig } from "../../system/config.ts";
import { readConfigSources } from "../../system/config-sources.ts";
import { problemText } from "../../system/problem.ts";
import { createSettingsFile } from "../../system/settings-file.ts";
import { compose, withSimulatorFolder, type Running } from "../compose.ts";
import { openDoor, type Door } from "../door.ts";
import { settingArguments } from "../setting-arguments.ts";
import { version } from "../version.ts";
import type { EngineStart, RunningEngine } from "./engine-handle.ts";
import { watchExposure } from "./exposure.ts";

/**
 * Starts the engine in this process, as the desktop was configured: flags, environment, `.env`, settings file. With no
 * gateway configured the embedded simulator stands in. Also opens the loopback door, so that the command line reaches
 * a desktop too; the console itself comes over IPC.
 */
export async function startEngine(): Promise<EngineStart> {
  const sources = readConfigSources(settingArguments(process.argv.slice(1)));
  const loaded = loadConfig(sources);
  if (!loaded.ok) return { ok: false, message: ["The configuration has problems:", ...loaded.failure.map(problemText)].join("\n") };
  const simulate = loaded.value.gatewayHost === null;
  const config = simulate ? withSimulatorFolder(loaded.value) : loaded.value;
  const started = await compose({ host: "desktop", config, sources, settingsFile: createSettingsFile(async () => (await import("electron-store")).default, loaded.value.dataDir), simulate });
  if (!started.ok) return { ok: false, message: started.failure.message };
  const running = started.value;
  const door = await openDoor(running, config, null);
  if (!door.ok) running.log.logger.warn({ reason: door.failure.message }, "no door for the command line");
  return { ok: true, value: engineHandle(running, door.ok ? door.value : null) };
}

function engineHandle(running: Running, door: Door | null): RunningEngine {
  const { engine, dispatcher } = running;
  return {
    attachConsole: (permission, send) =>
      createConsoleSession({
        dispatcher,
        feed: engine.feed,
        clock: systemClock,
        caller: { permission, via: "ipc" },
        line: { send, unreadBytes: () => 0, drop: (reason) => running.log.logger.warn({ reason }, "the console broke the rules") },
        version,
      }),
    overview: () => engine.feed.value("overview"),
    onOverview: (listener) =>
      engine.feed.subscribe((change) => {
        if (change.topic === "overview") listener(change.change);
      }),
    exposure: watchExposure(engine.feed),
    onAlert: running.onAlert,
    kill: (request) => engine.kill(request).kill,
    setReduceOnly: async (wish) => {
      const answer = await dispatcher.dispatch("setReduceOnly", wish, { permission: "command", via: "ipc" });
      return answer.ok ? null : answer.failure.message;
    },
    suspend: () => engine.suspend(),
    resume: () => engine.resume(),
    stop: async (reason) => {
      await door?.close();
      await running.stop(reason);
    },
  };
}

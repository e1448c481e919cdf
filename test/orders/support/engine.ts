import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import type { Engine } from "../../../src-main/engine/engine.ts";
import { compose } from "../../../src-main/hosts/compose.ts";
import { loadConf } from "../../../src-main/hosts/headless/settings-store.ts";
import { loadConfig } from "../../../src-main/system/config.ts";
import { readConfigSources } from "../../../src-main/system/config-sources.ts";
import { createSettingsFile } from "../../../src-main/system/settings-file.ts";
import { writeNoLimits } from "./no-limits.ts";

/** An engine as the headless host has it: its own folder and journal, its strategy port open. Stopped after the test. */
export async function startEngine(gatewayPort: number): Promise<{ readonly engine: Engine; readonly endpoint: string }> {
  const dataDir = mkdtempSync(join(tmpdir(), "holdfast-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }));
  writeNoLimits(dataDir);
  const flags = { "gateway-host": "127.0.0.1", "gateway-port": String(gatewayPort), "data-dir": dataDir, "strategy-port": "0", "heartbeat-interval-s": "0.5", "heartbeat-timeout-s": "0.4", "truth-interval-s": "0.5", "orphan-policy": "hold" };
  const sources = readConfigSources(flags, dataDir, {});
  const config = loadConfig(sources);
  if (!config.ok) throw new Error(JSON.stringify(config.failure));
  const started = await compose({ host: "headless", config: config.value, sources, settingsFile: createSettingsFile(loadConf, dataDir), simulate: false });
  if (!started.ok) throw new Error(started.failure.message);
  onTestFinished(() => started.value.stop("test"));
  const { engine } = started.value;
  await expect.poll(() => engine.state, { timeout: 15_000 }).toBe("ARMED");
  return { engine, endpoint: engine.feed.value("overview").strategyEndpoint ?? "" };
}

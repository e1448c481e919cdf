import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Conf from "conf";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../src-main/system/config.ts";
import { readConfigSources } from "../../src-main/system/config-sources.ts";
import { createSettingsFile } from "../../src-main/system/settings-file.ts";
import { checkSave, settingRows } from "../../src-main/system/setting-rows.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-settings-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const settingsPath = () => join(folder, "settings.json");
const file = () => createSettingsFile(async () => Conf, folder);

describe("the settings file", () => {
  it("is empty while there is none, and reading does not make one", () => {
    expect(file().read()).toEqual({ ok: true, value: {} });
    expect(() => readFileSync(settingsPath())).toThrow("ENOENT");
  });

  it("keeps what is saved, next to what was there, until it is taken out", async () => {
    writeFileSync(settingsPath(), '{"MAGIC_NUMBER": 7}');
    expect(await file().save("GATEWAY_PORT", 6000)).toEqual({ ok: true, value: null });
    expect((await file().save("AUTO_RELEASE", false)).ok).toBe(true);
    expect(file().read()).toEqual({ ok: true, value: { MAGIC_NUMBER: 7, GATEWAY_PORT: 6000, AUTO_RELEASE: false } });
    expect((await file().save("GATEWAY_PORT", null)).ok).toBe(true);
    expect(JSON.parse(readFileSync(settingsPath(), "utf8"))).toEqual({ MAGIC_NUMBER: 7, AUTO_RELEASE: false });
  });

  it.each(["", "{broken", "[]", '"text"', "null", "7"])("names a file that holds %j, and never writes over it", async (text) => {
    writeFileSync(settingsPath(), text);
    expect(file().read()).toMatchObject({ ok: false, failure: { path: settingsPath() } });
    expect((await file().save("GATEWAY_PORT", 6000)).ok).toBe(false);
    expect(readFileSync(settingsPath(), "utf8")).toBe(text);
  });

  it("says when it cannot be written", async () => {
    writeFileSync(join(folder, "no-folder"), "");
    expect(await createSettingsFile(async () => Conf, join(folder, "no-folder")).save("GATEWAY_PORT", 6000)).toMatchObject({ ok: false });
  });
});

describe("reading the sources", () => {
  const read = (flags = {}, env = {}) => readConfigSources({ "data-dir": folder, ...flags }, folder, env);

  it("finds .env in the working folder and the settings in the data folder", () => {
    writeFileSync(join(folder, ".env"), "GATEWAY_PORT=6001\n");
    writeFileSync(settingsPath(), '{"MAGIC_NUMBER": 7}');
    expect(loadConfig(read())).toMatchObject({ ok: true, value: { gatewayPort: 6001, magicNumber: 7, dataDir: folder } });
  });

  it("finds the data folder that .env names", () => {
    const elsewhere = mkdtempSync(join(folder, "data-"));
    writeFileSync(join(elsewhere, "settings.json"), '{"MAGIC_NUMBER": 9}');
    writeFileSync(join(folder, ".env"), `DATA_DIR='${elsewhere}'\n`);
    expect(loadConfig(readConfigSources({}, folder, {}))).toMatchObject({ ok: true, value: { magicNumber: 9, dataDir: elsewhere } });
  });

  it("stops the start over a settings file that is broken, beside every other problem", () => {
    writeFileSync(settingsPath(), "{broken");
    const loaded = loadConfig(read({ "gateway-port": "x" }));
    expect(loaded).toMatchObject({
      ok: false,
      failure: [
        { name: "settings file", value: settingsPath(), rule: expect.stringContaining("valid JSON"), source: "settings file" },
        { name: "GATEWAY_PORT", source: "flag" },
      ],
    });
  });

  it("stops the start over an .env that cannot be read", () => {
    mkdtempSync(join(folder, "x"));
    const broken = join(folder, "as-file");
    writeFileSync(broken, "");
    expect(loadConfig(readConfigSources({ "data-dir": folder }, broken, {}))).toMatchObject({ ok: false, failure: [{ name: ".env", source: ".env" }] });
  });
});

describe("settings on the console", () => {
  const row = (name: string, flags = {}, saved = {}) => {
    const loaded = loadConfig(readConfigSources({ "data-dir": folder, ...flags }, folder, {}));
    if (!loaded.ok) throw new Error("unexpected problems");
    return settingRows(loaded.value, saved).find((each) => each.name === name);
  };

  it("say value, unit, rule, default and where they came from", () => {
    expect(row("SYNC_TIMEOUT_S")).toEqual({
      name: "SYNC_TIMEOUT_S",
      value: 3,
      source: "default",
      rule: "a number of seconds from 0.1 to 60",
      unit: "s",
      default: 3,
      pending: null,
      overridden: false,
      choices: null,
    });
    expect(row("ACCOUNT_ENVIRONMENT")?.choices).toEqual(["live", "demo"]);
  });

  it("show what waits for the next start, also when something was taken out", () => {
    expect(row("SYNC_TIMEOUT_S", {}, { SYNC_TIMEOUT_S: 5 })?.pending).toBe(5);
    writeFileSync(settingsPath(), '{"SYNC_TIMEOUT_S": 5}');
    expect(row("SYNC_TIMEOUT_S", {}, { SYNC_TIMEOUT_S: 5 })).toMatchObject({ value: 5, source: "settings file", pending: null });
    expect(row("SYNC_TIMEOUT_S", {}, {})?.pending).toBe(3);
  });

  it("say that saving is of no use while a flag has the last word", () => {
    expect(row("SYNC_TIMEOUT_S", { "sync-timeout-s": "7" }, { SYNC_TIMEOUT_S: 5 })).toMatchObject({ value: 7, pending: null, overridden: true });
    expect(row("DATA_DIR")?.overridden).toBe(true);
  });
});

describe("a secret on the console", () => {
  const clear = "correct-horse-battery";
  const rowsWith = (env = {}) => {
    const loaded = loadConfig(readConfigSources({ "data-dir": folder }, folder, env));
    if (!loaded.ok) throw new Error("unexpected problems");
    return settingRows(loaded.value, {});
  };

  it("is only set or not set", () => {
    const row = { name: "RISK_SIGNATURE_SECRET", unit: null, default: "not set", pending: null, overridden: true };
    expect(rowsWith()).toContainEqual(expect.objectContaining({ ...row, value: "not set", source: "default" }));
    const rows = rowsWith({ RISK_SIGNATURE_SECRET: clear });
    expect(rows).toContainEqual(expect.objectContaining({ ...row, value: "set", source: "environment" }));
    expect(JSON.stringify(rows)).not.toContain(clear);
  });

  it("cannot be saved, and is not repeated by who says so", () => {
    const checked = checkSave(readConfigSources({ "data-dir": folder }, folder, {}), "RISK_SIGNATURE_SECRET", clear);
    expect(checked).toMatchObject({ ok: false, failure: [{ value: "[hidden]", rule: "given by environment or .env, never by flag or in the settings file" }] });
  });
});

describe("what may be saved", () => {
  const check = (name: string, value: string | number | boolean | null, flags = {}) => checkSave(readConfigSources({ "data-dir": folder, ...flags }, folder, {}), name, value);

  it("is a value that fits, in the setting's own type", () => {
    expect(check("GATEWAY_PORT", "6000")).toEqual({ ok: true, value: { name: "GATEWAY_PORT", value: 6000 } });
    expect(check("GATEWAY_PORT", null)).toEqual({ ok: true, value: { name: "GATEWAY_PORT", value: null } });
  });

  it.each([
    ["GATEWAY_PORT", 0, "a whole number from 1 to 65535"],
    ["NOPE", 1, "the name of a setting"],
    ["constructor", 1, "the name of a setting"],
    ["DATA_DIR", "/elsewhere", "given by flag, environment or .env, not in the settings file"],
    ["ALLOW_REMOTE_GATEWAY", true, "given by flag, environment or .env, not in the settings file"],
  ])("is not %s = %j", (name, value, rule) => {
    expect(check(name, value)).toMatchObject({ ok: false, failure: [{ name, rule }] });
  });

  it("is nothing that would keep the next start from happening", () => {
    expect(check("HEARTBEAT_INTERVAL_S", 1)).toMatchObject({ ok: false, failure: [{ name: "HEARTBEAT_TIMEOUT_S" }] });
    expect(check("GATEWAY_HOST", "192.168.1.5")).toMatchObject({ ok: false, failure: [{ name: "GATEWAY_HOST" }] });
    expect(check("GATEWAY_HOST", "192.168.1.5", { "allow-remote-gateway": true }).ok).toBe(true);
  });
});

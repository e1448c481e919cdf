import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Page } from "playwright";
import { afterAll, describe, expect, it } from "vitest";
import { freePort } from "../support/free-port.ts";
import { holdfast, startHoldfast, temporaryFolder, type RunningProcess } from "../support/holdfast-process.ts";
import { closeBrowser, openPage } from "../support/open-browser.ts";

/** The pictures in README and docs are taken here, from the real console on real simulator data. */
const pictures = resolve(import.meta.dirname, "../../docs/pictures");
/** A run on another machine's fonts must not change what is committed. */
const mayTakePictures = process.env["HOLDFAST_PICTURES"] === "1";

const quick = ["--heartbeat-interval-s", "0.4", "--heartbeat-timeout-s", "0.3", "--truth-interval-s", "0.5", "--console-port", "0"];

afterAll(closeBrowser);

async function serveSimulated(): Promise<{ engine: RunningProcess; url: string; dataDir: string }> {
  const dataDir = await temporaryFolder();
  const engine = await startHoldfast("serve", "--simulate", "--json", "--data-dir", dataDir, ...quick);
  return { engine, url: String(engine.first["url"]), dataDir };
}

async function serveGateway(...simulator: string[]): Promise<{ gateway: RunningProcess; engine: RunningProcess; url: string; port: number }> {
  const port = await freePort();
  const gateway = await startHoldfast("simulate", "--json", "--port", String(port), ...simulator);
  const engine = await startHoldfast("serve", "--json", "--host", "127.0.0.1", "--port", String(port), "--data-dir", await temporaryFolder(), ...quick);
  return { gateway, engine, url: String(engine.first["url"]), port };
}

const head = (page: Page) => page.getByRole("banner");
const panel = (page: Page) => page.getByRole("complementary", { name: "Kill switch" });

/** Waits until the head says this word; Playwright's own waiting tells apart slow and wrong. */
const untilState = (page: Page, word: string): Promise<void> => head(page).getByText(word, { exact: true }).first().waitFor({ timeout: 30_000 });

async function picture(page: Page, name: string): Promise<void> {
  if (!mayTakePictures) return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), animations: "disabled" });
}

describe("the console of the headless host", () => {
  it("shows an armed, simulated account, screen by screen, without a complaint from the browser", async () => {
    const { url } = await serveSimulated();
    const { page, complaints } = await openPage();
    await page.goto(url);
    await untilState(page, "ARMED");
    expect(await page.title()).toContain("SIMULATED");
    await page.getByRole("region", { name: "SIMULATED" }).waitFor();
    expect(page.url()).not.toContain("token");
    await page.getByRole("region", { name: "Open positions" }).getByText("14", { exact: true }).waitFor();
    // A sparkline says more with some beats in it.
    if (mayTakePictures) await page.waitForTimeout(12_000);
    await picture(page, "overview");
    await page.setViewportSize({ width: 1180, height: 560 });
    const hasOuterScroll = await page.evaluate(() => document.documentElement.scrollHeight > window.innerHeight);
    expect(hasOuterScroll, "the screen scrolls, never the window around it").toBe(false);
    await page.setViewportSize({ width: 1280, height: 800 });

    await page.getByRole("link", { name: "Positions" }).first().click();
    await page.getByRole("row", { name: /EURUSD BUY/ }).first().waitFor();
    await picture(page, "positions");
    await page.getByRole("searchbox").fill("GBPUSD");
    await page.getByRole("row", { name: /EURUSD/ }).first().waitFor({ state: "detached" });

    await page.getByRole("link", { name: "Activity" }).first().click();
    await page.getByText("SYNCING → ARMED").first().waitFor();
    await picture(page, "activity");

    await page.getByRole("link", { name: "Settings" }).first().click();
    await page.getByText("SYNC_TIMEOUT_S").waitFor();
    await picture(page, "settings");
    expect(complaints).toEqual([]);
  });

  it("held to the end the switch kills; flatten closes everything; a typed re-arm and a clean sync arm again", async () => {
    const { url, dataDir } = await serveSimulated();
    const { page, complaints } = await openPage();
    await page.goto(url);
    await untilState(page, "ARMED");
    const button = page.getByRole("button", { name: /Hold to kill/ });
    await button.focus();
    await page.keyboard.down("Enter");
    await untilState(page, "KILLED");
    await page.keyboard.up("Enter");
    expect((await holdfast("status", "--json", "--data-dir", dataDir)).json).toMatchObject({ state: "KILLED", kill: { source: "console", durable: true } });

    await panel(page).getByRole("radio", { name: "Block and close positions" }).check();
    await panel(page).getByRole("textbox", { name: "Reason" }).first().fill("end of day");
    await panel(page).getByText("14 positions would be closed").waitFor();
    await picture(page, "kill");
    await panel(page).locator("button.danger").click();
    await panel(page).getByText("All that had to be closed is closed.").waitFor();
    await picture(page, "flatten");

    await panel(page).getByRole("textbox", { name: "Your name" }).fill("Operator");
    await panel(page).getByRole("textbox", { name: /reason/i }).last().fill("checked by hand");
    await panel(page).getByRole("textbox", { name: /RE-ARM/ }).fill("RE-ARM");
    await panel(page).getByRole("button", { name: /Re-arm/i }).click();
    await untilState(page, "ARMED");
    expect((await holdfast("status", "--json", "--data-dir", dataDir)).json).toMatchObject({ state: "ARMED", positions: 0, kill: null });
    expect(complaints).toEqual([]);
  });

  it("turns TRIPPED when the gateway dies and ARMED when it is back, without a reload", async () => {
    const { gateway, url, port } = await serveGateway("--positions", "5");
    const { page } = await openPage();
    await page.goto(url);
    await untilState(page, "ARMED");
    await gateway.kill("SIGKILL");
    await untilState(page, "TRIPPED");
    await head(page).getByText("FAILED").waitFor();
    await picture(page, "tripped");
    await startHoldfast("simulate", "--json", "--port", String(port), "--positions", "5");
    await untilState(page, "ARMED");
  });

  it("never looks armed once the engine is gone", async () => {
    const { engine, url } = await serveSimulated();
    const { page } = await openPage();
    await page.goto(url);
    await untilState(page, "ARMED");
    await engine.kill("SIGKILL");
    await page.getByText("DISCONNECTED").first().waitFor();
    expect(await page.title()).not.toContain("ARMED");
    await picture(page, "disconnected");
  });

  it("a contradictory empty truth is put before a person, who decides", async () => {
    const { url } = await serveGateway("--kind", "v43", "--positions", "4", "--fault", "empty-positions");
    const { page } = await openPage();
    await page.goto(url);
    await untilState(page, "REVIEW");
    await picture(page, "review");
    await page.getByRole("checkbox", { name: /Accept the difference/ }).check();
    await page.getByRole("textbox", { name: "Your name" }).fill("Operator");
    await page.getByRole("textbox", { name: "Reason" }).fill("seen in the terminal");
    await page.getByRole("button", { name: /Accept 1 difference/ }).click();
    await untilState(page, "ARMED");
  });

  it("without a key shows how to get the address, and nothing of the account", async () => {
    const { url } = await serveSimulated();
    const { page } = await openPage();
    await page.goto(url.replace(/#.*/, ""));
    await page.getByText("holdfast", { exact: false }).first().waitFor();
    expect(await page.locator("body").textContent()).not.toContain("ARMED");
  });

  it("speaks Chinese to a browser that asks for it, and saves a setting for the next start", async () => {
    const { url, dataDir } = await serveSimulated();
    const { page } = await openPage({ locale: "zh-CN", colorScheme: "light" });
    await page.goto(url);
    await page.getByText("总览").first().waitFor();
    await page.getByRole("banner").waitFor();
    await picture(page, "overview-zh");
    await page.goto(`${url.replace(/#.*/, "")}#/settings`);
    const row = page.getByRole("form", { name: /SYNC_TIMEOUT_S/ });
    await row.getByRole("textbox").fill("4");
    await row.getByRole("button").first().click();
    await expect.poll(async () => (await holdfast("journal", "tail", "-n", "3", "--json", "--data-dir", dataDir)).out).toContain("SETTING_CHANGED");
  });
});

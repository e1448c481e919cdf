import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Page } from "playwright";
import { afterAll, expect, it } from "vitest";
import { Request } from "zeromq";
import { freePort } from "../support/free-port.ts";
import { startHoldfast, temporaryFolder, type RunningProcess } from "../support/holdfast-process.ts";
import { closeBrowser, openPage } from "../support/open-browser.ts";

const pictures = resolve(import.meta.dirname, "../../docs/pictures");
const mayTakePictures = process.env["HOLDFAST_PICTURES"] === "1";

afterAll(closeBrowser);

async function picture(page: Page, name: string): Promise<void> {
  if (!mayTakePictures) return;
  await mkdir(pictures, { recursive: true });
  await page.waitForTimeout(700);
  await page.screenshot({ path: join(pictures, `${name}.png`), animations: "disabled" });
}

/** A strategy as any REQ client is one. */
function strategyAt(port: number): { ask(request: Record<string, unknown>): Promise<Record<string, unknown>>; close(): void } {
  const socket = new Request({ linger: 0, receiveTimeout: 10_000 });
  socket.connect(`tcp://127.0.0.1:${port}`);
  let uuids = 0;
  return {
    ask: async (request) => {
      await socket.send(JSON.stringify({ uuid: `e2e-${(uuids += 1)}`, timestamp: new Date().toISOString(), ...request }));
      const [reply] = await socket.receive();
      return JSON.parse(String(reply)) as Record<string, unknown>;
    },
    close: () => socket.close(),
  };
}

const untilState = (page: Page, word: string): Promise<void> => page.getByRole("banner").getByText(word, { exact: true }).first().waitFor({ timeout: 30_000 });

it("strategies trade, are seen trading, crash with the engine, and are given back whole", async () => {
  const [gatewayPort, strategyPort] = [await freePort(), await freePort()];
  const dataDir = await temporaryFolder();
  await startHoldfast("simulate", "--json", "--port", String(gatewayPort), "--positions", "0");
  const serve = (): Promise<RunningProcess> =>
    startHoldfast("serve", "--json", "--host", "127.0.0.1", "--port", String(gatewayPort), "--gateway-tick-port", "0", "--data-dir", dataDir, "--strategy-port", String(strategyPort), "--console-port", "0", "--truth-interval-s", "0.5", "--heartbeat-interval-s", "0.4", "--heartbeat-timeout-s", "0.3");
  const engine = await serve();
  const { page, complaints } = await openPage();
  await page.goto(String(engine.first["url"]));
  await untilState(page, "ARMED");

  const strategy = strategyAt(strategyPort);
  const tickets: number[] = [];
  for (const [agent, symbol, type] of [["falcon", "EURUSD", "BUY"], ["heron", "GBPUSD", "SELL"], ["kestrel", "AUDUSD", "BUY"]] as const) {
    const filled = await strategy.ask({ action: "OPEN", agent_id: agent, symbol, type, volume: 0.02, price: 0, sl: 0, tp: 0, comment: agent });
    expect(filled).toMatchObject({ status: "FILLED" });
    tickets.push(Number(filled["ticket"]));
    const state = { agent_id: agent, state: "ALIVE", current_capital: 1_000, initial_capital: 900, emotional_state: { stress: 0.2, confidence: 0.7, fear: 0.1, greed: 0.3 }, gene: { risk: 0.4 }, days_alive: 12 };
    expect(await strategy.ask({ action: "SAVE_STATE", agent_id: agent, version: 1, state, private_ledger: { capital: 1_000 } })).toMatchObject({ status: "ok" });
  }
  expect(await strategy.ask({ action: "OPEN", agent_id: "falcon", symbol: "EURUSD", type: "BUY", volume: 5, price: 0 })).toMatchObject({ status: "REJECTED", error_code: "RISK_LIMIT" });
  expect(await strategy.ask({ action: "REPORT_DEATH", agent_id: "kestrel", reason: "drawdown" })).toMatchObject({ status: "ok" });

  const go = (route: string): Promise<void> => page.evaluate((to) => void (location.hash = to), `#/${route}`);
  await go("orders");
  await page.getByText("RISK_LIMIT").first().waitFor();
  await picture(page, "orders");
  await go("agents");
  await page.getByText("falcon").first().waitFor();
  await picture(page, "agents");
  await go("agents/falcon");
  await page.getByText("falcon").first().waitFor();
  await picture(page, "agent");
  await go("risk");
  await page.getByText("max_leverage").or(page.getByText("Leverage")).first().waitFor();
  await picture(page, "risk");
  await go("valhalla");
  await page.getByText("kestrel").first().waitFor();
  await picture(page, "valhalla");

  await page.goto("about:blank");
  await engine.kill("SIGKILL");
  strategy.close();
  const closer = strategyAt(gatewayPort);
  expect(await closer.ask({ action: "CLOSE", ticket: tickets[0] })).toMatchObject({ status: "FILLED" });
  closer.close();

  const next = await serve();
  await page.goto(String(next.first["url"]));
  await untilState(page, "REVIEW");
  await go("recovery");
  await page.getByText("falcon").first().waitFor();
  await picture(page, "recovery");
  await go("time");
  await page.getByRole("slider").first().waitFor();
  await picture(page, "time");
  const again = strategyAt(strategyPort);
  expect(await again.ask({ action: "RESTORE", agent_id: "heron" })).toMatchObject({ found: true, state: { version: 1 } });
  again.close();
  await go("recovery");
  await page.getByRole("textbox", { name: "Your name" }).first().fill("Operator");
  await page.getByRole("textbox", { name: "Reason" }).first().fill("closed by hand, seen");
  await page.getByRole("button", { name: /trading/i }).first().click();
  await untilState(page, "ARMED");
  expect(complaints).toEqual([]);
});

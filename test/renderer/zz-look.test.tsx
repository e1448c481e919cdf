import { test } from "vitest";
import { expect } from "vitest";
import { page } from "vitest/browser";
import { openConsole } from "./support/open-console.tsx";
import { inState, sampleSnapshot } from "./support/sample.ts";
import { orderOf, sampleDoubts, sampleOrders, sampleAgents } from "./support/sample-trading.ts";

const looks = [["en","dark"],["zh","light"],["en","light"]] as const;
for (const [language, theme] of looks) {
  test(`look ${language} ${theme}`, async () => {
    for (const screen of ["orders","in-doubt","agents","risk","overview","activity"] as const) {
      const snapshot = screen === "overview" ? inState(sampleSnapshot(), "REDUCE_ONLY", [{code:"REDUCE_ONLY", detail:"Night desk: news at two"}]) : sampleSnapshot();
      if (screen === "overview") snapshot.topics.overview.reduceOnly = { name:"Night desk", reason:"news at two", atMs: Date.now()-60000 };
      snapshot.topics.inDoubt = sampleDoubts();
      snapshot.topics.agents = sampleAgents(40);
      const orders = sampleOrders(200);
      orders[195] = { ...orders[195]!, status: "unresolved", code: "NO_ANSWER", message: "no answer within 5 s", ticket: null, latencyMs: null };
      orders[199] = { ...orders[199]!, status: "under-way", endedAtMs: null, latencyMs: null, ticket: null };
      orders[193] = { ...orders[193]!, settledBy: "history" };
      snapshot.topics.orders = orders;
      const engine = await openConsole({ snapshot, screen, language, theme, answers: { order: ({ uuid }: {uuid:string}) => ({ ok: true, value: orderOf(orders.find((r)=>r.uuid===uuid)!) }), reloadLimits: () => ({ok:true,value:{changed:["max_leverage: 4 → 5"],risk:snapshot.topics.risk}}) } as never });
      await expect.poll(() => document.querySelectorAll("h1").length).toBe(1);
      await expect.poll(() => document.querySelector(".console")?.getAttribute("data-phase")).toBe("live");
      if (screen === "orders") { await expect.poll(()=>document.querySelectorAll("[data-order]").length).toBeGreaterThan(5); document.querySelectorAll<HTMLElement>("[data-order]")[theme==="light" ? 4 : 1]?.click(); await expect.poll(()=>document.querySelectorAll(".timeline-steps li").length).toBe(5);}
      if (screen === "in-doubt") { document.querySelector<HTMLElement>(".doubt button")?.click(); await expect.poll(()=>document.querySelectorAll(".resolve").length).toBe(1); document.querySelector<HTMLElement>(".resolve input")?.click(); await expect.poll(()=>document.querySelectorAll(".resolve-meaning").length).toBe(1);}
      if (screen === "agents") { document.querySelectorAll<HTMLElement>(".row-kill")[4]?.click(); await expect.poll(()=>document.querySelectorAll(".panel").length).toBe(1);}
      if (screen === "overview") { document.querySelector<HTMLElement>(".reduce-button")?.click(); await expect.poll(()=>document.querySelectorAll(".panel").length).toBe(1);}
      await page.screenshot({ path: `/work/main/out/look/${screen}-${language}-${theme}.png` });
      await engine.end();
    }
  });
}

import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { JournalEntry } from "../../src-main/contract/journal.ts";
import type { Position } from "../../src-main/contract/position.ts";
import { createSorter, sortRows } from "../../src-renderer/screens/positions/arrange.ts";
import { openConsole } from "./support/open-console.tsx";
import { sampleRecordEvents } from "./support/sample-record-events.ts";
import { MAGIC, inState, sampleDifferences, sampleJournal, samplePositions, sampleSettings, sampleSnapshot, totalsOf } from "./support/sample.ts";

const rows = () => [...document.querySelectorAll<HTMLElement>(".table-body [role=row]")];
const inOrder = () => rows().toSorted((a, b) => Number(a.getAttribute("aria-rowindex")) - Number(b.getAttribute("aria-rowindex")));
const column = (at: number): (string | undefined)[] => inOrder().map((row) => row.querySelectorAll("[role=cell]")[at]?.textContent);
const totals = () => document.querySelector(".table-totals")?.textContent ?? "";

describe("positions", () => {
  test("10,000 rows are few in the document, and told as 10,000", async () => {
    await openConsole({ snapshot: sampleSnapshot(10_000), screen: "positions" });
    await expect.element(page.getByRole("table")).toHaveAttribute("aria-rowcount", "10002");
    await expect.poll(() => rows().length).toBeGreaterThan(10);
    expect(rows().length).toBeLessThan(60);
    expect(totals()).toContain("10,000 positions");
  });

  test("scrolls to the end by keyboard", async () => {
    await openConsole({ snapshot: sampleSnapshot(10_000), screen: "positions" });
    await expect.poll(() => rows().length).toBeGreaterThan(10);
    document.querySelector<HTMLElement>(".table-box")?.focus();
    await userEvent.keyboard("{End}");
    await expect.poll(() => inOrder().at(-1)?.getAttribute("aria-rowindex"), { timeout: 5_000 }).toBe("10001");
  });

  test("updates render what changed, in short tasks", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot(10_000), screen: "positions" });
    await expect.poll(() => rows().length).toBeGreaterThan(10);
    const changed = new Set<Node>();
    const observer = new MutationObserver((records) => {
      for (const record of records) {
        const row = (record.target instanceof Element ? record.target : record.target.parentElement)?.closest(".table-body [role=row]");
        if (row != null && !record.target.parentElement?.closest("[role=cell]:nth-child(10)")) changed.add(row);
      }
    });
    const body = document.querySelector(".table-body");
    if (body !== null) observer.observe(body, { subtree: true, childList: true, characterData: true });
    const book = engine.snapshot.topics.positions;
    const shown = inOrder()[3]?.querySelectorAll("[role=cell]")[10]?.textContent;
    const one = book.rows.find((row) => String(row.ticket) === shown);
    if (one === undefined) throw new Error("the fourth row shows no known ticket");
    for (let profit = 1; profit <= 20; profit += 1) engine.change("positions", { readAtMs: Date.now(), upserts: [{ ...one, profit: 4_000 + profit }], removedTickets: [], totals: book.totals });
    await expect.poll(() => column(5)[3]).toBe("+4,020.00");
    observer.disconnect();
    expect(changed.size).toBe(1);
  });

  test("sorts by every column, both ways, and says so", async () => {
    await openConsole({ snapshot: sampleSnapshot(40), screen: "positions", height: 2_000 });
    await expect.poll(() => rows().length).toBe(40);
    const heads = document.querySelectorAll<HTMLElement>("[role=columnheader]");
    expect(heads).toHaveLength(13);
    for (const head of heads) {
      head.querySelector("button")?.click();
      await expect.poll(() => head.getAttribute("aria-sort")).toMatch(/ascending|descending/);
      const first = head.getAttribute("aria-sort");
      head.querySelector("button")?.click();
      await expect.poll(() => head.getAttribute("aria-sort")).not.toBe(first);
      expect(document.querySelectorAll("[aria-sort=ascending],[aria-sort=descending]")).toHaveLength(1);
    }
    const number = (written: string | undefined): number => Number(written?.replace("−", "-").replace(",", ""));
    await page.getByRole("button", { name: "Profit" }).click();
    await expect.poll(() => column(5).map(number)).toEqual(column(5).map(number).toSorted((a, b) => a - b));
    await page.getByRole("button", { name: "Profit" }).click();
    await expect.poll(() => column(5).map(number)).toEqual(column(5).map(number).toSorted((a, b) => b - a));
  });

  test("a sort taken further by changes is the same as a fresh one", () => {
    const sort = { column: "profit", descending: true } as const;
    const sorter = createSorter();
    let book = samplePositions(300);
    expect(sorter(book, sort)).toEqual(sortRows(book, sort));
    for (let round = 0; round < 20; round += 1) {
      book = book.filter((_, at) => at % 41 !== round).map((row, at) => (at % 7 === round % 7 ? { ...row, profit: at % 5 === 0 ? null : (at * 37 + round) % 101 } : row));
      book.push({ ...(samplePositions(1)[0] as Position), ticket: 900_000 + round, profit: round });
      expect(sorter(book, sort)).toEqual(sortRows(book, sort));
    }
  });

  test("what was not told stands last, either way", async () => {
    const snapshot = sampleSnapshot(0);
    const untold: Position[] = samplePositions(6).map((row, at) => ({ ...row, profit: at < 2 ? null : row.profit }));
    snapshot.topics.positions = { readAtMs: Date.now(), rows: untold, totals: { ...totalsOf(untold), profit: null } };
    await openConsole({ snapshot, screen: "positions" });
    for (let times = 0; times < 2; times += 1) {
      await page.getByRole("button", { name: "Profit" }).click();
      await expect.poll(() => column(5).slice(-2)).toEqual(["–not told", "–not told"]);
    }
    expect(totals()).toContain("not all told");
  });

  test("filters by text and side, with totals of what is shown", async () => {
    await openConsole({ snapshot: sampleSnapshot(200), screen: "positions", height: 1_200 });
    await page.getByRole("searchbox", { name: "Filter" }).fill("eurusd");
    await page.getByRole("radio", { name: "SELL" }).click();
    const wanted = samplePositions(200).filter((row) => row.symbol === "EURUSD" && row.side === "SELL");
    await expect.poll(totals).toContain(`${wanted.length} of 200 positions`);
    expect(totals()).toContain(`${totalsOf(wanted).sellLots.toFixed(2)} lots sold`);
    expect(new Set(column(0))).toEqual(new Set(["EURUSD"]));
    await page.getByRole("searchbox", { name: "Filter" }).fill("no such thing");
    await page.getByRole("button", { name: "Clear the filter" }).click();
    await expect.poll(totals).toContain("200 positions");
  });

  test("marks foreign positions", async () => {
    await openConsole({ snapshot: sampleSnapshot(60), screen: "positions", height: 2_600 });
    const foreign = samplePositions(60).filter((row) => row.magic !== MAGIC).length;
    await expect.poll(() => document.querySelectorAll(".foreign-mark").length).toBe(foreign);
  });

  test("none confirmed and not read yet are two different things", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot(0), screen: "positions" });
    await expect.element(page.getByText(/The broker was asked and said so \d\ss ago/)).toBeVisible();
    const empty = sampleSnapshot(0);
    empty.topics.positions.readAtMs = null;
    engine.loseChange();
    engine.snapshot = { ...empty, revision: engine.snapshot.revision };
    engine.change("differences", []);
    await expect.element(page.getByText("there may be open positions", { exact: false })).toBeVisible();
  });
});

describe("a screen with a bug", () => {
  test("leaves the kill switch and the other screens alone", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot(), screen: "positions" });
    await expect.element(page.getByRole("table")).toBeVisible();
    engine.change("positions", { readAtMs: Date.now(), upserts: [{ ...samplePositions(1)[0], comment: { no: "text" } } as never], removedTickets: [], totals: sampleSnapshot().topics.positions.totals });
    await expect.element(page.getByText("This screen failed to show")).toBeVisible();
    await expect.element(page.getByRole("button", { name: /Hold to kill/ })).toBeVisible();
    location.hash = "#/activity";
    await expect.element(page.getByRole("heading", { level: 1, name: "Activity" })).toBeVisible();
  });
});

describe("overview", () => {
  test("what the gateway did not say is not told, and never zero", async () => {
    const snapshot = sampleSnapshot();
    snapshot.topics.account = null;
    await openConsole({ snapshot });
    await expect.poll(() => document.querySelectorAll(".account dd").length).toBe(5);
    for (const value of document.querySelectorAll(".account dd")) expect(value.textContent).toBe("–not told");
  });

  test("missed and void beats have their own marks in the chart", async () => {
    await openConsole({ snapshot: sampleSnapshot() });
    await expect.poll(() => document.querySelectorAll(".latency-chart .beat-mark[data-outcome=missed] .stem").length).toBe(1);
    const path = (kind: string) => document.querySelector(`.legend .beat-mark[data-outcome=${kind}] path`)?.getAttribute("d");
    expect(path("missed")).not.toBe(path("void"));
    expect(document.querySelectorAll(".latency-chart polyline")).toHaveLength(3);
  });

  test("a retry shows that it runs, and its failure", async () => {
    const engine = await openConsole({ snapshot: inState(sampleSnapshot(), "HALTED", [{ code: "SYSTEM_HALT", detail: "3 tries" }]), answers: { retry: () => null } });
    await page.getByRole("button", { name: "Try again now" }).click();
    await expect.element(page.getByRole("progressbar")).toBeVisible();
    engine.send({ type: "failure", id: engine.calls.length, ok: false, failure: { code: "REFUSED", message: "no gateway is configured" } });
    await expect.element(page.getByText("no gateway is configured")).toBeVisible();
  });

  test("a damaged journal is begun anew with a name and a reason", async () => {
    const engine = await openConsole({
      snapshot: inState(sampleSnapshot(), "HALTED", [{ code: "JOURNAL_DAMAGED", detail: "chain broken at 12" }]),
      answers: { startFreshJournal: () => ({ ok: true, value: { accepted: true } }) },
    });
    await page.getByRole("button", { name: "Start a new journal" }).click();
    expect(engine.calls.some((call) => call.name === "startFreshJournal")).toBe(false);
    await page.getByLabelText("Your name").fill("Night desk");
    await page.getByLabelText("Reason").fill("disk replaced");
    await page.getByRole("button", { name: "Start a new journal" }).click();
    await expect.poll(() => engine.calls.find((call) => call.name === "startFreshJournal")?.input).toEqual({ name: "Night desk", reason: "disk replaced" });
  });

  test("waiting differences show both sides with the odd value marked, and are accepted by name", async () => {
    const snapshot = inState(sampleSnapshot(), "REVIEW");
    snapshot.topics.differences = sampleDifferences(snapshot.nowMs);
    const engine = await openConsole({ snapshot, answers: { acceptDifferences: () => ({ ok: true, value: { state: "ARMED" } }) } });
    await expect.element(page.getByText("2 differences wait for you")).toBeVisible();
    const odd = [...document.querySelectorAll(".difference")].map((card) => [...card.querySelectorAll(".odd th")].map((head) => head.textContent));
    expect(odd).toEqual([["Side"], ["Lots"]]);
    await page.getByRole("checkbox", { name: /other volume/ }).click();
    await page.getByLabelText("Your name").fill("Night desk");
    await page.getByLabelText("Reason").fill("closed by hand");
    await page.getByRole("button", { name: "Accept 1 difference" }).click();
    await expect.poll(() => engine.calls.find((call) => call.name === "acceptDifferences")?.input).toEqual({ ids: ["d2"], name: "Night desk", reason: "closed by hand" });
  });
});

describe("activity", () => {
  const list = () => [...document.querySelectorAll<HTMLElement>(".journal > li")];

  test("reads newest first, opens what was written, filters, and follows", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot(), screen: "activity" });
    await expect.poll(() => list()[0]?.textContent).toContain("State: SYNCING → ARMED");
    await page.getByRole("radio", { name: "Critical" }).click();
    await expect.poll(() => list().every((entry) => entry.dataset["severity"] === "critical")).toBe(true);
    await page.getByRole("searchbox", { name: "Filter" }).fill("xauusd");
    await expect.poll(() => list().length).toBe(1);
    list()[0]?.querySelector("summary")?.click();
    await expect.poll(() => document.querySelector(".journal pre")?.textContent).toContain('"symbol": "XAUUSD"');
    await page.getByRole("searchbox", { name: "Filter" }).fill("");
    await page.getByRole("radio", { name: "All" }).click();
    engine.change("activity", [{ seq: (sampleJournal(Date.now()).at(-1)?.seq ?? 0) + 1, atMs: Date.now(), kind: "OF_TOMORROW", severity: "info", body: { value: 7 } }]);
    await expect.poll(() => list()[0]?.textContent).toMatch(/OF_TOMORROW.*\{"value":7\}/);
  });

  test("a thousand saves a second are one line that grows, and push nothing else out of sight", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot(), screen: "activity" });
    const first = (sampleJournal(Date.now()).at(-1)?.seq ?? 0) + 1;
    const save = (at: number): JournalEntry => ({ seq: first + at, atMs: Date.now(), kind: at % 2 === 0 ? "AGENT_STATE_SAVED" : "PRIVATE_LEDGER_SAVED", severity: "info", body: { agentId: `alpha-${at % 40}`, version: at, changed: {}, removed: [] } });
    await expect.poll(() => list().length).toBeGreaterThan(20);
    const before = list().length;
    for (let batch = 0; batch < 20; batch += 1) engine.change("activity", Array.from({ length: 50 }, (_, at) => save(batch * 50 + at)));
    await expect.poll(() => list()[0]?.textContent).toContain("1,000 saves by 40 agents");
    expect(list().length).toBe(before + 1);
    expect(list()[0]?.querySelector(".entry-number")?.textContent).toBe(`${first.toLocaleString("en")}–${(first + 999).toLocaleString("en")}`);
    list()[0]?.querySelector("summary")?.click();
    await expect.poll(() => list()[0]?.querySelector("figcaption")?.textContent).toBe("The newest 20 of 1,000 saves");
    expect(list()[0]?.querySelector(".saves li")?.textContent).toContain("alpha-39 saved its private ledger, version 999");
    engine.change("activity", [{ seq: first + 1_000, atMs: Date.now(), kind: "AGENT_DIED", severity: "warning", body: { agentId: "alpha-4", hero: {} } }, save(1_001)]);
    await expect.poll(() => list().slice(0, 2).map((row) => row.querySelector(".log-sentence")?.textContent)).toEqual([expect.stringMatching(/^alpha-1 saved/), "Agent alpha-4 died:"]);
  });

  test("everything that is kept has a sentence", async () => {
    const nowMs = Date.now();
    const snapshot = sampleSnapshot();
    snapshot.topics.activity = sampleRecordEvents(nowMs).map((entry, at) => ({ ...entry, seq: at + 1 }));
    await openConsole({ snapshot, screen: "activity" });
    await expect.poll(() => list().length).toBe(snapshot.topics.activity.length);
    expect(list().map((row) => row.querySelector(".log-sentence")?.textContent).toReversed()).toEqual([
      "Trade of alpha-1 opened: BUY 0.10 lots EURUSD #100201 at 1.0801",
      "Trade of nobody on record: BUY 0.10 lots EURUSD #100201 at 1.0801",
      "alpha-1 saved its state, version 412",
      "Trade closed by take profit: #100201 0.10 lots at 1.0833, +32.10",
      "alpha-1 saved its private ledger, version 413",
      "Trade #100201 corrected: the venue's volume",
      "Valhalla saved, version 7",
      "Orphan #100311 given to alpha-3 by Night desk: asked its owner",
      "Supervisor saved, version 8",
      "Orphan #100312 left alone by policy: it was there before",
      "Orphan #100313 to be closed, as Night desk decided: nobody's",
      "Mastermind saved, version 9",
      "Private ledger of alpha-1 corrected: our record is newer",
      "Capital of alpha-1 agreed: 5,012.40",
      "Correction by policy: Closed without us alpha-1 EURUSD #100201, −43.20 It was closed without us: stop-loss.",
      "Recovery: YOU ARE NEEDED · 5 alike, 2 corrected, 2 waiting",
      "Night desk confirmed the recovery: read it all",
      "Agent alpha-4 died: capital below its minimum",
      "Night desk let the record go on from event 46,423: a strategy lied",
      "Journal compacted: events up to 30,000 are in archives, up to 12,000 dropped by the set bounds",
    ]);
  });

  test("loads older entries without a gap, down to the beginning", async () => {
    const older = sampleJournal(Date.now()).slice(0, 5).map((entry, at) => ({ ...entry, seq: at + 1 }));
    const snapshot = sampleSnapshot();
    snapshot.topics.activity = snapshot.topics.activity.map((entry, at) => ({ ...entry, seq: at + 6 }));
    const engine = await openConsole({ snapshot, screen: "activity", answers: { journalTail: () => ({ ok: true, value: older }) } });
    await page.getByRole("button", { name: "Load older" }).click();
    await expect.element(page.getByText("This is where the journal begins.")).toBeVisible();
    expect(engine.calls.find((call) => call.name === "journalTail")?.input).toMatchObject({ beforeSeq: 6 });
    expect([...document.querySelectorAll(".entry-number")].map((each) => Number(each.textContent))).toEqual(Array.from({ length: snapshot.topics.activity.length + 5 }, (_, at) => snapshot.topics.activity.length + 5 - at));
  });
});

describe("settings", () => {
  const answers = { settings: () => ({ ok: true as const, value: sampleSettings() }) };

  test("saves in the setting's own type", async () => {
    const saved = sampleSettings().map((row) => (row.name === "GATEWAY_PORT" ? { ...row, pending: 5601 } : row));
    const engine = await openConsole({ snapshot: sampleSnapshot(), screen: "settings", answers: { ...answers, saveSetting: () => ({ ok: true, value: saved }) } });
    const form = page.getByRole("form", { name: /GATEWAY_PORT/ });
    await form.getByRole("textbox").fill("5601");
    await form.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => engine.calls.find((call) => call.name === "saveSetting")?.input).toEqual({ name: "GATEWAY_PORT", value: 5601 });
    await expect.poll(() => form.element().textContent).toContain("Waits for the next start: 5601");
  });

  test("shows the rule that was broken at the field", async () => {
    const failure = { code: "BAD_INPUT" as const, message: "not saved", problems: [{ field: "GATEWAY_PORT", value: "x", rule: "a whole number from 1 to 65535 please" }] };
    await openConsole({ snapshot: sampleSnapshot(), screen: "settings", answers: { ...answers, saveSetting: () => ({ ok: false, failure }) } });
    const form = page.getByRole("form", { name: /GATEWAY_PORT/ });
    await form.getByRole("textbox").fill("x");
    await form.getByRole("button", { name: "Save" }).click();
    await expect.element(form.getByText("a whole number from 1 to 65535 please")).toBeVisible();
    await expect.element(form.getByRole("textbox")).toHaveAttribute("aria-invalid", "true");
  });

  test("offers the values there are, where they can be listed", async () => {
    const engine = await openConsole({ snapshot: sampleSnapshot(), screen: "settings", answers: { ...answers, saveSetting: () => ({ ok: true, value: sampleSettings() }) } });
    const form = page.getByRole("form", { name: /ACCOUNT_ENVIRONMENT/ });
    await form.getByRole("combobox").selectOptions("demo");
    await form.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => engine.calls.find((call) => call.name === "saveSetting")?.input).toEqual({ name: "ACCOUNT_ENVIRONMENT", value: "demo" });
  });

  test("what a flag or the environment gives cannot be edited here", async () => {
    await openConsole({ snapshot: sampleSnapshot(), screen: "settings", answers });
    const form = page.getByRole("form", { name: /GATEWAY_HOST/ });
    await expect.element(form).toBeVisible();
    expect(form.getByRole("textbox").query()).toBeNull();
  });

  test("language and theme change at once and are kept", async () => {
    await openConsole({ snapshot: sampleSnapshot(), screen: "settings", answers });
    await page.getByRole("radio", { name: "Light" }).click();
    await expect.poll(() => document.documentElement.dataset["theme"]).toBe("light");
    await page.getByRole("radio", { name: "简体中文" }).click();
    await expect.element(page.getByRole("heading", { name: "设置", level: 1 })).toBeVisible();
    expect(document.documentElement.lang).toBe("zh-CN");
    expect([localStorage.getItem("holdfast.theme"), localStorage.getItem("holdfast.language")]).toEqual(["light", "zh"]);
  });
});

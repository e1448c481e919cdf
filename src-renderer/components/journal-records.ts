import type { Body, JournalSentence, Write, Writer } from "./journal-body.ts";
import { plain } from "./journal-body.ts";

/** `BUY 0.10 lots EURUSD #100113 at 1.0801`. */
function tradeWords(trade: Body, { text, format }: Writer): string {
  const lots = trade.number("volumeLots");
  const price = trade.text("openPrice");
  return [trade.text("side"), lots === 0 ? "" : text.journal.lots(format.lots(lots)), trade.text("symbol"), `#${trade.text("ticket")}`, price === "" ? "" : text.journal.at(price)].filter(Boolean).join(" ");
}

const by = (name: string, { text }: Writer): string => (name === "policy" ? text.journal.byPolicy : name);

const opened: Write = (writer) => {
  const trade = writer.body.inner("trade");
  const agentId = trade.text("agentId");
  const words = tradeWords(trade, writer);
  return plain(agentId === "" ? writer.text.journal.orphanOpened(words) : writer.text.journal.TRADE_OPENED(agentId, words));
};

const closed: Write = ({ body, text, format }) => {
  const closing = body.inner("closing");
  const words: Readonly<Record<string, string>> = text.trades.closedBy;
  const whom = words[closing.text("closedBy")] ?? closing.text("closedBy");
  const trade = [`#${closing.text("ticket")}`, text.journal.lots(format.lots(closing.number("volumeLots"))), closing.text("price") === "" ? "" : text.journal.at(closing.text("price"))].filter(Boolean).join(" ");
  const profit = closing.text("profit") === "" ? text.journal.profitUnknown : format.signedMoney(closing.number("profit"));
  return plain(`${text.journal.TRADE_CLOSED(trade, whom)}${text.joined.list}${profit}`);
};

const corrected: Write = (writer) => {
  const { body, text, format } = writer;
  const correction = body.inner("correction");
  const codes: Readonly<Record<string, string>> = text.recovery.code;
  const code = codes[correction.text("code")] ?? correction.text("code");
  const ticket = correction.text("ticket");
  const what = [code, correction.text("agentId"), correction.text("symbol"), ticket === "" ? "" : `#${ticket}`].filter(Boolean).join(" ");
  const profit = correction.text("profit") === "" ? "" : `${text.joined.list}${format.signedMoney(correction.number("profit"))}`;
  return plain(`${text.journal.CORRECTION_APPLIED(what, by(body.text("by"), writer))}${profit}`, correction.text("why"), body.text("reason"));
};

const reported: Write = ({ body, text, format }) => {
  const report = body.inner("report");
  const counts = report.inner("counts");
  const decisions: Readonly<Record<string, string>> = text.recovery.decision;
  const decision = decisions[report.text("decision")] ?? report.text("decision");
  const figures = text.journal.recoveryCounts(format.count(counts.number("consistent")), format.count(counts.number("corrected")), format.count(counts.number("waiting")));
  return plain(`${text.journal.RECOVERY_REPORTED(decision)} · ${figures}`, report.text("storm"));
};

const compacted: Write = ({ body, text, format }) => {
  const archived = text.journal.JOURNAL_COMPACTED(format.count(body.number("archivedTo")));
  const dropped = body.number("droppedTo");
  return plain(dropped === 0 ? archived : `${archived}${text.joined.list}${text.journal.journalDropped(format.count(dropped))}`);
};

/** A save of one of the overseers' documents. */
const saved =
  (kind: "VALHALLA_SAVED" | "SUPERVISOR_SAVED" | "MASTERMIND_SAVED"): Write =>
  ({ body, text, format }): JournalSentence =>
    plain(text.journal[kind](format.count(body.number("version"))));

/** What strategies gave to keep, what became of their trades, and what recoveries did. */
export const recordWriters: readonly (readonly [kind: string, write: Write])[] = [
  ["AGENT_STATE_SAVED", ({ body, text, format }) => plain(text.journal.AGENT_STATE_SAVED(body.text("agentId"), format.count(body.number("version"))))],
  ["PRIVATE_LEDGER_SAVED", ({ body, text, format }) => plain(text.journal.PRIVATE_LEDGER_SAVED(body.text("agentId"), format.count(body.number("version"))))],
  ["AGENT_DIED", ({ body, text }) => plain(text.journal.AGENT_DIED(body.text("agentId")), body.inner("hero").text("death_reason"))],
  ["VALHALLA_SAVED", saved("VALHALLA_SAVED")],
  ["SUPERVISOR_SAVED", saved("SUPERVISOR_SAVED")],
  ["MASTERMIND_SAVED", saved("MASTERMIND_SAVED")],
  ["TRADE_OPENED", opened],
  ["TRADE_CLOSED", closed],
  ["TRADE_CORRECTED", ({ body, text }) => plain(text.journal.TRADE_CORRECTED(body.text("ticket")), body.text("why"))],
  ["ORPHAN_ADOPTED", (writer) => plain(writer.text.journal.ORPHAN_ADOPTED(writer.body.text("ticket"), writer.body.text("agentId"), by(writer.body.text("by"), writer)), writer.body.text("reason"))],
  ["ORPHAN_HELD", (writer) => plain(writer.text.journal.ORPHAN_HELD(writer.body.text("ticket"), by(writer.body.text("by"), writer)), writer.body.text("reason"))],
  ["ORPHAN_FLATTENED", (writer) => plain(writer.text.journal.ORPHAN_FLATTENED(writer.body.text("ticket"), by(writer.body.text("by"), writer)), writer.body.text("reason"))],
  ["PRIVATE_LEDGER_CORRECTED", ({ body, text }) => plain(text.journal.PRIVATE_LEDGER_CORRECTED(body.text("agentId")), body.text("why"))],
  ["CAPITAL_AGREED", ({ body, text, format }) => plain(text.journal.CAPITAL_AGREED(body.text("agentId"), format.money(body.number("capital"))))],
  ["CORRECTION_APPLIED", corrected],
  ["RECOVERY_REPORTED", reported],
  ["RECOVERY_CONFIRMED", ({ body, text }) => plain(text.journal.RECOVERY_CONFIRMED(body.text("name")), body.text("reason"))],
  ["RECORD_BRANCHED", (writer) => plain(writer.text.journal.RECORD_BRANCHED(writer.format.count(writer.body.number("atSeq")), by(writer.body.text("by"), writer)), writer.body.text("reason"))],
  ["JOURNAL_COMPACTED", compacted],
];

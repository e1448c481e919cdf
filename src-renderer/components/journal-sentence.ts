import type { JournalEntry } from "../../src-main/contract/journal.ts";
import type { ActivityItem } from "../store/activity-log.ts";
import type { Format } from "../text/format.ts";
import type { Text } from "../text/text.ts";
import type { JournalSentence, Write, Writer } from "./journal-body.ts";
import { Body, plain } from "./journal-body.ts";
import { limitWriters } from "./journal-limits.ts";
import { orderWriters } from "./journal-orders.ts";
import { recordWriters } from "./journal-records.ts";
import { reasonSentence } from "./state-sentence.ts";

const wordIn = (words: Readonly<Record<string, string>>, key: string): string => words[key] ?? key;

const stateWord = (state: string, text: Text): string =>
  state in text.state ? text.state[state as keyof Text["state"]].word : state;

/** A reason's code in words, and as it stands when this console does not know it. */
const reasonWords = (code: string, text: Text): string => reasonSentence(code, text) ?? code;

function differenceWords(difference: Body, { text }: Writer): string {
  const ticket = difference.text("ticket");
  return [difference.text("symbol"), ticket === "" ? "" : `#${ticket}`, wordIn(text.differenceKind, difference.text("kind"))].filter(Boolean).join(" ");
}

function syncEnded({ body, text, format }: Writer): JournalSentence {
  const number = format.count(body.number("number"));
  const cause = wordIn(text.sync.cause, body.text("cause"));
  const took = format.latencyText(body.number("tookMs"));
  const said = text.journal;
  const error = body.inner("error");
  switch (body.text("outcome")) {
    case "clean":
      return plain([said.syncClean(number, cause), text.sync.figure.positions(body.number("positions")), took].join(text.joined.list));
    case "review":
      return plain(`${said.syncReview(number, cause)}${text.joined.list}${took}`);
    default:
      return plain(`${said.syncHalted(number, cause)}${text.joined.list}${wordIn(text.sync.error, error.text("code"))}`, error.text("message"));
  }
}

function gatewayIncident({ body, text }: Writer): JournalSentence {
  const code = body.text("code");
  const detail = body.text("detail");
  if (code === "BEAT_MISSED") return plain(text.journal.beatMissed, detail);
  const health = /^LINK_(?<health>.+)$/.exec(code)?.groups?.["health"];
  if (health === undefined) return plain(text.journal.GATEWAY_INCIDENT, code, detail);
  return plain(text.journal.linkIs(wordIn(text.link.health, health)), detail);
}

function alertRaised({ body, text }: Writer): JournalSentence {
  const known: Readonly<Record<string, string>> = text.journal.alert;
  const words = known[body.text("alert")];
  return words === undefined ? plain(text.journal.ALERT, body.text("title"), body.text("detail")) : plain(`${text.journal.ALERT}${text.joined.sentence}${words}`, body.text("detail"));
}

function flattenEnded({ body, text, format }: Writer): JournalSentence {
  const open = body.list("stillOpen");
  if (open.length > 0) return plain(text.journal.flattenIncomplete(open.length), new Body(open[0]).text("why"));
  return plain(text.journal.flattenDone(body.list("closed").length, format.count(body.list("alreadyClosed").length)));
}

const writers: ReadonlyMap<string, Write> = new Map<string, Write>([
  ...orderWriters,
  ...limitWriters,
  ...recordWriters,
  [
    "ENGINE_STARTED",
    ({ body, text }) => {
      const started = text.journal.ENGINE_STARTED(body.text("version"));
      return plain(body.isFalse("cleanExitBefore") ? `${started}${text.joined.sentence}${text.journal.uncleanExit}` : started);
    },
  ],
  ["ENGINE_STOPPED", ({ body, text }) => plain(text.journal.ENGINE_STOPPED, body.text("reason"))],
  [
    "STATE_CHANGED",
    ({ body, text }) => {
      const change = text.journal.STATE_CHANGED(stateWord(body.text("from"), text), stateWord(body.text("to"), text));
      const why = body.texts("reasons").map((reason) => reasonWords(reason.split(": ", 1)[0] ?? "", text));
      return plain([change, ...why].join(" · "));
    },
  ],
  [
    "GATEWAY_PROBED",
    ({ body, text }) => plain(text.journal.GATEWAY_PROBED(body.text("endpoint"), wordIn(text.gatewayKind, body.text("kind"))), body.text("detail")),
  ],
  ["GATEWAY_INCIDENT", gatewayIncident],
  ["SYNC_ENDED", syncEnded],
  ["POSITIONS_RECORDED", ({ body, text }) => plain(text.journal.POSITIONS_RECORDED(body.list("positions").length))],
  ["POSITIONS_GONE", ({ body, text }) => plain(text.journal.POSITIONS_GONE(body.list("tickets").length))],
  ["DIFFERENCE_FOUND", (writer) => plain(writer.text.journal.DIFFERENCE_FOUND(differenceWords(writer.body.inner("difference"), writer)))],
  [
    "DIFFERENCE_ACCEPTED",
    (writer) =>
      plain(writer.text.journal.DIFFERENCE_ACCEPTED(differenceWords(writer.body.inner("difference"), writer), writer.body.text("name")), writer.body.text("reason")),
  ],
  ["TRIPPED", ({ body, text }) => plain(`${text.journal.TRIPPED}${text.joined.sentence}${reasonWords(body.text("reason"), text)}`, body.text("detail"))],
  ["RELEASED", ({ body, text }) => plain(`${text.journal.RELEASED}${text.joined.sentence}${wordIn(text.journal.releasedBy, body.text("by"))}`)],
  [
    "KILLED",
    ({ body, text }) => {
      const kill = body.inner("kill");
      const { [0]: symbol = "", [1]: agentId = "" } = ["symbol", "agentId"].map((name) => kill.inner("scope").text(name));
      const scope = symbol !== "" ? symbol : agentId !== "" ? text.journal.agentScope(agentId) : text.journal.everything;
      return plain(text.journal.KILLED(scope, wordIn(text.kill.source, kill.text("source"))), kill.text("reason"));
    },
  ],
  ["REARMED", ({ body, text }) => plain(text.journal.REARMED(body.text("name")), body.text("reason"))],
  ["FLATTEN_STARTED", ({ body, text }) => plain(text.journal.FLATTEN_STARTED(body.list("tickets").length))],
  ["FLATTEN_ENDED", flattenEnded],
  ["ALERT", alertRaised],
  ["JOURNAL_REPLACED", ({ body, text }) => plain(text.journal.JOURNAL_REPLACED(body.text("name")), body.text("damagedFile"))],
  ["SETTING_CHANGED", ({ body, text }) => plain(text.journal.SETTING_CHANGED(body.text("name"), body.text("from"), body.text("to")))],
]);

/** Every kind of entry has a sentence; one this console does not know shows its kind and body as written. */
export function sentenceOf(entry: JournalEntry, text: Text, format: Format): JournalSentence {
  const write = writers.get(entry.kind);
  return write === undefined ? plain("", entry.kind, JSON.stringify(entry.body)) : write({ body: new Body(entry.body), text, format });
}

/** A save among others is told with them. */
export function itemSentenceOf({ entry, saves }: ActivityItem, text: Text, format: Format): JournalSentence {
  return saves === null || saves.count === 1 ? sentenceOf(entry, text, format) : plain(text.journal.saves(saves.count, saves.agents.size));
}

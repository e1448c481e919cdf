import type { Body, Write, Writer } from "./journal-body.ts";
import { plain } from "./journal-body.ts";
import { outcomeWords } from "./outcome-words.ts";

type Fate = "confirmed" | "refused" | "denied" | "unresolved";
const fates: readonly string[] = ["confirmed", "refused", "denied", "unresolved"] satisfies readonly Fate[];
const fateOf = (outcome: Body): Fate => (fates.includes(outcome.text("kind")) ? (outcome.text("kind") as Fate) : "unresolved");

/** What was asked for: `BUY 0.10 lots EURUSD`, `close of EURUSD #100113`. */
function intentWords({ body, text, format }: Writer): string {
  const intent = body.inner("intent");
  const lots = intent.number("volumeLots");
  const symbol = intent.text("symbol");
  const volume = lots === 0 ? "" : text.journal.lots(format.lots(lots));
  if (intent.text("action") === "CLOSE") {
    const what = [volume, symbol, `#${intent.text("ticket")}`].filter(Boolean).join(" ");
    return text.journal.close(what);
  }
  const types: Readonly<Record<string, string>> = text.orders.type;
  const price = intent.text("price");
  return [types[intent.text("type")] ?? intent.text("type"), volume, symbol, price === "" ? "" : text.journal.at(price)].filter(Boolean).join(" ");
}

/** What a confirmed order came to. */
function fillWords({ text, format }: Writer, outcome: Body): string {
  const parts = [
    `#${outcome.text("ticket")}`,
    outcome.number("volumeLots") === 0 ? "" : text.journal.lots(format.lots(outcome.number("volumeLots"))),
    outcome.text("price") === "" ? "" : text.journal.at(outcome.text("price")),
  ];
  return parts.filter(Boolean).join(" ");
}

const ended: Write = (writer) => {
  const { body, text, format } = writer;
  const outcome = body.inner("outcome");
  const fate = fateOf(outcome);
  const said = text.journal.orderEnded[fate](body.text("agentId"));
  if (fate !== "confirmed") return plain(said, ...outcomeWords(outcome.text("code"), outcome.text("message")));
  const latencyMs = body.number("latencyMs");
  const took = latencyMs === 0 ? "" : format.latencyText(latencyMs);
  return plain([said, fillWords(writer, outcome), took].filter(Boolean).join(text.joined.list), outcome.text("note"));
};

const settled: Write = (writer) => {
  const { body, text } = writer;
  const outcome = body.inner("outcome");
  const fate = fateOf(outcome);
  const name = body.text("name");
  const by: Readonly<Record<string, string>> = text.orders.settledBy;
  const figures = fate === "confirmed" ? fillWords(writer, outcome) : "";
  const whose = name === "" ? (by[body.text("by")] ?? body.text("by")) : text.journal.settledByPerson(name);
  return plain([text.journal.orderSettled[fate](body.text("agentId")), figures, whose].filter(Boolean).join(text.joined.list), body.text("reason"));
};

/** What orders and agents do. */
export const orderWriters: readonly (readonly [kind: string, write: Write])[] = [
  ["ORDER_INTENDED", (writer) => plain(writer.text.journal.ORDER_INTENDED(writer.body.inner("intent").text("agentId"), intentWords(writer)))],
  [
    "ORDER_DENIED",
    (writer) => {
      const { body, text } = writer;
      return plain(text.journal.ORDER_DENIED(body.inner("intent").text("agentId"), intentWords(writer)), ...outcomeWords(body.text("code"), body.text("message")));
    },
  ],
  ["ORDER_ENDED", ended],
  ["ORDER_SETTLED", settled],
  [
    "ORDER_WANTS_DECISION",
    ({ body, text }) => plain(text.journal.ORDER_WANTS_DECISION(body.text("agentId"), body.list("candidates").length), body.text("why")),
  ],
  [
    "AGENT_REGISTERED",
    ({ body, text }) => {
      const magic = body.text("magic");
      const said = text.journal.AGENT_REGISTERED(body.text("agentId"));
      return plain(magic === "" ? said : `${said}${text.joined.list}${text.journal.registeredMagic(magic)}`);
    },
  ],
];

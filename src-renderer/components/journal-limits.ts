import type { Write } from "./journal-body.ts";
import { plain } from "./journal-body.ts";

const limitsLoaded: Write = ({ body, text }) => {
  const changed = body.texts("changed");
  const name = body.text("name");
  const said = name === "" ? text.journal.LIMITS_LOADED(changed.length) : text.journal.LIMITS_LOADED_BY(name, changed.length);
  return plain(said, [body.text("reason"), ...changed, body.text("file")].filter(Boolean).join(" · "));
};

/** What people set on the way of new risk, and what losses are counted from. */
export const limitWriters: readonly (readonly [kind: string, write: Write])[] = [
  [
    "REDUCE_ONLY_SET",
    ({ body, text }) => {
      const wish = body.inner("reduceOnly");
      return plain(text.journal.REDUCE_ONLY_SET(wish.text("name")), wish.text("reason"));
    },
  ],
  ["REDUCE_ONLY_ENDED", ({ body, text }) => plain(text.journal.REDUCE_ONLY_ENDED(body.text("name")), body.text("reason"))],
  ["LIMITS_LOADED", limitsLoaded],
  [
    "RISK_WARNED",
    ({ body, text }) => {
      const rules: Readonly<Record<string, string>> = text.risk.rule;
      const rule = body.text("rule");
      return plain(text.journal.RISK_WARNED(rules[rule] ?? rule), body.text("detail"));
    },
  ],
  [
    "EQUITY_MARKED",
    ({ body, text, format }) => plain(text.journal.EQUITY_MARKED(body.text("day"), format.money(body.number("startEquity")), format.money(body.number("peakEquity")))),
  ],
];

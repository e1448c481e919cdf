import { describe, expect, it } from "vitest";
import type { RecordEvent } from "../../src-main/contract/record-events.ts";
import { virtualCapital } from "../../src-main/domain/virtual-capital.ts";
import { applyPlan, closed, compareAll, opened, privateSaved, recordsOf } from "./records-fixture.ts";

/** Its trade ended, and nobody knows with what. */
const lost: readonly RecordEvent[] = [privateSaved("alpha", { capital: 1000 }), opened(), closed({ profit: null })];

describe("an agent's capital after a trade with a result that nobody knows", () => {
  it("is not agreed on by what the agent said before", () => {
    expect(compareAll(recordsOf(...lost), {})).toMatchObject({ diff: { differences: [] }, plan: { corrections: [] } });
  });

  it("is counted on from what the agent says after it, once, without a difference and without asking", () => {
    const records = recordsOf(...lost, privateSaved("alpha", { capital: 990 }, 2));
    const found = compareAll(records, {});
    expect(found.diff.differences).toEqual([]);
    expect(found.plan.corrections).toMatchObject([{ kind: "C", code: "PUBLIC_FOLLOWS", differenceId: null, agentId: "alpha", believed: "capital unknown (our record)", truth: "capital 990 (the agent)", waitsFor: null }]);
    applyPlan(records, found);
    expect(virtualCapital(records.agents.get("alpha") ?? { capitalBase: null }, records.ledger.statisticsOf("alpha"))).toBe(990);
    expect(compareAll(records, {}).plan.corrections).toEqual([]);
  });

  it("is compared again from there, with the results since", () => {
    const records = recordsOf(...lost, privateSaved("alpha", { capital: 990 }, 2));
    applyPlan(records, compareAll(records, {}));
    const seq = records.seq;
    for (const [index, event] of [opened({ ticket: 2 }), closed({ ticket: 2, profit: 10 }), privateSaved("alpha", { capital: 5_000_000 }, 3)].entries()) records.fold({ seq: seq + index + 1, atMs: Date.UTC(2026, 0, 16) + index, ...event });
    const { diff, plan } = compareAll(records, {});
    expect(diff.differences).toMatchObject([{ matter: "virtual capital", public: 1000, private: 5_000_000 }]);
    expect(plan.corrections).toMatchObject([{ code: "PUBLIC_FOLLOWS", differenceId: "virtual capital:alpha", believed: "capital 1000 (our record)", truth: "capital 5000000 (the agent)" }]);
  });

  it("waits while another of its trades is being booked", () => {
    const records = recordsOf(...lost, opened({ ticket: 2 }), privateSaved("alpha", { capital: 990 }, 2));
    expect(compareAll(records, {}).plan.corrections).toMatchObject([{ kind: "B", ticket: 2 }]);
  });
});

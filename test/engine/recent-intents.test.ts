import { expect, it } from "vitest";
import { createRecentIntents } from "../../src-main/engine/recent-intents.ts";
import { openIntent } from "../support/intents.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const f = { clock: new VirtualClock() };
const NOW = f.clock.wallMs();
const intent = (agentId: string, receivedAtMs = NOW) => openIntent(f, { agentId, receivedAtMs });

it("remembers as long as a rule looks: a second for the rate, longer for what passed and may be repeated", () => {
  const recent = createRecentIntents(() => 10_000);
  recent.note(intent("a"), true);
  recent.note(intent("a", NOW + 1), false);
  expect(recent.of("a", NOW + 500)).toHaveLength(2);
  recent.note(intent("b"), false);
  expect(recent.all(NOW + 10_000).map(({ agentId }) => agentId)).toContain("a");
  expect(recent.all(NOW + 10_001)).toEqual([]);
});

it("keeps nothing of an agent that asked for nothing lately: a name costs nothing", () => {
  const recent = createRecentIntents(() => 0);
  for (let name = 0; name < 1_000; name += 1) recent.note(intent(`agent-${name}`), false);
  expect(recent.all(NOW)).toHaveLength(1_000);
  expect(recent.all(NOW + 5_000)).toEqual([]);
  const empty = recent.of("agent-7", NOW + 5_000);
  expect(recent.of("agent-7", NOW + 5_000), "no list is kept for it").not.toBe(empty);
});

it("of a moment that the clock has yet to reach happened before it was set back, and does not stay recent until then", () => {
  const recent = createRecentIntents(() => 0);
  recent.note(intent("a", NOW + 400 * 86_400_000), true);
  expect(recent.of("a", NOW), "it was not long ago").toMatchObject([{ atMs: NOW }]);
  expect(recent.of("a", NOW + 1_001)).toEqual([]);
});

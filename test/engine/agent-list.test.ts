import { describe, expect, it } from "vitest";
import { type AgentFigures, createAgentList } from "../../src-main/engine/agent-list.ts";
import { limits } from "../../src-main/engine/limits.ts";
import { position } from "../support/scripted-venue.ts";

const figures = (patch: Partial<AgentFigures> = {}): AgentFigures => ({ positions: [], ownerOf: () => null, tradesToday: () => 0, inDoubt: () => 0, isKilled: () => false, ...patch });
const MANY = limits.agentsRemembered + 100;

/** So many names register, and each is heard as it does. */
function flooded(before: (agents: ReturnType<typeof createAgentList>) => void) {
  const agents = createAgentList();
  before(agents);
  for (let name = 0; name < MANY; name += 1) {
    agents.register(`flood-${name}`, null);
    agents.seen(`flood-${name}`, true, name);
  }
  return agents;
}

describe("names that register without end", () => {
  it("are forgotten, those heard longest ago first", () => {
    const agents = flooded((list) => list.register("quiet", 1));
    const names = agents.rows(figures()).map(({ agentId }) => agentId);
    expect(names).toHaveLength(limits.agentsRemembered);
    expect(names).toContain(`flood-${MANY - 1}`);
    expect(names).not.toContain("quiet");
    expect(names).not.toContain("flood-0");
  });

  it("push out nobody who speaks, or of whom something is open or in doubt", () => {
    const agents = flooded((list) => {
      for (const [agentId, magic] of [["speaks", 1], ["holds", 2], ["doubts", 3]] as const) list.register(agentId, magic);
    });
    agents.seen("speaks", true, MANY);
    const rows = agents.rows(figures({ positions: [position({ ticket: 7 })], ownerOf: (ticket) => (ticket === 7 ? "holds" : null), inDoubt: (agentId) => (agentId === "doubts" ? 1 : 0) }));
    expect(rows.filter(({ magic }) => magic !== null).map(({ agentId }) => agentId)).toEqual(["doubts", "holds", "speaks"]);
  });

  it("that come again are registered again", () => {
    const agents = flooded(() => {});
    agents.rows(figures());
    expect(agents.register("flood-0", null)).toBe(true);
    expect(agents.register(`flood-${MANY - 1}`, null)).toBe(false);
  });
});

import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { AgentRow } from "../../src-main/contract/agent.ts";
import type { KillRecord } from "../../src-main/contract/kill.ts";
import { done } from "../../src-main/serve/dispatcher.ts";
import { newTokens, writeAccess } from "../../src-main/serve/tokens.ts";
import { engineOf } from "./cli-fixture.ts";

const killOf = (agentId: string): KillRecord => ({ id: "k", scope: { kind: "agent", agentId }, reason: "drill", source: "cli", flatten: false, includeForeign: false, atMs: 1, durable: true });
const agent = (agentId: string): AgentRow => ({ agentId, magic: null, connected: true, lastSeenAtMs: 1, positions: 0, lots: 0, profit: 0, tradesToday: 0, inDoubt: 0, killed: false });

describe("a kill of one agent", () => {
  const engineWith = (...names: string[]) => engineOf({ kill: ({ scope }) => done({ kill: killOf(scope.kind === "agent" ? scope.agentId : ""), flatten: null }), agents: () => done(names.map(agent)), agentLives: () => done([]), killPreview: () => done({ truthAtMs: 1, close: [], leave: [] }) });

  it("is in force for a name that nobody goes by, and says so", async () => {
    const { holdfast } = await engineWith("beta", "alpha");
    const kill = ["kill", "--reason", "drill", "--scope", "agent:alfa"];
    expect(await holdfast(...kill)).toMatchObject({ code: 0, out: ["kill in force (and durable)"], err: ["No agent alfa is known here. Known: alpha, beta."] });
    expect(await holdfast(...kill, "--json")).toMatchObject({ code: 0, json: { kill: { durable: true }, warning: { code: "UNKNOWN_AGENT", known: ["alpha", "beta"] } } });
  });

  it("names ten of many, and says when there is none", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `agent-${String(index).padStart(2, "0")}`);
    const { holdfast } = await engineWith(...names);
    expect((await holdfast("kill", "--reason", "drill", "--scope", "agent:alfa")).err).toEqual([`No agent alfa is known here. Known: ${names.slice(0, 10).join(", ")} and 2 more.`]);
    const empty = await engineWith();
    expect((await empty.holdfast("kill", "--reason", "drill", "--scope", "agent:alfa")).err).toEqual(["No agent alfa is known here. None is known yet."]);
  });

  it("says nothing more of one that is known", async () => {
    const { holdfast } = await engineWith("alpha");
    const { err, json } = await holdfast("kill", "--reason", "drill", "--scope", "agent:alpha", "--json");
    expect(err).toEqual([]);
    expect(json).not.toHaveProperty("warning");
  });
});

/** In place of the engine's door: takes connections, and does this with them. */
async function doorThat(use: (socket: Socket) => void): Promise<Awaited<ReturnType<typeof engineOf>>> {
  const terminal = await engineOf({});
  const door = createServer(use);
  await new Promise<void>((settle) => door.listen(0, "127.0.0.1", settle));
  onTestFinished(() => void door.close());
  await writeAccess(terminal.dataDir, { url: `http://127.0.0.1:${(door.address() as AddressInfo).port}`, pid: process.pid, tokens: newTokens() });
  return terminal;
}

describe("a kill that gets no answer", () => {
  it("does not ask for the end of an engine that only could not be reached", async () => {
    const { holdfast } = await doorThat((socket) => void socket.destroy());
    const { code, err } = await holdfast("kill", "--reason", "drill");
    expect(code).toBe(1);
    expect(err[0]).toMatch(/cannot be reached .* unknown\. Run this command again\.$/);
    expect(err[0]).not.toContain("End that process");
  });

  it("asks for the end of one that hangs", async () => {
    const { holdfast } = await doorThat(() => {});
    expect((await holdfast("kill", "--reason", "drill")).err[0]).toContain("End that process and run this command again");
  });
});

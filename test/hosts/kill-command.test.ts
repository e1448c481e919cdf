import { createServer as createHttpServer, type ServerResponse } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { AgentRow } from "../../src-main/contract/agent.ts";
import type { KillRecord } from "../../src-main/contract/kill.ts";
import { done, refuse } from "../../src-main/serve/dispatcher.ts";
import { newTokens, writeAccess } from "../../src-main/serve/tokens.ts";
import { engineOf, type Terminal } from "./cli-fixture.ts";

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

/** In place of the engine's door. */
async function doorOf(door: Server): Promise<Terminal> {
  const terminal = await engineOf({});
  await new Promise<void>((settle) => door.listen(0, "127.0.0.1", settle));
  onTestFinished(() => void door.close());
  await writeAccess(terminal.dataDir, { url: `http://127.0.0.1:${(door.address() as AddressInfo).port}`, pid: process.pid, tokens: newTokens() });
  return terminal;
}

/** Takes connections, and does this with them. */
const doorThat = (use: (socket: Socket) => void): Promise<Terminal> => doorOf(createServer(use));

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

describe("a kill at which the engine breaks", () => {
  it("may be in force: it is not said that nothing was stopped", async () => {
    const { holdfast } = await engineOf({ kill: () => { throw new Error("after it was in force"); } });
    const { code, err } = await holdfast("kill", "--reason", "drill");
    expect(code).toBe(1);
    expect(err[0]).toMatch(/made a mistake .* Whether the kill is in force is unknown\. Run this command again\.$/);
  });

  it("is none where the engine looked at it and refused", async () => {
    const { holdfast } = await engineOf({ kill: () => refuse("REFUSED", "Not now.") });
    expect((await holdfast("kill", "--reason", "drill")).err).toEqual(["Not now. Nothing was stopped."]);
  });
});

const blocked = killOf("alpha");

/** An engine that has no truth at first, so that the block goes ahead, and that does this with the kill that is to close positions. */
async function engineThat(flatten: (response: ServerResponse, terminal: () => Terminal) => void): Promise<Terminal> {
  const say = (response: ServerResponse, answer: object): void => void response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  let looks = 0;
  const door = createHttpServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      if (request.url === "/api/killPreview") return say(response, done({ truthAtMs: (looks += 1) > 1 ? 1 : null, close: [], leave: [] }));
      if (body.includes('"flatten":true')) return flatten(response, () => terminal);
      return say(response, done({ kill: blocked, flatten: null }));
    });
  });
  onTestFinished(() => door.closeAllConnections());
  const terminal = await doorOf(door);
  return terminal;
}

describe("a flatten whose block is in force", () => {
  it.each<[string, Parameters<typeof engineThat>[0], RegExp]>([
    ["the line broke", (response) => void response.destroy(), /cannot be reached .* Run this command again\.$/],
    ["no answer came in time", () => {}, /did not answer within 5 s\. End that process and run this command again: .*$/],
    ["the command was interrupted", (_, terminal) => terminal().interrupt(), /was not waited for .* holdfast status tells\.$/],
    ["the engine broke", (response) => void response.end(JSON.stringify(refuse("INTERNAL", "A mistake."))), /A mistake\. Run this command again\.$/],
  ])("is not said to be not begun when %s", async (_, flatten, advice) => {
    const { holdfast } = await engineThat(flatten);
    const { code, json } = await holdfast("kill", "--reason", "drill", "--flatten", "--json");
    expect({ code, json }).toMatchObject({ code: 4, json: { kill: { id: "k" }, error: { message: expect.stringMatching(/^New orders are blocked; whether the flatten was begun is not known\./) as string } } });
    expect(json).toMatchObject({ error: { message: expect.stringMatching(advice) as string } });
  });

  it("was not begun where the engine refused it", async () => {
    const { holdfast } = await engineThat((response) => void response.end(JSON.stringify(refuse("REFUSED", "Not now."))));
    expect((await holdfast("kill", "--reason", "drill", "--flatten")).err).toEqual(["New orders are blocked, but the flatten was not begun. Not now."]);
  });
});

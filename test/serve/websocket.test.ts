import { describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { limits } from "../../src-main/serve/limits.ts";
import { handClock } from "./fixtures.ts";
import { open, rawSocket, serve, upgradeText } from "./http-fixtures.ts";

describe("a console over WebSocket", () => {
  it("is welcomed after hello, takes a snapshot, and follows the changes in order", async () => {
    const { url, feed, tokens } = await serve();
    const console = open(url);
    await console.opened;
    console.tell({ type: "hello", token: tokens.read });
    expect(await console.gets("welcome")).toEqual({ type: "welcome", permission: "read", version: "1.2.3" });
    feed.append("first");
    console.tell({ type: "call", id: 1, name: "snapshot", input: {} });
    expect(await console.gets("answer")).toMatchObject({ id: 1, value: { revision: 1, topics: { activity: [{ kind: "first" }] } } });
    feed.append("second");
    feed.append("third");
    await vi.waitFor(() => expect(console.received.filter(({ type }) => type === "change")).toHaveLength(3));
    expect(console.received.flatMap((message) => (message.type === "change" ? [message.revision] : []))).toEqual([1, 2, 3]);
    expect(await console.gets("tick")).toMatchObject({ revision: 3 });
  });

  it("may do with each token what that token may", async () => {
    const { url, tokens } = await serve();
    for (const [token, type] of [[tokens.read, "failure"], [tokens.command, "answer"]] as const) {
      const console = open(url);
      await console.opened;
      console.tell({ type: "hello", token });
      console.tell({ type: "call", id: 1, name: "kill", input: { reason: "r" } });
      expect(await console.gets(type)).toMatchObject({ id: 1 });
    }
  });

  it("loses changes while it does not read, and then sees the gap", async () => {
    const { url, feed, tokens } = await serve();
    const console = open(url);
    await console.opened;
    console.tell({ type: "hello", token: tokens.read });
    await console.gets("welcome");
    console.socket.pause();
    const big = "x".repeat(1024 * 1024);
    for (let sent = 0; sent < 64; sent += 1) feed.append(big);
    console.socket.resume();
    const revisions = (): number[] => console.received.flatMap((message) => (message.type === "change" ? [message.revision] : []));
    await vi.waitFor(() => {
      feed.append("small");
      expect(revisions().at(-1)).toBeGreaterThan(64);
    }, { timeout: 15_000 });
    const gaps = revisions().filter((revision, index, all) => index > 0 && revision !== (all[index - 1] ?? 0) + 1);
    expect(gaps.length).toBeGreaterThan(0);
    expect(revisions()).not.toContain(64);
    expect(console.socket.readyState).toBe(WebSocket.OPEN);
  });

  it.each([
    ["a wrong token", { type: "hello", token: "hfc_wrong" }, 4401],
    ["a call before hello", { type: "call", id: 1, name: "status", input: {} }, 1008],
    ["something that is not JSON", "{{{", 1007],
    ["JSON that is no message", "[]", 1008],
  ])("is closed for %s", async (_what, first, code) => {
    const { url } = await serve();
    const console = open(url);
    await console.opened;
    console.tell(first);
    expect(await console.closed).toBe(code);
    expect(console.received).toEqual([]);
  });

  it("is closed for binary frames", async () => {
    const { url } = await serve();
    const console = open(url);
    await console.opened;
    console.socket.send(Buffer.from('{"type":"hello"}'), { binary: true });
    expect(await console.closed).toBe(1007);
  });

  it("is closed for a message that is too long", async () => {
    const { url, tokens } = await serve();
    const console = open(url);
    await console.opened;
    console.tell({ type: "hello", token: tokens.command });
    await console.gets("welcome");
    console.tell({ type: "call", id: 1, name: "kill", input: { reason: "x".repeat(limits.messageMaxBytes) } });
    expect(await console.closed).toBe(1009);
  });

  it("is closed for nonsense after hello", async () => {
    const { url, tokens, feed } = await serve();
    const console = open(url);
    await console.opened;
    console.tell({ type: "hello", token: tokens.command });
    await console.gets("welcome");
    console.tell({ type: "shout" });
    expect(await console.closed).toBe(1008);
    await vi.waitFor(() => expect(feed.listeners()).toBe(0));
  });

  it("survives frames that break the WebSocket protocol itself", async () => {
    const { port, post } = await serve();
    const console = rawSocket(port);
    console.socket.write(upgradeText("/ws", `127.0.0.1:${port}`));
    await vi.waitFor(() => expect(console.text()).toContain("101 Switching Protocols"));
    console.socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x00, 0x13, 0x37]));
    await console.closed;
    const garbage = rawSocket(port);
    garbage.socket.write("\u0016\u0003\u0001 this is no HTTP\r\n\r\n");
    await garbage.closed;
    expect((await post("status", {})).status).toBe(200);
  });

  it("is closed when hello comes late", async () => {
    const clock = handClock();
    const { url } = await serve({ clock });
    const console = open(url);
    await console.opened;
    clock.advance(limits.helloTimeoutMs);
    expect(await console.closed).toBe(1013);
  });

  it("keeps its place when strangers crowd the door", async () => {
    const { url, tokens } = await serve();
    const console = open(url);
    await console.opened;
    console.tell({ type: "hello", token: tokens.read });
    await console.gets("welcome");
    const strangers = Array.from({ length: limits.strangersMax + 1 }, () => open(url));
    expect(await Promise.race(strangers.map(({ closed }) => closed))).toBe(1013);
    expect(console.socket.readyState).toBe(WebSocket.OPEN);
  });

  it("is welcomed, however many strangers say nothing", async () => {
    const { url, tokens } = await serve();
    const strangers = Array.from({ length: limits.strangersMax }, () => open(url));
    await Promise.all(strangers.map(({ opened }) => opened));
    const console = open(url);
    await console.opened;
    console.tell({ type: "hello", token: tokens.read });
    await console.gets("welcome");
    expect(await strangers[0]?.closed).toBe(1013);
  });

  it("finds room for so many consoles and no more", async () => {
    const { url, tokens } = await serve();
    for (let consoles = 0; consoles <= limits.consolesMax; consoles += 1) {
      const console = open(url);
      await console.opened;
      console.tell({ type: "hello", token: tokens.read });
      if (consoles < limits.consolesMax) await console.gets("welcome");
      else expect(await console.closed).toBe(1013);
    }
  });

  it("finds no WebSocket anywhere but at /ws", async () => {
    const { url } = await serve();
    await expect(open(`${url}/api`).opened).rejects.toThrow();
  });
});

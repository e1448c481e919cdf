import { describe, expect, it, vi } from "vitest";
import type { CallResult } from "../../src-main/contract/api.ts";
import { ServerMessage } from "../../src-main/contract/envelope.ts";
import { createConsoleSession } from "../../src-main/serve/console-session.ts";
import { done, type Handlers } from "../../src-main/serve/dispatcher.ts";
import { limits } from "../../src-main/serve/limits.ts";
import { fakeDispatcher, fakeFeed, handClock } from "./fixtures.ts";

function attach(own: (feed: ReturnType<typeof fakeFeed>) => Partial<Handlers> = () => ({}), permission: "read" | "command" = "command") {
  const feed = fakeFeed();
  const clock = handClock();
  const sent: ServerMessage[] = [];
  const drops: string[] = [];
  const line = { unread: 0 };
  const session = createConsoleSession({
    dispatcher: fakeDispatcher(feed, own(feed)),
    feed,
    clock,
    caller: { permission, via: "ipc" },
    version: "1.2.3",
    line: { send: (message) => sent.push(ServerMessage.parse(message)), unreadBytes: () => line.unread, drop: (reason) => drops.push(reason) },
  });
  const answered = (id: number): Promise<ServerMessage> =>
    vi.waitFor(() => {
      const message = sent.find((each) => (each.type === "answer" || each.type === "failure") && each.id === id);
      if (!message) throw new Error(`no answer to ${id} yet`);
      return message;
    });
  const revisions = (): number[] => sent.flatMap((message) => (message.type === "change" ? [message.revision] : []));
  return { feed, clock, sent, drops, line, session, answered, revisions };
}

const call = (id: number, name: string, input: unknown = {}) => ({ type: "call", id, name, input });

/** A handler that answers when it is let to. */
function gate<T>(): { readonly promise: Promise<T>; open(value: T): void } {
  let open: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { promise, open: (value) => open(value) };
}

describe("a console session", () => {
  it("welcomes with what the console may do and the engine's version", () => {
    expect(attach(undefined, "read").sent).toEqual([{ type: "welcome", permission: "read", version: "1.2.3" }]);
  });

  it("answers calls by their id, failures as failures", async () => {
    const { session, answered } = attach();
    session.receive(call(1, "journalTail", { limit: 5 }));
    session.receive(call(2, "journalTail", { limit: 0 }));
    expect(await answered(1)).toMatchObject({ type: "answer", ok: true, value: [{ kind: "limit 5" }] });
    expect(await answered(2)).toMatchObject({ type: "failure", ok: false, failure: { code: "BAD_INPUT" } });
  });

  it("holds commands back from a console that may only read", async () => {
    const { session, answered } = attach(undefined, "read");
    session.receive(call(1, "kill", { reason: "r" }));
    expect(await answered(1)).toMatchObject({ type: "failure", failure: { code: "FORBIDDEN" } });
  });

  it("sends the snapshot first and then every later change, once and in order, however they interleave", async () => {
    const slow = gate<CallResult<"snapshot">>();
    const { session, feed, sent, answered, revisions } = attach((feed) => ({
      snapshot: async () => {
        const snapshot = feed.snapshot();
        feed.append("while the snapshot is on its way");
        await slow.promise;
        return done(snapshot);
      },
    }));
    feed.append("before");
    session.receive(call(1, "snapshot"));
    feed.append("still on its way");
    slow.open(done(feed.snapshot()));
    const answer = await answered(1);
    feed.append("after");
    expect(answer).toMatchObject({ value: { revision: 1 } });
    await vi.waitFor(() => expect(revisions()).toEqual([1, 2, 3, 4]));
    expect(sent.indexOf(answer)).toBeLessThan(sent.findIndex((message) => message.type === "change" && message.revision === 2));
  });

  it("ticks every second with revision and wall clock", () => {
    const { clock, feed, sent } = attach();
    feed.append("x");
    clock.advance(2 * limits.tickIntervalMs);
    expect(sent.filter(({ type }) => type === "tick")).toEqual([
      { type: "tick", revision: 1, nowMs: 1000 },
      { type: "tick", revision: 1, nowMs: 2000 },
    ]);
  });

  it("drops changes for a console that does not read, and shows it the gap once it reads again", () => {
    const { feed, line, revisions } = attach();
    feed.append("one");
    line.unread = limits.unreadMaxBytes + 1;
    feed.append("lost");
    feed.append("lost too");
    line.unread = 0;
    feed.append("four");
    expect(revisions()).toEqual([1, 4]);
  });

  it("shows the gap in the next tick when no change follows", () => {
    const { feed, line, clock, sent } = attach();
    line.unread = limits.unreadMaxBytes + 1;
    feed.append("lost");
    clock.advance(limits.tickIntervalMs);
    line.unread = 0;
    clock.advance(limits.tickIntervalMs);
    expect(sent.slice(1)).toEqual([{ type: "tick", revision: 1, nowMs: 2000 }]);
  });

  it("lets a console go that has not read for too long", () => {
    const { line, clock, drops, feed } = attach();
    line.unread = limits.unreadMaxBytes + 1;
    clock.advance((limits.unreadTicksMax - 1) * limits.tickIntervalMs);
    expect(drops).toEqual([]);
    clock.advance(limits.tickIntervalMs);
    expect(drops).toEqual(["not reading"]);
    expect(feed.listeners()).toBe(0);
  });

  it("bounds the calls in flight, and lets a kill through all the same", async () => {
    const never = gate<CallResult<"status">>();
    const { session, answered } = attach(() => ({ status: () => never.promise }));
    for (let id = 0; id < limits.callsInFlightMax; id += 1) session.receive(call(id, "status"));
    session.receive(call(1000, "settings"));
    session.receive(call(1001, "kill", { reason: "now" }));
    expect(await answered(1000)).toMatchObject({ type: "failure", failure: { code: "UNAVAILABLE" } });
    expect(await answered(1001)).toMatchObject({ type: "answer", value: { kill: { reason: "now" } } });
  });

  it("runs a kill from a console that does not read its answers", async () => {
    const { session, line, answered } = attach();
    line.unread = limits.unreadMaxBytes + 1;
    session.receive(call(1, "settings"));
    session.receive(call(2, "kill", { reason: "now" }));
    expect(await answered(1)).toMatchObject({ failure: { code: "UNAVAILABLE" } });
    expect(await answered(2)).toMatchObject({ ok: true });
  });

  it.each([undefined, null, 7, "call", [], {}, { type: "call" }, { type: "call", id: -1, name: "status", input: {} }, { type: "shout" }])(
    "drops a line that sends %j",
    (message) => {
      const { session, drops } = attach();
      session.receive(message);
      expect(drops).toEqual(["a message that is none of the contract"]);
    },
  );

  it("gains nothing from a second hello", () => {
    const { session, sent, drops } = attach(undefined, "read");
    session.receive({ type: "hello", token: "x" });
    expect(sent).toHaveLength(1);
    expect(drops).toEqual([]);
  });

  it("sends nothing after it was closed, and lets go of feed and clock", async () => {
    const slow = gate<CallResult<"status">>();
    const { session, sent, feed, clock } = attach(() => ({ status: () => slow.promise }));
    session.receive(call(1, "status"));
    session.close();
    slow.open({ ok: false, failure: { code: "REFUSED", message: "late" } });
    await slow.promise;
    feed.append("x");
    session.receive(call(2, "settings"));
    clock.advance(60_000);
    expect(sent).toHaveLength(1);
    expect(feed.listeners()).toBe(0);
  });
});

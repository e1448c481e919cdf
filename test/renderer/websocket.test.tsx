import { afterEach, expect, onTestFinished, test } from "vitest";
import { commands } from "vitest/browser";
import type { Snapshot } from "../../src-main/contract/api.ts";
import { connectByPreload } from "../../src-renderer/connection/preload.ts";
import { createBackoff } from "../../src-renderer/connection/backoff.ts";
import { takeToken } from "../../src-renderer/connection/token.ts";
import { connectByWebSocket, pageSocketUrl } from "../../src-renderer/connection/websocket.ts";
import type { Connection } from "../../src-renderer/connection/connection.ts";
import { sampleSnapshot } from "./support/sample.ts";

declare module "vitest/browser" {
  interface BrowserCommands {
    startEngineDouble: (snapshot: unknown) => Promise<string>;
    stopEngineDouble: () => Promise<void>;
    restartEngineDouble: () => Promise<void>;
    heardByEngineDouble: () => Promise<string[]>;
  }
}

const snapshots: Snapshot[] = [];

function open(connection: Connection): Connection {
  const end = connection.open({ snapshot: (snapshot) => snapshots.push(snapshot), change: () => undefined, clock: () => undefined });
  onTestFinished(end);
  return connection;
}

afterEach(async () => {
  snapshots.length = 0;
  sessionStorage.clear();
  await commands.stopEngineDouble();
});

test("says hello with the token first, then asks for the snapshot", async () => {
  const url = await commands.startEngineDouble(sampleSnapshot());
  const connection = open(connectByWebSocket(url, "right"));
  await expect.poll(() => connection.status.get().phase).toBe("live");
  expect(connection.permission.get()).toBe("command");
  expect(snapshots).toHaveLength(1);
  const heard = (await commands.heardByEngineDouble()).map((text) => JSON.parse(text) as unknown);
  expect(heard).toEqual([
    { type: "hello", token: "right" },
    { type: "call", id: 1, name: "snapshot", input: {} },
  ]);
});

test("comes back by itself after the server was gone, with a new snapshot", async () => {
  const url = await commands.startEngineDouble(sampleSnapshot());
  const connection = open(connectByWebSocket(url, "right"));
  await expect.poll(() => connection.status.get().phase).toBe("live");
  await commands.stopEngineDouble();
  await expect.poll(() => connection.status.get().phase).toBe("disconnected");
  expect(await connection.call("status", {})).toMatchObject({ ok: false, failure: { code: "UNAVAILABLE" } });
  await commands.restartEngineDouble();
  await expect.poll(() => connection.status.get().phase, { timeout: 12_000 }).toBe("live");
  expect(snapshots).toHaveLength(2);
});

test("a call without an answer fails when the line dies", async () => {
  const url = await commands.startEngineDouble(sampleSnapshot());
  const connection = open(connectByWebSocket(url, "right"));
  await expect.poll(() => connection.status.get().phase).toBe("live");
  const pending = connection.call("retry", {});
  await commands.stopEngineDouble();
  expect(await pending).toMatchObject({ ok: false, failure: { code: "UNAVAILABLE" } });
});

test("a wrong token is refused for good, and forgotten", async () => {
  sessionStorage.setItem("holdfast.token", "wrong");
  const url = await commands.startEngineDouble(sampleSnapshot());
  const connection = open(connectByWebSocket(url, takeToken()));
  await expect.poll(() => connection.status.get().phase).toBe("token-refused");
  expect(sessionStorage.getItem("holdfast.token")).toBeNull();
});

test("without a token nothing is tried", () => {
  const connection = open(connectByWebSocket("ws://127.0.0.1:1/ws", null));
  expect(connection.status.get().phase).toBe("no-token");
});

test("the token leaves the address bar and stays with the tab", () => {
  const before = location.href;
  onTestFinished(() => history.replaceState(null, "", before));
  history.replaceState(null, "", "#token=secret-1");
  expect(takeToken()).toBe("secret-1");
  expect(location.hash).toBe("");
  expect(takeToken()).toBe("secret-1");
});

test("the socket is beside the page", () => {
  expect(new URL(pageSocketUrl()).pathname).toMatch(/\/ws$/);
  expect(new URL(pageSocketUrl()).host).toBe(location.host);
});

test("waits grow to the cap, with jitter of up to half", () => {
  const longest = createBackoff(250, 5_000, () => 0);
  expect(Array.from({ length: 7 }, () => longest.nextMs())).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  const shortest = createBackoff(250, 5_000, () => 1);
  expect(shortest.nextMs()).toBe(125);
  longest.reset();
  expect(longest.nextMs()).toBe(250);
});

test("the preload bridge carries the same messages, without a hello", async () => {
  const sent: unknown[] = [];
  let tell: (message: unknown) => void = () => undefined;
  const connection = open(
    connectByPreload({
      send: (message) => {
        sent.push(message);
        if (message.type === "call") tell({ type: "answer", id: message.id, ok: true, value: sampleSnapshot() });
      },
      onMessage: (listener) => {
        tell = listener;
        return () => undefined;
      },
    }),
  );
  tell({ type: "welcome", permission: "command", version: "0.1.0" });
  await expect.poll(() => connection.status.get().phase).toBe("live");
  expect(sent).toEqual([{ type: "call", id: 1, name: "snapshot", input: {} }]);
  tell({ nonsense: true });
  expect(connection.status.get().phase).toBe("live");
});

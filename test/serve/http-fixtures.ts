import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";
import { WebSocket } from "ws";
import type { ServerMessage } from "../../src-main/contract/envelope.ts";
import type { Handlers } from "../../src-main/serve/dispatcher.ts";
import { type HttpOptions, startHttp } from "../../src-main/serve/http.ts";
import { newTokens } from "../../src-main/serve/tokens.ts";
import { fakeDispatcher, fakeFeed, listLog, machineClock } from "./fixtures.ts";

/** A server on a free port with everything behind it faked; it ends with the test. */
export async function serve(own: Partial<HttpOptions> = {}, handlers: Partial<Handlers> = {}) {
  const feed = fakeFeed();
  const tokens = newTokens();
  const log = listLog();
  const started = await startHttp({
    port: 0,
    dispatcher: fakeDispatcher(feed, handlers),
    feed,
    clock: machineClock,
    tokens,
    rendererDir: null,
    log,
    version: "1.2.3",
    ...own,
  });
  if (!started.ok) throw new Error(started.failure.message);
  onTestFinished(() => started.value.close());
  const post = (name: string, body: unknown, headers: Record<string, string> = { authorization: `Bearer ${tokens.command}` }): Promise<Response> =>
    fetch(`${started.value.url}/api/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  return { ...started.value, server: started.value, feed, tokens, log, post };
}

export async function consoleFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "holdfast-console-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const renderer = join(folder, "renderer");
  await mkdir(join(renderer, "assets"), { recursive: true });
  await writeFile(join(renderer, "index.html"), "<!doctype html><title>Holdfast</title>");
  await writeFile(join(renderer, "assets", "main.js"), "export {};");
  await writeFile(join(renderer, ".hidden"), "not for the web");
  await writeFile(join(folder, "secret.txt"), "the neighbour's");
  return renderer;
}

interface RawAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** Sends exactly this path and these headers: `fetch` would tidy both up. */
export const raw = (port: number, path: string, headers: Record<string, string> = {}, method = "GET"): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const out = request({ host: "127.0.0.1", port, path, method, headers: { host: `127.0.0.1:${port}`, ...headers }, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts).toString() }));
    });
    out.on("error", reject);
    out.end();
  });

/** A bare TCP connection, for what no HTTP client would send. */
export function rawSocket(port: number) {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  socket.setEncoding("latin1").on("data", (part: string) => (text += part));
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()).on("error", () => undefined));
  onTestFinished(() => void socket.destroy());
  return { socket, closed, text: () => text };
}

export const upgradeText = (path: string, host: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`;

/** A console's socket that keeps everything it is told. */
export function open(url: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws`, { headers });
  const received: ServerMessage[] = [];
  socket.on("message", (data) => received.push(JSON.parse((data as Buffer).toString()) as ServerMessage));
  const closed = new Promise<number>((resolve) => socket.on("close", resolve));
  const opened = new Promise<void>((resolve, reject) => {
    socket.on("open", resolve);
    socket.on("unexpected-response", (_request, answer) => reject(new Error(`status ${answer.statusCode}`)));
    socket.on("error", reject);
  });
  opened.catch(() => undefined);
  onTestFinished(() => socket.terminate());
  const tell = (message: unknown): void => socket.send(typeof message === "string" ? message : JSON.stringify(message));
  const gets = (type: ServerMessage["type"]): Promise<ServerMessage> =>
    vi.waitFor(() => {
      const message = received.find((each) => each.type === type);
      if (!message) throw new Error(`no ${type} yet`);
      return message;
    });
  return { socket, received, opened, closed, tell, gets };
}

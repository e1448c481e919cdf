import type { AddressInfo } from "node:net";
import type { BrowserCommand } from "vitest/node";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";

/**
 * A real WebSocket server outside of the browser, worked from the tests: it greets who says `hello` with the right
 * token, and answers `snapshot` with what it was given.
 */
interface Double {
  server: WebSocketServer;
  readonly port: number;
  readonly snapshot: unknown;
  readonly heard: string[];
}

const TOKEN = "right";
const BAD_TOKEN = 4401;

let double: Double | null = null;

const listen = (port: number): Promise<WebSocketServer> => {
  const { promise, resolve, reject } = Promise.withResolvers<WebSocketServer>();
  const server = new WebSocketServer({ host: "127.0.0.1", port });
  server.once("listening", () => resolve(server));
  server.once("error", reject);
  return promise;
};

const hangUp = (server: WebSocketServer): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const socket of server.clients) socket.terminate();
  server.close(() => resolve());
  return promise;
};

function serve(server: WebSocketServer, to: Omit<Double, "server">): void {
  server.on("connection", (socket) => {
    socket.on("message", (data: Buffer) => {
      const text = data.toString("utf8");
      to.heard.push(text);
      answer(socket, JSON.parse(text) as { type: string; token?: string; id?: number; name?: string }, to.snapshot);
    });
  });
}

function answer(socket: WebSocket, message: { type: string; token?: string; id?: number; name?: string }, snapshot: unknown): void {
  if (message.type === "hello" && message.token !== TOKEN) socket.close(BAD_TOKEN);
  else if (message.type === "hello") socket.send(JSON.stringify({ type: "welcome", permission: "command", version: "0.1.0" }));
  else if (message.name === "snapshot") socket.send(JSON.stringify({ type: "answer", id: message.id, ok: true, value: snapshot }));
}

/** Starts the server; answers its address. */
const startEngineDouble: BrowserCommand<[snapshot: unknown]> = async (_context, snapshot) => {
  const server = await listen(0);
  const { port } = server.address() as AddressInfo;
  double = { server, port, snapshot, heard: [] };
  serve(server, double);
  return `ws://127.0.0.1:${port}/ws`;
};

/** Hangs up on everybody and stops listening. */
const stopEngineDouble: BrowserCommand = async () => {
  if (double !== null) await hangUp(double.server);
};

/** Listens again at the same address. */
const restartEngineDouble: BrowserCommand = async () => {
  if (double === null) return;
  double.server = await listen(double.port);
  serve(double.server, double);
};

/** Everything the server was sent, oldest first. */
const heardByEngineDouble: BrowserCommand = () => double?.heard ?? [];

export const engineCommands = { startEngineDouble, stopEngineDouble, restartEngineDouble, heardByEngineDouble };

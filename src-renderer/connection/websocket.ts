import type { Connection } from "./connection.ts";
import type { OpenLine } from "./line.ts";
import { createConnection } from "./session.ts";
import { forgetToken, takeToken } from "./token.ts";

/** As `serve/websocket-line.ts` closes a line whose token is wrong. */
const BAD_TOKEN = 4401;

/** `ws` at the address the page came from. */
export const pageSocketUrl = (): string => {
  const url = new URL("ws", new URL("./", location.href));
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.hash = "";
  return url.href;
};

function parseJson(text: unknown): unknown {
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The console in a browser: JSON over a WebSocket, `hello` with the token first. Reconnects by itself. */
export function connectByWebSocket(url: string = pageSocketUrl(), token: string | null = takeToken()): Connection {
  const openLine: OpenLine = (listener) => {
    if (token === null) return null;
    const socket = new WebSocket(url);
    socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "hello", token })));
    socket.addEventListener("message", (event) => listener.message(parseJson(event.data)));
    socket.addEventListener("close", (event) => {
      const refused = event.code === BAD_TOKEN;
      if (refused) forgetToken();
      listener.closed(refused);
    });
    return {
      send: (message) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
      },
      close: () => socket.close(),
    };
  };
  return createConnection(openLine);
}

import type { Socket } from "node:net";
import { WebSocket } from "ws";
import { ClientMessage, type ServerMessage } from "../contract/envelope.ts";
import type { Cancel, Clock } from "../engine/ports.ts";
import { type ConsoleLine, type ConsoleSession, createConsoleSession } from "./console-session.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { Feed } from "./feed.ts";
import { limits } from "./limits.ts";
import type { TokenCheck } from "./token-check.ts";

/** Why a WebSocket was closed, for the other end: after `badToken` and `rule` it should not come back, after the others it may. */
export const closeCodes = { goingAway: 1001, unreadable: 1007, rule: 1008, tryLater: 1013, badToken: 4401 } as const;

export interface ConsoleLobbyOptions {
  readonly dispatcher: Dispatcher;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly checkToken: TokenCheck;
  readonly version: string;
}

/** Takes opened WebSockets: strangers until they say `hello` with a token, consoles from then on. */
export interface ConsoleLobby {
  /** `from`: the connection under it. */
  admit(socket: WebSocket, from: Socket): void;
}

export function createConsoleLobby(options: ConsoleLobbyOptions): ConsoleLobby {
  const strangers = new Set<WebSocket>();
  const consoles = new Set<WebSocket>();

  const welcome = (socket: WebSocket, from: Socket, token: string): ConsoleSession | null => {
    const verdict = options.checkToken(token, from);
    if ("refused" in verdict) socket.close(closeCodes.badToken, "wrong token");
    else if (consoles.size >= limits.consolesMax) socket.close(closeCodes.tryLater, "too many consoles");
    else {
      consoles.add(socket);
      return createConsoleSession({ ...options, caller: { permission: verdict.permission, via: "websocket" }, line: lineOver(socket) });
    }
    return null;
  };

  return {
    admit: (socket, from) => {
      strangers.add(socket);
      // The oldest goes, as with connections: whoever says nothing must not keep consoles out.
      const [oldest] = strangers;
      if (strangers.size > limits.strangersMax && oldest) {
        strangers.delete(oldest);
        oldest.close(closeCodes.tryLater, "too many connections");
      }
      let session: ConsoleSession | null = null;
      const stopWaiting: Cancel = options.clock.after(limits.helloTimeoutMs, () => socket.close(closeCodes.tryLater, "no hello in time"));
      socket.on("message", (data, isBinary) => {
        // Frames that were on their way when we closed are nobody's any more.
        if (socket.readyState !== WebSocket.OPEN) return;
        const message = isBinary ? undefined : decoded(data);
        if (message === undefined) return socket.close(closeCodes.unreadable, "messages are JSON text");
        if (session !== null) return session.receive(message);
        const hello = ClientMessage.safeParse(message);
        if (!hello.success || hello.data.type !== "hello") return socket.close(closeCodes.rule, "the first message must be hello");
        stopWaiting();
        strangers.delete(socket);
        session = welcome(socket, from, hello.data.token);
      });
      socket.on("close", () => {
        stopWaiting();
        strangers.delete(socket);
        consoles.delete(socket);
        session?.close();
      });
    },
  };
}

const lineOver = (socket: WebSocket): ConsoleLine => ({
  send: (message: ServerMessage) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  },
  unreadBytes: () => socket.bufferedAmount,
  // A polite close would wait behind everything unread.
  drop: (reason) => (socket.bufferedAmount > limits.unreadMaxBytes ? socket.terminate() : socket.close(closeCodes.rule, reason)),
});

/** The JSON in a frame; `undefined` when there is none. `ws` hands frames over as one Buffer unless asked otherwise. */
function decoded(data: WebSocket.RawData): unknown {
  try {
    return JSON.parse((data as Buffer).toString("utf8"));
  } catch {
    return undefined;
  }
}

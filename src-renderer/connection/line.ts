import type { ClientMessage } from "../../src-main/contract/envelope.ts";

/** What carries messages: a WebSocket, or Electron's IPC. Nothing above it knows which. */
export interface Line {
  send(message: ClientMessage): void;
  close(): void;
}

export interface LineListener {
  /** One message, parsed from JSON and not yet looked at. */
  message(message: unknown): void;
  /** Nothing comes or goes any more. `refused`: the engine did not take the token, so that trying again is no use. */
  closed(refused: boolean): void;
}

/** Opens one line. `null`: it cannot even be tried, because there is no token. */
export type OpenLine = (listener: LineListener) => Line | null;

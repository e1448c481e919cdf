import type { ClientMessage } from "../../src-main/contract/envelope.ts";

/** What the desktop's preload script puts into the window. Messages are those of `contract/envelope.ts`. */
export interface HoldfastBridge {
  send(message: ClientMessage): void;
  /** Returns what ends the listening. */
  onMessage(listener: (message: unknown) => void): () => void;
}

declare global {
  interface Window {
    readonly holdfast?: HoldfastBridge;
  }
}

import { TO_CONSOLE, TO_ENGINE, type ToEngineVerb } from "./ipc-channels.ts";

/** What the console's page sees as `window.holdfast`. */
export interface ConsoleApi {
  /** One `ClientMessage` of `contract/envelope.ts`; anything JSON can carry. */
  send(message: unknown): void;
  /**
   * Every `ServerMessage`, beginning with `welcome`: the first listener attaches this page to the engine, and the last
   * one to leave detaches it. Returns the way to leave.
   */
  onMessage(listener: (message: unknown) => void): () => void;
}

/** What the bridge uses of Electron's `ipcRenderer`. */
export interface IpcRenderer {
  send(channel: string, ...args: unknown[]): void;
  on(channel: string, listener: (event: unknown, message: unknown) => void): unknown;
}

/** The bridge itself. Hands out neither `ipcRenderer` nor its events, which would open every channel to the page. */
export function consoleApi(ipc: IpcRenderer): ConsoleApi {
  const listeners = new Set<(message: unknown) => void>();
  const say = (verb: ToEngineVerb, ...rest: string[]): void => ipc.send(TO_ENGINE, verb, ...rest);

  ipc.on(TO_CONSOLE, (_event, message) => {
    for (const listener of listeners) listener(message);
  });

  return {
    send: (message) => say("message", JSON.stringify(message)),
    onMessage(listener) {
      const heard = (message: unknown): void => listener(message);
      listeners.add(heard);
      if (listeners.size === 1) say("attach");
      return () => {
        if (listeners.delete(heard) && listeners.size === 0) say("detach");
      };
    },
  };
}

import type { HoldfastBridge } from "./bridge.d.ts";
import type { Connection } from "./connection.ts";
import type { OpenLine } from "./line.ts";
import { createConnection } from "./session.ts";

/**
 * The console in the desktop's window: the engine is in the same application, so there is no token, and the line never
 * closes before the window does. A main process that hangs shows as silence.
 */
export function connectByPreload(bridge: HoldfastBridge): Connection {
  const openLine: OpenLine = (listener) => {
    const stop = bridge.onMessage((message) => listener.message(message));
    return { send: (message) => bridge.send(message), close: stop };
  };
  return createConnection(openLine);
}

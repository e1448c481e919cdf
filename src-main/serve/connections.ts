import type { Socket } from "node:net";

/** Who is at the door: strangers until they show a right key. */
export interface Connections {
  admit(socket: Socket): void;
  /** This one has shown a right key and keeps its place. */
  keep(socket: Socket): void;
}

/**
 * Has room for `most` TCP connections. One more costs the oldest stranger its place: were the newest turned away, any
 * program on this machine could lock the operator out of the kill switch by opening connections and saying nothing.
 */
export function createConnections(most: number): Connections {
  const all = new Set<Socket>();
  const strangers = new Set<Socket>();
  const forget = (socket: Socket): void => {
    all.delete(socket);
    strangers.delete(socket);
  };
  return {
    admit: (socket) => {
      all.add(socket);
      strangers.add(socket);
      socket.once("close", () => forget(socket));
      if (all.size <= most) return;
      // A set keeps the order of coming. There is always one: the newest has shown no key yet.
      const [oldest = socket] = strangers;
      forget(oldest);
      oldest.destroy();
    },
    keep: (socket) => void strangers.delete(socket),
  };
}

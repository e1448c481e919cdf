/** Every limit of the door, with its unit. */
export const limits = {
  /** One request or WebSocket message. The largest honest one is a short form. */
  messageMaxBytes: 64 * 1024,
  /** From the opened WebSocket to its `hello`. */
  helloTimeoutMs: 5_000,
  /** From the first byte of an HTTP request to its last. */
  requestTimeoutMs: 10_000,
  /** WebSockets that have not said `hello` yet, so that strangers cannot take the places of consoles. */
  strangersMax: 16,
  consolesMax: 16,
  /** Beyond it the oldest connection that has shown no right key ends. */
  connectionsMax: 128,
  /** Wrong tokens answered as such within `badTokenWindowMs`; further ones are turned away and no longer logged. */
  badTokensMax: 20,
  badTokenWindowMs: 60_000,
  /** Open calls of one console. `kill` is never counted. */
  callsInFlightMax: 64,
  /** Unread bytes from which on a console gets no changes. Above the largest snapshot, which must always fit. */
  unreadMaxBytes: 16 * 1024 * 1024,
  /** Ticks in a row over `unreadMaxBytes` until a console is let go. */
  unreadTicksMax: 10,
  /** Changes held back while a snapshot is on its way, so that they follow it. */
  heldChangesMax: 1_000,
  tickIntervalMs: 1_000,
  /** Orders remembered by the metrics, so that each is counted once; far more than a change of the feed ever carries. */
  metricOrdersRemembered: 10_000,
  /** How long a closing server waits for the other ends to say goodbye. */
  goodbyeMs: 250,
} as const;

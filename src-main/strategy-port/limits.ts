/** Every limit of the strategy port, with its unit. */
export const portLimits = {
  /** The largest message that is read. The largest honest one is an order with a long comment. */
  messageMaxBytes: 64 * 1024,
  /** Frames of one message, the sender's address included. Every proxy on the way adds one. */
  framesMax: 16,
  /** Messages of one client, in the long run and in one go, in each of its lanes. Beyond it each is answered `RATE_LIMITED`. */
  messagesPerSecond: 200,
  messagesBurst: 400,
  /** Requests of one client, and of all together, that have come by a lane and are not answered yet. */
  outstandingPerClientMax: 128,
  outstandingMax: 4_096,
  /** Connections and agents that are remembered; beyond it the one that was silent longest is forgotten. */
  clientsMax: 1_024,
  agentsMax: 1_024,
  /** An agent that says nothing for this long counts as gone: a ROUTER does not learn who hung up. */
  silenceMs: 30_000,
  silenceCheckMs: 5_000,
  /** How long messages are taken in one go before everything else in this process gets its turn. */
  turnMs: 2,
} as const;

/** The same names with other values: the rates of a machine that only trades on a simulator, for instance. */
export type PortLimits = { readonly [name in keyof typeof portLimits]: number };

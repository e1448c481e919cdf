/** Every limit of the strategy port, with its unit. */
export const portLimits = {
  /** The largest message that is read, but for those that bring something to keep. The largest honest one is an order with a long comment. */
  messageMaxBytes: 64 * 1024,
  /** The largest that brings something to keep: an agent's two documents at their bound of characters (`contract/document.ts`), and their punctuation. */
  keepingMaxBytes: 1024 * 1024,
  /** Frames of one message, the sender's address included. Every proxy on the way adds one. */
  framesMax: 16,
  /** Messages of one client, in the long run and in one go, in each of its lanes. Beyond it each is answered `RATE_LIMITED`. */
  messagesPerSecond: 200,
  messagesBurst: 400,
  /** The same for what is kept and given back: twice what one process needs that saves for 1,000 agents every second. */
  keepingPerSecond: 2_000,
  keepingBurst: 4_000,
  /** There a message counts once more for every so many bytes that it and its reply have. */
  keepingUnitBytes: 16 * 1024,
  /** Requests of one client, and of all together, that have come by a lane and are not answered yet. */
  outstandingPerClientMax: 128,
  outstandingMax: 4_096,
  /** Of one client, in the lane of what is kept: 1,000 agents whose supervisor saves for all of them in one go. */
  keepingOutstandingPerClientMax: 1_024,
  /** Bytes of these requests: in the lane of what is kept a few large ones would otherwise take the memory of thousands. */
  outstandingBytesPerClientMax: 16 * 1024 * 1024,
  outstandingBytesMax: 256 * 1024 * 1024,
  /**
   * An `OPEN` is this old at most when it arrives, by its own timestamp: the 5 s after which a v4.3 gateway refuses its
   * signature, and 2 s for stamps in whole seconds and clocks that differ a little.
   */
  openAgeMaxMs: 7_000,
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

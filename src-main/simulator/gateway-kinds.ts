/**
 * The kinds of gateway that the simulator can be.
 *
 * - `v43`: answers `Hello` with `INVALID_JSON`, drops magic and comment, closes whole positions only.
 * - `handshake`: the oldest, which answers `Hello` with `OK_FROM_MT5`; `v43` in everything else.
 * - `ea`: takes any message with the word `action` in it for an order. Dangerous to talk JSON to.
 * - `extended`: our own: `v43` with capabilities, history, magic, comment, stops and partial closes.
 */
export const kindNames = ["v43", "handshake", "ea", "extended"] as const;
export type KindName = (typeof kindNames)[number];

/** What an `extended` gateway says in `PING`. */
export const capabilities = ["HISTORY", "IDEMPOTENT_OPEN", "SIGNATURE_V2", "PARTIAL_SYNC", "STATE_VERSION", "CHECKSUM"] as const;

/** What a gateway always does, as a fault does now and then. Real v4.3 gateways have both. */
export interface Habits {
  /** Positions come back with neither magic nor comment. */
  dropsMagic: boolean;
  /** `CLOSE` closes the whole position, whatever volume was asked. */
  closeIgnoresVolume: boolean;
}

export const habitsOf = (kind: KindName): Habits => ({ dropsMagic: kind !== "extended", closeIgnoresVolume: kind !== "extended" });

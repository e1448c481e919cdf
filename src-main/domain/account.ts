import type { Account } from "../contract/account.ts";
import type { Position } from "./position.ts";

export type { Account };

/** What the venue says is so, read in one go. The single source of truth; all local state is a cache of it. */
export interface Truth {
  readonly account: Account;
  readonly positions: readonly Position[];
}

/** The gateway's answer to a heartbeat. */
export interface Pong {
  readonly capabilities: readonly string[];
  /** True only when the gateway itself says that it is a simulator. */
  readonly simulated: boolean;
}

/** What closing a position came to: the closing order's ticket and price, as far as the gateway told. */
export interface Closed {
  readonly closingTicket: number;
  readonly closePrice: number | null;
}

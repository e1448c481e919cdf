import type { Client } from "./clients.ts";
import type { Fields } from "./fields.ts";
import type { EchoedUuid, Reply } from "./replies.ts";
import type { Request } from "./request.ts";

/** One request, who asks, and when it came. */
export interface Asked {
  readonly request: Request;
  readonly fields: Fields;
  /** Echoed in the reply. */
  readonly uuid: EchoedUuid;
  readonly client: Client;
  readonly agentId: string;
  /** Whose positions are meant; `null`: all of the magic number, for a client that never said who it is. */
  readonly owner: string | null;
  /** Monotonic. */
  readonly receivedAtMs: number;
}

export type Answer = Reply | Promise<Reply>;

/** What an action does. */
export type Action = (asked: Asked) => Answer;

import type { CallInput } from "../../contract/api.ts";
import type { ServerMessage } from "../../contract/envelope.ts";
import type { KillRecord, KillRequest } from "../../contract/kill.ts";
import type { Overview } from "../../contract/overview.ts";
import type { Alert, Cancel } from "../../engine/ports.ts";
import type { ExposureWatch } from "./exposure.ts";

/** One console, attached to the same validating door as the WebSocket. */
export interface ConsolePeer {
  /** Takes one message as it arrived; the door behind it checks the shape. */
  receive(message: unknown): void;
  close(): void;
}

/** Whether anything new may be opened at all, and whose word that is. */
export type ReduceOnlyWish = CallInput<"setReduceOnly">;

/** What the desktop needs of a running engine, and no more. */
export interface RunningEngine {
  attachConsole(permission: "command", send: (message: ServerMessage) => void): ConsolePeer;
  /** The head of every screen, as of now. */
  overview(): Overview;
  onOverview(listener: (overview: Overview) => void): Cancel;
  readonly exposure: ExposureWatch;
  onAlert(listener: (alert: Alert) => void): Cancel;
  /** In force when it returns. */
  kill(request: KillRequest): KillRecord;
  /** Settles with why it could not be done; `null`: it is in force. Never rejects. */
  setReduceOnly(wish: ReduceOnlyWish): Promise<string | null>;
  /** The machine goes to sleep: what is known now will not be true when it wakes. */
  suspend(): void;
  /** The machine woke: the truth is read anew before anything trades. */
  resume(): void;
  /** Finishes the journal and releases the lock. */
  stop(reason: string): Promise<void>;
}

export type EngineStart = { readonly ok: true; readonly value: RunningEngine } | { readonly ok: false; readonly message: string };
export type StartEngine = () => Promise<EngineStart>;

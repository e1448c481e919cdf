import { type CallName, type CallResult, type Change, Snapshot } from "../contract/api.ts";
import { ClientMessage, type ServerMessage } from "../contract/envelope.ts";
import type { Clock } from "../engine/ports.ts";
import { type Caller, type Dispatcher, refuse } from "./dispatcher.ts";
import type { Feed } from "./feed.ts";
import { limits } from "./limits.ts";

/** The way to one console, whatever carries it. */
export interface ConsoleLine {
  /** Must not throw, also when the other end is gone. */
  send(message: ServerMessage): void;
  /** Bytes sent that the other end has not taken yet; 0 where the transport cannot tell. */
  unreadBytes(): number;
  /** The other end breaks the rules: end the line, and say why where that is possible. */
  drop(reason: string): void;
}

export interface ConsoleSessionOptions {
  readonly dispatcher: Dispatcher;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly caller: Caller;
  readonly line: ConsoleLine;
  /** Holdfast's version, for the welcome. */
  readonly version: string;
}

export interface ConsoleSession {
  /** Takes one decoded message, whatever it is. */
  receive(message: unknown): void;
  /** Ends it from our side or after the line broke. Sends nothing more. */
  close(): void;
}

/** All that is looked at of a snapshot here: reading it whole would hold the loop up. */
const SnapshotRevision = Snapshot.pick({ revision: true });

/**
 * One attached console, from welcome to goodbye: answers its calls, ticks, and passes on every change after its last
 * snapshot, in order. A console that does not keep up loses changes instead of holding memory: the next change or tick
 * it reads shows the gap in the revisions, and it takes a new snapshot.
 */
export function createConsoleSession({ dispatcher, feed, clock, caller, line, version }: ConsoleSessionOptions): ConsoleSession {
  let open = true;
  let callsInFlight = 0;
  let snapshotsInFlight = 0;
  let snapshotRevision = -1;
  let held: Change[] = [];
  let unreadTicks = 0;

  const isBehind = (): boolean => line.unreadBytes() > limits.unreadMaxBytes;
  const send = (message: ServerMessage): void => {
    if (open) line.send(message);
  };
  const sendChange = (change: Change): void => {
    if (!isBehind()) send({ type: "change", ...change });
  };

  const stopChanges = feed.subscribe((change) => {
    if (snapshotsInFlight === 0) sendChange(change);
    else if (held.length < limits.heldChangesMax) held.push(change);
  });
  const releaseHeld = (): void => {
    const changes = held;
    held = [];
    for (const change of changes) if (change.revision > snapshotRevision) sendChange(change);
  };

  const tick = (): void => {
    unreadTicks = isBehind() ? unreadTicks + 1 : 0;
    if (unreadTicks === 0) send({ type: "tick", revision: feed.revision(), nowMs: clock.wallMs() });
    if (unreadTicks >= limits.unreadTicksMax) {
      close();
      line.drop("not reading");
    } else stopTick = clock.after(limits.tickIntervalMs, tick);
  };
  let stopTick = clock.after(limits.tickIntervalMs, tick);

  const run = async (id: number, name: string, input: unknown): Promise<void> => {
    callsInFlight += 1;
    const result = name === "snapshot" ? await takeSnapshot(input) : await dispatcher.dispatch(name, input, caller);
    callsInFlight -= 1;
    answer(id, result);
    if (snapshotsInFlight === 0) releaseHeld();
  };
  const takeSnapshot = async (input: unknown): Promise<CallResult<CallName>> => {
    snapshotsInFlight += 1;
    const result = await dispatcher.dispatch("snapshot", input, caller);
    snapshotsInFlight -= 1;
    const snapshot = result.ok ? SnapshotRevision.safeParse(result.value) : null;
    if (snapshot?.success) snapshotRevision = snapshot.data.revision;
    return result;
  };
  const answer = (id: number, result: CallResult<CallName>): void =>
    send(result.ok ? { type: "answer", id, ok: true, value: result.value } : { type: "failure", id, ok: false, failure: result.failure });

  const close = (): void => {
    open = false;
    stopTick();
    stopChanges();
    held = [];
  };

  send({ type: "welcome", permission: caller.permission, version });
  return {
    receive: (raw) => {
      if (!open) return;
      const message = ClientMessage.safeParse(raw);
      if (!message.success) return line.drop("a message that is none of the contract");
      // The transport has settled who this is before the session began; saying it again changes nothing.
      if (message.data.type === "hello") return;
      const { id, name, input } = message.data;
      const isFull = callsInFlight >= limits.callsInFlightMax || isBehind();
      // Nothing stands in the way of a kill, not even a console that does not read its answers.
      if (isFull && name !== "kill") return answer(id, refuse("UNAVAILABLE", "Too many calls at once: wait for answers first."));
      void run(id, name, input);
    },
    close,
  };
}

import type { CallFailure, CallName, CallOutput, Change, Permission, Snapshot, TopicChanges, TopicName } from "../../src-main/contract/api.ts";
import type { ClientMessage, ServerMessage } from "../../src-main/contract/envelope.ts";
import type { Connection } from "./connection.ts";
import type { LineListener } from "./line.ts";
import { createConnection } from "./session.ts";

type FakeAnswer<C extends CallName> = { ok: true; value: CallOutput<C> } | { ok: false; failure: CallFailure };

/** What the scripted engine says to a call; `null`: it never answers. */
export type FakeAnswers = {
  [C in CallName]?: (input: never) => FakeAnswer<C> | null;
};

/** An engine made of a script, behind the same session as the real ones: only the line is false. */
export interface FakeEngine {
  readonly connection: Connection;
  /** Every call that arrived, oldest first. */
  readonly calls: { name: string; input: unknown }[];
  snapshot: Snapshot;
  readonly answers: FakeAnswers;
  /** Sends the next revision of one topic. Only the revision of the scripted snapshot moves, not its values. */
  change<T extends TopicName>(topic: T, change: TopicChanges[T]): void;
  /** One that never arrives: the revision moves on without it. */
  loseChange(): void;
  tick(): void;
  send(message: ServerMessage): void;
  /** Ticks every second until silenced, as a live engine does. */
  speak(): void;
  silence(): void;
  /** The line dies. With `staysDown`, further attempts are not answered either. */
  drop(staysDown: boolean): void;
  refuseToken(): void;
  comeBack(): void;
}

export function createFakeEngine(snapshot: Snapshot, permission: Permission = "command"): FakeEngine {
  let listener: LineListener | null = null;
  let down = false;
  let ticking: ReturnType<typeof setInterval> | undefined;

  const deliver = (message: ServerMessage): void => listener?.message(structuredClone(message));

  const answer = (message: ClientMessage): void => {
    if (message.type !== "call") return;
    engine.calls.push({ name: message.name, input: message.input });
    const name = message.name as CallName;
    const scripted = engine.answers[name] as ((input: unknown) => FakeAnswer<CallName> | null) | undefined;
    const result = name === "snapshot" && scripted === undefined ? { ok: true as const, value: engine.snapshot } : scripted?.(message.input);
    if (result === null) return;
    if (result === undefined) deliver({ type: "failure", id: message.id, ok: false, failure: { code: "UNKNOWN_CALL", message: name } });
    else if (result.ok) deliver({ type: "answer", id: message.id, ok: true, value: result.value });
    else deliver({ type: "failure", id: message.id, ok: false, failure: result.failure });
  };

  const connection = createConnection((asked) => {
    listener = asked;
    queueMicrotask(() => {
      if (down) {
        asked.closed(false);
        return;
      }
      deliver({ type: "welcome", permission, version: engine.snapshot.topics.overview.version });
    });
    return { send: (message) => queueMicrotask(() => answer(message)), close: () => undefined };
  });

  const closeLine = (refused: boolean): void => {
    const was = listener;
    listener = null;
    was?.closed(refused);
  };

  const engine: FakeEngine = {
    connection,
    calls: [],
    snapshot,
    answers: {},
    change: (topic, change) => {
      engine.loseChange();
      const { accountId, revision } = engine.snapshot;
      deliver({ type: "change", accountId, revision, nowMs: Date.now(), topic, change } satisfies { type: "change" } & Omit<Change, "change" | "topic"> & {
        topic: string;
        change: unknown;
      });
    },
    loseChange: () => {
      engine.snapshot = { ...engine.snapshot, revision: engine.snapshot.revision + 1 };
    },
    tick: () => deliver({ type: "tick", revision: engine.snapshot.revision, nowMs: Date.now() }),
    send: deliver,
    speak: () => {
      clearInterval(ticking);
      ticking = setInterval(() => engine.tick(), 1_000);
    },
    silence: () => clearInterval(ticking),
    drop: (staysDown) => {
      down = staysDown;
      closeLine(false);
    },
    refuseToken: () => closeLine(true),
    comeBack: () => {
      down = false;
    },
  };
  return engine;
}

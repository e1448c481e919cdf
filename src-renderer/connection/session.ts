import type { CallName, CallResult, Change, Permission, Snapshot } from "../../src-main/contract/api.ts";
import { ServerMessage } from "../../src-main/contract/envelope.ts";
import { createCell } from "../store/cell.ts";
import { createBackoff } from "./backoff.ts";
import type { Connection, ConnectionListener, ConnectionStatus } from "./connection.ts";
import { answerLimitMs, connectionLimits, unavailable } from "./connection.ts";
import { startStopwatch } from "./elapsed.ts";
import type { Line, OpenLine } from "./line.ts";
import { createPendingCalls } from "./pending-calls.ts";
import { createRevisions } from "./revisions.ts";

/**
 * A connection over lines that may die: opens them, calls over them, keeps the revisions in step, and says how old
 * what it told is. The engine's `welcome` begins every line.
 */
export function createConnection(openLine: OpenLine): Connection {
  const status = createCell<ConnectionStatus>({ phase: "connecting", failure: null });
  const permission = createCell<Permission | null>(null);
  const pending = createPendingCalls();
  const backoff = createBackoff(connectionLimits.firstRetryMs, connectionLimits.longestRetryMs);

  let line: Line | null = null;
  let ready = false;
  let ended = false;
  let told: ConnectionListener | null = null;
  let engineNowMs: number | null = null;
  let heardFor = startStopwatch();
  let openedFor = startStopwatch();
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let snapshotTimer: ReturnType<typeof setTimeout> | undefined;

  const call = async <C extends CallName>(name: C, input: unknown): Promise<CallResult<C>> => {
    if (line === null || !ready) return { ok: false, failure: unavailable("The console is not connected to the engine.") };
    const { id, result } = pending.add(answerLimitMs(name), () => unavailable(`The engine gave no answer to "${name}" in time.`));
    line.send({ type: "call", id, name, input });
    // The engine's own door has checked the value against the same table the type is derived from.
    return (await result) as CallResult<C>;
  };

  const revisions = createRevisions({
    snapshot: (snapshot) => {
      told?.snapshot(snapshot);
      heard(snapshot.nowMs);
      status.set({ phase: "live" });
    },
    change: (change) => told?.change(change),
    needSnapshot: () => void askForSnapshot(),
  });

  async function askForSnapshot(): Promise<void> {
    clearTimeout(snapshotTimer);
    const asked = line;
    const answer = await call("snapshot", {});
    if (asked !== line || ended) return;
    if (answer.ok) {
      backoff.reset();
      revisions.snapshot(answer.value satisfies Snapshot);
      return;
    }
    if (status.get().phase === "connecting") status.set({ phase: "connecting", failure: answer.failure });
    snapshotTimer = setTimeout(() => void askForSnapshot(), backoff.nextMs());
  }

  function heard(nowMs: number): void {
    engineNowMs = nowMs;
    heardFor = startStopwatch();
    told?.clock(nowMs);
    if (status.get().phase === "stale") status.set({ phase: "live" });
  }

  function receive(raw: unknown): void {
    const parsed = ServerMessage.safeParse(raw);
    if (!parsed.success) return;
    const message = parsed.data;
    switch (message.type) {
      case "welcome":
        permission.set(message.permission);
        start();
        return;
      case "answer":
        pending.settle(message.id, { ok: true, value: message.value });
        return;
      case "failure":
        pending.settle(message.id, { ok: false, failure: message.failure });
        return;
      case "change":
        heard(message.nowMs);
        revisions.change(message as Change);
        return;
      case "tick":
        heard(message.nowMs);
        revisions.tick(message.revision);
    }
  }

  function start(): void {
    ready = true;
    revisions.reset();
    void askForSnapshot();
  }

  function lost(refused: boolean): void {
    line = null;
    ready = false;
    clearTimeout(snapshotTimer);
    pending.rejectAll(unavailable("The connection to the engine was lost before it answered. Whether it was done is not known."));
    if (refused) status.set({ phase: "token-refused" });
    else {
      const before = status.get();
      if (before.phase === "stale") status.set({ phase: "disconnected", sinceMs: before.sinceMs });
      else if (engineNowMs !== null && before.phase === "live") status.set({ phase: "disconnected", sinceMs: engineNowMs });
      else if (before.phase === "connecting") status.set({ phase: "connecting", failure: unavailable("Nothing answers at this address.") });
      retryTimer = setTimeout(connect, backoff.nextMs());
    }
  }

  function connect(): void {
    if (ended) return;
    let over = false;
    openedFor = startStopwatch();
    const mine = openLine({
      message: (message) => {
        if (!over && !ended) receive(message);
      },
      closed: (refused) => {
        if (over || ended) return;
        over = true;
        lost(refused);
      },
    });
    if (mine === null) status.set({ phase: "no-token" });
    else if (!over) line = mine;
  }

  function watchSilence(): void {
    const { phase } = status.get();
    if (phase === "connecting" && !ready && openedFor() > connectionLimits.answerWithinMs)
      status.set({ phase: "connecting", failure: unavailable("The engine has not answered since this console was opened.") });
    if (status.get().phase !== "live" || engineNowMs === null) return;
    if (heardFor() > connectionLimits.silenceLimitMs) status.set({ phase: "stale", sinceMs: engineNowMs });
  }

  return {
    call,
    status,
    permission,
    open: (listener) => {
      told = listener;
      connect();
      const silenceTimer = setInterval(watchSilence, connectionLimits.silenceLimitMs / 6);
      return () => {
        ended = true;
        clearInterval(silenceTimer);
        clearTimeout(retryTimer);
        clearTimeout(snapshotTimer);
        line?.close();
        line = null;
        pending.rejectAll(unavailable("The console was closed."));
      };
    },
  };
}

import type { MessagePort } from "node:worker_threads";
import type { EventRow, NewEvent } from "./hash-chain.ts";
import { journalLimits } from "./limits.ts";
import { post, takeWaiting } from "./mailbox.ts";
import type { JournalJob, JournalReply, JournalRequest } from "./messages.ts";
import { openVerified } from "./opening.ts";
import type { EventStore } from "./store.ts";

/** Serves one journal until it is closed: first the replay, then appends and tails. Everything here may wait for the disk. */
export function serveJournal(port: MessagePort, job: JournalJob): void {
  const say = (reply: JournalReply): void => post(port, reply);
  const replay = replayTexts(openVerified(job));
  let replaying = true;
  let store: EventStore | null = null;

  function sendMore(): void {
    // A request that was on its way when the replay ended finds it over.
    if (!replaying) return;
    const step = replay.next();
    if (step.done !== true) return say({ type: "replay", rows: step.value });
    replaying = false;
    if (step.value.ok) {
      store = step.value.value;
      return say({ type: "opened" });
    }
    say({ type: "failed", failure: step.value.failure });
    port.close();
  }

  function commit(events: readonly NewEvent[]): void {
    if (events.length === 0) return;
    if (store === null) throw new Error("The journal was asked to append before it was open.");
    for (let from = 0; from < events.length; from += journalLimits.eventsPerCommit) {
      const batch = events.slice(from, from + journalLimits.eventsPerCommit);
      say({ type: "appended", count: batch.length, result: store.append(batch) });
    }
  }

  function answer(request: Exclude<JournalRequest, { type: "append" }>): void {
    switch (request.type) {
      case "more":
        return sendMore();
      case "tail":
        if (store === null) throw new Error("The journal was asked for its tail before it was open.");
        return say({ type: "tail", result: store.tail(request.limit, request.beforeSeq) });
      case "close":
        store?.close();
        return port.close();
    }
  }

  // Group commit: whatever arrived while the last commit waited for the disk shares the next one.
  port.on("message", (first: JournalRequest) => {
    let waiting: NewEvent[] = [];
    for (const request of [first, ...takeWaiting<JournalRequest>(port)]) {
      if (request.type === "append") {
        waiting = waiting.concat(request.events);
        continue;
      }
      commit(waiting.splice(0));
      answer(request);
    }
    commit(waiting);
  });
}

/** The verified events as JSON texts of about equal length, so that each is a short piece of work for the main loop. */
function* replayTexts<T>(pages: Generator<readonly EventRow[], T>): Generator<string, T> {
  let rows: string[] = [];
  let chars = 0;
  for (;;) {
    const step = pages.next();
    if (step.done === true) {
      if (rows.length > 0) yield `[${rows.join(",")}]`;
      return step.value;
    }
    for (const { seq, atMs, kind, body } of step.value) {
      const text = `[${seq},${atMs},${JSON.stringify(kind)},${body}]`;
      rows.push(text);
      chars += text.length;
      if (chars < journalLimits.replayChunkChars) continue;
      yield `[${rows.join(",")}]`;
      rows = [];
      chars = 0;
    }
  }
}

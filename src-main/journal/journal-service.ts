import type { MessagePort } from "node:worker_threads";
import { chunksOf } from "./chunks.ts";
import { dataFiles } from "./files.ts";
import type { NewEvent } from "./hash-chain.ts";
import { journalLimits } from "./limits.ts";
import { post, takeWaiting } from "./mailbox.ts";
import type { JournalJob, JournalReply, JournalRequest } from "./messages.ts";
import { openVerified } from "./opening.ts";
import { type OpenServices, serveOpen } from "./open-service.ts";

/** Serves one journal until it is closed: first the replay, then everything else. Everything here may wait for the disk. */
export function serveJournal(port: MessagePort, job: JournalJob): void {
  const say = (reply: JournalReply): void => post(port, reply);
  const replay = chunksOf(openVerified(job));
  let replaying = true;
  let open: OpenServices | null = null;

  function sendMore(): void {
    // A request that was on its way when the replay ended finds it over.
    if (!replaying) return;
    const step = replay.next();
    if (step.done !== true) return say({ type: "replay", chunk: step.value });
    replaying = false;
    if (step.value.ok) {
      const { store, found } = step.value.value;
      open = serveOpen({ store, files: dataFiles(job.dataDir), snapshots: job.snapshots, openedFrom: found.snapshot, say });
      return say({ type: "opened", found });
    }
    say({ type: "failed", failure: step.value.failure });
    port.close();
  }

  function whenOpen(): OpenServices {
    if (open === null) throw new Error("The journal was asked for more than its replay before it was open.");
    return open;
  }

  function commit(events: readonly NewEvent[]): void {
    if (events.length === 0) return;
    const { store } = whenOpen();
    for (let from = 0; from < events.length; from += journalLimits.eventsPerCommit) {
      const batch = events.slice(from, from + journalLimits.eventsPerCommit);
      say({ type: "appended", count: batch.length, result: store.append(batch) });
    }
  }

  function answer(request: Exclude<JournalRequest, { type: "append" }>): void {
    if (request.type === "more") return sendMore();
    if (request.type !== "close") return whenOpen().answer(request);
    open?.close();
    port.close();
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

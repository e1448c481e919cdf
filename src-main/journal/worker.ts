import { parentPort, workerData } from "node:worker_threads";
import { serveJournal } from "./journal-service.ts";
import { serveLock } from "./lock-service.ts";
import type { WorkerJob } from "./messages.ts";

/** Entry of the threads that wait for the disk, so that the main loop never does. */
if (parentPort === null) throw new Error("journal/worker.ts runs as a worker thread only.");
const job = workerData as WorkerJob;
if (job.role === "journal") serveJournal(parentPort, job);
else serveLock(parentPort, job);

import { Worker } from "node:worker_threads";
import type { WorkerJob } from "./messages.ts";

/** The worker's file: beside this one in the sources, `journal-worker.js` beside the bundle when built. */
const WORKER_FILE = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./journal-worker.js", import.meta.url);

/** Both workers handle short texts; a small young generation keeps their share of the process's memory small. */
const YOUNG_GENERATION_MB = 8;

export const startWorker = (job: WorkerJob): Worker =>
  new Worker(WORKER_FILE, { name: `holdfast-${job.role}`, workerData: job, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB } });

import { parentPort, workerData } from "node:worker_threads";
import { openBareCommits } from "./bare-commits.ts";

/** Commits every text it is sent, and says so. */
const { folder } = workerData as { readonly folder: string };
const bare = openBareCommits(folder);
parentPort?.on("message", (body: string) => {
  bare.commit([body]);
  parentPort?.postMessage(null);
});

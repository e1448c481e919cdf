import type { Worker } from "node:worker_threads";
import { expect, it, vi } from "vitest";
import { dataFolder } from "./support/folders.ts";
import { failureOf, numbered, opened, valueOf } from "./support/journals.ts";

const started: Worker[] = [];
vi.mock("../../src-main/journal/worker-thread.ts", async (importOriginal) => {
  const { startWorker } = await importOriginal<typeof import("../../src-main/journal/worker-thread.ts")>();
  return {
    startWorker: (job: Parameters<typeof startWorker>[0]): Worker => {
      const worker = startWorker(job);
      started.push(worker);
      return worker;
    },
  };
});

it("tells everyone who waits when the worker is lost, and everyone who comes later", async () => {
  const dataDir = dataFolder();
  const { journal } = await opened(dataDir);
  valueOf(await journal.append(numbered(1)));
  const lost = started.at(-1)?.terminate();
  const [append, tail] = await Promise.all([journal.append(numbered(2)), journal.tail(1)]);
  await lost;
  expect(failureOf(append)).toMatchObject({ code: "IO", message: expect.stringContaining("its worker ended") });
  expect(failureOf(tail).code).toBe("IO");
  expect(failureOf(await journal.append(numbered(3))).code).toBe("IO");
  await journal.close();
  expect((await opened(dataDir)).journal.events).toBe(1);
});

/**
 * A gateway on a REP socket, as a program. Says `bound` when it is, and then every message it receives, one a line.
 *
 *     node gateway-process.ts <port> [v43 | order-only] [<ms before each answer>] [<file to write once bound>]
 */
import { writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Reply } from "zeromq";

const [port, kind = "v43", delay = "0", file] = process.argv.slice(2);

const v43Answer = (message: string): unknown => {
  if (message === "Hello") return { uuid: "unknown", status: "error", error_code: "INVALID_JSON" };
  const { uuid } = JSON.parse(message) as { uuid: string };
  return { uuid, status: "ok", server_time: 1_768_446_493 };
};

const socket = new Reply({ linger: 0 });
await socket.bind(`tcp://127.0.0.1:${port ?? ""}`);
if (file !== undefined) writeFileSync(file, "bound");
process.stdout.write("bound\n");
for await (const [frame] of socket) {
  const message = String(frame);
  process.stdout.write(`${message}\n`);
  if (Number(delay) > 0) await pause(Number(delay));
  await socket.send(JSON.stringify(kind === "order-only" ? { status: "ERROR", msg: "Unknown" } : v43Answer(message)));
}

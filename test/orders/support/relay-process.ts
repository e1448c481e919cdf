/**
 * A gateway that can be killed while its broker lives on: passes every message on to the gateway behind it, and every
 * reply back. Now and then it dies of SIGKILL with an `OPEN` in hand: before it passed the order on, or with the
 * broker's reply to it. Says `bound` when it listens.
 *
 *     node relay-process.ts <port> <port behind> <the OPEN to die with, 0: none> <before | after>
 */
import { Dealer, Router } from "zeromq";

const [port = "0", behind = "0", deadly = "0", moment = "before"] = process.argv.slice(2);
const front = new Router({ linger: 0, sendTimeout: 0 });
const back = new Dealer({ linger: 0 });
let opens = 0;
/** The envelope of the order whose reply it dies with. */
let doomed: string | null = null;

const die = (): void => void process.kill(process.pid, "SIGKILL");
const envelopeOf = (frames: readonly Buffer[]): string => frames.slice(0, -1).map((frame) => frame.toString("hex")).join();

async function passOn(): Promise<void> {
  for await (const frames of front) {
    if (frames.at(-1)?.includes('"action":"OPEN"') || frames.at(-1)?.includes('"action": "OPEN"')) {
      opens += 1;
      if (opens === Number(deadly) && moment === "before") return die();
      if (opens === Number(deadly)) doomed = envelopeOf(frames);
    }
    await back.send(frames);
  }
}

async function passBack(): Promise<void> {
  for await (const frames of back) {
    if (envelopeOf(frames) === doomed) return die();
    await front.send(frames).catch(() => undefined);
  }
}

await front.bind(`tcp://127.0.0.1:${port}`);
back.connect(`tcp://127.0.0.1:${behind}`);
process.stdout.write("bound\n");
await Promise.all([passOn(), passBack()]);

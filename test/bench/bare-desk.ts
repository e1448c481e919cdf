import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { Reply, Request } from "zeromq";

/**
 * Between a strategy and a gateway, and nothing in it: takes a message, commits a text, passes the message on, commits
 * another text, passes the answer back. Same processes, same kinds of sockets, SQLite in a worker as the journal is.
 */
export interface BareDesk {
  readonly port: number;
  /** What is committed before a message goes on, and before its answer goes back. */
  texts: { readonly before: string; readonly after: string };
  close(): Promise<void>;
}

export async function openBareDesk(folder: string, gatewayPort: number): Promise<BareDesk> {
  const worker = new Worker(new URL("./bare-commits-worker.ts", import.meta.url), { workerData: { folder } });
  const commit = async (text: string): Promise<void> => {
    const durable = once(worker, "message");
    worker.postMessage(text);
    await durable;
  };
  const gateway = new Request({ linger: 0 });
  gateway.connect(`tcp://127.0.0.1:${gatewayPort}`);
  const strategies = new Reply({ linger: 0 });
  await strategies.bind("tcp://127.0.0.1:*");

  const serve = async (): Promise<void> => {
    for await (const [message] of strategies) {
      await commit(desk.texts.before);
      await gateway.send(message ?? "");
      const [answer] = await gateway.receive();
      await commit(desk.texts.after);
      await strategies.send(answer ?? "");
    }
  };
  const serving = serve();

  const desk: BareDesk = {
    port: Number(strategies.lastEndpoint?.split(":").at(-1)),
    texts: { before: "{}", after: "{}" },
    close: async () => {
      strategies.close();
      await serving;
      gateway.close();
      await worker.terminate();
    },
  };
  return desk;
}

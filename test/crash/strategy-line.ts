import { Dealer } from "zeromq";

export type Answer = Readonly<Record<string, unknown>>;

/** A connection to the strategy port. Any number of requests may be under way on it. */
export interface StrategyLine {
  /** The answer to this request, told apart by its uuid; `null`: the line was cut before there was one. */
  ask(request: Answer & { readonly uuid: string }): Promise<Answer | null>;
  /** Whatever is still waiting is answered with `null`. */
  cut(): void;
}

/** What a client that keeps within the port's limits does when it is told that it sent too much: wait, and send it again. */
const RATE_PAUSE_MS = 50;

export function connectStrategy(port: number): StrategyLine {
  const socket = new Dealer({ linger: 0, sendHighWaterMark: 0 });
  socket.connect(`tcp://127.0.0.1:${port}`);
  const waiting = new Map<string, (answer: Answer | null) => void>();
  let isCut = false;
  let lastSend: Promise<unknown> = Promise.resolve();

  const once = (request: Answer & { readonly uuid: string }): Promise<Answer | null> =>
    new Promise((resolve) => {
      if (isCut) return resolve(null);
      waiting.set(request.uuid, resolve);
      // A socket takes one message at a time. One that is cut takes none, and has answered already.
      lastSend = lastSend.then(() => (isCut ? undefined : socket.send(["", JSON.stringify(request)]))).catch(() => undefined);
    });

  const receive = async (): Promise<void> => {
    for await (const frames of socket) {
      const answer = JSON.parse(String(frames.at(-1))) as Answer;
      const uuid = String(answer["uuid"]);
      waiting.get(uuid)?.(answer);
      waiting.delete(uuid);
    }
  };
  void receive();

  return {
    ask: async (request) => {
      for (;;) {
        const answer = await once(request);
        if (answer?.["error_code"] !== "RATE_LIMITED") return answer;
        await new Promise((resolve) => setTimeout(resolve, RATE_PAUSE_MS));
      }
    },
    cut: () => {
      isCut = true;
      socket.close();
      for (const settle of waiting.values()) settle(null);
      waiting.clear();
    },
  };
}

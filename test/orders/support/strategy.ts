import { Dealer } from "zeromq";
import { onTestFinished } from "vitest";
import type { Answer } from "../../strategy-port/fixture.ts";

/** A strategy on a DEALER socket, with as many requests under way as it likes. Replies find their request by its uuid. */
export class Strategy {
  readonly #socket: Dealer;
  readonly #waiting = new Map<string, (answer: Answer) => void>();
  #sending: Promise<void> = Promise.resolve();
  readonly #agentId: string;

  constructor(endpoint: string, agentId: string) {
    this.#agentId = agentId;
    this.#socket = new Dealer({ linger: 0, sendHighWaterMark: 0 });
    this.#socket.connect(endpoint);
    onTestFinished(() => this.#socket.close());
    void this.#receive();
  }

  ask(request: Answer): Promise<Answer> {
    const uuid = String(request["uuid"]);
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(uuid, resolve));
    const frames = ["", JSON.stringify({ ...request, agent_id: this.#agentId })];
    this.#sending = this.#sending.then(() => (this.#socket.closed ? undefined : this.#socket.send(frames)));
    return answered;
  }

  async #receive(): Promise<void> {
    while (!this.#socket.closed) {
      const frames = await this.#socket.receive().catch(() => null);
      if (frames === null) return;
      const answer = JSON.parse(String(frames.at(-1))) as Answer;
      const uuid = String(answer["uuid"]);
      this.#waiting.get(uuid)?.(answer);
      this.#waiting.delete(uuid);
    }
  }
}

import { onTestFinished } from "vitest";
import { Dealer } from "zeromq";
import type { SimulatorOptions } from "../../src-main/simulator/options.ts";
import { startSimulator, type Simulator } from "../../src-main/simulator/simulator.ts";

export type Answer = Record<string, unknown> & {
  account: Record<string, number>;
  positions: Record<string, unknown>[];
  deals: Record<string, unknown>[];
};

/** A bare client: sends REP's envelope by hand, and takes whatever comes back in the order it comes. */
export class Client {
  readonly socket: Dealer;

  constructor(endpoint: string) {
    this.socket = new Dealer({ linger: 0, receiveTimeout: 10_000, immediate: true });
    this.socket.connect(endpoint);
    onTestFinished(() => this.socket.close());
  }

  async send(message: unknown): Promise<void> {
    await this.socket.send(["", typeof message === "string" || Buffer.isBuffer(message) ? message : JSON.stringify(message)]);
  }

  async bytes(): Promise<Buffer> {
    const frames = await this.socket.receive();
    return frames[1] ?? Buffer.alloc(0);
  }

  async text(): Promise<string> {
    return (await this.bytes()).toString("utf8");
  }

  async reply(): Promise<Answer> {
    return JSON.parse(await this.text()) as Answer;
  }

  async askText(message: unknown): Promise<string> {
    await this.send(message);
    return this.text();
  }

  async ask(message: unknown): Promise<Answer> {
    await this.send(message);
    return this.reply();
  }
}

/** A simulator that ends with the test, and a client of it. */
export async function simulated(options: SimulatorOptions = {}): Promise<{ simulator: Simulator; client: Client }> {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.stop());
  return { simulator, client: new Client(simulator.endpoint) };
}

/** A v1 signature made at this moment. */
export const signature = (atMs = Date.now(), checksum = "0123abcd"): string => `RISK_PASS:${checksum}:${new Date(atMs).toISOString().replaceAll(/[-:]/g, "")}`;

/** A whole `OPEN`, with what is given in place of the usual. */
export const openRequest = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  action: "OPEN",
  uuid: "intent-1",
  symbol: "EURUSD",
  type: "BUY",
  volume: 0.1,
  price: 0,
  sl: 0,
  tp: 0,
  comment: "test",
  magic: 202_401,
  risk_signature: signature(),
  ...fields,
});

export const totalOf = (rows: readonly Record<string, unknown>[], field: string): number =>
  rows.reduce((cents, row) => cents + Math.round(Number(row[field]) * 100), 0) / 100;

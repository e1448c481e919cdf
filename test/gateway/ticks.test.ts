import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { Publisher } from "zeromq";
import type { Tick } from "../../src-main/engine/ports.ts";
import { startSimulator } from "../../src-main/simulator/simulator.ts";
import { closeEverything, freePort, lineUp, v43, venueAt } from "./opponent.ts";

afterEach(closeEverything);

const tick = (symbol: string, bid = 1.05, fields: object = {}): object => ({ type: "TICK", symbol, bid, ask: bid + 0.0001, time: 1_705_329_600_123, ...fields });

/** A publisher of ticks, as gateways have one, at a port that was free a moment ago. */
const publisherAt = async (port: number): Promise<Publisher> => {
  const publisher = new Publisher({ linger: 0, sendTimeout: 0, sendHighWaterMark: 1_000 });
  onTestFinished(() => publisher.close());
  await vi.waitFor(() => publisher.bind(`tcp://127.0.0.1:${port}`), { timeout: 5_000, interval: 20 });
  return publisher;
};

/** A venue that listens to a publisher, and what it has heard. */
const listening = async (): Promise<{ publisher: Publisher; heard: Tick[]; publish: (message: unknown) => Promise<void>; flush: () => Promise<void> }> => {
  const port = await freePort();
  const publisher = await publisherAt(port);
  const heard: Tick[] = [];
  venueAt(port, { tickPort: port }).onTick((each) => heard.push(each));
  const publish = (message: unknown): Promise<void> => publisher.send(typeof message === "string" || Buffer.isBuffer(message) ? message : JSON.stringify(message));
  /** Waits until a tick that is sent now, and again, has come. */
  let marks = 0;
  const flush = async (): Promise<void> => {
    const mark = `MARK${(marks += 1)}`;
    await vi.waitFor(
      async () => {
        await publish(tick(mark));
        expect(heard.map(({ symbol }) => symbol)).toContain(mark);
      },
      { timeout: 10_000 },
    );
  };
  await flush();
  heard.splice(0);
  return { publisher, heard, publish, flush };
};

const without = (heard: readonly Tick[], prefix = "MARK"): Tick[] => heard.filter(({ symbol }) => !symbol.startsWith(prefix));

describe("ticks", () => {
  it("come with our own time, whatever theirs is", async () => {
    const { heard, publish, flush } = await listening();
    const sinceMs = Date.now();
    await publish(tick("EURUSD", 1.05, { time: undefined }));
    await publish(tick("XAUUSD", 2030.5, { ask: "2030.75" }));
    await flush();
    const atMs = expect.closeTo((sinceMs + Date.now()) / 2, -4) as number;
    expect(without(heard)).toEqual([
      { symbol: "EURUSD", bid: 1.05, ask: 1.0501, atMs },
      { symbol: "XAUUSD", bid: 2030.5, ask: 2030.75, atMs },
    ]);
  });

  it.each<[string, unknown]>([
    ["no JSON", "TICK EURUSD 1.05"],
    ["half a JSON", '{"type":"TICK","symbol":"EUR'],
    ["bytes that are no text", Buffer.from([0xff, 0xfe, 0x00, 0x80])],
    ["nothing", ""],
    ["a list", [tick("EURUSD")]],
    ["another type", { type: "ACCOUNT_UPDATE", balance: 1 }],
    ["no symbol", tick("")],
    ["no bid", tick("EURUSD", 1, { bid: null })],
    ["a price of nothing", tick("EURUSD", 0)],
    ["a negative price", tick("EURUSD", 1, { ask: -1 })],
    ["NaN", '{"type":"TICK","symbol":"EURUSD","bid":NaN,"ask":1}'],
    ["a tick that never ends", tick("EURUSD", 1, { padding: "x".repeat(2_000) })],
  ])("%s is no tick, and the next one is heard", async (_, message) => {
    const { heard, publish, flush } = await listening();
    await publish(message);
    await flush();
    expect(without(heard)).toEqual([]);
  });

  it("a huge message ends the connection, and it is heard again by itself", async () => {
    const { heard, publish, flush } = await listening();
    await publish(Buffer.alloc(50 * 1024 * 1024, "x"));
    await flush();
    expect(without(heard)).toEqual([]);
  });

  it("a flood costs little: of each symbol some are told, the last of them in the end, and far fewer than came", async () => {
    const { heard, publish, flush } = await listening();
    const FLOOD = 50_000;
    for (let index = 1; index <= FLOOD; index += 1) {
      await publish(tick(index % 2 === 0 ? "EURUSD" : "GBPUSD", index));
      // Lets the loop turn, as it would for a publisher in another process.
      if (index % 500 === 0) await new Promise(setImmediate);
    }
    await vi.waitFor(async () => {
      await publish(tick("EURUSD", FLOOD + 1));
      expect(heard.at(-1)).toMatchObject({ bid: FLOOD + 1 });
    }, 10_000);
    await flush();
    expect(new Set(without(heard).map(({ symbol }) => symbol))).toEqual(new Set(["EURUSD", "GBPUSD"]));
    expect(without(heard).length).toBeLessThan(FLOOD / 100);
  });

  it("no more than 1,024 symbols are followed", async () => {
    const { heard, publish, flush } = await listening();
    await publish(tick("EURUSD"));
    await flush();
    for (let index = 0; index < 5_000; index += 1) await publish(tick(`MADE-UP-${index}`));
    // No other mark would be followed any more.
    heard.splice(0);
    await vi.waitFor(async () => {
      await publish(tick("EURUSD", 2));
      expect(heard).toContainEqual(expect.objectContaining({ symbol: "EURUSD", bid: 2 }));
    }, { timeout: 10_000 });
    await vi.waitFor(async () => {
      for (let index = 0; index < 2_000; index += 1) await publish(tick(`MORE-${index}`));
      await publish(tick("EURUSD", 3));
      expect(new Set(heard.map(({ symbol }) => symbol)).size).toBeGreaterThan(100);
    }, { timeout: 10_000 });
    expect(new Set(heard.map(({ symbol }) => symbol)).size).toBeLessThanOrEqual(1_024);
  });
});

describe("a publisher of ticks", () => {
  it("that is not there harms nothing, and is heard when it comes, goes and comes back", async () => {
    const port = await freePort();
    const { opponent } = await lineUp(v43());
    const venue = venueAt(opponent.port, { tickPort: port });
    const heard: string[] = [];
    venue.onTick(({ symbol }) => heard.push(symbol));
    await venue.probe();
    expect(await venue.ping(1_000)).toMatchObject({ kind: "confirmed" });
    for (const symbol of ["FIRST", "SECOND"]) {
      const publisher = await publisherAt(port);
      await vi.waitFor(
        async () => {
          await publisher.send(JSON.stringify(tick(symbol)));
          expect(heard).toContain(symbol);
        },
        { timeout: 10_000 },
      );
      publisher.close();
    }
  });

  it("is heard by every listener until it is cancelled, and by nobody once the venue is closed", async () => {
    const simulator = await startSimulator({ tickPort: 0 });
    onTestFinished(() => simulator.stop());
    const venue = venueAt(simulator.port, { tickPort: simulator.tickPort });
    const [kept, cancelled]: [string[], string[]] = [[], []];
    venue.onTick(({ symbol }) => kept.push(symbol));
    const cancel = venue.onTick(({ symbol }) => cancelled.push(symbol));
    const hear = (): Promise<void> =>
      vi.waitFor(() => {
        simulator.tick();
        expect(kept).toContain("EURUSD");
      });
    await hear();
    expect(cancelled).toContain("EURUSD");
    cancel();
    kept.splice(0);
    cancelled.splice(0);
    await hear();
    expect(cancelled).toEqual([]);
    await venue.close();
    kept.splice(0);
    const other = venueAt(simulator.port, { tickPort: simulator.tickPort });
    const later: string[] = [];
    other.onTick(({ symbol }) => later.push(symbol));
    await vi.waitFor(() => {
      simulator.tick();
      expect(later).toContain("EURUSD");
    });
    expect(kept).toEqual([]);
  });

  it("is not listened to where there is none, or at an address that is none", async () => {
    const heard: Tick[] = [];
    const none = venueAt(await freePort());
    none.onTick((each) => heard.push(each))();
    const nowhere = venueAt(await freePort(), { host: "no host at all", tickPort: 1 });
    nowhere.onTick((each) => heard.push(each))();
    await Promise.all([none.close(), nowhere.close()]);
    expect(heard).toEqual([]);
  });
});

import { afterEach, describe, expect, it, vi } from "vitest";
import type { Outcome } from "../../src-main/domain/outcome.ts";
import type { Permit } from "../../src-main/engine/ports.ts";
import type { GatewayVenue } from "../../src-main/gateway/client.ts";
import { closeEverything, freePort, lineUp, openByHand, type Opponent, opponentWith, requestIn, v43, venueAt } from "./opponent.ts";
import { killed, orderNumber, position } from "./samples.ts";

/** What a kill rests on: no order leaves after the permit was withdrawn, however many were under way before. */

afterEach(closeEverything);

const filled = v43({ OPEN: { status: "FILLED", ticket: 9 }, CLOSE: { status: "FILLED", ticket: 9 } });
const notPermitted = { kind: "denied", code: "NOT_PERMITTED", message: killed.message };
const IN_FLIGHT = 64;

/** A switch as the engine has it: grants until it is thrown, and remembers to whom. */
const killSwitch = () => {
  const granted = new Set<number>();
  let isThrown = false;
  return {
    granted,
    throwIt: () => {
      isThrown = true;
    },
    permitFor:
      (number: number): Permit =>
      () => {
        if (isThrown) return killed;
        granted.add(number);
        return null;
      },
  };
};

const openMany = (venue: GatewayVenue, permitFor: (number: number) => Permit, fields = {}): Promise<Outcome<unknown>[]> =>
  Promise.all(Array.from({ length: IN_FLIGHT }, (_, number) => venue.openOrder(orderNumber(number, fields), 3_000, permitFor(number))));

const numbersBy = (kind: Outcome<unknown>["kind"], outcomes: readonly Outcome<unknown>[]): number[] =>
  outcomes.flatMap((outcome, number) => (outcome.kind === kind ? [number] : []));

/** The orders an opponent has received, after it has answered one more question: none can follow any more. */
const receivedBy = async (opponent: Opponent, venue: GatewayVenue): Promise<number[]> => {
  expect(await venue.ping(2_000)).toMatchObject({ kind: "confirmed" });
  return opponent.received.filter((message) => message.includes('"OPEN"')).map((message) => Number(requestIn(message)["magic"]));
};

describe("64 orders under way when the permit is withdrawn", () => {
  it("in the same breath as they were asked for: one had been handed over, none follows", async () => {
    const { opponent, venue } = await lineUp(filled);
    const { granted, permitFor, throwIt } = killSwitch();
    const opening = openMany(venue, permitFor);
    throwIt();
    const outcomes = await opening;
    expect([...granted]).toEqual([0]);
    expect(numbersBy("confirmed", outcomes)).toEqual([0]);
    for (const outcome of outcomes.slice(1)) expect(outcome).toEqual(notPermitted);
    expect(await receivedBy(opponent, venue)).toEqual([0]);
  });

  it.each([1, 10, 63])("when %i had been let through: those arrive, and no other", async (count) => {
    const { opponent, venue } = await lineUp(filled);
    const { granted, permitFor, throwIt } = killSwitch();
    const outcomes = await openMany(venue, (number) => () => {
      if (granted.size === count) throwIt();
      return permitFor(number)();
    });
    expect(granted.size).toBe(count);
    const arrived = await receivedBy(opponent, venue);
    expect(arrived).toEqual(numbersBy("confirmed", outcomes));
    expect(arrived).toHaveLength(count);
    expect(numbersBy("denied", outcomes)).toHaveLength(IN_FLIGHT - arrived.length);
  });

  it("while answers come in and new orders follow them: nothing arrives that was not permitted before", async () => {
    const { granted, permitFor, throwIt } = killSwitch();
    let answers = 0;
    const { opponent, venue } = await lineUp((message, reply) => {
      if (message.includes('"OPEN"') && (answers += 1) === 200) throwIt();
      filled(message, reply);
    });
    let next = 0;
    const left: number[] = [];
    const trade = async (): Promise<void> => {
      for (;;) {
        const number = (next += 1);
        const outcome = await venue.openOrder(orderNumber(number), 3_000, permitFor(number));
        if (outcome.kind === "denied") return expect(outcome).toEqual(notPermitted);
        left.push(number);
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, trade));
    const arrived = await receivedBy(opponent, venue);
    expect(arrived.length).toBeGreaterThanOrEqual(200);
    expect(arrived).toHaveLength(left.length);
    expect(new Set(arrived)).toEqual(new Set(left));
    for (const number of arrived) expect(granted).toContain(number);
  });

  it("waiting for room at a gateway that stopped reading: none of those that waited is ever delivered", async () => {
    const gateway = await openByHand();
    const venue = venueAt(gateway.port);
    const probing = venue.probe();
    await gateway.answerProbe();
    await probing;
    const { permitFor, throwIt } = killSwitch();
    const tries: number[] = [];
    // Enough bytes to fill every buffer between here and there long before the last.
    const opening = openMany(
      venue,
      (number) => () => {
        tries.push(number);
        return permitFor(number)();
      },
      { symbol: "X".repeat(2_000_000) },
    );
    // No other was asked since the last look: the next one finds no room, and stands first in the queue.
    let askedBefore = 0;
    await vi.waitFor(
      () => {
        const asked = tries.length;
        const stands = asked > 0 && asked === askedBefore;
        askedBefore = asked;
        expect(stands).toBe(true);
      },
      { timeout: 10_000, interval: 200 },
    );
    const firstWaiting = tries.length;
    throwIt();

    const delivered: number[] = [];
    const reading = (async () => {
      for await (const frames of gateway.socket) {
        const message = frames.at(-1)?.toString() ?? "";
        if (message === "Hello") break;
        delivered.push(Number(requestIn(message)["magic"]));
        await gateway.socket.send([...frames.slice(0, -1), JSON.stringify({ status: "FILLED", ticket: 9 })]);
      }
    })();
    const outcomes = await opening;
    const probed = venue.probe();
    await reading;
    const denied = numbersBy("denied", outcomes);
    expect(denied).toEqual(Array.from({ length: IN_FLIGHT - firstWaiting }, (_, index) => firstWaiting + index));
    // Most waited here, where they can be held back, and not inside a socket, where nothing can.
    expect(denied.length).toBeGreaterThan(IN_FLIGHT / 2);
    for (const number of denied) expect(outcomes[number]).toEqual(notPermitted);
    expect(delivered).toEqual(numbersBy("confirmed", outcomes));
    expect(tries).toEqual(Array.from({ length: IN_FLIGHT }, (_, number) => number));
    await venue.close();
    await probed;
  });
});

describe("a permit withdrawn while an order waits", () => {
  it("for a connection: it does not leave when the gateway comes", async () => {
    const port = await freePort();
    const venue = venueAt(port, { probeTimeoutMs: 10_000 });
    const { permitFor, throwIt } = killSwitch();
    const probing = venue.probe();
    const waiting = venue.openOrder(orderNumber(1), 10_000, permitFor(1));
    throwIt();
    const opponent = await opponentWith(filled, port);
    expect(await waiting).toEqual(notPermitted);
    await probing;
    expect(await receivedBy(opponent, venue)).toEqual([]);
  });

  it("for a sign of life: it does not leave when the gateway goes on", async () => {
    let greet = (): void => {};
    let hangs = false;
    const { opponent, venue } = await lineUp((message, reply) => {
      if (hangs && message === "Hello") greet = () => filled(message, reply);
      else if (!hangs) filled(message, reply);
    });
    hangs = true;
    await venue.ping(80);
    const { permitFor, throwIt } = killSwitch();
    const waiting = venue.openOrder(orderNumber(1), 10_000, permitFor(1));
    await vi.waitFor(() => expect(opponent.received.filter((message) => message === "Hello")).toHaveLength(2));
    throwIt();
    hangs = false;
    greet();
    expect(await waiting).toEqual(notPermitted);
    expect(await receivedBy(opponent, venue)).toEqual([]);
  });
});

describe("a permit is asked once", () => {
  it("by an order that waited for one connection after another, and left over the last", async () => {
    const port = await freePort();
    const venue = venueAt(port, { probeTimeoutMs: 10_000 });
    const probing = venue.probe();
    const permit = vi.fn<Permit>(() => null);
    const waiting = venue.openOrder(orderNumber(1), 10_000, permit);
    // Takes the greeting, and goes away without an answer.
    const first = await opponentWith(() => first.close(), port);
    await vi.waitFor(() => expect(first.received).toEqual(["Hello"]), { timeout: 5_000 });
    const second = await opponentWith(filled, port);
    expect(await waiting).toMatchObject({ kind: "confirmed" });
    await probing;
    expect(permit).toHaveBeenCalledOnce();
    expect(await receivedBy(second, venue)).toEqual([1]);
  });

  it("by each of many orders that found no room at first", async () => {
    const { opponent, venue } = await lineUp(filled);
    const permits = Array.from({ length: IN_FLIGHT }, () => vi.fn<Permit>(() => null));
    const outcomes = await openMany(venue, (number) => permits[number] ?? (() => killed));
    expect(numbersBy("confirmed", outcomes)).toHaveLength(IN_FLIGHT);
    for (const permit of permits) expect(permit).toHaveBeenCalledOnce();
    expect(await receivedBy(opponent, venue)).toEqual(permits.map((_, number) => number));
  });

  it("and what it granted either arrives or is denied, while connections come and go", async () => {
    const port = await freePort();
    const venue = venueAt(port, { probeTimeoutMs: 10_000 });
    const probing = venue.probe();
    const arrived: number[] = [];
    let opponent: Opponent | null = null;
    const serve = async (): Promise<void> => {
      opponent = await opponentWith((message, reply) => {
        if (message.includes('"OPEN"')) arrived.push(Number(requestIn(message)["magic"]));
        filled(message, reply);
        // Gone in the middle of the next ones.
        if (arrived.length > 0 && arrived.length % 50 === 0) opponent?.close();
      }, port);
    };
    const grants = new Map<number, number>();
    const sendMany = (from: number): Promise<Outcome<unknown>[]> =>
      Promise.all(
        Array.from({ length: 120 }, (_, index) =>
          venue.openOrder(orderNumber(from + index), 2_000, () => {
            grants.set(from + index, (grants.get(from + index) ?? 0) + 1);
            return null;
          }),
        ),
      );
    for (const from of [1, 1_001]) {
      const [outcomes] = await Promise.all([sendMany(from), serve()]);
      for (const [index, { kind }] of outcomes.entries()) {
        const number = from + index;
        if (kind === "denied") expect(arrived).not.toContain(number);
        else expect(grants.get(number)).toBe(1);
        if (kind === "confirmed") expect(arrived).toContain(number);
      }
      (opponent as Opponent | null)?.close();
    }
    await probing;
    expect(arrived.length).toBeGreaterThanOrEqual(50);
    expect(new Set(arrived).size).toBe(arrived.length);
    for (const times of grants.values()) expect(times).toBe(1);
  });
});

describe("CLOSE", () => {
  it("asks its permit too, where it has one", async () => {
    const { opponent, venue } = await lineUp(filled);
    expect(await venue.closePosition(position, 1_000, () => killed)).toEqual(notPermitted);
    expect(opponent.actions()).not.toContain("CLOSE");
  });

  it("goes out without one, while every order is held back", async () => {
    const { venue } = await lineUp(filled);
    const [opened, closed] = await Promise.all([venue.openOrder(orderNumber(1), 1_000, () => killed), venue.closePosition(position, 1_000)]);
    expect(opened).toEqual(notPermitted);
    expect(closed).toMatchObject({ kind: "confirmed" });
  });
});

import { randomInt } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { after, type Answer, closeEverything, freePort, holdTheLoop, lineUp, openByHand, requestIn, startGateway, v43, venueAt } from "./opponent.ts";
import { position, syncReply } from "./samples.ts";

afterEach(closeEverything);

const done = { kind: "confirmed" };
const noAnswer = { kind: "unresolved", code: "NO_ANSWER" };

/** Answers as `v43(script)` does, but does something else with the reply to the first message of this action. */
const onceAt = (action: string, script: object, first: (send: () => void, message: string) => void): Answer => {
  let isFirst = true;
  return (message, reply) => {
    const isIt = isFirst && message.includes(`"${action}"`);
    if (isIt) isFirst = false;
    v43(script as Record<string, unknown>)(message, (body) => (isIt ? first(() => reply(body), message) : reply(body)));
  };
};

describe("a reply that", () => {
  it("is lost neither blocks nor answers the next request", async () => {
    const { venue } = await lineUp(onceAt("SYNC_ALL", { SYNC_ALL: syncReply() }, () => {}));
    expect(await venue.readTruth(100)).toMatchObject(noAnswer);
    expect(await venue.readTruth(1_000)).toMatchObject(done);
    expect(venue.diagnostics()).toMatchObject({ connections: 1, strayReplies: { late: 0 } });
  });

  it("is late is counted and dropped, though SYNC_ALL carries no uuid to tell it by", async () => {
    let sendLate = (): void => {};
    const counted = (rows: number) => syncReply(Array.from({ length: rows }, (_, i) => ({ ticket: i + 1, symbol: "EURUSD", type: "BUY", volume: 1 })));
    let asked = 0;
    const script = { SYNC_ALL: () => counted((asked += 1)) };
    const { venue } = await lineUp(onceAt("SYNC_ALL", script, (send) => (sendLate = send)));
    expect(await venue.readTruth(100)).toMatchObject(noAnswer);
    const second = venue.readTruth(1_000);
    sendLate();
    expect(await second).toMatchObject({ kind: "confirmed", value: { positions: { length: 2 } } });
    await vi.waitFor(() => expect(venue.diagnostics().strayReplies).toEqual({ late: 1, duplicate: 0, unmatched: 0 }));
  });

  it("is late is still a sign of life", async () => {
    let sendLate = (): void => {};
    const { venue } = await lineUp(onceAt("SYNC_ALL", { SYNC_ALL: syncReply() }, (send) => (sendLate = send)));
    await venue.readTruth(100);
    const before = venue.lastAnswerAtMs() ?? Number.NaN;
    sendLate();
    await vi.waitFor(() => expect(venue.lastAnswerAtMs()).toBeGreaterThan(before));
  });

  it("comes twice answers once", async () => {
    const twice = (send: () => void): void => {
      send();
      send();
    };
    const { venue } = await lineUp(onceAt("SYNC_ALL", { SYNC_ALL: syncReply() }, twice));
    expect(await venue.readTruth(1_000)).toMatchObject(done);
    expect(await venue.ping(1_000)).toMatchObject(done);
    expect(venue.diagnostics().strayReplies).toEqual({ late: 0, duplicate: 1, unmatched: 0 });
  });

  it("is corrupted is unreadable, whatever bytes it has, and the line goes on", async () => {
    const whole = Buffer.from(JSON.stringify(syncReply()));
    const corrupted = (): Buffer => {
      const bytes = Buffer.from(whole);
      for (let i = 0; i < 5; i += 1) bytes[randomInt(bytes.length)] = randomInt(256);
      return bytes.subarray(0, randomInt(1, bytes.length));
    };
    const { venue } = await lineUp(v43({ SYNC_ALL: corrupted }));
    for (let i = 0; i < 200; i += 1) expect(await venue.readTruth(1_000)).toMatchObject({ kind: "unresolved", code: "UNREADABLE" });
    expect(await venue.ping(1_000)).toMatchObject(done);
  });

  it("is far too large costs the connection, not the process", async () => {
    const huge = Buffer.alloc(65 * 1024 * 1024, " ");
    const { venue } = await lineUp(v43({ SYNC_ALL: huge }));
    expect(await venue.readTruth(5_000)).toMatchObject(noAnswer);
    expect(await venue.ping(2_000)).toMatchObject(done);
    expect(venue.diagnostics().connections).toBe(2);
  });

  it("comes outside our envelope is counted and dropped", async () => {
    const gateway = await openByHand();
    const venue = venueAt(gateway.port);
    const probing = venue.probe();
    const identity = await gateway.answerProbe();
    await probing;
    const before = venue.diagnostics().strayReplies.unmatched;
    for (const frames of [["", "Hi"], ["Hi"], ["", "", "Hi"], ["nobody-asked", "", "{}"]]) await gateway.socket.send([identity ?? "", ...frames]);
    await vi.waitFor(() => expect(venue.diagnostics().strayReplies.unmatched - before).toBe(4));
  });
});

describe("several requests at once", () => {
  it("each gets its own answer, in whatever order they come", async () => {
    const held: (() => void)[] = [];
    const answer: Answer = (message, reply) => {
      if (!message.includes("CLOSE")) return v43()(message, reply);
      const { uuid, ticket } = requestIn(message);
      held.push(() => reply({ uuid, status: "FILLED", ticket: Number(ticket) + 1_000 }));
      if (held.length === 8) for (const send of held.toReversed()) send();
    };
    const { venue } = await lineUp(answer);
    const tickets = [1, 2, 3, 4, 5, 6, 7, 8];
    const outcomes = await Promise.all(tickets.map((ticket) => venue.closePosition({ ...position, ticket }, 2_000)));
    expect(outcomes).toMatchObject(tickets.map((ticket) => ({ kind: "confirmed", value: { closingTicket: ticket + 1_000 } })));
  });

  it("one that is lost leaves the others their answers", async () => {
    const { venue } = await lineUp(onceAt("GET_ACCOUNT", {}, () => {}));
    const [lost, ...others] = await Promise.all([venue.readAccount(150), venue.ping(1_000), venue.ping(1_000)]);
    expect(lost).toMatchObject(noAnswer);
    expect(others).toMatchObject([done, done]);
  });
});

describe("a gateway that hangs", () => {
  /** Takes every message and answers none while it hangs, like a gateway whose one thread waits for the terminal. */
  const hanging = () => {
    const stuck: (() => void)[] = [];
    let hangs = false;
    const work: Answer = v43({ SYNC_ALL: syncReply(), CLOSE: { status: "FILLED", ticket: 9 } });
    const answer: Answer = (message, reply) => {
      if (hangs) stuck.push(() => work(message, reply));
      else work(message, reply);
    };
    const hang = (): void => {
      hangs = true;
    };
    const goOn = (): void => {
      hangs = false;
      for (const each of stuck.splice(0)) each();
    };
    return { answer, hang, goOn };
  };

  it("answers again when it goes on, and nothing it says late is believed", async () => {
    const gateway = hanging();
    const { venue } = await lineUp(gateway.answer);
    gateway.hang();
    expect(await venue.ping(80)).toMatchObject(noAnswer);
    expect(await venue.readTruth(80)).toMatchObject(noAnswer);
    expect(await venue.readTruth(80)).toMatchObject(noAnswer);
    gateway.goOn();
    expect(await venue.readTruth(2_000)).toMatchObject(done);
  });

  it("gets no further command: it stays here, expires, and is never delivered", async () => {
    const gateway = hanging();
    const { opponent, venue } = await lineUp(gateway.answer);
    gateway.hang();
    expect(await venue.ping(80)).toMatchObject(noAnswer);
    const closes = [1, 2, 3].map((ticket) => venue.closePosition({ ...position, ticket }, 120));
    for (const outcome of await Promise.all(closes)) expect(outcome).toMatchObject({ kind: "denied", code: "EXPIRED" });
    gateway.goOn();
    expect(await venue.readTruth(2_000)).toMatchObject(done);
    expect(opponent.actions()).not.toContain("CLOSE");
  });

  it("gets the command when it goes on in time", async () => {
    const gateway = hanging();
    const { venue } = await lineUp(gateway.answer);
    gateway.hang();
    expect(await venue.ping(80)).toMatchObject(noAnswer);
    const closing = venue.closePosition(position, 3_000);
    gateway.goOn();
    expect(await closing).toMatchObject({ kind: "confirmed", value: { closingTicket: 9 } });
  });

  it("is left for a fresh connection after the second silence in a row, and greeted there first", async () => {
    const gateway = hanging();
    const { opponent, venue } = await lineUp(gateway.answer);
    gateway.hang();
    await venue.ping(80);
    await venue.ping(80);
    await vi.waitFor(() => expect(venue.diagnostics().connections).toBe(2));
    const before = opponent.received.length;
    gateway.goOn();
    expect(await venue.ping(2_000)).toMatchObject(done);
    expect(opponent.received[before]).toBe("Hello");
  });
});

it("a gateway that stops reading gets nothing that was given up before there was room for it", async () => {
  const gateway = await openByHand();
  const venue = venueAt(gateway.port);
  const probing = venue.probe();
  await gateway.answerProbe();
  await probing;
  // Enough to fill every buffer between here and there, so that the rest has to wait here.
  const symbol = "X".repeat(1_000_000);
  const outcomes = await Promise.all(Array.from({ length: 150 }, (_, i) => venue.closePosition({ ...position, symbol, ticket: i + 1 }, 400)));
  const ticketsBy = (kind: string): number[] => outcomes.flatMap((outcome, i) => (outcome.kind === kind ? [i + 1] : []));
  expect(ticketsBy("denied").length).toBeGreaterThan(0);
  expect(ticketsBy("denied").length + ticketsBy("unresolved").length).toBe(150);

  const delivered: number[] = [];
  const probed = venue.probe();
  for await (const frames of gateway.socket) {
    const message = frames.at(-1)?.toString() ?? "";
    if (message === "Hello") break;
    delivered.push(Number(requestIn(message)["ticket"]));
  }
  expect(delivered.filter((ticket) => ticketsBy("denied").includes(ticket))).toEqual([]);
  await venue.close();
  await probed;
});

it("an answer that lies unread because our own loop was held up still counts", async () => {
  const port = await freePort();
  await startGateway(port, "v43", "50");
  const venue = venueAt(port);
  await venue.probe();
  const pinged = venue.ping(100);
  // From an immediate, after which the loop runs its timers before it reads anything.
  setImmediate(() => holdTheLoop(after(400)));
  expect(await pinged).toMatchObject(done);
});

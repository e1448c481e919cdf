import { afterEach, describe, expect, it } from "vitest";
import { type Answer, closeEverything, freePort, lineUp, opponentWith, v43, venueAt } from "./opponent.ts";
import { invalidJson, orderOnlyReply, position } from "./samples.ts";

afterEach(closeEverything);

const greetedWith =
  (reply: unknown): Answer =>
  (message, answer) =>
    v43({ Hello: reply })(message, answer);

describe("the probe names what answers", () => {
  it.each([
    ["v4.3", invalidJson, true],
    ["handshake", "OK_FROM_MT5", true],
    ["order-only EA", orderOnlyReply, false],
    ["order-only EA", { status: "ERROR", msg: "Unknown Command" }, false],
    ["unknown", "HTTP/1.1 400 Bad Request", false],
    ["unknown", { status: "ERROR", msg: "Unknown symbol" }, false],
    ["unknown", [], false],
    ["unknown", "", false],
  ])("%s, by its answer to Hello", async (kind, reply, usable) => {
    const opponent = await opponentWith(greetedWith(reply));
    const venue = venueAt(opponent.port);
    expect(await venue.probe()).toMatchObject({ kind, usable, detail: expect.stringContaining("answered Hello") as string });
    expect(venue.kind()).toBe(kind);
    expect(opponent.received[0]).toBe("Hello");
  });

  it("silent, when nobody listens", async () => {
    const venue = venueAt(await freePort(), { probeTimeoutMs: 300 });
    expect(await venue.probe()).toMatchObject({ kind: "silent", usable: false, latencyMs: null, detail: expect.stringContaining("nobody answers there") as string });
    expect(venue.kind()).toBeNull();
  });

  it("silent, when nobody answers", async () => {
    const opponent = await opponentWith(() => {});
    const venue = venueAt(opponent.port, { probeTimeoutMs: 300 });
    expect(await venue.probe()).toMatchObject({ kind: "silent", usable: false, detail: expect.stringContaining("did not answer Hello") as string });
  });

  it("capabilities and the word that it is a simulator, from PING", async () => {
    const opponent = await opponentWith(v43({ PING: { status: "OK", capabilities: ["HISTORY", 7, "CHECKSUM"], simulated: true } }));
    expect(await venueAt(opponent.port).probe()).toMatchObject({ kind: "v4.3", capabilities: ["HISTORY", "CHECKSUM"], simulated: true });
  });

  it("a gateway whose PING fails is usable all the same, and the report says why it could not be asked", async () => {
    const opponent = await opponentWith(v43({ PING: "{" }));
    expect(await venueAt(opponent.port).probe()).toMatchObject({ usable: true, capabilities: [], detail: expect.stringContaining("PING: reply is {") as string });
  });
});

describe("JSON is kept from whom it could hurt", () => {
  const everyRequest = (venue: ReturnType<typeof venueAt>) =>
    Promise.all([venue.ping(500), venue.readTruth(500), venue.readPositions(500), venue.readAccount(500), venue.closePosition(position, 500)]);

  it("the order-only kind receives Hello and nothing else, ever", async () => {
    const { opponent, venue } = await lineUp((_, reply) => reply(orderOnlyReply));
    for (const outcome of await everyRequest(venue)) expect(outcome).toMatchObject({ kind: "denied", code: "UNSAFE_KIND" });
    await venue.probe();
    expect(new Set(opponent.received)).toEqual(new Set(["Hello"]));
  });

  it("until another probe finds a usable kind", async () => {
    let greeting: unknown = orderOnlyReply;
    const { venue } = await lineUp((message, reply) => v43({ Hello: greeting })(message, reply));
    expect(await venue.ping(500)).toMatchObject({ kind: "denied", code: "UNSAFE_KIND" });
    greeting = invalidJson;
    expect(await venue.probe()).toMatchObject({ kind: "v4.3", usable: true });
    expect(await venue.ping(500)).toMatchObject({ kind: "confirmed" });
  });

  it("nothing is sent before the first probe", async () => {
    const opponent = await opponentWith(v43());
    const venue = venueAt(opponent.port);
    for (const outcome of await everyRequest(venue)) expect(outcome).toMatchObject({ kind: "denied", code: "UNSAFE_KIND" });
    await venue.probe();
    expect(opponent.received[0]).toBe("Hello");
  });

  it("a garbled greeting is asked again, not held against the gateway", async () => {
    let greetings = 0;
    const answer: Answer = (message, reply) => {
      if (message === "Hello" && ++greetings === 1) return reply(Buffer.from([0xff, 0x00, 0x9c]));
      v43()(message, reply);
    };
    const { venue } = await lineUp(answer);
    expect(venue.kind()).toBe("unknown");
    expect(await venue.ping(500)).toMatchObject({ kind: "confirmed" });
    expect(venue.kind()).toBe("v4.3");
  });
});

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { GatewayVenue } from "../../src-main/gateway/client.ts";
import type { LineHint } from "../../src-main/engine/ports.ts";
import { after, closeEverything, freePort, holdTheLoop, lineUp, openByHand, opponentWith, spawnGateway, startGateway, v43, venueAt } from "./opponent.ts";
import { orderOnlyReply, position, syncReply } from "./samples.ts";

afterEach(closeEverything);

const done = { kind: "confirmed" };
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 10_000, interval: 20 });
const answersAgain = (venue: GatewayVenue) => eventually(async () => expect(await venue.ping(500)).toMatchObject(done));

const killed = async (gateway: ChildProcess): Promise<void> => {
  const gone = once(gateway, "exit");
  gateway.kill("SIGKILL");
  await gone;
};

describe("a gateway that comes late", () => {
  it("is found by itself, and a request that waits for it goes out", async () => {
    const port = await freePort();
    const venue = venueAt(port, { probeTimeoutMs: 5_000 });
    const probing = venue.probe();
    const reading = venue.readTruth(10_000);
    await opponentWith(v43({ SYNC_ALL: syncReply() }), port);
    expect(await probing).toMatchObject({ kind: "v4.3", usable: true });
    expect(await reading).toMatchObject(done);
  });

  it("never receives what was asked for and given up before it came", async () => {
    const port = await freePort();
    const venue = venueAt(port, { probeTimeoutMs: 100 });
    expect(await venue.probe()).toMatchObject({ kind: "silent" });
    const denied = await Promise.all([venue.closePosition(position, 150), venue.readTruth(150), venue.ping(50)]);
    for (const outcome of denied) expect(outcome).toMatchObject({ kind: "denied", code: "NOT_CONNECTED" });
    const opponent = await opponentWith(v43({ SYNC_ALL: syncReply() }), port);
    await answersAgain(venue);
    expect(await venue.readTruth(1_000)).toMatchObject(done);
    expect(opponent.actions()).not.toContain("CLOSE");
    expect(opponent.actions().filter((action) => action === "SYNC_ALL")).toHaveLength(1);
  });
});

describe("a gateway that is killed", () => {
  it("cuts off what it was asked, and answers again once it is restarted on the same port", async () => {
    const port = await freePort();
    const first = await startGateway(port);
    const venue = venueAt(port);
    const hints: LineHint[] = [];
    venue.onLine((hint) => hints.push(hint));
    await venue.probe();
    await killed(first.process);
    await vi.waitFor(() => expect(hints).toEqual(["up", "down"]));
    expect(venue.kind()).toBeNull();
    expect(await venue.ping(100)).toMatchObject({ kind: "denied", code: "NOT_CONNECTED" });
    await startGateway(port);
    await answersAgain(venue);
    expect(hints).toEqual(["up", "down", "up"]);
  });

  it("leaves what it had not answered unresolved, at once", async () => {
    const { opponent, venue } = await lineUp(v43());
    const closing = venue.closePosition(position, 60_000);
    await vi.waitFor(() => expect(opponent.actions()).toContain("CLOSE"));
    opponent.close();
    expect(await closing).toMatchObject({ kind: "unresolved", code: "NO_ANSWER", message: expect.stringContaining("connection ended") as string });
  });

  it("and replaced by the order-only kind on the same port: that one receives Hello and nothing else", async () => {
    const { opponent, venue } = await lineUp(v43());
    expect(await venue.ping(500)).toMatchObject(done);
    opponent.close();
    const other = await opponentWith((_, reply) => reply(orderOnlyReply), opponent.port);
    const outcomes = await Promise.all([venue.closePosition(position, 5_000), venue.readTruth(5_000), venue.ping(5_000)]);
    for (const outcome of outcomes) {
      // What left just before the end was cut off; everything after it is held back.
      if (outcome.kind !== "unresolved") expect(outcome).toMatchObject({ kind: "denied", code: "UNSAFE_KIND" });
    }
    expect(await venue.ping(5_000)).toMatchObject({ kind: "denied", code: "UNSAFE_KIND" });
    expect(venue.kind()).toBe("order-only EA");
    expect(new Set(other.received)).toEqual(new Set(["Hello"]));
  });
});

it("no request reaches a program that took the port while our loop was held up, before we could hear of it", async () => {
  const port = await freePort();
  const gateway = await startGateway(port);
  const venue = venueAt(port);
  expect(await venue.probe()).toMatchObject({ kind: "v4.3" });

  const bound = join(mkdtempSync(join(tmpdir(), "holdfast-")), "bound");
  onTestFinished(() => rmSync(dirname(bound), { recursive: true }));
  gateway.process.kill("SIGKILL");
  const other = spawnGateway(port, "order-only", "0", bound);
  const tooLong = after(15_000);
  holdTheLoop(() => existsSync(bound) || tooLong());
  // Time for a socket that reconnects by itself to do so.
  holdTheLoop(after(1_500));

  expect(await venue.closePosition(position, 5_000)).toMatchObject({ kind: "denied", code: "UNSAFE_KIND" });
  await vi.waitFor(() => expect(other.said()).toEqual(["bound", "Hello"]));
});

it("finds a gateway on IPv4 under the name localhost", async () => {
  const opponent = await opponentWith(v43());
  expect(await venueAt(opponent.port, { host: "localhost" }).probe()).toMatchObject({ kind: "v4.3" });
});

describe("a port that is no gateway", () => {
  it("takes connections and says nothing: silent, and tried again", async () => {
    const mute = createServer().listen(0, "127.0.0.1");
    await once(mute, "listening");
    const address = mute.address();
    const venue = venueAt(typeof address === "object" && address !== null ? address.port : 0, { probeTimeoutMs: 200 });
    expect(await venue.probe()).toMatchObject({ kind: "silent", usable: false });
    await venue.close();
    mute.close();
  });

  it.each(["no.such.host.invalid", "a b", "::1"])("host %j: a sentence, no crash", async (host) => {
    const venue = venueAt(await freePort(), { host, probeTimeoutMs: 200 });
    expect(await venue.probe()).toMatchObject({ kind: "silent", detail: expect.stringContaining(`no connection to ${host}`) as string });
  });
});

describe("closing", () => {
  it("settles everything that is under way, and denies what comes after", async () => {
    const { opponent, venue } = await lineUp(v43());
    const closing = venue.closePosition(position, 60_000);
    await vi.waitFor(() => expect(opponent.actions()).toContain("CLOSE"));
    await venue.close();
    expect(await closing).toMatchObject({ kind: "unresolved", code: "NO_ANSWER" });
    expect(await venue.ping(60_000)).toMatchObject({ kind: "denied", code: "CLOSED" });
    expect(await venue.probe()).toMatchObject({ kind: "silent" });
  });

  it("denies what still waits for a connection", async () => {
    const venue = venueAt(await freePort());
    const probing = venue.probe();
    const waiting = venue.ping(60_000);
    await venue.close();
    expect(await waiting).toMatchObject({ kind: "denied", code: "CLOSED" });
    expect(await probing).toMatchObject({ kind: "silent" });
  });

  it.each(["nobody", "somebody who stopped reading"])("lets the process end with messages unsent to %s", async (listener) => {
    const gateway = await openByHand();
    if (listener === "nobody") gateway.socket.close();
    const script = fileURLToPath(new URL("unsent-process.ts", import.meta.url));
    const child = spawn(process.execPath, [script, String(gateway.port)], { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const ended = once(child, "close");
    if (listener !== "nobody") await gateway.answerProbe();
    expect(await ended).toEqual([0, null]);
    expect(said).toBe(listener === "nobody" ? "silent, then denied\n" : "v4.3, then denied unresolved\n");
  });
});

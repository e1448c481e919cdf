import { spawnSync } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { type Hashes, riskSignature } from "../../src-main/domain/risk-signature.ts";
import type { OrderTicket } from "../../src-main/engine/ports.ts";
import { startSimulator } from "../../src-main/simulator/simulator.ts";
import { closeEverything, lineUp, v43, venueAt } from "./opponent.ts";
import { order, permitted } from "./samples.ts";

afterEach(closeEverything);

const hashes: Hashes = {
  sha256Hex: (text) => createHash("sha256").update(text).digest("hex"),
  hmacSha256Hex: (secret, text) => createHmac("sha256", secret).update(text).digest("hex"),
};

const python = process.platform === "win32" ? "python" : "python3";
const hasPython = spawnSync(python, ["--version"]).status === 0;
if (!hasPython) process.stderr.write("python-checksum.test.ts: no Python here, so nothing is recomputed; the vectors of risk-signature.test.ts are all there is\n");

/** What goes over the wire for these orders, one message a line. */
const messagesOf = async (orders: readonly OrderTicket[], secret: string | null): Promise<string[]> => {
  const { opponent, venue } = await lineUp(v43({ OPEN: { status: "FILLED", ticket: 1 } }), { sign: (fields, atMs) => riskSignature(fields, atMs, { hashes, secret }) });
  await Promise.all(orders.map((each) => venue.openOrder(each, 10_000, permitted)));
  return opponent.received.filter((message) => message.includes('"action":"OPEN"'));
};

const recomputed = (messages: readonly string[], secret: string | null): string[][] => {
  const script = fileURLToPath(new URL("recompute_checksum.py", import.meta.url));
  const { stdout, stderr } = spawnSync(python, [script, ...(secret === null ? [] : [secret])], { input: messages.join("\n"), encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout.trim().split(/\r?\n/).map((line) => line.split(" "));
};

const price = fc.oneof(
  fc.constantFrom(null, 1, 2030, 0.1 + 0.2, 1e-5, 1e-7, 1e16, 1.5e22, 123_456_789_012_345_680),
  fc.double({ min: 5e-324, max: 1e300, noNaN: true }),
  fc.integer({ min: 1, max: 1e6 }).map((points) => points / 1e5),
);
const tickets: fc.Arbitrary<OrderTicket> = fc.record({
  uuid: fc.uuid(),
  symbol: fc.oneof(fc.constantFrom("EURUSD", "US500.cash", "Öl\"\\ 金😀\u007f"), fc.string({ unit: "grapheme", minLength: 1, maxLength: 32 })),
  type: fc.constantFrom("BUY", "SELL", "BUY_LIMIT", "SELL_STOP"),
  volumeLots: fc.oneof(fc.constantFrom(1, 10, 0.01, 1e-8, 0.30000000000000004), fc.integer({ min: 1, max: 1e9 }).map((units) => units / 1e8)),
  price,
  stopLoss: price,
  takeProfit: price,
  comment: fc.constant(""),
  magic: fc.maxSafeNat(),
});

describe("the simulator, which recomputes signatures in its own way", () => {
  const key = (secret: string | null) => ({ sign: (fields: Parameters<typeof riskSignature>[0], atMs: number) => riskSignature(fields, atMs, { hashes, secret }) });

  it.each([
    ["v1", {}, null],
    ["v2", { signatureSecret: "shared" }, "shared"],
  ])("takes orders signed by %s, and no others", async (_, options, secret) => {
    const simulator = await startSimulator({ positions: 0, verifyChecksum: true, ...options });
    onTestFinished(() => simulator.stop());
    const [signed, forged] = [venueAt(simulator.port, key(secret)), venueAt(simulator.port, key("guessed"))];
    await Promise.all([signed.probe(), forged.probe()]);
    const whole = { ...order, volumeLots: 1, stopLoss: 1, takeProfit: 2 };
    expect(await signed.openOrder(whole, 1_000, permitted)).toMatchObject({ kind: "confirmed" });
    expect(await forged.openOrder({ ...whole, uuid: "forged" }, 1_000, permitted)).toMatchObject({ kind: "refused", code: "RISK_SIGNATURE_INVALID" });
    expect(simulator.account.positions()).toHaveLength(1);
  });
});

describe.skipIf(!hasPython)("a gateway in Python that signs what it has read", () => {
  it.each([null, "correct horse battery staple"])("finds our checksum for every order, with the secret %j", async (secret) => {
    const orders = [order, ...fc.sample(tickets, { numRuns: 500, seed: 7 })];
    const messages = await messagesOf(orders, secret);
    const pairs = recomputed(messages, secret);
    expect(pairs).toHaveLength(orders.length);
    for (const [index, [carried, wanted]] of pairs.entries()) expect([messages[index], carried]).toEqual([messages[index], wanted]);
  });
});

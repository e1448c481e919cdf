/**
 * A program that has more to send than goes out, closes, and must then end by itself: `node unsent-process.ts <port>`.
 * Says what the probe found, and what kinds of outcome its requests had.
 */
import { openVenue } from "../../src-main/gateway/client.ts";
import { systemClock } from "../../src-main/system/clock.ts";
import { systemIds } from "../../src-main/system/ids.ts";
import { position, signV1 } from "./samples.ts";

const venue = openVenue({
  host: "127.0.0.1",
  port: Number(process.argv[2]),
  tickPort: null,
  clock: systemClock,
  ids: systemIds,
  sign: signV1,
  probeTimeoutMs: 1_000,
});
const { kind } = await venue.probe();
// Enough to fill every buffer between here and there.
const symbol = "X".repeat(1_000_000);
const closing = Promise.all(Array.from({ length: 150 }, (_, i) => venue.closePosition({ ...position, symbol, ticket: i + 1 }, 60_000)));
systemClock.after(300, () => void venue.close());
const kinds = new Set((await closing).map((outcome) => outcome.kind));
process.stdout.write(`${kind}, then ${[...kinds].toSorted().join(" ")}\n`);

import { createHash, createHmac } from "node:crypto";
import { riskSignature, type Hashes } from "../domain/risk-signature.ts";
import { openVenue, type GatewayVenue } from "../gateway/client.ts";
import { systemClock } from "../system/clock.ts";
import type { Config } from "../system/config.ts";
import { systemIds } from "../system/ids.ts";

const hashes: Hashes = {
  sha256Hex: (text) => createHash("sha256").update(text).digest("hex"),
  hmacSha256Hex: (secret, text) => createHmac("sha256", secret).update(text).digest("hex"),
};

/** The venue behind a gateway, with this machine's clock, ids and hashes. Every order is signed as v4.3 gateways check. */
export const venueAt = (host: string, port: number, config: Config): GatewayVenue =>
  openVenue({
    host,
    port,
    clock: systemClock,
    ids: systemIds,
    probeTimeoutMs: config.syncTimeoutMs,
    sign: (order, nowMs) => riskSignature(order, nowMs, { hashes, secret: null }),
  });

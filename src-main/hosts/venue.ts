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

export interface GatewayAddress {
  readonly host: string;
  readonly port: number;
  /** `null`: its prices are not listened to. */
  readonly tickPort: number | null;
}

/** The venue behind a gateway, with this machine's clock, ids and hashes. Orders are signed with the shared secret where there is one (v2), else as v4.3 gateways check (v1). */
export const venueAt = (address: GatewayAddress, config: Config): GatewayVenue =>
  openVenue({
    ...address,
    clock: systemClock,
    ids: systemIds,
    probeTimeoutMs: config.syncTimeoutMs,
    sign: (order, nowMs) => riskSignature(order, nowMs, { hashes, secret: config.riskSignatureSecret?.reveal() ?? null }),
  });

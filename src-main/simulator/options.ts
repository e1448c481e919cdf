import type { Clock } from "../engine/ports.ts";
import type { KindName } from "./gateway-kinds.ts";

/** What a simulator can be told. Everything has a default. */
export interface SimulatorOptions {
  /** Port on 127.0.0.1; 0 takes any free one. Default 0. */
  readonly port?: number;
  /** Port of the socket of ticks; 0 takes any free one. Default: there is none. */
  readonly tickPort?: number;
  /** Same seed, requests and ticks: same replies. Default 1. */
  readonly seed?: number;
  /** Default `extended`. */
  readonly kind?: KindName;
  /** Positions open at the start. Default 14. */
  readonly positions?: number;
  /** So many of these opened by hand, with magic 0. Default 0. */
  readonly foreignPositions?: number;
  /** In the account's currency. Default: fitting the positions, at least 10,000. */
  readonly balance?: number;
  /** Default 100. */
  readonly leverage?: number;
  /** Default 202401. */
  readonly magic?: number;
  /** Positions come back with magic and comment. Default: only those of `extended`. */
  readonly keepMagic?: boolean;
  /** `CLOSE` closes the whole position whatever volume was asked. Default: all kinds but `extended` do. */
  readonly closeIgnoresVolume?: boolean;
  /** How often the market moves. 0, the default: only when `tick` is called. */
  readonly tickIntervalMs?: number;
  /** What each request takes. Default 0. */
  readonly serviceMs?: number;
  /** How old a risk signature may be. Default 5,000. */
  readonly signatureTtlMs?: number;
  /** With it, only v2 signatures made with it pass. Default: none. */
  readonly signatureSecret?: string;
  /** Without a secret: only v1 signatures pass whose checksum is that of the order as it came. Default: any checksum does. */
  readonly verifyChecksum?: boolean;
  readonly clock?: Clock;
}

/** One option that breaks its rule. */
export interface Problem {
  readonly field: string;
  readonly value: string;
  readonly rule: string;
}

interface Range {
  readonly lowest: number;
  readonly highest: number;
  readonly whole: boolean;
}

const wholeFrom = (lowest: number, highest: number): Range => ({ lowest, highest, whole: true });

/** What the numbers among the options may be. */
export const optionRanges = {
  port: wholeFrom(0, 65_535),
  tickPort: wholeFrom(0, 65_535),
  seed: wholeFrom(0, 2 ** 32 - 1),
  positions: wholeFrom(0, 100_000),
  foreignPositions: wholeFrom(0, 100_000),
  balance: { lowest: 0, highest: 1e12, whole: false },
  leverage: wholeFrom(1, 5_000),
  magic: wholeFrom(0, Number.MAX_SAFE_INTEGER),
  tickIntervalMs: wholeFrom(0, 3_600_000),
  serviceMs: wholeFrom(0, 3_600_000),
  signatureTtlMs: wholeFrom(1, 3_600_000),
} as const satisfies Partial<Record<keyof SimulatorOptions, Range>>;

/** Every option that breaks a rule, with its value and the rule. */
export function optionProblems(options: SimulatorOptions): Problem[] {
  return Object.entries(optionRanges).flatMap(([field, range]) => {
    const value = options[field as keyof typeof optionRanges];
    return value === undefined || isIn(range, value) ? [] : [{ field, value: String(value), rule: rangeText(range) }];
  });
}

const isIn = ({ lowest, highest, whole }: Range, value: number): boolean =>
  value >= lowest && value <= highest && (!whole || Number.isInteger(value));

const rangeText = ({ lowest, highest, whole }: Range): string => `a ${whole ? "whole number" : "number"} from ${lowest} to ${highest}`;

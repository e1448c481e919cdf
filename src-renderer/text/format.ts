import type { Language, Text } from "./text.ts";
import { localeOf } from "./text.ts";

/** A figure and its unit, apart, so that the unit can be shown smaller. */
export interface Measured {
  readonly figure: string;
  readonly unit: string;
}

/** How this reader reads numbers, money, times and durations. `null` in, `null` out: what was not told is no zero. */
export interface Format {
  count(value: number): string;
  /** Two decimals, a real minus, without currency. */
  money(amount: number): string;
  /** With a plus when positive: for profits. */
  signedMoney(amount: number): string;
  lots(lots: number): string;
  /** With no more decimals than it has, and at most so many. */
  figure(value: number, mostDigits: number): string;
  price(price: number, digits: number): string;
  percent(fraction: number): string;
  percentPoints(pct: number): string;
  latency(ms: number): Measured;
  latencyText(ms: number): string;
  /** For the labels of a scale: no more decimals than it needs. */
  scaleText(ms: number): string;
  /** `12 s`, `4 min 05 s`, `3 h 12 min`, `2 d 4 h`: for ages, which only ever grow past a whole second. */
  duration(ms: number): string;
  /** `0.5 s`, `5 s`: for what somebody set, to the tenth. */
  interval(ms: number): string;
  /** `10 min`, `1 h`: whole steps, in the one unit they are counted in. */
  stepText(ms: number): string;
  /** `09:41:12` today, else with the date. */
  time(atMs: number, nowMs: number): string;
  clock(atMs: number): string;
  /** To the millisecond: for moments that are compared. */
  moment(atMs: number): string;
}

const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;

export function createFormat(language: Language, text: Text): Format {
  const locale = localeOf[language];
  const gap = language === "zh" ? " " : "\u00a0";
  const counts = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const amounts = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const signed = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" });
  const lots = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 8 });
  const percents = new Intl.NumberFormat(locale, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const scales = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const points = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const clocks = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const dates = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const moments = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, hourCycle: "h23" });
  const prices = new Map<number, Intl.NumberFormat>();
  const figures = new Map<number, Intl.NumberFormat>();

  const minus = (written: string): string => written.replace("-", "\u2212");
  const part = (value: number, unit: string): string => `${value}${gap}${unit}`;

  const priceFormat = (digits: number): Intl.NumberFormat => {
    const known = prices.get(digits);
    if (known !== undefined) return known;
    const made = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    prices.set(digits, made);
    return made;
  };

  const figureFormat = (mostDigits: number): Intl.NumberFormat => {
    const known = figures.get(mostDigits);
    if (known !== undefined) return known;
    const made = new Intl.NumberFormat(locale, { maximumFractionDigits: mostDigits });
    figures.set(mostDigits, made);
    return made;
  };

  const latency = (ms: number): Measured => {
    if (ms >= 10_000) return { figure: (ms / 1_000).toFixed(1), unit: text.unit.second };
    const digits = ms < 10 ? 2 : ms < 100 ? 1 : 0;
    return { figure: priceFormat(digits).format(ms), unit: text.unit.millisecond };
  };

  const duration = (ms: number): string => {
    const total = Math.max(0, Math.floor(ms / 1_000));
    const { unit } = text;
    if (total < MINUTE_S) return part(total, unit.second);
    const seconds = total % MINUTE_S;
    const minutes = Math.floor(total / MINUTE_S) % 60;
    if (total < HOUR_S) {
      const rest = total < 10 * MINUTE_S ? `${gap}${String(seconds).padStart(2, "0")}${gap}${unit.second}` : "";
      return `${part(minutes, unit.minute)}${rest}`;
    }
    const hours = Math.floor(total / HOUR_S) % 24;
    if (total < DAY_S) return `${part(hours, unit.hour)}${gap}${part(minutes, unit.minute)}`;
    return `${part(Math.floor(total / DAY_S), unit.day)}${gap}${part(hours, unit.hour)}`;
  };

  const interval = (ms: number): string => (ms < MINUTE_S * 1_000 ? `${tenths.format(ms / 1_000)}${gap}${text.unit.second}` : duration(ms));

  const sameDay = (aMs: number, bMs: number): boolean => new Date(aMs).toDateString() === new Date(bMs).toDateString();

  return {
    count: (value) => minus(counts.format(value)),
    money: (amount) => minus(amounts.format(amount)),
    signedMoney: (amount) => minus(signed.format(amount)),
    lots: (volume) => lots.format(volume),
    figure: (value, mostDigits) => minus(figureFormat(mostDigits).format(value)),
    price: (price, digits) => minus(priceFormat(digits).format(price)),
    percent: (fraction) => percents.format(fraction),
    percentPoints: (pct) => `${points.format(pct)}${gap}%`,
    latency,
    latencyText: (ms) => {
      const { figure, unit } = latency(ms);
      return `${figure}${gap}${unit}`;
    },
    scaleText: (ms) => `${scales.format(ms)}${gap}${text.unit.millisecond}`,
    duration,
    interval,
    stepText: (ms) => (ms < HOUR_S * 1_000 ? part(ms / (MINUTE_S * 1_000), text.unit.minute) : part(ms / (HOUR_S * 1_000), text.unit.hour)),
    time: (atMs, nowMs) => (sameDay(atMs, nowMs) ? clocks : dates).format(atMs),
    clock: (atMs) => clocks.format(atMs),
    moment: (atMs) => moments.format(atMs),
  };
}

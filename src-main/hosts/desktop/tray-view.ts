import type { KillScope } from "../../contract/kill.ts";
import type { Overview } from "../../contract/overview.ts";
import type { TradingState } from "../../contract/trading-state.ts";
import type { Exposure } from "./exposure.ts";
import type { DesktopText } from "./text.ts";

/** One picture a state, told apart by shape. `disconnected`: no engine runs (yet, or any more). */
export const trayIconNames = ["starting", "syncing", "halted", "review", "armed", "reduce-only", "tripped", "killed", "disconnected"] as const;
export type TrayIconName = (typeof trayIconNames)[number];

export type TrayAction =
  | { readonly do: "open" }
  | { readonly do: "kill"; readonly scope: KillScope; readonly flatten: boolean }
  | { readonly do: "reduce-only"; readonly on: boolean }
  | { readonly do: "quit" };

export type TrayMenuItem =
  | { readonly kind: "text"; readonly label: string }
  | { readonly kind: "action"; readonly label: string; readonly action: TrayAction }
  | { readonly kind: "group"; readonly label: string; readonly items: readonly TrayMenuItem[] }
  | { readonly kind: "line" };

export interface TrayView {
  readonly icon: TrayIconName;
  readonly tooltip: string;
  readonly menu: readonly TrayMenuItem[];
}

/** What the tray is about: an engine's overview, or why there is none. */
export type TraySubject =
  | { readonly phase: "starting" }
  | { readonly phase: "running"; readonly overview: Overview; readonly exposure: Exposure; readonly shortcutTaken: string | null }
  | { readonly phase: "stopping" };

const ICONS: Readonly<Record<TradingState, TrayIconName>> = {
  STARTING: "starting",
  SYNCING: "syncing",
  HALTED: "halted",
  REVIEW: "review",
  ARMED: "armed",
  REDUCE_ONLY: "reduce-only",
  TRIPPED: "tripped",
  KILLED: "killed",
};

/** Agents or symbols that a menu lists; a longer one would not fit a screen. */
export const LISTED_MAX = 20;

/**
 * Everything the tray shows, from what it is about and nothing else.
 *
 * The menu holds only what changes with the state. Ages and figures are in the tooltip: a menu that is replaced while
 * it is open closes under the pointer, and the kill switch must not.
 */
export function trayView(subject: TraySubject, text: DesktopText): TrayView {
  if (subject.phase !== "running") return withoutEngine(subject.phase === "starting" ? text.starting : text.stopping, text);
  const { overview, exposure, shortcutTaken } = subject;
  const head = `${text.environment[overview.environment]} · ${text.state[overview.tradingState]}`;
  return {
    icon: ICONS[overview.tradingState],
    tooltip: [`Holdfast · ${head}`, text.meaning[overview.tradingState], text.link[overview.link], truthText(overview, text), ...doubtCount(exposure, text)].join("\n"),
    menu: [
      ...[head, text.meaning[overview.tradingState], ...reasonText(overview, text), ...doubt(exposure, text), ...taken(shortcutTaken, text)].map(textItem),
      { kind: "line" },
      { kind: "action", label: text.open, action: { do: "open" } },
      { kind: "line" },
      killGroup(overview, text),
      ...oneByOne(text.killAgent, exposure.agents, (agentId) => ({ kind: "agent", agentId }), text),
      ...oneByOne(text.killSymbol, exposure.symbols, (symbol) => ({ kind: "symbol", symbol }), text),
      reduceOnlyGroup(overview, text),
      { kind: "line" },
      { kind: "action", label: text.quit, action: { do: "quit" } },
    ],
  };
}

const textItem = (label: string): TrayMenuItem => ({ kind: "text", label });

const withoutEngine = (sentence: string, text: DesktopText): TrayView => ({
  icon: "disconnected",
  tooltip: `Holdfast · ${sentence}`,
  menu: [
    textItem(sentence),
    { kind: "line" },
    { kind: "action", label: text.open, action: { do: "open" } },
    { kind: "line" },
    { kind: "action", label: text.quit, action: { do: "quit" } },
  ],
});

/** Two steps, since a menu cannot ask back: opening the group is the first, its item the second. */
const killGroup = (overview: Overview, text: DesktopText): TrayMenuItem => ({
  kind: "group",
  label: overview.tradingState === "KILLED" ? text.killAgain : text.kill,
  items: [
    { kind: "action", label: text.killBlock, action: { do: "kill", scope: { kind: "all" }, flatten: false } },
    { kind: "action", label: text.killFlatten, action: { do: "kill", scope: { kind: "all" }, flatten: true } },
  ],
});

/** Stops new orders of one of these, and closes nothing. No group where there is nothing to stop. */
function oneByOne(label: string, names: readonly string[], scopeOf: (name: string) => KillScope, text: DesktopText): TrayMenuItem[] {
  if (names.length === 0) return [];
  const items = names.slice(0, LISTED_MAX).map((name): TrayMenuItem => ({ kind: "action", label: name, action: { do: "kill", scope: scopeOf(name), flatten: false } }));
  const unlisted = names.length - items.length;
  return [{ kind: "group", label, items: unlisted > 0 ? [...items, textItem(text.moreOnConsole(unlisted))] : items }];
}

const reduceOnlyGroup = ({ reduceOnly }: Overview, text: DesktopText): TrayMenuItem => ({
  kind: "group",
  label: reduceOnly === null ? text.reduceOnly : text.reduceOnlyAgain,
  items: [{ kind: "action", label: reduceOnly === null ? text.reduceOnlyBegin : text.reduceOnlyEnd, action: { do: "reduce-only", on: reduceOnly === null } }],
});

/** The most important reason, in the reader's words where it is one we know. */
function reasonText(overview: Overview, text: DesktopText): string[] {
  const [reason] = overview.reasons;
  if (reason === undefined) return [];
  return [Object.hasOwn(text.reason, reason.code) ? text.reason[reason.code as keyof DesktopText["reason"]] : reason.detail];
}

const doubt = ({ inDoubt }: Exposure, text: DesktopText): string[] => (inDoubt === 0 ? [] : [text.inDoubt]);
const doubtCount = ({ inDoubt }: Exposure, text: DesktopText): string[] => (inDoubt === 0 ? [] : [text.inDoubtCount(inDoubt)]);

const taken = (keys: string | null, text: DesktopText): string[] => (keys === null ? [] : [text.shortcutTaken(keys)]);

/** A clock time and not an age: a tooltip is read long after it was set. */
const truthText = (overview: Overview, text: DesktopText): string =>
  overview.truthAtMs === null
    ? text.noTruth
    : text.truthRead(new Date(overview.truthAtMs).toLocaleTimeString(text.language, { hour12: false }));

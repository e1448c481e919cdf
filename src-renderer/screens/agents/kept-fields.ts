import { EmotionalState } from "../../../src-main/contract/agent-state.ts";
import type { KeptDocument } from "../../../src-main/contract/records.ts";
import { momentOf } from "../../components/kept-moment.ts";

/** What the screen knows to show of an agent's own state, in its own names; everything else is shown as it was sent. */
export interface AgentFacts {
  readonly state: string | null;
  readonly level: string | null;
  readonly fitness: number | null;
  readonly daysAlive: number | null;
  readonly initialCapital: number | null;
  readonly currentCapital: number | null;
  readonly gene: unknown;
  readonly personality: unknown;
  readonly medals: unknown;
  readonly adaptation: unknown;
  /** Each 0..1, in the order they are shown. */
  readonly emotions: readonly { readonly name: Emotion; readonly share: number }[];
}

export const emotionNames = ["stress", "confidence", "fear", "greed"] as const;
export type Emotion = (typeof emotionNames)[number];

export const knownFields: ReadonlySet<string> = new Set([
  "agent_id",
  "state",
  "trading_level",
  "fitness_score",
  "days_alive",
  "birth_time",
  "initial_capital",
  "current_capital",
  "gene",
  "personality",
  "medals",
  "market_adaptation",
  "emotional_state",
]);

export const knownLedgerFields: ReadonlySet<string> = new Set(["agent_id", "capital", "virtual_positions", "real_positions"]);

type Content = KeptDocument["content"];

export const numberIn = (content: Content, name: string): number | null => (typeof content[name] === "number" ? content[name] : null);

function wordIn(content: Content, name: string): string | null {
  const value = content[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}

const DAY_MS = 86_400_000;

/** Some strategies count in percent; one figure above 1 tells that all of them do. */
function emotionsOf(content: Content): AgentFacts["emotions"] {
  const told = EmotionalState.safeParse(content["emotional_state"]).data;
  const figures = emotionNames.flatMap((name) => (told?.[name] == null ? [] : [{ name, share: told[name] }]));
  const whole = figures.some(({ share }) => share > 1) ? 100 : 1;
  return figures.map(({ name, share }) => ({ name, share: share / whole }));
}

/** `untilMs`: now, or when it died. */
export function factsOf(content: Content, untilMs: number): AgentFacts {
  const bornAtMs = momentOf(content["birth_time"]);
  return {
    state: wordIn(content, "state"),
    level: wordIn(content, "trading_level"),
    fitness: numberIn(content, "fitness_score"),
    daysAlive: numberIn(content, "days_alive") ?? (bornAtMs === null ? null : Math.max(0, (untilMs - bornAtMs) / DAY_MS)),
    initialCapital: numberIn(content, "initial_capital"),
    currentCapital: numberIn(content, "current_capital"),
    gene: content["gene"],
    personality: content["personality"],
    medals: content["medals"],
    adaptation: content["market_adaptation"],
    emotions: emotionsOf(content),
  };
}

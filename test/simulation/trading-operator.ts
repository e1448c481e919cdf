import { KillRequest, REARM_CONFIRMATION } from "../../src-main/contract/kill.ts";
import type { Rng } from "../../src-main/simulator/rng.ts";
import type { TradingStory } from "./trading-story.ts";

/** A kill that was told to be in force. */
export interface Stop {
  readonly id: string;
  readonly scope: KillRequest["scope"];
  isEnding: boolean;
}

/** Time that a person takes to ask the broker. */
const ASKING_MS = 10_000;

/** The person who watches: stops and re-arms, accepts what the broker did, and decides what only a person can. */
export class Operator {
  stops: Stop[] = [];
  /** From the moment at which it was in force until its end was asked for. */
  isReduceOnly = false;
  readonly #story: TradingStory;
  readonly #rng: Rng;
  /** Orders that wait for a decision, and since when. */
  readonly #wanted = new Map<string, { readonly agentId: string; readonly atMs: number }>();
  #read = 0;

  constructor(story: TradingStory, rng: Rng) {
    this.#story = story;
    this.#rng = rng;
  }

  kill(scope: KillRequest["scope"], flatten: boolean): void {
    const { kill } = this.#story.engine.kill(KillRequest.parse({ reason: "drawn", scope, flatten }));
    this.stops.push({ id: kill.id, scope, isEnding: false });
  }

  setReduceOnly(): void {
    void this.#story.engine.setReduceOnly(true, "N", "drawn");
    this.isReduceOnly = true;
  }

  /** Now and then. */
  look(): void {
    const { engine } = this.#story;
    const corrections = engine.recovery.report?.differences.flatMap((difference) => difference.corrections) ?? [];
    const waiting = new Set(corrections.filter(({ status }) => status === "waiting").map(({ id }) => id));
    if (waiting.size > 0) void engine.recovery.apply([...waiting], "N", "asked the broker");
    if (engine.state === "REVIEW" || engine.state === "HALTED") void engine.retry();
    for (const stop of this.stops) if (!stop.isEnding && this.#rng.chance(0.2)) void this.#rearm(stop);
    if (this.isReduceOnly && this.#rng.chance(0.2)) this.#endReduceOnly();
    this.#decide();
  }

  /** The trouble is over: nothing that was stopped shall stay so. */
  endEverything(): void {
    for (const stop of this.stops) if (!stop.isEnding) void this.#rearm(stop);
    if (this.isReduceOnly) this.#endReduceOnly();
    this.look();
  }

  /** A kill is durable when it is told; what was being ended is ended, or is not. */
  afterRestart(): void {
    const { engine, violations } = this.#story;
    const inForce = new Set(engine.status().kills.map(({ id }) => id));
    for (const stop of this.stops) {
      if (!stop.isEnding && !inForce.has(stop.id)) violations.push(`the kill ${stop.id} did not survive the process`);
      stop.isEnding = false;
    }
    this.#forgetEnded();
  }

  async #rearm(stop: Stop): Promise<void> {
    stop.isEnding = true;
    await this.#story.engine.rearm({ name: "N", reason: "over", confirmation: REARM_CONFIRMATION, killId: stop.id });
    stop.isEnding = false;
    this.#forgetEnded();
  }

  #forgetEnded(): void {
    const { kills } = this.#story.engine.status();
    this.stops = this.stops.filter(({ id }) => kills.some((kill) => kill.id === id));
  }

  #endReduceOnly(): void {
    this.isReduceOnly = false;
    void this.#story.engine.setReduceOnly(false, "N", "over");
  }

  #decide(): void {
    const { engine, clock, journal } = this.#story;
    const nowMs = clock.wallMs();
    for (const { kind, body } of journal.entries.slice(this.#read)) {
      if (kind === "ORDER_WANTS_DECISION") this.#wanted.set(String(body["uuid"]), { agentId: String(body["agentId"]), atMs: nowMs });
    }
    this.#read = journal.entries.length;
    for (const [uuid, { agentId, atMs }] of this.#wanted) {
      if (nowMs - atMs < ASKING_MS) continue;
      this.#wanted.delete(uuid);
      const ticket = this.#story.truthOf(uuid);
      void engine.orders.resolve({ agentId, uuid, as: ticket === null ? "refused" : "filled", ticket, name: "N", reason: "asked the broker" });
    }
  }
}

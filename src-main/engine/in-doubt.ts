import type { InDoubt, Order, OrderOutcome, SettledBy } from "../contract/order.ts";
import { sideOf } from "../domain/order.ts";
import type { Position } from "../domain/position.ts";
import { sameVolume } from "../domain/volume.ts";
import { limits } from "./limits.ts";
import type { OrderBook } from "./order-book.ts";
import type { Cancel, Clock } from "./ports.ts";
import type { PositionLedger } from "./position-ledger.ts";
import type { Recorder } from "./recorder.ts";
import type { TruthReader } from "./truth-reader.ts";

/** An order whose fate a person settles, because the venue's word leaves it open. */
export interface Resolution {
  readonly agentId: string;
  readonly uuid: string;
  /** The position it became, or `null`: it was never executed. */
  readonly ticket: number | null;
  readonly name: string;
  readonly reason: string;
}

/** Settles orders in doubt by the truth, never by a guess and never by waiting alone. */
export interface InDoubtDesk {
  /** Something came into doubt, or may have been settled: look again soon. */
  look(): void;
  /** A person's word. False when no such order is in doubt, or it could not be written down. */
  resolve(resolution: Resolution): Promise<boolean>;
  list(): InDoubt[];
  stop(): void;
}

export interface InDoubtWorld {
  readonly clock: Clock;
  readonly reader: TruthReader;
  readonly recorder: Recorder;
  readonly book: OrderBook;
  readonly ledger: PositionLedger;
  readonly readTimeoutMs: number;
  onChange(agentId: string, uuid: string): void;
}

interface Watch {
  /** Complete reads, made after the settle time, that agreed. */
  reads: number;
  candidates: readonly number[];
}

const fresh = (): Watch => ({ reads: 0, candidates: [] });

/**
 * An `OPEN` in doubt is looked for among the positions once nothing of it can be executed any more: its signature has
 * expired, so a gateway that still holds it refuses it. Then one matching new position in `limits.doubtReads` complete
 * reads is the order; none is "never executed"; several are for a person. A pending order shows in no position list and
 * is for a person too. A `CLOSE` in doubt is settled by its ticket being gone.
 */
export function createInDoubtDesk(world: InDoubtWorld): InDoubtDesk {
  const { clock, book, recorder } = world;
  const watches = new Map<Order["intent"]["uuid"], Watch>();
  let cancel: Cancel | null = null;
  let isLooking = false;
  let isStopped = false;

  const watchOf = ({ intent: { agentId, uuid } }: Order): Watch => {
    const key = `${agentId}\n${uuid}`;
    const watch = watches.get(key) ?? fresh();
    watches.set(key, watch);
    return watch;
  };

  const settle = async (order: Order, outcome: OrderOutcome, by: SettledBy, person: { name: string; reason: string } | null): Promise<boolean> => {
    const { agentId, uuid } = order.intent;
    const body = { agentId, uuid, outcome, by, name: person?.name ?? null, reason: person?.reason ?? null };
    if (!(await recorder.record({ kind: "ORDER_SETTLED", body }))) return false;
    book.settle(agentId, uuid, outcome, by);
    watches.delete(`${agentId}\n${uuid}`);
    world.onChange(agentId, uuid);
    return true;
  };

  const lookOnce = async (): Promise<void> => {
    const ripe = book.inDoubt.filter((order) => clock.wallMs() - order.intent.receivedAtMs >= limits.doubtSettleMs);
    if (ripe.length === 0) return;
    // Strictly: an accepted contradiction proves nothing about a single order.
    const reading = await world.reader.readStrictly(world.readTimeoutMs);
    if (reading.kind !== "truth") return;
    for (const order of ripe) await judge(order, reading.truth.positions);
  };

  const judge = async (order: Order, positions: readonly Position[]): Promise<void> => {
    const { intent } = order;
    if (intent.action === "CLOSE") {
      const isOpen = positions.some((position) => position.ticket === intent.ticket);
      if (isOpen) return judgeStillOpen(order);
      const outcome: OrderOutcome = { kind: "confirmed", ticket: intent.ticket, price: null, volumeLots: null, note: "Its position is gone from the venue." };
      await settle(order, outcome, "positions", null);
      return;
    }
    if (intent.type !== "BUY" && intent.type !== "SELL") return;
    const matching = positions.filter((position) => mayBe(order, position));
    const found = matching.map((position) => position.ticket);
    const watch = watchOf(order);
    const agrees = watch.reads > 0 && found.join() === watch.candidates.join();
    watch.reads = agrees ? watch.reads + 1 : 1;
    watch.candidates = found;
    if (watch.reads < limits.doubtReads || found.length > 1) return;
    const [position] = matching;
    if (position === undefined) {
      await settle(order, { kind: "refused", code: "NOT_EXECUTED", message: "No position of it appeared before its signature expired, nor after." }, "positions", null);
    } else if (!isClaimedTwice(order, position)) {
      const { ticket, openPrice: price } = position;
      await settle(order, { kind: "confirmed", ticket, price, volumeLots: intent.volumeLots, note: "Found among the positions." }, "positions", null);
    }
  };

  /** The close was sent, is not executed, and its gateway has served later reads: it will not be executed any more. */
  const judgeStillOpen = async (order: Order): Promise<void> => {
    const watch = watchOf(order);
    watch.reads += 1;
    if (watch.reads < limits.doubtReads) return;
    await settle(order, { kind: "refused", code: "NOT_EXECUTED", message: "Its position is still open." }, "positions", null);
  };

  const mayBe = (order: Order, position: Position): boolean => {
    const { intent } = order;
    if (intent.action !== "OPEN" || book.ownerOf(position.ticket) !== null) return false;
    const isSame = position.symbol === intent.symbol && position.side === sideOf(intent.type) && sameVolume(position.volumeLots, intent.volumeLots);
    const isOfOurMagic = position.magic === null || position.magic === intent.magic;
    return isSame && isOfOurMagic && world.ledger.isNewSince(position.ticket, book.ledgerVersionOf(order));
  };

  /** Another order in doubt could be this position just as well: only a person can tell them apart. */
  const isClaimedTwice = (order: Order, position: Position): boolean => book.inDoubt.some((other) => other !== order && mayBe(other, position));

  const turn = async (): Promise<void> => {
    cancel = null;
    if (isLooking || isStopped) return;
    isLooking = true;
    await lookOnce();
    isLooking = false;
    plan();
  };

  const plan = (): void => {
    if (isStopped || cancel !== null || isLooking || book.inDoubt.length === 0) return;
    cancel = clock.after(limits.doubtReadIntervalMs, () => void turn());
  };

  return {
    look: plan,
    resolve: async ({ agentId, uuid, ticket, name, reason }) => {
      const order = book.inDoubt.find(({ intent }) => intent.agentId === agentId && intent.uuid === uuid);
      if (!order) return false;
      const outcome: OrderOutcome =
        ticket === null
          ? { kind: "refused", code: "NOT_EXECUTED", message: "An operator settled it as never executed." }
          : { kind: "confirmed", ticket, price: null, volumeLots: order.intent.action === "OPEN" ? order.intent.volumeLots : null, note: "An operator settled it." };
      return settle(order, outcome, "operator", { name, reason });
    },
    list: () =>
      book.inDoubt.map((order) => {
        const { intent, outcome } = order;
        return {
          uuid: intent.uuid,
          agentId: intent.agentId,
          symbol: intent.symbol ?? "",
          side: intent.action === "OPEN" ? sideOf(intent.type) : null,
          volumeLots: intent.volumeLots,
          sinceMs: intent.receivedAtMs,
          why: outcome?.kind === "unresolved" ? outcome.message : "",
          candidates: [...watchOf(order).candidates],
        };
      }),
    stop: () => {
      isStopped = true;
      cancel?.();
    },
  };
}

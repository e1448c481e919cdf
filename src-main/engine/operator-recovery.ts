import type { RecoveryMode, RecoveryReport } from "../contract/recovery.ts";
import type { OrphanChoice } from "../domain/orphan-correction.ts";
import type { Refusal } from "./operator-desk.ts";
import type { Result } from "./ports.ts";
import type { Listed, RecoveryDesk } from "./recovery-desk.ts";
import type { TruthBoard } from "./truth-board.ts";

type Answer<T> = Promise<Result<T, Refusal>>;

/** What a person may ask of the recovery. Everything is judged by the last truth, and followed by a fresh sync. */
export interface OperatorRecovery {
  readonly report: RecoveryReport | null;
  /** Changes nothing. */
  plan(mode: RecoveryMode): Answer<RecoveryReport>;
  run(mode: RecoveryMode): Answer<RecoveryReport>;
  apply(ids: readonly string[], name: string, reason: string): Answer<RecoveryReport>;
  settleOrphan(ticket: number, choice: OrphanChoice, name: string, reason: string): Answer<RecoveryReport>;
  confirm(name: string, reason: string): Answer<null>;
}

export interface OperatorRecoveryWorld {
  readonly desk: RecoveryDesk;
  readonly board: Pick<TruthBoard, "known">;
  /** A comparison with the record must not run beside another. */
  inTurn<T>(run: () => Promise<T>): Promise<T>;
  sync(): Promise<unknown>;
}

export function createOperatorRecovery({ desk, board, inTurn, sync }: OperatorRecoveryWorld): OperatorRecovery {
  const byTruth = <T>(run: (listed: Listed) => Answer<T>): Answer<T> => {
    const known = board.known();
    if (known === null) return Promise.resolve({ ok: false, failure: { message: "No truth was read yet, so there is nothing to compare with." } });
    return inTurn(() => run(known));
  };

  /** Once nothing waits, only a full sync may say that trading goes on. */
  const thenSync = async <T>(answer: Answer<T>): Answer<T> => {
    const result = await answer;
    if (result.ok && desk.waits.length === 0) await sync();
    return result;
  };

  return {
    get report() {
      return desk.report;
    },
    plan: (mode) => byTruth(async (listed) => ({ ok: true, value: await desk.plan(listed, mode) })),
    run: (mode) => thenSync(byTruth(async (listed) => ({ ok: true, value: await desk.run(listed, mode) }))),
    apply: (ids, name, reason) => thenSync(byTruth((listed) => desk.apply(listed, ids, name, reason))),
    settleOrphan: (ticket, choice, name, reason) => thenSync(byTruth((listed) => desk.settleOrphan(listed, ticket, choice, name, reason))),
    confirm: (name, reason) => thenSync(desk.confirm(name, reason)),
  };
}

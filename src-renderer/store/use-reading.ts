import { useCallback, useEffect, useState } from "react";
import type { CallFailure, CallInput, CallName, CallOutput } from "../../src-main/contract/api.ts";
import { useConsole } from "./hooks.ts";

/** What a query said last, and when. A failure leaves the value as it was: it is old, and not gone. */
export interface Reading<C extends CallName> {
  readonly value: CallOutput<C> | undefined;
  /** By the engine's clock; `null`: never yet. */
  readonly readAtMs: number | null;
  readonly failure: CallFailure | null;
  readonly again: () => void;
}

interface Answered<C extends CallName> {
  readonly key: string;
  readonly value: CallOutput<C> | undefined;
  readonly readAtMs: number | null;
  readonly failure: CallFailure | null;
}

/** Asks a query at once and then again and again while the screen is shown: `everyMs` after each answer, one at a time. */
export function useReading<C extends CallName>(name: C, input: CallInput<C>, everyMs: number): Reading<C> {
  const { connection, store } = useConsole();
  const key = JSON.stringify(input);
  const [answered, setAnswered] = useState<Answered<C>>({ key, value: undefined, readAtMs: null, failure: null });
  const [turn, setTurn] = useState(0);
  const again = useCallback(() => setTurn((before) => before + 1), []);

  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      const result = await connection.call(name, JSON.parse(key) as CallInput<C>);
      if (isOver) return;
      if (result.ok) setAnswered({ key, value: result.value, readAtMs: store.clock.nowMs(), failure: null });
      else setAnswered((before) => ({ ...(before.key === key ? before : { key, value: undefined, readAtMs: null }), failure: result.failure }));
      timer = setTimeout(() => void ask(), everyMs);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
    // `turn` asks again at once.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [connection, store.clock, name, key, everyMs, turn]);

  const isMine = answered.key === key;
  return { value: isMine ? answered.value : undefined, readAtMs: isMine ? answered.readAtMs : null, failure: isMine ? answered.failure : null, again };
}

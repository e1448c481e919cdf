import { useCallback, useEffect, useRef, useState } from "react";
import type { CallFailure, CallInput, CallName, CallOutput } from "../../src-main/contract/api.ts";
import { useConsole } from "./hooks.ts";

export type WishProgress = { readonly phase: "idle" } | { readonly phase: "running" } | { readonly phase: "failed"; readonly failure: CallFailure };

export interface NewestWish<C extends CallName> {
  readonly progress: WishProgress;
  /** Takes the place of every wish before it. */
  readonly wish: (input: CallInput<C>) => void;
  /** Whatever is still on its way is not listened to any more. */
  readonly cancel: () => void;
}

/** A hand on a slider wishes many times a second: what is wished after this pause is asked. */
const PAUSE_MS = 150;

/**
 * Asks for what was wished last: after a pause, and never two at a time, so that a slow answer does not pile up calls.
 * An answer to anything but the last wish is not told.
 *
 * @param onValue must be the same function at every render
 */
export function useNewestWish<C extends CallName>(name: C, onValue: (value: CallOutput<C>) => void): NewestWish<C> {
  const { connection } = useConsole();
  const [progress, setProgress] = useState<WishProgress>({ phase: "idle" });
  const wished = useRef<{ readonly input: CallInput<C> } | null>(null);
  const isAsking = useRef(false);
  const isHeard = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const ask = useCallback(async () => {
    while (wished.current !== null && !isAsking.current) {
      const { input } = wished.current;
      wished.current = null;
      isAsking.current = true;
      isHeard.current = true;
      const result = await connection.call(name, input);
      isAsking.current = false;
      if (isHeard.current) {
        setProgress(result.ok ? { phase: "idle" } : { phase: "failed", failure: result.failure });
        if (result.ok) onValue(result.value);
      }
    }
  }, [connection, name, onValue]);

  const wish = useCallback(
    (input: CallInput<C>) => {
      wished.current = { input };
      isHeard.current = false;
      setProgress({ phase: "running" });
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void ask(), PAUSE_MS);
    },
    [ask],
  );

  const cancel = useCallback(() => {
    clearTimeout(timer.current);
    wished.current = null;
    isHeard.current = false;
    setProgress({ phase: "idle" });
  }, []);

  useEffect(() => cancel, [cancel]);
  return { progress, wish, cancel };
}

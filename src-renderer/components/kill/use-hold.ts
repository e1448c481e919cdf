import { useCallback, useEffect, useRef, useState } from "react";
import type { KeyboardEvent, MouseEvent, PointerEvent } from "react";

/** Long enough that nobody does it by accident, short enough for somebody in a hurry. */
export const HOLD_MS = 800;

interface HoldHandlers {
  onPointerDown(event: PointerEvent): void;
  onPointerUp(): void;
  onPointerLeave(): void;
  onPointerCancel(): void;
  onKeyDown(event: KeyboardEvent): void;
  onKeyUp(event: KeyboardEvent): void;
  onBlur(): void;
  onClick(event: MouseEvent): void;
  onContextMenu(event: MouseEvent): void;
}

const holdsKey = (key: string): boolean => key === "Enter" || key === " ";

/**
 * Press and hold, by pointer, Enter or Space. `onHeld` runs the moment the hold is long enough; letting go before that,
 * or sliding away, does nothing but `onShort` for a press that ended on the button. A screen reader's activation comes
 * as a bare click: it is a short press.
 */
export function useHold(onHeld: () => void, onShort: () => void): { holding: boolean; handlers: HoldHandlers } {
  const [holding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const heldToEnd = useRef(false);

  const stop = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setHolding(false);
  }, []);

  const start = useCallback(() => {
    if (timer.current !== undefined) return;
    heldToEnd.current = false;
    setHolding(true);
    timer.current = setTimeout(() => {
      heldToEnd.current = true;
      stop();
      onHeld();
    }, HOLD_MS);
  }, [onHeld, stop]);

  useEffect(() => stop, [stop]);

  return {
    holding,
    handlers: {
      onPointerDown: (event) => {
        if (event.button === 0) start();
      },
      onPointerUp: stop,
      onPointerLeave: stop,
      onPointerCancel: stop,
      onKeyDown: (event) => {
        if (event.key === "Escape") stop();
        if (!holdsKey(event.key)) return;
        event.preventDefault();
        if (!event.repeat) start();
      },
      onKeyUp: (event) => {
        if (!holdsKey(event.key)) return;
        event.preventDefault();
        const short = timer.current !== undefined;
        stop();
        if (short) onShort();
      },
      onBlur: stop,
      onClick: () => {
        const afterHold = heldToEnd.current;
        heldToEnd.current = false;
        if (!afterHold) onShort();
      },
      onContextMenu: (event) => event.preventDefault(),
    },
  };
}

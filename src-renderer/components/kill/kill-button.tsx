import { useCallback, useId } from "react";
import { useMayAct, useTopicOrNull } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { useKillPanel } from "./kill-context.tsx";
import { useHold } from "./use-hold.ts";

const isMac = navigator.userAgent.includes("Mac");

/** For the journal, which is in English whatever the console speaks. */
const HELD = "The kill switch was held on the console";

/** The switch, at the same place on every screen. Held to the end it kills at once; a short press opens the panel. */
export function KillButton() {
  const { text } = useReader();
  const { show, kill, button, shown, progress } = useKillPanel();
  const killed = useTopicOrNull("overview")?.tradingState === "KILLED";
  const mayAct = useMayAct();
  const hintId = useId();

  const onHeld = useCallback(() => {
    // Sent even where this console may only look, or is not connected: the answer says so, a dead button would not.
    void kill({ reason: HELD, scope: { kind: "all" }, flatten: false, includeForeign: false, source: "console" });
    show();
  }, [kill, show]);
  const onShort = useCallback(() => show(), [show]);
  const { holding, handlers } = useHold(onHeld, onShort);
  const words = progress.phase === "running" ? text.kill.sending : holding ? text.kill.keepHolding : killed ? text.kill.buttonKilled : text.kill.button;

  return (
    <>
      <button
        ref={button}
        type="button"
        className="kill"
        data-holding={holding}
        data-read-only={!mayAct}
        aria-describedby={hintId}
        aria-expanded={shown === "kill"}
        aria-keyshortcuts="Control+Shift+K Meta+Shift+K"
        {...handlers}
      >
        <svg width="32" height="32" viewBox="0 0 28 28" aria-hidden="true" focusable="false">
          <circle className="kill-track" cx="14" cy="14" r="12" />
          <circle className="kill-ring" cx="14" cy="14" r="12" pathLength="100" transform="rotate(-90 14 14)" />
          <path className="kill-core" d="M11.400 7.800h5.200l3.600 3.600v5.200l-3.600 3.600h-5.200l-3.600-3.600v-5.200z" />
        </svg>
        <span>
          {words}
          <small translate="no" lang="en">
            {isMac ? "⌘ ⇧ K" : "Ctrl Shift K"}
          </small>
        </span>
      </button>
      <span className="hidden-text" id={hintId}>
        {text.kill.hint}
      </span>
    </>
  );
}

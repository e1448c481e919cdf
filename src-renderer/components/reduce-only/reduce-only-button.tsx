import { useTopicOrNull } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { useKillPanel } from "../kill/kill-context.tsx";
import { StateShape } from "../state-shape.tsx";

/** Beside the switch, and quieter than it: opens the panel in which reduce-only is set and ended. */
export function ReduceOnlyButton() {
  const { text } = useReader();
  const { shown, showReduceOnly } = useKillPanel();
  const on = (useTopicOrNull("overview")?.reduceOnly ?? null) !== null;
  return (
    <button type="button" className="reduce-button" data-on={on} aria-expanded={shown === "reduce-only"} onClick={showReduceOnly}>
      <StateShape state="REDUCE_ONLY" size={18} />
      <span>{on ? text.reduceOnly.buttonOn : text.reduceOnly.button}</span>
    </button>
  );
}

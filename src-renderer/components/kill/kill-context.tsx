import { createContext, use, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ReactNode, RefObject } from "react";
import type { CallInput } from "../../../src-main/contract/api.ts";
import type { KillScope } from "../../../src-main/contract/kill.ts";
import type { CallProgress } from "../../store/hooks.ts";
import { useCall } from "../../store/hooks.ts";

/** What stands in the panel beside the screen: the kill switch, or its softer sister. */
export type PanelName = "kill" | "reduce-only";

/** What the kill form begins with. Another object begins it anew. */
export interface KillPreset {
  readonly scope: KillScope;
}

/** The panel beside the screen and the one kill call of the console, shared by buttons, shortcut and forms. */
interface KillPanelControl {
  readonly shown: PanelName | null;
  readonly preset: KillPreset;
  readonly progress: CallProgress<"kill">;
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly heading: RefObject<HTMLHeadingElement | null>;
  readonly panel: RefObject<HTMLElement | null>;
  /** Opens the kill panel and moves the focus there; with a scope, the form begins with that. */
  show(scope?: KillScope): void;
  showReduceOnly(): void;
  /** Closes it and gives the focus back to what opened it, or else to the switch. */
  hide(): void;
  kill(input: CallInput<"kill">): Promise<boolean>;
}

const KillContext = createContext<KillPanelControl | null>(null);

export function useKillPanel(): KillPanelControl {
  const control = use(KillContext);
  if (control === null) throw new Error("useKillPanel outside of KillProvider");
  return control;
}

const isShortcut = (event: KeyboardEvent): boolean => (event.ctrlKey || event.metaKey) && event.shiftKey && event.code === "KeyK";

const everything: KillPreset = { scope: { kind: "all" } };

/** The button that has the focus: after the panel it shall have it again. */
const focusedButton = (): HTMLElement | null => (document.activeElement instanceof HTMLButtonElement ? document.activeElement : null);

export function KillProvider({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<PanelName | null>(null);
  const [preset, setPreset] = useState(everything);
  const { progress, run, reset } = useCall("kill");
  const button = useRef<HTMLButtonElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const panel = useRef<HTMLElement>(null);
  const opener = useRef<HTMLElement | null>(null);
  const wantsFocus = useRef(false);

  const open = useCallback((name: PanelName) => {
    if (panel.current?.contains(document.activeElement) !== true) opener.current = focusedButton();
    wantsFocus.current = true;
    setShown(name);
    heading.current?.focus();
  }, []);
  const show = useCallback(
    (scope?: KillScope) => {
      if (scope !== undefined) setPreset({ scope });
      open("kill");
    },
    [open],
  );
  const showReduceOnly = useCallback(() => open("reduce-only"), [open]);
  const hide = useCallback(() => {
    setShown(null);
    setPreset(everything);
    if (progress.phase !== "running") reset();
    (opener.current?.isConnected === true ? opener.current : button.current)?.focus();
  }, [progress.phase, reset]);

  useEffect(() => {
    if (shown !== null && wantsFocus.current) heading.current?.focus();
    wantsFocus.current = false;
  }, [shown]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (isShortcut(event)) {
        event.preventDefault();
        show();
      } else if (event.key === "Escape" && panel.current?.contains(document.activeElement) === true) hide();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [show, hide]);

  const control = useMemo(
    () => ({ shown, preset, progress, button, heading, panel, show, showReduceOnly, hide, kill: run }),
    [shown, preset, progress, show, showReduceOnly, hide, run],
  );
  return <KillContext value={control}>{children}</KillContext>;
}

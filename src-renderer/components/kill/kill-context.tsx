import { createContext, use, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ReactNode, RefObject } from "react";
import type { CallInput } from "../../../src-main/contract/api.ts";
import type { CallProgress } from "../../store/hooks.ts";
import { useCall } from "../../store/hooks.ts";

/** The kill panel and the one kill call of the console, shared by the button, the shortcut and the panel's form. */
interface KillPanelControl {
  readonly open: boolean;
  readonly progress: CallProgress<"kill">;
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly heading: RefObject<HTMLHeadingElement | null>;
  readonly panel: RefObject<HTMLElement | null>;
  /** Opens it and moves the focus there. */
  show(): void;
  /** Closes it and gives the focus back to the switch. */
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

export function KillProvider({ children }: { readonly children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const { progress, run, reset } = useCall("kill");
  const button = useRef<HTMLButtonElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const panel = useRef<HTMLElement>(null);
  const wantsFocus = useRef(false);

  const show = useCallback(() => {
    wantsFocus.current = true;
    setOpen(true);
    heading.current?.focus();
  }, []);
  const hide = useCallback(() => {
    setOpen(false);
    if (progress.phase !== "running") reset();
    button.current?.focus();
  }, [progress.phase, reset]);

  useEffect(() => {
    if (open && wantsFocus.current) heading.current?.focus();
    wantsFocus.current = false;
  }, [open]);

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

  const control = useMemo(() => ({ open, progress, button, heading, panel, show, hide, kill: run }), [open, progress, show, hide, run]);
  return <KillContext value={control}>{children}</KillContext>;
}

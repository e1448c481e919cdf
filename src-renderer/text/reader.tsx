import { createContext, use, useEffect, useMemo } from "react";
import type { ReactNode } from "react";
import { useCell } from "../store/hooks.ts";
import type { Preferences } from "../store/preferences.ts";
import type { Format } from "./format.ts";
import { createFormat } from "./format.ts";
import type { Language, Text } from "./text.ts";
import { dictionaries, localeOf } from "./text.ts";

/** Who reads: the words and the way of writing figures in the chosen language. */
export interface Reader {
  readonly language: Language;
  readonly text: Text;
  readonly format: Format;
}

const ReaderContext = createContext<Reader | null>(null);

export function ReaderProvider({ preferences, children }: { readonly preferences: Preferences; readonly children: ReactNode }) {
  const language = useCell(preferences.language);
  const reader = useMemo(() => {
    const text = dictionaries[language];
    return { language, text, format: createFormat(language, text) };
  }, [language]);
  useEffect(() => {
    document.documentElement.lang = localeOf[language];
  }, [language]);
  return <ReaderContext value={reader}>{children}</ReaderContext>;
}

export function useReader(): Reader {
  const reader = use(ReaderContext);
  if (reader === null) throw new Error("useReader outside of ReaderProvider");
  return reader;
}

import type { Language } from "../text/text.ts";
import type { Cell } from "./cell.ts";
import { createCell } from "./cell.ts";

export type ThemeChoice = "system" | "dark" | "light";
export type LanguageChoice = "system" | Language;

/** What a person likes; kept on this machine, and never sent anywhere. */
export interface Preferences {
  readonly themeChoice: Cell<ThemeChoice>;
  readonly languageChoice: Cell<LanguageChoice>;
  /** The choice, or what the system says. */
  readonly language: Cell<Language>;
  chooseTheme(choice: ThemeChoice): void;
  chooseLanguage(choice: LanguageChoice): void;
}

const THEME_KEY = "holdfast.theme";
const LANGUAGE_KEY = "holdfast.language";
const themes: readonly ThemeChoice[] = ["system", "dark", "light"];
const languages: readonly LanguageChoice[] = ["system", "en", "zh"];

const kept = <T extends string>(key: string, allowed: readonly T[], otherwise: T): T => {
  const value = localStorage.getItem(key);
  return allowed.find((choice) => choice === value) ?? otherwise;
};

const systemLanguage = (): Language => (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
const resolved = (choice: LanguageChoice): Language => (choice === "system" ? systemLanguage() : choice);

/** `styles/tokens.css` follows the system where the attribute is missing. */
function showTheme(choice: ThemeChoice): void {
  if (choice === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = choice;
}

export function createPreferences(): Preferences {
  const themeChoice = createCell(kept(THEME_KEY, themes, "system"));
  const languageChoice = createCell(kept(LANGUAGE_KEY, languages, "system"));
  const language = createCell(resolved(languageChoice.get()));
  showTheme(themeChoice.get());
  return {
    themeChoice,
    languageChoice,
    language,
    chooseTheme: (choice) => {
      localStorage.setItem(THEME_KEY, choice);
      themeChoice.set(choice);
      showTheme(choice);
    },
    chooseLanguage: (choice) => {
      localStorage.setItem(LANGUAGE_KEY, choice);
      languageChoice.set(choice);
      language.set(resolved(choice));
    },
  };
}

import { en } from "./en.ts";
import { zh } from "./zh.ts";

/** The shape of a dictionary: the same keys all the way down, the same arguments, any words. */
type Widened<T> = T extends string ? string : T extends (...given: infer A) => string ? (...given: A) => string : { [K in keyof T]: Widened<T[K]> };
export type Text = Widened<typeof en>;

export type Language = "en" | "zh";

export const dictionaries: Record<Language, Text> = { en, zh };

/** As `Intl` and `<html lang>` name them. */
export const localeOf: Record<Language, string> = { en: "en-GB", zh: "zh-CN" };

/** Each language's own name, the same in every dictionary, so that its reader finds it. */
export const languageNames: Record<Language, string> = { en: "English", zh: "简体中文" };

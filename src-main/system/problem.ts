import type { SettingSource } from "../contract/settings.ts";

/** Something in the configuration that stops the start: what, what it is, what it may be, and who said so. */
export interface Problem {
  readonly name: string;
  readonly value: string;
  readonly rule: string;
  readonly source: SettingSource;
}

const SHOWN_LENGTH = 80;
/** A raw value as it is shown to a person: shortened, so that a pasted file does not fill the screen. */
export function shownValue(raw: unknown): string {
  const value = typeof raw === "string" ? raw : (JSON.stringify(raw) ?? String(raw));
  return value.length > SHOWN_LENGTH ? `${value.slice(0, SHOWN_LENGTH)}…` : value;
}

const SECRET_NAME = /secret|password|token/i;

/** The same, but nothing of it where the name says that it is a secret: misspelt and misplaced ones are hidden as well. */
export const shownValueOf = (name: string, raw: unknown): string => (SECRET_NAME.test(name) ? "[hidden]" : shownValue(raw));

/** `GATEWAY_PORT = "99999" (environment): must be a whole number from 1 to 65535`. */
export const problemText = ({ name, value, rule, source }: Problem): string => `${name} = "${value}" (${source}): must be ${rule}`;

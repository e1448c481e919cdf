import { z } from "zod";

/** A setting's value as files and the console write it; `null`: not set. */
export type SettingValue = string | number | boolean | null;

/** One row of the table of settings: what it may be, what it is without being set, and what it does. */
export interface Setting<V extends string | number | boolean = string | number | boolean, D extends V | null = V | null> {
  /** Reads text (flag, environment, `.env`) and JSON values (settings file) alike. */
  readonly schema: z.ZodType<V>;
  readonly fallback: D;
  readonly unit: string | null;
  /** The schema in words. Made from the same bounds, so that the two cannot disagree. */
  readonly rule: string;
  readonly doc: string;
  /** False: said where the process is started and nowhere else, so neither the settings file nor the console can. */
  readonly editable: boolean;
  /** True: its value is shown nowhere, and a flag cannot carry it, since every user of a machine can list its processes. */
  readonly secret: boolean;
  /** The values there are, where they can be listed. */
  readonly choices: readonly string[] | null;
}

interface About<D> {
  readonly fallback: D;
  readonly doc: string;
  readonly editable?: false;
}

const rest = <D>({ fallback, doc, editable }: About<D>): Pick<Setting, "doc" | "editable" | "secret" | "choices"> & { fallback: D } => ({
  fallback,
  doc,
  editable: editable ?? true,
  secret: false,
  choices: null,
});

/** Plain decimal digits: `0x10`, `1e3` and an empty text are typing errors, not numbers. */
const numberFrom = z.union([z.number(), z.string().trim().regex(/^-?\d+(\.\d+)?$/).transform(Number)]);

interface Range {
  readonly min: number;
  readonly max: number;
}

export const whole = (about: About<number> & Range & { readonly unit?: string }): Setting<number, number> => ({
  ...rest(about),
  schema: numberFrom.pipe(z.number().int().min(about.min).max(about.max)),
  unit: about.unit ?? null,
  rule: `a whole number from ${about.min} to ${about.max}`,
});

export const seconds = (about: About<number> & Range): Setting<number, number> => ({
  ...rest(about),
  schema: numberFrom.pipe(z.number().min(about.min).max(about.max)),
  unit: "s",
  rule: `a number of seconds from ${about.min} to ${about.max}`,
});

export const yesNo = (about: About<boolean>): Setting<boolean, boolean> => ({
  ...rest(about),
  schema: z.union([z.boolean(), z.string().trim().toLowerCase().pipe(z.enum(["true", "false"])).transform((text) => text === "true")]),
  unit: null,
  rule: "true or false",
});

export const choice = <V extends string, D extends V | null>(about: About<D> & { readonly of: readonly V[] }): Setting<V, D> => ({
  ...rest(about),
  schema: z.string().trim().toLowerCase().pipe(z.enum(about.of)),
  unit: null,
  rule: `one of ${about.of.join(", ")}`,
  choices: about.of,
});

export const text = <D extends string | null>(
  about: About<D> & { readonly rule: string; readonly accepts: (value: string) => boolean },
): Setting<string, D> => ({
  ...rest(about),
  schema: z.string().trim().refine(about.accepts),
  unit: null,
  rule: about.rule,
});

const SECRET_LENGTH = { min: 16, max: 256 } as const;

/** Printable ASCII without spaces, so that both ends make the same bytes of it. Never saved by the console, which would send it over the wire. */
export const secret = (about: { readonly doc: string }): Setting<string, null> => ({
  ...rest({ fallback: null, doc: about.doc, editable: false }),
  schema: z.string().min(SECRET_LENGTH.min).max(SECRET_LENGTH.max).regex(/^[!-~]*$/),
  unit: null,
  rule: `${SECRET_LENGTH.min} to ${SECRET_LENGTH.max} letters, digits or signs of ASCII, without spaces`,
  secret: true,
});

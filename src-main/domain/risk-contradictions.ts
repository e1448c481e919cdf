import type { LimitsProblem } from "./risk-limits-file.ts";
import { figureRules, type RuleSpec, ruleTable, specOf, warnsInTime } from "./risk-table.ts";

type Figures = Readonly<Record<string, unknown>>;

/** One place of the file where limits are set, with what holds there where it says nothing itself. */
interface Place {
  readonly limitsPath: string;
  readonly warningsPath: string;
  readonly limits: Figures;
  readonly warnings: Figures;
  readonly inherited: (spec: RuleSpec) => number | null;
}

const specs: readonly RuleSpec[] = figureRules.map(specOf);

/**
 * What in a limits file is well formed and still cannot stand beside the rest of it. Works on the raw file, so that a person sees every problem at once, those
 * of the shape and these.
 */
export function limitsContradictions(input: unknown): LimitsProblem[] {
  const file = figuresIn(input);
  const risk = figuresIn(file["risk"]);
  const account: Place = { limitsPath: "risk", warningsPath: "alerts", limits: risk, warnings: figuresIn(file["alerts"]), inherited: (spec) => spec.limit };
  const own = ["agents", "symbols"].flatMap((group) => Object.entries(figuresIn(file[group])).map(([name, limits]) => overridePlace(`${group}.${name}`, figuresIn(limits), account)));
  return [
    ...[account, ...own].flatMap((place) => [...lateWarnings(place), ...emptyVolumes(place)]),
    ...own.flatMap(loosened),
    ...["symbols", "contract_sizes", "reference_prices"].flatMap((group) => sameNames(group, figuresIn(file[group]))),
  ];
}

const overridePlace = (path: string, limits: Figures, account: Place): Place => ({
  limitsPath: path,
  warningsPath: path,
  limits,
  warnings: limits,
  inherited: (spec) => limitIn(account, spec),
});

function lateWarnings(place: Place): LimitsProblem[] {
  return specs.flatMap((spec) => {
    const warn = spec.warningKey === null ? undefined : place.warnings[spec.warningKey];
    if (typeof warn !== "number") return [];
    const limit = limitIn(place, spec);
    const field = `${place.warningsPath}.${spec.warningKey}`;
    if (limit === null) return [{ field, value: String(warn), rule: `left out or off, because ${spec.key} is off` }];
    if (warnsInTime(spec.bound, warn, limit)) return [];
    return [{ field, value: String(warn), rule: `${spec.bound === "at least" ? "at least" : "at most"} ${spec.key} (${limit}), so that it comes first` }];
  });
}

function emptyVolumes(place: Place): LimitsProblem[] {
  const { minVolume, maxVolume } = ruleTable;
  const [least, most] = [limitIn(place, minVolume), limitIn(place, maxVolume)];
  const isOwn = place.limits[minVolume.key] !== undefined || place.limits[maxVolume.key] !== undefined;
  if (!isOwn || least === null || most === null || least <= most) return [];
  return [{ field: `${place.limitsPath}.${minVolume.key}`, value: String(least), rule: `at most ${maxVolume.key} (${most})` }];
}

/** A hard limit stops the whole account, so no agent or symbol can have a wider one. */
function loosened(place: Place): LimitsProblem[] {
  return specs.flatMap((spec) => {
    const ceiling = spec.hard ? place.inherited(spec) : null;
    if (ceiling === null || place.limits[spec.key] === undefined) return [];
    const limit = limitIn(place, spec);
    if (limit !== null && limit <= ceiling) return [];
    return [{ field: `${place.limitsPath}.${spec.key}`, value: String(place.limits[spec.key]), rule: `at most the account's ${ceiling}: a hard limit can only be drawn tighter` }];
  });
}

function sameNames(group: string, names: Figures): LimitsProblem[] {
  const seen = new Map<string, string>();
  return Object.keys(names).flatMap((name) => {
    const before = seen.get(name.toUpperCase());
    seen.set(name.toUpperCase(), name);
    return before === undefined ? [] : [{ field: `${group}.${name}`, value: name, rule: `said once: ${before} is the same symbol` }];
  });
}

function limitIn({ limits, inherited }: Place, spec: RuleSpec): number | null {
  const raw = limits[spec.key];
  if (typeof raw === "number") return raw;
  return raw === "off" || raw === false ? null : inherited(spec);
}

const figuresIn = (value: unknown): Figures => (typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Figures) : {});

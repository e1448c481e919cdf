/** A measured value with its unit, such as 0.21 ms or 5,400 /s. */
export interface Quantity {
  readonly value: number;
  readonly unit: string;
}

/** What a figure should stay within: its ratio to the bare thing, or the measured value itself in its own unit. */
export type Goal = Ceiling | Floor;

interface Ceiling {
  readonly on: "ratio" | "measured";
  readonly atMost: number;
  /** True when the limit itself is already too much. */
  readonly strict?: boolean;
}

interface Floor {
  readonly on: "measured";
  readonly atLeast: number;
}

/** One line of the table. */
export interface Figure {
  readonly what: string;
  readonly measured: Quantity;
  /** The same work without us, measured in the same run; `null` where the goal is a bound. */
  readonly bare: Quantity | null;
  /** Median over the rounds, not `measured / bare`: noise that lasts longer than a round falls out of it. */
  readonly ratio: number | null;
  /** `null`: told for information. */
  readonly goal: Goal | null;
  /** What the numbers were taken from, and what they hide. */
  readonly notes: readonly string[];
}

/** What a row may use. */
export interface BenchWorld {
  /** A folder on a real disk, shared by the rows of one run and deleted after it. */
  readonly workDir: string;
}

/** One row of the benchmark: a name for `--only`, and what measures it. */
export interface Row {
  readonly name: string;
  readonly measure: (world: BenchWorld) => Promise<Figure[]>;
}

/** Whether a figure keeps its goal; `null` without one. */
export function isReached({ goal, ratio, measured }: Figure): boolean | null {
  if (goal === null) return null;
  if ("atLeast" in goal) return measured.value >= goal.atLeast;
  const value = goal.on === "ratio" ? (ratio ?? Number.POSITIVE_INFINITY) : measured.value;
  return goal.strict === true ? value < goal.atMost : value <= goal.atMost;
}

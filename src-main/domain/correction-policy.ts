/** What reconciliation may do alone, and when it has to ask. */
export interface CorrectionPolicy {
  /** `adopt`: into `adoptInto`. `hold`: recorded and left alone. `flatten`: closed at the venue. `ask`: a person decides. */
  readonly orphans: "adopt" | "hold" | "flatten" | "ask";
  readonly adoptInto: string;
  /** Corrections that touch more than this share (0..1) of all positions are a storm, and wait for a person. */
  readonly stormShare: number;
  /** Fewer touched positions than this are never a storm: one stop of two positions is half of them. */
  readonly stormFrom: number;
  /** An agent with at least this many positions is not emptied without asking; below, each is an ordinary close. */
  readonly emptiesAgentFrom: number;
}

export const usualPolicy: CorrectionPolicy = { orphans: "ask", adoptInto: "default", stormShare: 0.2, stormFrom: 3, emptiesAgentFrom: 2 };

/** A secret that can be handed around, printed, logged or turned into JSON by mistake without being told. */
export interface Secret {
  /** The secret in clear, for the one place that computes with it. */
  reveal(): string;
}

export const secretOf = (clear: string): Secret => Object.freeze({ reveal: () => clear });

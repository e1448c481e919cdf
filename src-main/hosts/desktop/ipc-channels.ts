/** The one pair of channels between the console's page and the engine. */
export const TO_ENGINE = "holdfast:to-engine";
export const TO_CONSOLE = "holdfast:to-console";

/** First argument on `TO_ENGINE`. A `message` carries its JSON text as the second. */
export type ToEngineVerb = "attach" | "detach" | "message";

/** A message as the gateway understands it. */
export type GatewayRequest =
  | { readonly kind: "hello"; readonly text: string }
  | { readonly kind: "unreadable"; readonly text: string; readonly why: string }
  | { readonly kind: "not-object"; readonly text: string }
  | ActionRequest;

/** A JSON object. `action` is in capitals, empty when it was missing. */
export interface ActionRequest {
  readonly kind: "action";
  readonly text: string;
  readonly action: string;
  /** As the client sent it, `unknown` when it sent none, or one too long to be a uuid. */
  readonly uuid: string | number;
  readonly fields: Readonly<Record<string, unknown>>;
}

export const UNKNOWN_UUID = "unknown";
const UUID_LENGTH = 200;

/** Never throws, whatever the bytes are. Bytes that are no UTF-8 become replacement characters and fail as JSON. */
export function readRequest(text: string): GatewayRequest {
  if (text === "Hello") return { kind: "hello", text };
  const parsed = parse(text);
  if (!parsed.ok) return { kind: "unreadable", text, why: parsed.why };
  const value = parsed.value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { kind: "not-object", text };
  const fields = value as Record<string, unknown>;
  return { kind: "action", text, action: actionOf(fields["action"]), uuid: uuidOf(fields["uuid"]), fields };
}

/** The name under which faults and counts know a message. */
export function actionName(request: GatewayRequest): string | null {
  if (request.kind === "hello") return "HELLO";
  return request.kind === "action" && request.action !== "" ? request.action : null;
}

function parse(text: string): { ok: true; value: unknown } | { ok: false; why: string } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (failure) {
    return { ok: false, why: failure instanceof Error ? failure.message : "not JSON" };
  }
}

function actionOf(action: unknown): string {
  if (typeof action === "string") return action.toUpperCase();
  return typeof action === "number" || typeof action === "boolean" ? String(action).toUpperCase() : "";
}

function uuidOf(uuid: unknown): string | number {
  if (typeof uuid === "number") return uuid;
  return typeof uuid === "string" && uuid.length <= UUID_LENGTH ? uuid : UNKNOWN_UUID;
}

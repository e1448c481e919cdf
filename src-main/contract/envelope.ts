import { z } from "zod";
import { CallFailure } from "./api.ts";

/**
 * What travels between console and engine, over WebSocket and over Electron's IPC alike: JSON, one object a message.
 * Over WebSocket the first message must be `hello` with a token; the preload bridge needs none.
 */
export const ClientMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("hello"), token: z.string().min(1).max(200) }),
  z.object({ type: z.literal("call"), id: z.number().int().nonnegative(), name: z.string().max(64), input: z.unknown() }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

export const ServerMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("welcome"), permission: z.enum(["read", "command"]), version: z.string() }),
  z.object({ type: z.literal("answer"), id: z.number().int(), ok: z.literal(true), value: z.unknown() }),
  z.object({ type: z.literal("failure"), id: z.number().int(), ok: z.literal(false), failure: CallFailure }),
  z.object({
    type: z.literal("change"),
    accountId: z.string(),
    revision: z.number().int(),
    nowMs: z.number(),
    topic: z.string(),
    change: z.unknown(),
  }),
  /** Sent every second, so that a silent line is told apart from a quiet engine. */
  z.object({ type: z.literal("tick"), revision: z.number().int(), nowMs: z.number() }),
]);
export type ServerMessage = z.infer<typeof ServerMessage>;

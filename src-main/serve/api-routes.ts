import type { FastifyInstance, FastifyReply } from "fastify";
import type { CallFailure, Permission } from "../contract/api.ts";
import { type Dispatcher, refuse } from "./dispatcher.ts";
import { limits } from "./limits.ts";
import type { TokenCheck, TokenVerdict } from "./token-check.ts";

const statusOf: Record<CallFailure["code"], number> = {
  BAD_INPUT: 400,
  FORBIDDEN: 403,
  UNKNOWN_CALL: 404,
  REFUSED: 409,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

declare module "fastify" {
  interface FastifyRequest {
    permission: Permission | null;
  }
}

/**
 * `POST /:name` with `Authorization: Bearer <token>` and a JSON body: one call, for scripts and the command line. Every
 * answer is a `CallResult`. The token is looked at before the body is read.
 */
export async function addApiRoutes(scope: FastifyInstance, dispatcher: Dispatcher, checkToken: TokenCheck): Promise<void> {
  // A form on another site can send plain text without asking first; JSON it cannot.
  scope.removeContentTypeParser("text/plain");
  scope.decorateRequest("permission", null);
  scope.addHook("onRequest", (request, reply, next) => {
    const token = /^Bearer +([\w-]{1,200})$/i.exec(request.headers.authorization ?? "")?.[1];
    const verdict: TokenVerdict = token === undefined ? { refused: "WRONG" } : checkToken(token);
    if ("refused" in verdict) {
      refuseToken(reply, verdict.refused);
      return;
    }
    request.permission = verdict.permission;
    next();
  });
  scope.post<{ Params: { name: string } }>("/:name", async (request, reply) => {
    const permission = request.permission ?? "read";
    const result = await dispatcher.dispatch(request.params.name, request.body, { permission, via: "http" });
    return reply.code(result.ok ? 200 : statusOf[result.failure.code]).send(result);
  });
}

function refuseToken(reply: FastifyReply, refused: "WRONG" | "TOO_MANY"): FastifyReply {
  reply.header("connection", "close");
  if (refused === "TOO_MANY") {
    return reply.code(429).header("retry-after", limits.badTokenWindowMs / 1000).send(refuse("FORBIDDEN", "Too many wrong tokens."));
  }
  return reply.code(401).header("www-authenticate", "Bearer").send(refuse("FORBIDDEN", "This needs the token of the running engine."));
}

import type { FastifyInstance, FastifyReply } from "fastify";
import type { Permission } from "../contract/api.ts";
import { refuse } from "./dispatcher.ts";
import { limits } from "./limits.ts";
import type { TokenCheck, TokenVerdict } from "./token-check.ts";

declare module "fastify" {
  interface FastifyRequest {
    permission: Permission | null;
  }
}

/** Every route of this scope wants `Authorization: Bearer <token>`. The token is looked at before a body is read. */
export function requireBearer(scope: FastifyInstance, checkToken: TokenCheck): void {
  scope.decorateRequest("permission", null);
  scope.addHook("onRequest", (request, reply, next) => {
    const token = /^Bearer +([\w-]{1,200})$/i.exec(request.headers.authorization ?? "")?.[1];
    const verdict: TokenVerdict = token === undefined ? { refused: "WRONG" } : checkToken(token, request.raw.socket);
    if ("refused" in verdict) {
      refuseToken(reply, verdict.refused);
      return;
    }
    request.permission = verdict.permission;
    next();
  });
}

function refuseToken(reply: FastifyReply, refused: "WRONG" | "TOO_MANY"): FastifyReply {
  reply.header("connection", "close");
  if (refused === "TOO_MANY") {
    return reply.code(429).header("retry-after", limits.badTokenWindowMs / 1000).send(refuse("FORBIDDEN", "Too many wrong tokens."));
  }
  return reply.code(401).header("www-authenticate", "Bearer").send(refuse("FORBIDDEN", "This needs the token of the running engine."));
}

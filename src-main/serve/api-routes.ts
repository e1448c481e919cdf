import type { FastifyInstance } from "fastify";
import type { CallFailure } from "../contract/api.ts";
import { requireBearer } from "./bearer.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { TokenCheck } from "./token-check.ts";

const statusOf: Record<CallFailure["code"], number> = {
  BAD_INPUT: 400,
  FORBIDDEN: 403,
  UNKNOWN_CALL: 404,
  REFUSED: 409,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

/** `POST /:name` with a token and a JSON body: one call, for scripts and the command line. Every answer is a `CallResult`. */
export async function addApiRoutes(scope: FastifyInstance, dispatcher: Dispatcher, checkToken: TokenCheck): Promise<void> {
  // A form on another site can send plain text without asking first; JSON it cannot.
  scope.removeContentTypeParser("text/plain");
  requireBearer(scope, checkToken);
  scope.post<{ Params: { name: string } }>("/:name", async (request, reply) => {
    const permission = request.permission ?? "read";
    const result = await dispatcher.dispatch(request.params.name, request.body, { permission, via: "http" });
    return reply.code(result.ok ? 200 : statusOf[result.failure.code]).send(result);
  });
}

import type { FastifyInstance } from "fastify";
import { requireBearer } from "./bearer.ts";
import type { TokenCheck } from "./token-check.ts";

/** Everything measured, as of now, in Prometheus's text format 0.0.4. */
export interface MetricsPage {
  text(): Promise<string>;
}

/** `GET /metrics` with a token; the one that may only read is enough. */
export async function addMetricsRoute(scope: FastifyInstance, page: MetricsPage, checkToken: TokenCheck): Promise<void> {
  requireBearer(scope, checkToken);
  scope.get("/metrics", async (_request, reply) => reply.type("text/plain; version=0.0.4; charset=utf-8").send(await page.text()));
}

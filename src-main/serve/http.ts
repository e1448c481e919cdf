import fastifyStatic from "@fastify/static";
import fastifyWebsocket from "@fastify/websocket";
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from "fastify";
import type { CallFailure } from "../contract/api.ts";
import type { Clock, Result } from "../engine/ports.ts";
import { addApiRoutes } from "./api-routes.ts";
import { createConnections } from "./connections.ts";
import { type Dispatcher, refuse } from "./dispatcher.ts";
import type { Feed } from "./feed.ts";
import { limits } from "./limits.ts";
import { addMetricsRoute, type MetricsPage } from "./metrics-route.ts";
import { createRequestGuard, type RequestGuard } from "./request-guard.ts";
import { securityHeaders } from "./security-headers.ts";
import type { ServeLog } from "./serve-log.ts";
import { createTokenCheck, type TokenCheck } from "./token-check.ts";
import type { Tokens } from "./tokens.ts";
import { closeCodes, createConsoleLobby } from "./console-lobby.ts";

/** Loopback and nothing else: not a setting, because nothing on this door is encrypted. */
const HOST = "127.0.0.1";

export interface HttpOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly dispatcher: Dispatcher;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly tokens: Tokens;
  /** The built console; `null` when there is none, and then only its address says so. */
  readonly rendererDir: string | null;
  /** What `GET /metrics` says; without it there is nothing at that address. */
  readonly metrics?: MetricsPage | null;
  readonly log: ServeLog;
  /** Holdfast's version, for the welcome. */
  readonly version: string;
}

export interface HttpServer {
  /** `http://127.0.0.1:7380`, without a token. */
  readonly url: string;
  readonly port: number;
  /** Says goodbye to every console and ends at once, whatever the other ends do. */
  close(): Promise<void>;
}

export interface HttpFailure {
  readonly code: "PORT_IN_USE" | "PORT_FORBIDDEN" | "LISTEN_FAILED";
  readonly message: string;
}

/**
 * Serves the console and its API on loopback: files, `GET /healthz`, `GET /metrics`, `POST /api/:name`, and the WebSocket
 * at `/ws`.
 */
export async function startHttp(options: HttpOptions): Promise<Result<HttpServer, HttpFailure>> {
  const app = fastify({
    bodyLimit: limits.messageMaxBytes,
    requestTimeout: limits.requestTimeoutMs,
    http: { headersTimeout: limits.requestTimeoutMs },
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    // A URL that cannot even be decoded never reaches the hooks below, which would also let go of a socket to upgrade.
    frameworkErrors: (error, request, reply: FastifyReply) => {
      reply.raw.once("finish", () => request.raw.socket.destroySoon());
      answerError(error, reply, options.log);
    },
  });
  const connections = createConnections(limits.connectionsMax);
  app.server.on("connection", connections.admit);
  // The port is known only once we listen, and nothing can be asked before.
  let guard: RequestGuard = { refusal: () => "not ready yet" };

  const checkToken = createTokenCheck(options.tokens, options.clock, options.log, connections.keep);
  // Before the guard: this plugin's first hook is what closes the socket of an upgrade that is turned away.
  await addWebSocket(app, options, checkToken);
  app.addHook("onRequest", (request, reply, next) => {
    reply.headers(securityHeaders);
    const refusal = guard.refusal(request.headers);
    if (refusal === null) next();
    else reply.code(403).send(refuse("FORBIDDEN", refusal));
  });
  app.setErrorHandler<FastifyError>((error, _request, reply) => answerError(error, reply, options.log));
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(refuse("UNKNOWN_CALL", "There is nothing at this address.")));
  app.get("/healthz", () => ({ ok: true }));
  await app.register((scope) => addApiRoutes(scope, options.dispatcher, checkToken), { prefix: "/api" });
  const { metrics } = options;
  if (metrics) await app.register((scope) => addMetricsRoute(scope, metrics, checkToken));
  await addConsoleFiles(app, options.rendererDir);

  const listening = await listen(app, options.port);
  if (!listening.ok) return listening;
  const port = listening.value;
  guard = createRequestGuard(port);
  return { ok: true, value: { url: `http://${HOST}:${port}`, port, close: () => app.close() } };
}

async function addWebSocket(app: FastifyInstance, options: HttpOptions, checkToken: TokenCheck): Promise<void> {
  const lobby = createConsoleLobby({ ...options, checkToken });
  await app.register(fastifyWebsocket, {
    options: { maxPayload: limits.messageMaxBytes, perMessageDeflate: false },
    // The socket closes by itself after an error of its protocol; what it was is the other end's affair.
    errorHandler: (_error, socket) => socket.terminate(),
    preClose: () => sayGoodbye(app, options.clock),
  });
  app.get("/ws", { websocket: true }, (socket, request) => lobby.admit(socket, request.raw.socket));
}

async function addConsoleFiles(app: FastifyInstance, rendererDir: string | null): Promise<void> {
  if (rendererDir === null) {
    app.get("/", (_request, reply) => reply.code(503).type("text/plain").send("The console is not built. Build it with: npm run build\n"));
    return;
  }
  // Cache-Control is ours: another version of Holdfast may be at this very address tomorrow.
  await app.register(fastifyStatic, { root: rendererDir, dotfiles: "ignore", cacheControl: false, decorateReply: false });
}

/** Closes every WebSocket, politely first. Consoles know from the code that they may come back. */
async function sayGoodbye(app: FastifyInstance, clock: Clock): Promise<void> {
  app.websocketServer.close();
  const sockets = [...app.websocketServer.clients];
  const gone = sockets.map((socket) => new Promise<void>((resolve) => socket.once("close", () => resolve())));
  for (const socket of sockets) socket.close(closeCodes.goingAway, "Holdfast is stopping");
  const giveUp = clock.after(limits.goodbyeMs, () => {
    for (const socket of sockets) socket.terminate();
  });
  await Promise.all(gone);
  giveUp();
}

async function listen(app: FastifyInstance, wanted: number): Promise<Result<number, HttpFailure>> {
  try {
    await app.listen({ host: HOST, port: wanted });
    const address = app.server.address();
    return { ok: true, value: typeof address === "object" && address !== null ? address.port : wanted };
  } catch (error) {
    await app.close();
    return { ok: false, failure: listenFailure(error as NodeJS.ErrnoException, wanted) };
  }
}

function listenFailure(error: NodeJS.ErrnoException, port: number): HttpFailure {
  if (error.code === "EADDRINUSE") return { code: "PORT_IN_USE", message: `Port ${port} is in use by another program. Choose another with --console-port, or 0 for any.` };
  if (error.code === "EACCES") return { code: "PORT_FORBIDDEN", message: `The system does not let this user listen on port ${port}.` };
  return { code: "LISTEN_FAILED", message: `Cannot listen on ${HOST}:${port}: ${error.message}` };
}

/** Fastify's own refusals in the words of the contract; anything else is a mistake of ours and stays in the log. */
function answerError(error: FastifyError, reply: FastifyReply, log: ServeLog): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status >= 500) log.error({ err: error }, "a request broke");
  const failure: CallFailure = status >= 500 ? { code: "INTERNAL", message: "Holdfast made a mistake with this request; the log says which." } : { code: "BAD_INPUT", message: error.message };
  return reply.headers(securityHeaders).code(status).send({ ok: false, failure });
}

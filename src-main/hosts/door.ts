import type { Result } from "../engine/ports.ts";
import { startHttp, type HttpOptions, type HttpServer } from "../serve/http.ts";
import { createMetrics } from "../serve/metrics.ts";
import { newTokens, removeAccess, writeAccess } from "../serve/tokens.ts";
import { systemClock } from "../system/clock.ts";
import type { Config } from "../system/config.ts";
import type { Running } from "./compose.ts";
import { version } from "./version.ts";

/** The loopback door of a running engine: for the browser's console and for the command line. */
export interface Door {
  /** `http://127.0.0.1:7380`, without a key. */
  readonly url: string;
  /** The address that opens the console: the key rides in the fragment, which no browser sends anywhere. */
  readonly consoleUrl: string;
  close(): Promise<void>;
}

/**
 * Opens the door and writes down where it is, for programs of the same user. `rendererDir` is the built console; `null`
 * serves the command line alone.
 */
export async function openDoor(running: Running, config: Config, rendererDir: string | null): Promise<Result<Door, { readonly message: string }>> {
  const tokens = newTokens();
  const metrics = createMetrics({ feed: running.engine.feed, journalWaitingMs: running.journalWaitingMs });
  const listening = await listen(running, config, { rendererDir, tokens, metrics });
  if (!listening.ok) {
    metrics.close();
    return listening;
  }
  const { url } = listening.value;
  const close = async (): Promise<void> => {
    metrics.close();
    await listening.value.close();
  };
  const written = await writeAccess(config.dataDir, { url, pid: process.pid, tokens });
  if (!written.ok) {
    await close();
    return { ok: false, failure: { message: `${written.failure.path}: ${written.failure.message}` } };
  }
  await running.lock.describe({ url });
  return {
    ok: true,
    value: {
      url,
      consoleUrl: `${url}/#token=${tokens.command}`,
      close: async () => {
        await removeAccess(config.dataDir, tokens);
        await close();
      },
    },
  };
}

async function listen(running: Running, config: Config, served: Pick<HttpOptions, "rendererDir" | "tokens" | "metrics">): ReturnType<typeof startHttp> {
  const at = (port: number): Promise<Result<HttpServer, { readonly code: "PORT_IN_USE" | "PORT_FORBIDDEN" | "LISTEN_FAILED"; readonly message: string }>> =>
    startHttp({ ...served, port, version, clock: systemClock, dispatcher: running.dispatcher, feed: running.engine.feed, log: running.log.logger });
  const first = await at(config.consolePort);
  // A port that nobody asked for is no reason not to start; one that somebody asked for is not silently another.
  const isFree = first.ok || first.failure.code !== "PORT_IN_USE" || config.origins.CONSOLE_PORT.source !== "default";
  return isFree ? first : at(0);
}

import { compose, type Composition } from "../compose.ts";
import { openDoor } from "../door.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, type Io } from "../terminal.ts";
import { version } from "../version.ts";

export interface ServeOptions extends Composition {
  readonly json: boolean;
  /** The built console, or `null` when it was not built. */
  readonly rendererDir: string | null;
  /** Told once the console can be opened. */
  readonly onOpen?: (consoleUrl: string) => void;
}

/** Engine and console without a desktop, until the signal. Settles with the exit code. */
export async function serve(options: ServeOptions, io: Io): Promise<number> {
  const started = await compose(options);
  if (!started.ok) {
    return fail(io, options.json, exitCodes.failed, started.failure.code, started.failure.message);
  }
  const running = started.value;
  const door = await openDoor(running, options.config, options.rendererDir);
  if (!door.ok) {
    await running.stop("the console's port could not be opened");
    return fail(io, options.json, exitCodes.failed, "CONSOLE", door.failure.message);
  }
  const { consoleUrl, close } = door.value;
  const { dataDir } = options.config;
  if (options.json) io.line(JSON.stringify({ url: consoleUrl, pid: process.pid, dataDir }));
  else for (const line of greeting(consoleUrl, dataDir, running.simulator !== null)) io.line(line);
  options.onOpen?.(consoleUrl);

  await aborted(io.signal);
  await close();
  await running.stop(String(io.signal.reason ?? "stopped"));
  return exitCodes.ok;
}

const greeting = (consoleUrl: string, dataDir: string, isSimulated: boolean): string[] => [
  `Holdfast ${version}${isSimulated ? ", SIMULATED: no gateway is connected" : ""}`,
  `console  ${consoleUrl}`,
  `data     ${dataDir}`,
  "Ctrl+C stops it.",
];

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** A file that a browser opens in place of the console's address. */
export interface AddressPage {
  /** `file:///…/console.html`, without a key. */
  readonly url: string;
  /** Takes it away again, as far as the file system lets it. Changes nothing the second time, and never rejects. */
  remove(): Promise<void>;
}

const REMOVAL_RETRIES = 3;
/** As long as the slowest browser takes to start. */
const KEPT_MS = 60_000;

/**
 * Writes a page that goes on to `consoleUrl`, for nobody but its owner. That address has the key in it, and a browser's
 * arguments stand in the list of processes, which every user of the machine can read. The page is gone after a minute;
 * one that outlives its run has a key that opens nothing any more. Throws what the file system throws while it is written.
 */
export function writeAddressPage(consoleUrl: string, dataDir: string): AddressPage {
  const folder = join(dataDir, "open");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  const file = join(folder, "console.html");
  writeFileSync(file, `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Holdfast</title><script>location.replace(${JSON.stringify(consoleUrl)})</script>\n`, { mode: 0o600, flag: "wx" });
  // A browser or a virus scanner may have it open. That must not end the engine, nor hold it up: its key dies with the run.
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: REMOVAL_RETRIES }).catch(() => undefined);
  setTimeout(() => void remove(), KEPT_MS).unref();
  return { url: pathToFileURL(file).href, remove };
}

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** A file that a browser opens in place of the console's address. */
export interface AddressPage {
  /** `file:///…/console.html`, without a key. */
  readonly url: string;
  /** Takes it away again. Changes nothing the second time. */
  remove(): void;
}

/** As long as the slowest browser takes to start. */
const KEPT_MS = 60_000;

/**
 * Writes a page that goes on to `consoleUrl`, for nobody but its owner. That address has the key in it, and a browser's
 * arguments stand in the list of processes, which every user of the machine can read. The page is gone after a minute;
 * one that outlives a killed run has a key that opens nothing any more. Throws what the file system throws.
 */
export function writeAddressPage(consoleUrl: string, dataDir: string): AddressPage {
  const folder = join(dataDir, "open");
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  remove();
  mkdirSync(folder, { mode: 0o700 });
  const file = join(folder, "console.html");
  writeFileSync(file, `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Holdfast</title><script>location.replace(${JSON.stringify(consoleUrl)})</script>\n`, { mode: 0o600, flag: "wx" });
  setTimeout(remove, KEPT_MS).unref();
  return { url: pathToFileURL(file).href, remove };
}

import { readFile } from "node:fs/promises";
import { extname, resolve, sep } from "node:path";
import { desktopSecurityHeaders } from "../../serve/security-headers.ts";
import type { Protocol } from "./electron.ts";

const SCHEME = "app";
const HOST = "holdfast";
/** Where the console lives. An origin of its own, so that nothing on disk and nothing on the web shares it. */
export const CONSOLE_ORIGIN = `${SCHEME}://${HOST}`;
export const CONSOLE_URL = `${CONSOLE_ORIGIN}/index.html`;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

/** Makes `app://` a real origin. Must run before Electron is ready, and only once. */
export function registerAppScheme(protocol: Protocol): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
}

/** Serves the built console, and no other file of the machine, at `app://holdfast/`. */
export function serveConsole(protocol: Protocol, rendererDir: string): void {
  const root = resolve(rendererDir);
  protocol.handle(SCHEME, (request) => answer(request, root));
}

async function answer(request: Request, root: string): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") return refusal(405, "Only GET and HEAD are answered here.");
  const file = fileFor(request.url, root);
  if (file === null) return refusal(404, "There is no such file in the console.");
  try {
    const content = await readFile(file);
    const headers = { ...desktopSecurityHeaders, "content-type": CONTENT_TYPES[extname(file)] ?? "application/octet-stream" };
    return new Response(request.method === "HEAD" ? null : content, { status: 200, headers });
  } catch {
    return refusal(404, "There is no such file in the console.");
  }
}

/** The file a URL means, or `null` when it means none inside `root`. */
function fileFor(url: string, root: string): string | null {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.protocol !== `${SCHEME}:` || parsed.host !== HOST) return null;
  const path = decoded(parsed.pathname);
  // A backslash is a separator on Windows, a colon a drive or a stream there, and a zero byte ends a name everywhere.
  if (path === null || /[\\:\0]/.test(path)) return null;
  const file = resolve(root, `.${path === "/" ? "/index.html" : path}`);
  return file.startsWith(root + sep) ? file : null;
}

function decoded(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}

const refusal = (status: number, sentence: string): Response =>
  new Response(sentence, { status, headers: { ...desktopSecurityHeaders, "content-type": "text/plain; charset=utf-8" } });

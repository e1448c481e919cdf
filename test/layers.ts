import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

/** Who may import whom, folder by folder, and why. The first folder that a file lies under decides. */
interface Room {
  readonly folder: string;
  /** Folders or single files of ours it may import from, besides its own. */
  readonly may: readonly string[];
  readonly because: string;
}

const engineDoors = ["src-main/engine/ports.ts", "src-main/engine/journal-events.ts", "src-main/engine/limits.ts"];
const world = (folder: string, because: string): Room => ({ folder, may: ["src-main/contract", "src-main/domain", ...engineDoors], because });

export const rooms: readonly Room[] = [
  { folder: "src-main/contract", may: [], because: "The contract is what console and engine say to each other. It stands on zod alone, so that a browser can load it." },
  { folder: "src-main/domain", may: ["src-main/contract"], because: "The domain is values and pure rules: it knows no clock, no engine and no wire." },
  { folder: "src-main/engine", may: ["src-main/domain", "src-main/contract"], because: "The engine decides without I/O. It reaches the world through ports.ts only, so that a whole system runs under a seeded simulator." },
  world("src-main/gateway", "The gateway side implements a port of the engine. What it knows of the others, it would have to change with them."),
  world("src-main/journal", "The journal implements a port of the engine. What it knows of the others, it would have to change with them."),
  world("src-main/family-files", "The family's files are brought in and written out for the command line. What they know of the others, they would have to change with them."),
  world("src-main/strategy-port", "The strategy port carries strategies' words to a port of the engine. What it knows of the others, it would have to change with them."),
  world("src-main/simulator", "The simulator is an opponent: sharing code with the gateway client would let both be wrong in the same way."),
  world("src-main/system", "Clock, config and log serve everybody and know nobody."),
  world("src-main/serve", "The serving side carries the contract over transports. It is handed its handlers and does not know the engine."),
  { folder: "src-main/hosts", may: ["src-main"], because: "The hosts are where the parts meet." },
  { folder: "src-renderer", may: ["src-main/contract"], because: "The console knows the engine by the contract alone, so that it can die, reload or hang without the engine noticing." },
];

/** Packages that only these files or folders may import, and why. */
export const keepers: readonly { readonly packages: readonly string[]; readonly only: readonly string[]; readonly because: string }[] = [
  { packages: ["electron", "electron-store"], only: ["src-main/hosts/desktop"], because: "Outside Electron its import throws, and the engine must run without a desktop." },
  { packages: ["zeromq"], only: ["src-main/gateway/link.ts", "src-main/gateway/tick-link.ts", "src-main/strategy-port/server.ts", "src-main/simulator/server.ts"], because: "Socket options decide whether a stale order is delivered late; they are set by hand in one place a side." },
  { packages: ["node:sqlite"], only: ["src-main/journal"], because: "Nothing but the journal's worker may wait for a disk." },
  { packages: ["react", "react-dom", "react-dom/client", "@tanstack/react-virtual"], only: ["src-renderer"], because: "The screen belongs to the renderer." },
];

/** The engine and domain use no package at all but zod: no clock, no I/O, no chance. */
const pure: readonly string[] = ["src-main/contract", "src-main/domain", "src-main/engine"];
const purePackages: readonly string[] = ["zod"];
const pureBecause = "The core decides without I/O; clock, ids, sockets and disk come through ports.";

/** One sentence for every rule that these sources break. `files` maps a path from the root to its text. */
export function brokenRules(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([file, text]) => importsOf(text).flatMap((specifier) => complaint(file, specifier) ?? []));
}

function complaint(file: string, specifier: string): string | null {
  if (specifier.startsWith(".")) return innerComplaint(file, join(dirname(file), specifier).split(sep).join("/"));
  const keeper = keepers.find(({ packages }) => packages.includes(specifier));
  if (keeper && !keeper.only.some((place) => isUnder(file, place))) {
    return `${file} imports ${specifier}, which belongs to ${keeper.only.join(" and ")} alone. ${keeper.because}`;
  }
  if (pure.some((folder) => isUnder(file, folder)) && !purePackages.includes(specifier)) return `${file} imports ${specifier}. ${pureBecause}`;
  return null;
}

function innerComplaint(file: string, target: string): string | null {
  const room = rooms.find(({ folder }) => isUnder(file, folder));
  if (!room || !target.startsWith("src-")) return null;
  if ([room.folder, ...room.may].some((place) => isUnder(target, place))) return null;
  return `${file} imports ${target}; ${room.folder} may import only ${room.may.join(", ") || "zod"}. ${room.because}`;
}

const isUnder = (file: string, place: string): boolean => file === place || file.startsWith(`${place}/`);

const importPattern = /(?:^|\s)(?:import|export)\s[^;"']*?from\s*["']([^"']+)["']|(?:^|\s)import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/g;

function importsOf(text: string): string[] {
  return [...text.matchAll(importPattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

/** Every TypeScript source under these folders, by its path from `root`. */
export function readSources(root: string, folders: readonly string[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const folder of folders) {
    const top = resolve(root, folder);
    if (!existsSync(top)) continue;
    for (const entry of readdirSync(top, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
      const path = join(entry.parentPath, entry.name);
      files.set(relative(root, path).split(sep).join("/"), readFileSync(path, "utf8"));
    }
  }
  return files;
}

import { chmod, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Arch, build, Platform, type Configuration } from "electron-builder";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryDir } from "./desktop-fixture.ts";

const repository = join(import.meta.dirname, "..", "..");
const configFile = join(repository, "electron-builder.yml");

// None of these tells its types to an importer, and what is used of them is little.
const require = createRequire(import.meta.url);
const { validateConfiguration, getConfig } = require("app-builder-lib/out/util/config/config.js") as {
  getConfig: (projectDir: string, file: string, fromOptions: Configuration | null) => Promise<Configuration>;
  validateConfiguration: (config: Configuration, log: unknown) => Promise<void>;
};
const { DebugLogger } = require("builder-util") as { DebugLogger: new (enabled: boolean) => unknown };
const { setPrinter } = require("builder-util/out/log.js") as { setPrinter: (printer: ((line: string) => void) | null) => void };
const { listPackage } = require("@electron/asar") as { listPackage: (archive: string, options: { isPack: boolean }) => string[] };

beforeAll(() => setPrinter(() => {}));
afterAll(() => setPrinter(null));

const validated = async (change: (config: Configuration & Record<string, unknown>) => void): Promise<void> => {
  const config = (await getConfig(repository, configFile, null)) as Configuration & Record<string, unknown>;
  change(config);
  await validateConfiguration(config, new DebugLogger(false));
};

describe("electron-builder.yml", () => {
  it("is a configuration that electron-builder takes", async () => {
    await expect(validated(() => {})).resolves.toBeUndefined();
    await expect(
      validated((config) => {
        config["nsiss"] = {};
      }),
    ).rejects.toThrow("nsiss");
  });

  it("names the application as the desktop does, for Windows' notifications", async () => {
    const { appId } = await getConfig(repository, configFile, null);
    expect(await readFile(join(repository, "src-main", "hosts", "desktop", "desktop.ts"), "utf8")).toContain(`const APP_ID = "${appId}";`);
  });

  it("shuts every side door that fuses can shut", async () => {
    const { electronFuses } = await getConfig(repository, configFile, null);
    expect(electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });
});

describe("what ships", () => {
  it.each([
    { name: "Linux x64", platform: Platform.LINUX, arch: Arch.x64, zeromq: "linux/x64/node/glibc-" },
    { name: "Linux arm64", platform: Platform.LINUX, arch: Arch.arm64, zeromq: "linux/arm64/node/glibc-" },
    { name: "Windows x64", platform: Platform.WINDOWS, arch: Arch.x64, zeromq: "win32/x64/node/msvc-" },
    { name: "Windows arm64", platform: Platform.WINDOWS, arch: Arch.arm64, zeromq: "win32/arm64/node/msvc-" },
  ])("for $name: what was built, the assets, and that system's binaries alone", { timeout: 60_000 }, async ({ platform, arch, zeromq }) => {
    const { files, unpacked } = await packed(platform, arch);

    expect(files).toEqual(expect.arrayContaining(["package.json", "out/main/desktop.js", "out/preload/preload.cjs", "out/renderer/index.html", "assets/icon.png", "assets/tray/armed.png", "assets/tray/armed.ico", "assets/tray/armedTemplate@2x.png"]));
    expect(files.filter((file) => /^(?!out\/|assets\/|node_modules\/|package\.json$)/.test(file))).toEqual([]);
    expect(files.filter((file) => /\.(map|ts|svg|tsbuildinfo)$/.test(file) && !file.startsWith("node_modules/"))).toEqual([]);

    const binaries = files.filter((file) => file.endsWith(".node"));
    expect(binaries.length).toBeGreaterThan(0);
    for (const binary of binaries) {
      expect(binary).toContain(`node_modules/zeromq/build/${zeromq}`);
      expect(unpacked).toContain(binary);
    }
    expect(files).toEqual(expect.arrayContaining(["node_modules/zeromq/build/manifest.json", "node_modules/zeromq/lib/index.js", "node_modules/cmake-ts/build/loader.js"]));
    expect(files.filter((file) => file.startsWith("node_modules/electron/"))).toEqual([]);
  });
});

/** A packed application on a stand-in for Electron's runtime: the files in its archive, and those of them laid beside it. */
async function packed(platform: Platform, arch: Arch): Promise<{ files: string[]; unpacked: string[] }> {
  const dir = await temporaryDir();
  const projectDir = join(dir, "project");
  await layOutProject(projectDir);
  const electronDist = await standInRuntime(join(dir, "runtime"));
  const config = await getConfig(repository, configFile, null);
  await build({
    projectDir,
    targets: platform.createTarget("dir", arch),
    publish: "never",
    config: {
      ...config,
      electronDist,
      electronVersion: "45.4.1",
      // A stand-in has no fuses to set, no resources to edit and nowhere to write a checksum.
      electronFuses: null,
      disableAsarIntegrity: true,
      win: { ...config.win, signAndEditExecutable: false },
      directories: { output: join(dir, "dist"), buildResources: "assets" },
    },
  });
  const prefix = platform === Platform.WINDOWS ? "win" : "linux";
  const resources = join(dir, "dist", `${prefix}${arch === Arch.arm64 ? "-arm64" : ""}-unpacked`, "resources");
  const archive = join(resources, "app.asar");
  const files = listPackage(archive, { isPack: false }).map(asRelative);
  const unpacked = listPackage(archive, { isPack: true }).filter((line) => line.startsWith("unpack")).map((line) => asRelative(line.slice(line.indexOf(":") + 1).trim()));
  return { files: leaves(files), unpacked };
}

const asRelative = (path: string): string => path.replaceAll("\\", "/").replace(/^\//, "");
const leaves = (paths: readonly string[]): string[] => {
  const folders = new Set(paths.flatMap((path) => path.split("/").map((_, depth, parts) => parts.slice(0, depth).join("/"))));
  return paths.filter((path) => !folders.has(path));
};

/** The repository in small: built files as blank ones, the real assets, and of the dependencies the one with binaries. */
async function layOutProject(projectDir: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(repository, "package.json"), "utf8")) as { dependencies: Record<string, string> };
  const { zeromq } = manifest.dependencies;
  const shipped = ["out/main/desktop.js", "out/main/journal-worker.js", "out/preload/preload.cjs", "out/renderer/index.html"];
  const notShipped = ["out/.tsc/main.tsbuildinfo", "out/main/desktop.js.map", "src-main/hosts/desktop/main.ts", "test/some.test.ts", ".env", "README.md", "data/journal.sqlite"];
  for (const file of [...shipped, ...notShipped]) {
    await mkdir(join(projectDir, file, ".."), { recursive: true });
    await writeFile(join(projectDir, file), "\n");
  }
  await writeFile(join(projectDir, "package.json"), JSON.stringify({ ...manifest, dependencies: { zeromq }, devDependencies: {} }));
  await writeFile(join(projectDir, "package-lock.json"), "{}");
  await cp(join(repository, "assets"), join(projectDir, "assets"), { recursive: true });
  for (const name of ["zeromq", "cmake-ts", "node-addon-api"]) {
    await cp(join(repository, "node_modules", name), join(projectDir, "node_modules", name), { recursive: true });
  }
}

async function standInRuntime(dir: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  for (const file of ["electron", "electron.exe", "version"]) await writeFile(join(dir, file), "");
  await chmod(join(dir, "electron"), 0o755);
  return dir;
}

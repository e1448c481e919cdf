import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";

/** Electron 45 and the `node` package are both Node 24: one build serves the desktop and the command line. */
const TARGET = "node24";

export default defineConfig({
  main: {
    build: {
      target: TARGET,
      // What package.json lists as a dependency is loaded from node_modules; everything else is bundled.
      externalizeDeps: true,
      rolldownOptions: {
        input: {
          desktop: "src-main/hosts/desktop/main.ts",
          cli: "src-main/hosts/cli/main.ts",
          "journal-worker": "src-main/journal/worker.ts",
        },
        // All in one folder: code that finds the worker, the console or the assets from its own place may end up in a
        // shared chunk, and from there the way must be the same.
        output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
      },
    },
  },
  preload: {
    build: {
      target: TARGET,
      // A sandboxed preload can require `electron` and nothing else, and only as CommonJS.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: "src-main/hosts/desktop/preload.ts" },
        output: { format: "cjs", entryFileNames: "[name].cjs" },
      },
    },
  },
  renderer: {
    root: "src-renderer",
    // The same files are served from app:// and, by the headless host, from http://.
    base: "./",
    plugins: [react()],
    build: {
      outDir: "out/renderer",
      emptyOutDir: true,
      // electron-vite leaves the renderer unminified unless told.
      minify: true,
      sourcemap: false,
      // The polyfill is an inline script, which the content security policy refuses; every browser we meet has the real thing.
      modulePreload: { polyfill: false },
      // Every asset is a file: a font inlined as a data: URL would be refused by the policy.
      assetsInlineLimit: 0,
      // The console is loaded whole, from this machine; what counts is its size on the wire, 190 KB.
      chunkSizeWarningLimit: 800,
      rolldownOptions: { input: "src-renderer/index.html" },
    },
  },
});

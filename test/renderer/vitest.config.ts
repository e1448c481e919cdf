import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { playwright } from "@vitest/browser-playwright";
import { defineProject } from "vitest/config";
import { findBrowser } from "../support/find-browser.ts";
import { engineCommands } from "./support/engine-commands.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The console in a real browser. */
export default defineProject(async () => ({
  root,
  plugins: [react()],
  // Found before the first test asks for them: found later, they would reload the page under it.
  optimizeDeps: { include: ["react", "react/jsx-dev-runtime", "react-dom/client", "zod", "@tanstack/react-virtual", "vitest-browser-react"] },
  test: {
    name: "renderer",
    include: ["test/renderer/**/*.test.tsx"],
    testTimeout: 20_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: await findBrowser(), contextOptions: { locale: "en-GB" } }),
      instances: [{ browser: "chromium" as const, viewport: { width: 1280, height: 800 } }],
      commands: engineCommands,
    },
  },
}));

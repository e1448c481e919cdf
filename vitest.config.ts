import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "parts",
          include: ["test/**/*.test.ts"],
          exclude: ["test/processes/**", "test/e2e/**", "test/crash/**", "test/renderer/**"],
          testTimeout: 30_000,
        },
      },
      "test/renderer/vitest.config.ts",
      {
        test: {
          // Real processes, a real browser: one file at a time, so that two cores are enough.
          name: "whole",
          include: ["test/processes/**/*.test.ts", "test/e2e/**/*.test.ts", "test/crash/**/*.test.ts"],
          testTimeout: 90_000,
          hookTimeout: 90_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

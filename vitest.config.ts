import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "engine",
          include: ["test/**/*.test.ts"],
          exclude: ["test/e2e/**", "test/processes/**", "test/renderer/**"],
          environment: "node",
          testTimeout: 20_000,
        },
      },
    ],
  },
});

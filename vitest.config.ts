import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    globalSetup: "tests/template-database.ts",
    setupFiles: ["tests/no-console-errors.ts"],
    // Much of what tests do is waiting: for mail servers, databases and workers in processes of their own.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});

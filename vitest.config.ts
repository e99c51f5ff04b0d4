import fs from "node:fs";
import path from "node:path";
import { defineConfig } from "vitest/config";

const tests = fs
  .readdirSync("tests", { recursive: true, encoding: "utf8" })
  .filter((file) => /\.test\.tsx?$/.test(file))
  .map((file) => path.posix.join("tests", file.split(path.sep).join("/")));

/** What puts something else in the place of a module, or of what every module has, must not be seen by the file after it. */
const alone = tests.filter((file) =>
  /vi\.(mock|doMock|stub\w+|useFakeTimers|resetModules)\(|vi\.spyOn\((globalThis|performance|console|process)\b/.test(
    fs.readFileSync(file, "utf8"),
  ),
);

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    globalSetup: "tests/template-database.ts",
    // Much of what tests do is waiting: for mail servers, databases and workers in processes of their own.
    maxWorkers: 3,
    projects: [
      // Loading the product takes seconds, so a process loads it once for all files that it runs.
      project("together", { include: ["tests/**/*.test.{ts,tsx}"], exclude: alone, isolate: false }),
      project("alone", { include: alone, isolate: true }),
    ],
  },
});

function project(name: string, files: { include: string[]; exclude?: string[]; isolate: boolean }) {
  return {
    resolve: { tsconfigPaths: true },
    test: {
      name,
      ...files,
      setupFiles: ["tests/no-console-errors.ts"],
      // A busy machine takes its time, and a test that hangs is still found.
      testTimeout: 120_000,
      hookTimeout: 120_000,
      expect: { poll: { timeout: 30_000 } },
    },
  };
}

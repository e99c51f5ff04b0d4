// Everything that must hold before a change lands, in the order in which it fails fastest. Ends on "N passed, N failed".
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const bin = (name) => path.join(root, "node_modules", name);
const results = path.join(root, "test-results");
fs.mkdirSync(results, { recursive: true });

const unitReport = path.join(results, "unit.json");
const journeyReport = path.join(results, "journeys.json");
for (const file of [unitReport, journeyReport]) fs.rmSync(file, { force: true });

const steps = [
  ["lock file", ["scripts/check-lock.mjs"]],
  ["database client", ["scripts/prepare.mjs", "--client-only"]],
  ["style", [bin("@biomejs/biome/bin/biome"), "check", "."]],
  ["doors between rooms", ["scripts/check-doors.mjs"]],
  ["nothing unused", [bin("knip/bin/knip.js")]],
  ["schema and migrations agree", ["--import", "tsx", "scripts/migration.ts", "drift"]],
  ["route types", [bin("next/dist/bin/next"), "typegen"]],
  ["types", [bin("typescript/bin/tsc"), "--noEmit"]],
  ["build", ["scripts/prepare.mjs"]],
  [
    "tests",
    [bin("vitest/vitest.mjs"), "run", "--reporter=default", "--reporter=json", `--outputFile.json=${unitReport}`],
  ],
  ["browser", ["scripts/browser.mjs"]],
  ["journeys", [bin("@playwright/test/cli.js"), "test"], { PLAYWRIGHT_JSON_OUTPUT_NAME: journeyReport }],
];

let passed = 0;
let failed = 0;
const broken = [];
for (const [name, args, env = {}] of steps) {
  const started = Date.now();
  process.stdout.write(`\n── ${name}\n`);
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env },
  });
  const counted = name === "tests" ? unitCounts() : name === "journeys" ? journeyCounts() : undefined;
  passed += counted?.passed ?? (status === 0 ? 1 : 0);
  failed += Math.max(counted?.failed ?? 0, status === 0 ? 0 : 1);
  if (status !== 0) broken.push(...(name === "tests" ? unitFailures() : [name]));
  process.stdout.write(
    `── ${name}: ${status === 0 ? "good" : "FAILED"} (${Math.round((Date.now() - started) / 1000)} s)\n`,
  );
  // Later steps stand on earlier ones, except that tests and journeys are both worth knowing.
  if (status !== 0 && name !== "tests") break;
}
// Said again at the end: the start of a long log is often lost where it is kept.
for (const line of broken) process.stdout.write(`\nFAILED ${line}`);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed > 0 ? 1 : 0);

function unitCounts() {
  const report = read(unitReport);
  return (
    report && {
      passed: report.numPassedTests,
      failed: report.numFailedTests + (report.numFailedTestSuites && !report.numFailedTests ? 1 : 0),
    }
  );
}

function unitFailures() {
  const files = read(unitReport)?.testResults ?? [];
  const said = files.flatMap((file) => {
    const tests = file.assertionResults.filter((test) => test.status === "failed");
    const where = path.relative(root, file.name);
    const shown = tests.map(
      (test) => `${where} › ${test.fullName}\n${test.failureMessages.join("\n").slice(0, 1_500)}`,
    );
    return shown.length === 0 && file.status === "failed" ? [`${where}\n${file.message}`] : shown;
  });
  return said.length > 0 ? said : ["tests"];
}

function journeyCounts() {
  const report = read(journeyReport);
  // A journey that failed and then passed is a failure: flaky tests are bugs.
  return report && { passed: report.stats.expected, failed: report.stats.unexpected + report.stats.flaky };
}

function read(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { defineConfig } from "@playwright/test";
import { systemChromium } from "./tests/chromium.mjs";

// One house for a run, on a port that nobody uses (its mail catcher takes the next, its payments the one after), in a folder that goes away with it. The workers read this file as well and are
// told by the environment what the first process chose.
process.env.JOURNEYS_PORT ??= String(20_000 + 3 * (process.pid % 4_000));
const isFirstProcess = process.env.JOURNEYS_DATA_DIR === undefined;
process.env.JOURNEYS_DATA_DIR ??= path.join(os.tmpdir(), `masthead-journeys-${process.pid}`);
const port = Number(process.env.JOURNEYS_PORT);
const dataDir = process.env.JOURNEYS_DATA_DIR;
// A house that could not end in time may write there still, so it is tried again.
if (isFirstProcess)
  process.once("exit", () => fs.rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

// A whole Chromium draws parts of its own window as web pages, anew for each journey, which costs as much as the journey's
// own pages. The later of two such lists counts, so Playwright's own is said again.
const notNeeded = [
  "PreloadTopChromeWebUI,PreloadTopChromeWebUILessNavigations,InitialWebUI,WebUIReloadButton,WebUIToolbar,WebUITabStrip",
  "WebUIOmniboxPopup,WebUIOmnibox,Glic,ReadAnything,TabSearchPositionSetting,NtpFooter,WebUIOmniboxAimPopup",
  "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable",
  "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints",
  "NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch",
];
const browser = {
  browserName: "chromium" as const,
  launchOptions: {
    executablePath: systemChromium(),
    // There is no graphics card to draw with: a machine that pretends to have one takes an eighth more of the processors.
    args: [
      "--disable-gpu",
      `--disable-features=${notNeeded.join(",")}`,
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  },
};
const desktop = { ...browser, viewport: { width: 1280, height: 800 } };
const phone = {
  ...browser,
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};
const first = /first-day\.spec\.ts$/;

export default defineConfig({
  testDir: "tests/journeys",
  globalSetup: "./tests/journeys/staff.ts",
  outputDir: "test-results/journeys",
  reporter: [["list"], ["json", { outputFile: "test-results/journeys.json" }]],
  forbidOnly: Boolean(process.env.CI),
  // A journey that fails and then passes has found something, so none is tried twice.
  retries: 0,
  workers: 2,
  fullyParallel: true,
  // A busy machine takes its time, and a journey that hangs is still found.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    baseURL: `http://localhost:${port}`,
    // A trace costs about as much as the journey itself, so it is asked for: JOURNEYS_TRACE=on.
    trace: process.env.JOURNEYS_TRACE
      ? { mode: "retain-on-failure", screenshots: false, snapshots: true, sources: true }
      : "off",
    screenshot: "only-on-failure",
    contextOptions: { reducedMotion: "reduce" },
    // One journey is about the worker that shows a reading list without a network; the others need none in their way.
    serviceWorkers: "block",
  },
  projects: [
    // What a new house shows can be seen only before anybody has used it.
    { name: "first day", testMatch: first, use: desktop },
    { name: "desktop", testIgnore: first, dependencies: ["first day"], use: desktop },
    // What does not depend on the width or on the finger is promised once.
    { name: "phone", testIgnore: first, grepInvert: /@once/, dependencies: ["first day"], use: phone },
  ],
  webServer: {
    command: `"${process.execPath}" --import tsx lib/cli/main.ts start`,
    url: `http://localhost:${port}/api/ready`,
    timeout: 120_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 20_000 },
    env: {
      PORT: String(port),
      DATA_DIR: dataDir,
      // Each journey comes from a network of its own, so that they do not use up each other's limits.
      TRUSTED_PROXIES: "1",
      LOG_LEVEL: "error",
      // Whatever a developer has set for their own house must not reach this one.
      DATABASE_URL: "",
      SMTP_URL: "",
      APP_URL: "",
      HOST: "",
      AUTH_SECRET: "",
      STRIPE_SECRET_KEY: "",
      STRIPE_WEBHOOK_SECRET: "",
      STRIPE_API_URL: "",
      PUBLICATION_NAME: "",
      MAIL_FROM: "",
      POSTAL_ADDRESS: "",
      SPAM_CHECK: "",
      // The system that is told in a journey stands on this machine.
      WEBHOOK_NETWORKS: "127.0.0.1",
    },
  },
});

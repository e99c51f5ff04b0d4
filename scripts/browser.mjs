// Sees to a Chromium for the journeys: the system's own where there is one, else Playwright's, else Debian's package.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import { systemChromium } from "../tests/chromium.mjs";

const cli = path.resolve(import.meta.dirname, "../node_modules/@playwright/test/cli.js");
const run = (command, args) => spawnSync(command, args, { stdio: "inherit" }).status === 0;

if (systemChromium() || fs.existsSync(chromium.executablePath())) process.exit(0);
if (run(process.execPath, [cli, "install", "chromium"])) process.exit(0);
const isRootOnDebian = process.getuid?.() === 0 && fs.existsSync("/usr/bin/apt-get");
if (isRootOnDebian && run("apt-get", ["update", "-qq"]) && run("apt-get", ["install", "-y", "-qq", "chromium"]))
  process.exit(0);
process.stderr.write(
  "No Chromium for the journeys. Install one (Debian: `apt-get install chromium`), or set CHROMIUM_PATH to its executable.\n",
);
process.exit(1);

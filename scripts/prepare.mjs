// Sees to what `npm start` and the tests need and git does not hold: the Prisma client and the built site. Does nothing when
// both are newer than everything that they are made from.
//   --client-only   the Prisma client alone (the command line needs no site)
//   --embed-only    the elements for other sites' pages alone
//   --force         make both anew
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const force = process.argv.includes("--force");
const bin = (name) => path.join(root, "node_modules", name);

if (!fs.existsSync(path.join(root, "node_modules"))) fail("The packages are missing. Run `npm ci` first.");

once(
  "client",
  ["prisma"],
  ["prisma.config.ts", "package-lock.json"],
  path.join(root, "lib/generated/prisma/client.ts"),
  () => run("making the database client", [bin("prisma/build/index.js"), "generate"]),
);
if (!process.argv.includes("--client-only"))
  once(
    "embed",
    ["lib/embed"],
    ["package-lock.json", "scripts/build-embed.mjs"],
    path.join(root, "lib/generated/embed/masthead.js"),
    () => run("making the elements for other pages", [path.join(root, "scripts/build-embed.mjs")]),
  );
if (!process.argv.includes("--client-only") && !process.argv.includes("--embed-only")) {
  once(
    "fonts",
    [],
    ["package-lock.json", "scripts/build-fonts.mjs"],
    path.join(root, "lib/generated/fonts/sans.woff2"),
    () => run("making the letters of the pages", [path.join(root, "scripts/build-fonts.mjs")]),
  );
  once(
    "site",
    ["app", "lib", "emails", "public"],
    ["next.config.js", "tsconfig.json", "package-lock.json", "proxy.ts", "scripts/build-fonts.mjs"],
    path.join(root, ".next/BUILD_ID"),
    () => run("building the site (about a minute, once)", [bin("next/dist/bin/next"), "build"]),
  );
}

function once(name, folders, files, product, make) {
  const mark = path.join(root, "node_modules/.cache/masthead", name);
  const print = fingerprint(folders, files);
  if (!force && fs.existsSync(product) && fs.existsSync(mark) && fs.readFileSync(mark, "utf8") === print) return;
  make();
  fs.mkdirSync(path.dirname(mark), { recursive: true });
  fs.writeFileSync(mark, print);
}

function fingerprint(folders, files) {
  const hash = createHash("sha256");
  const add = (file) => hash.update(path.relative(root, file)).update(fs.readFileSync(file));
  for (const folder of folders) {
    const at = path.join(root, folder);
    if (!fs.existsSync(at)) continue;
    const found = fs.readdirSync(at, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const entry of found.map((one) => path.join(one.parentPath, one.name)).sort())
      if (!entry.includes("/generated/")) add(entry);
  }
  for (const file of files.map((name) => path.join(root, name))) if (fs.existsSync(file)) add(file);
  return hash.digest("hex");
}

function run(what, args) {
  process.stderr.write(`  ${what} …\n`);
  const done = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: "utf8",
    env: {
      ...process.env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  });
  if (done.status !== 0) fail(`${what} failed:\n${done.stdout}\n${done.stderr}`);
}

function fail(why) {
  process.stderr.write(`masthead: ${why}\n`);
  process.exit(1);
}

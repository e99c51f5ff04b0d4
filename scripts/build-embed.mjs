// Makes lib/embed into the files that publishers' pages load: one small script, and parts that it loads when they are needed.
import fs from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const root = path.resolve(import.meta.dirname, "..");
const outdir = path.join(root, "lib/generated/embed");

fs.rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: [path.join(root, "lib/embed/masthead.ts"), path.join(root, "lib/embed/masthead.css")],
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  // A part that changes has another name, so it may be kept for a year.
  chunkNames: "part-[hash]",
  legalComments: "none",
});

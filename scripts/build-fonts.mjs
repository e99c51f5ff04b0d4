// Makes the letters that pages load: of each family the weights that the house sets and no others, which every first page is spared
// (Newsreader 132 kB, then 94). All its letters, its optical sizes and its figures stay.
import fs from "node:fs";
import path from "node:path";
import subsetFont from "subset-font";

const root = path.resolve(import.meta.dirname, "..");
const outdir = path.join(root, "lib/generated/fonts");
const families = {
  "serif.woff2": "@fontsource-variable/newsreader/files/newsreader-latin-opsz-normal.woff2",
  "serif-slanted.woff2": "@fontsource-variable/newsreader/files/newsreader-latin-opsz-italic.woff2",
  "sans.woff2": "@fontsource-variable/public-sans/files/public-sans-latin-wght-normal.woff2",
};

fs.rmSync(outdir, { recursive: true, force: true });
fs.mkdirSync(outdir, { recursive: true });
for (const [name, source] of Object.entries(families)) {
  const whole = fs.readFileSync(path.join(root, "node_modules", source));
  const letters = await subsetFont(whole, undefined, {
    keepAllGlyphs: true,
    targetFormat: "woff2",
    variationAxes: { wght: { min: 400, max: 700 } },
  });
  fs.writeFileSync(path.join(outdir, name), letters);
}

import fs from "node:fs";

// Loaded by a worker before anything else: moves its Date by what stands in CLOCK_FILE (milliseconds), while it runs, and
// writes into CLOCK_SEEN what its clock shows. Where libfaketime moves the clock of the whole process, it only tells.
const { CLOCK_FILE = "", CLOCK_SEEN = "", LD_PRELOAD } = process.env;
const Real = Date;
let offset = 0;

if (!LD_PRELOAD) {
  const now = () => Real.now() + offset;
  globalThis.Date = new Proxy(Real, {
    construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [now()] : given, made),
    get: (target, name, self) => (name === "now" ? now : Reflect.get(target, name, self)),
  });
}

setInterval(() => {
  if (!LD_PRELOAD) offset = Number(fs.readFileSync(CLOCK_FILE, "utf8")) || 0;
  fs.writeFileSync(`${CLOCK_SEEN}.new`, String(Date.now()));
  fs.renameSync(`${CLOCK_SEEN}.new`, CLOCK_SEEN);
}, 20).unref();

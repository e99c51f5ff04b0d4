// Rooms import only downwards (.dependency-cruiser.cjs). dependency-cruiser says "no violations" too when it saw nothing,
// so it must also have seen the house.
import { cruise } from "dependency-cruiser";
import extractDepcruiseOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";

const least = 100;
const options = await extractDepcruiseOptions("./.dependency-cruiser.cjs");
const tsConfig = extractTSConfig("./tsconfig.json");
const { output } = await cruise(["app", "lib", "emails", "prisma/seed.ts", "prisma/demo"], options, {}, { tsConfig });
const { summary } = output;
for (const { rule, from, to } of summary.violations) console.error(`${rule.name}: ${from} must not import ${to}`);
if (summary.totalCruised < least) {
  console.error(`Only ${summary.totalCruised} modules were seen; the house has more. The check is broken.`);
  process.exit(1);
}
console.log(`${summary.totalCruised} modules, ${summary.violations.length} doors broken`);
process.exit(summary.violations.length > 0 ? 1 : 0);

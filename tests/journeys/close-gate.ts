import { withHouse } from "../../lib/cli/with-house.ts";
import { closeGate } from "../../lib/delivery/pacing.ts";

// Has a recipient domain left alone, as five refusals by its policy would.
const domain = process.argv[2] ?? "";
await withHouse((ctx) => closeGate(ctx, `domain:${domain}`, "5 refusals in a row by policy (5.7.x)", { minutes: 15 }));

import { withHouse } from "../../lib/cli/with-house.ts";

// Lets the sign-in mails to an address run out, as ten minutes would.
const email = process.argv[2] ?? "";
await withHouse((ctx) =>
  ctx.db.signInRequest.updateMany({ where: { email }, data: { expiresAt: new Date(Date.now() - 1000) } }),
);

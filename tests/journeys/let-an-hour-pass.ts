import { withHouse } from "../../lib/cli/with-house.ts";

// Has a mailing begun an hour ago, and its mails been taken then: what is pressed within seconds counts as a machine's.
const id = process.argv[2] ?? "";
await withHouse(async (ctx) => {
  await ctx.sql`update mailings set frozen_at = now() - interval '1 hour' where id = ${id}::uuid`;
  await ctx.sql`update deliveries set settled_at = now() - interval '1 hour' where mailing_id = ${id}::uuid`;
});

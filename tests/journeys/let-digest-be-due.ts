import { withHouse } from "../../lib/cli/with-house.ts";
import { enqueue } from "../../lib/jobs.ts";
import { runDueDigests } from "../../lib/newsletters/jobs.ts";

// Has a newsletter's digest be planned since yesterday, so that its last hour is due; then the worker looks, as each minute.
const slug = process.argv[2] ?? "";
await withHouse((ctx) =>
  ctx.db.$transaction(async (tx) => {
    const since = new Date(Date.now() - 86_400_000);
    const { id: newsletterId } = await tx.newsletter.findUniqueOrThrow({ where: { slug } });
    await tx.digest.update({ where: { newsletterId }, data: { since } });
    await enqueue(tx, runDueDigests, {});
  }),
);

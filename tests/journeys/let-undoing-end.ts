import { withHouse } from "../../lib/cli/with-house.ts";
import { mailLater } from "../../lib/comments/writes.ts";

// Has the time end in which the decision on a comment can be taken back, as a minute would.
const commentId = process.argv[2] ?? "";
await withHouse((ctx) =>
  ctx.db.$transaction(async (tx) => {
    const decision = await tx.commentDecision.findFirstOrThrow({ where: { commentId }, orderBy: { id: "desc" } });
    const undoUntil = new Date();
    await tx.commentDecision.update({ where: { id: decision.id }, data: { undoUntil } });
    await mailLater(tx, { id: decision.id, undoUntil });
  }),
);

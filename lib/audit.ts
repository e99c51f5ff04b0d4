import type { Ctx } from "./context.ts";
import { Prisma, type Tx } from "./db.ts";
import { announce } from "./outbox.ts";

type Change = { before?: Prisma.InputJsonObject; after?: Prisma.InputJsonObject };

/**
 * Writes who did what to which thing, in the transaction that did it; what other servers asked to be told of is put down with it.
 * @param event past tense, `<thing>.<what happened>`: "comment.posted"
 */
export async function record(
  tx: Tx,
  ctx: Ctx,
  event: string,
  subject: { kind: string; id: string },
  change: Change = {},
) {
  await tx.auditEntry.create({
    data: {
      at: ctx.now(),
      // A program acts in the name of who made its key, and is told apart.
      actorKind: ctx.actor.kind === "member" && ctx.actor.key ? "key" : ctx.actor.kind,
      actorId: ctx.actor.kind === "member" ? ctx.actor.id : null,
      event,
      subjectKind: subject.kind,
      subjectId: subject.id,
      before: change.before ?? Prisma.DbNull,
      after: change.after ?? Prisma.DbNull,
      requestId: ctx.requestId,
    },
  });
  await announce(tx, ctx, event, subject, change.after);
}

import type { Ctx, System } from "../context.ts";
import type { Tx } from "../db.ts";

const inOneGo = 200;
/** What stands over the words of somebody who went and let them stay. */
const formerName = "A former member";

/**
 * Takes a member out of all that they said. Answers of others never vanish with what they answer: what goes leaves its place, as a
 * deletion does. Where the published words are to stay, they lose their author and every older wording. It goes in sets, each
 * whole; broken off, it is taken up where it was.
 */
export async function eraseComments(ctx: Ctx<System>, memberId: string, keepsPublished: boolean) {
  await takeBackRecommendations(ctx, memberId);
  let erased = inOneGo;
  while (erased === inOneGo)
    erased = await ctx.db.$transaction(async (tx) => {
      // Names are shown with answers as well, so every talk of theirs moves; the triggers look at words and states alone.
      if (keepsPublished) await tx.$executeRaw`select talks_move_of(${memberId}::uuid)`;
      const rows = await tx.$queryRaw<{ id: string; isKept: boolean }[]>`
        select id, ${keepsPublished} and state = 'published' as "isKept" from comments
        where author_id = ${memberId}::uuid order by id limit 200 for no key update`;
      const ids = (isKept: boolean) => rows.filter((row) => row.isKept === isKept).map(({ id }) => id);
      await detach(tx, ctx, ids(true));
      await empty(tx, ctx, ids(false));
      await forget(
        tx,
        rows.map(({ id }) => id),
      );
      return rows.length;
    });
}

/** The counts beside what they recommended are a recount, as always. */
async function takeBackRecommendations(ctx: Ctx<System>, memberId: string) {
  let taken = inOneGo;
  while (taken === inOneGo)
    taken = await ctx.db.$transaction(async (tx) => {
      const rows = await tx.$queryRaw<{ id: string }[]>`
        select c.id from comments c where c.id in
          (select r.comment_id from comment_recommendations r where r.member_id = ${memberId}::uuid order by r.comment_id limit 200)
        order by c.id for no key update`;
      const ids = rows.map(({ id }) => id);
      await tx.commentRecommendation.deleteMany({ where: { memberId, commentId: { in: ids } } });
      await tx.$executeRaw`
        update comments c set recommended = (select count(*) from comment_recommendations r where r.comment_id = c.id)
        where c.id = any(${ids}::uuid[])`;
      return rows.length;
    });
}

const detach = (tx: Tx, ctx: Ctx, ids: string[]) =>
  tx.comment.updateMany({
    where: { id: { in: ids } },
    data: { authorId: null, authorName: formerName, erasedAt: ctx.now(), findings: [] },
  });

async function empty(tx: Tx, ctx: Ctx, ids: string[]) {
  const where = { id: { in: ids } };
  await tx.comment.updateMany({ where: { ...where, deletedAt: null }, data: { deletedAt: ctx.now() } });
  await tx.comment.updateMany({
    where,
    data: {
      authorId: null,
      authorName: null,
      erasedAt: ctx.now(),
      state: "deleted",
      text: "",
      findings: [],
      heldBecause: null,
      heldAt: null,
      deletedFrom: null,
      recommended: 0,
      version: { increment: 1 },
    },
  });
  const commentId = { in: ids };
  await tx.commentRecommendation.deleteMany({ where: { commentId } });
  await tx.commentReport.updateMany({ where: { commentId }, data: { note: null } });
  await tx.commentReport.updateMany({
    where: { commentId, outcome: null },
    data: { outcome: "gone", closedAt: ctx.now() },
  });
}

/** What is about the person, or quotes them, beside the words themselves: in reasons, notes, appeals and the audit log. */
async function forget(tx: Tx, ids: string[]) {
  const commentId = { in: ids };
  await tx.commentRevision.deleteMany({ where: { commentId } });
  await tx.commentDecision.updateMany({ where: { commentId }, data: { reason: null, note: null } });
  await tx.commentAppeal.updateMany({
    where: { decision: { commentId } },
    data: { text: "", words: null, note: null },
  });
  await tx.$executeRaw`
    update audit_entries set before = null, after = null
    where subject_kind = 'comment' and subject_id = any(${ids}::text[]) and (before is not null or after is not null)`;
}

import { randomUUID } from "node:crypto";
import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import type { PressedView } from "./desk-schema.ts";
import { decide } from "./moderate.ts";
import { takeBackSeconds } from "./policy.ts";
import type { Decision, PressBody } from "./schema.ts";
import { undoDecision } from "./undo.ts";

type Left = PressedView["left"][number];

/**
 * Decides several comments by one press, each as it was read and each by itself: what somebody else decided meanwhile, or its
 * author changed, is left and named, and keeps none of the others. Each in a transaction of its own, for one around all of them
 * would hold the rows of many stories and wait for the next moderator's in a circle. A press that is sent again, because its
 * answer was lost, decides nothing twice.
 */
export async function decideSeveral(ctx: Ctx<Member>, { press, comments, ...body }: PressBody): Promise<PressedView> {
  const pressId = press ?? randomUUID();
  const decided: PressedView["decided"] = [];
  const left: Left[] = [];
  let undoableForMs = takeBackSeconds * 1_000;
  for (const [at, { id, version }] of comments.entries()) {
    try {
      const made = await decide(ctx, id, { ...body, version } as Decision, pressId);
      decided.push({ id, decisionId: made.decisionId });
      undoableForMs = Math.min(undoableForMs, made.undoableForMs);
    } catch (problem) {
      if (problem instanceof Refusal) {
        left.push(leftBecause(id, problem));
        continue;
      }
      if (decided.length === 0) throw problem;
      // What is decided stands, and whoever pressed must hear of it; the rest would only fail alike.
      ctx.log.error({ err: problem }, "a press ended in the middle");
      left.push(...comments.slice(at).map((one) => leftBecause(one.id, outOfReach)));
      break;
    }
  }
  return { press: pressId, decided, left: await withDeciders(ctx, left), undoableForMs };
}

/** Takes back all that one press decided. What became of a comment since then stays, and is named. */
export async function undoPress(ctx: Ctx<Member>, pressId: string) {
  const made = await ctx.db.commentDecision.findMany({
    where: { pressId, decidedById: ctx.actor.id },
    select: { id: true, commentId: true },
    orderBy: { id: "asc" },
  });
  const undone: Awaited<ReturnType<typeof undoDecision>>[] = [];
  const refused: { id: string; refusal: Refusal }[] = [];
  for (const { id, commentId } of made) {
    try {
      undone.push(await undoDecision(ctx, id));
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      refused.push({ id: commentId, refusal: problem });
    }
  }
  if (undone.length === 0)
    throw (
      refused[0]?.refusal ??
      new Refusal("not_found", "There is nothing left of this to take back, or it was not decided by you.")
    );
  return { undone, left: refused.map(({ id, refusal }) => ({ id, problem: refusal.message })) };
}

const outOfReach = new Refusal("unavailable", "It could not be decided for a moment, and is as it was. Try it again.");

const leftBecause = (id: string, { code, message, details }: Refusal): Left => ({
  id,
  code,
  problem: message,
  state: (details.state as Left["state"] | undefined) ?? null,
  by: null,
});

/** Of those that somebody decided meanwhile, who did. */
async function withDeciders(ctx: Ctx, left: Left[]): Promise<Left[]> {
  const ids = left.filter(({ code }) => code === "already_decided").map(({ id }) => id);
  if (ids.length === 0) return left;
  const rows = await ctx.sql<{ id: string; by: string }>`
    select distinct on (d.comment_id) d.comment_id as id, coalesce(m.display_name, m.email) as by
    from comment_decisions d join comments c on c.id = d.comment_id and c.state = d.state join members m on m.id = d.decided_by_id
    where d.comment_id = any(${ids}::uuid[]) order by d.comment_id, d.decided_at desc, d.id desc`;
  const deciders = new Map(rows.map(({ id, by }) => [id, by]));
  return left.map((one) => ({ ...one, by: deciders.get(one.id) ?? null }));
}

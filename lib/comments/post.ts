import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { displayName } from "../members/schema.ts";
import { spend } from "../rate-limit.ts";
import { storyById } from "../stories/reads.ts";
import { judge } from "./rules/judge.ts";
import type { Finding } from "./rules/schema.ts";
import { type CommentDraft, commentText } from "./schema.ts";

const perMember = { name: "comments", points: 12, perSeconds: 600 };
const sameTextMinutes = 10;
/** A check that takes longer than this holds the comment instead of keeping its author waiting. */
const patienceMs = 1_500;

export type Posted = { id: string; state: "published" | "held"; findings: Finding[] };

/**
 * Stores a comment. One that breaks a house rule is answered with the reasons at the first try; when its author insists it
 * waits for a moderator. A check that is broken or slow holds, and never publishes. Pressing twice stores once.
 */
export async function postComment(ctx: Ctx<Member>, storyId: string, draft: CommentDraft): Promise<Posted> {
  const text = textOf(draft.text);
  const story = await storyById(ctx, storyId);
  if (!story.hasOpenComments)
    throw new Refusal("comments_closed", "Comments on this story are closed. You can still read them all.");
  const name = nameFor(ctx, draft.displayName);
  const verdict = await judgeOrHold(ctx, text);
  if (verdict.findings.length > 0 && !draft.insists)
    throw new Refusal("comment_breaks_rules", "This comment does not meet the house rules yet.", {
      findings: verdict.findings,
    });
  await spend(ctx.pool, perMember, ctx.actor.id);
  const state = verdict.isBroken || verdict.findings.length > 0 ? "held" : "published";

  return ctx.db.$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`${ctx.actor.id}:${storyId}`}, 13))`;
    const twin = await tx.comment.findFirst({
      where: {
        storyId,
        authorId: ctx.actor.id,
        text,
        parentId: draft.parentId ?? null,
        state: { in: ["published", "held"] },
        createdAt: { gt: new Date(ctx.now().getTime() - sameTextMinutes * 60_000) },
      },
    });
    if (twin)
      return { id: twin.id, state: twin.state === "published" ? "published" : "held", findings: verdict.findings };
    if (draft.parentId) {
      const parent = await tx.comment.findFirst({ where: { id: draft.parentId, storyId, state: "published" } });
      if (!parent)
        throw new Refusal(
          "not_found",
          "The comment that you answer is not there any more. Post yours on its own instead.",
        );
    }
    if (name) await tx.member.update({ where: { id: ctx.actor.id }, data: { displayName: name } });
    const comment = await tx.comment.create({
      data: {
        storyId,
        authorId: ctx.actor.id,
        parentId: draft.parentId ?? null,
        text,
        state,
        findings: verdict.findings,
        heldBecause: state === "published" ? null : verdict.isBroken ? "check-failed" : "rules",
        createdAt: ctx.now(),
        publishedAt: state === "published" ? ctx.now() : null,
      },
    });
    await record(
      tx,
      ctx,
      state === "published" ? "comment.posted" : "comment.held",
      { kind: "comment", id: comment.id },
      { after: { storyId, rules: verdict.findings.map((finding) => finding.rule) } },
    );
    return { id: comment.id, state, findings: verdict.findings };
  });
}

/** What the rules say of a text, for a reader who is still writing. */
export async function checkComment(text: string): Promise<Finding[]> {
  return judge(textOf(text));
}

function textOf(raw: string): string {
  const parsed = commentText.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new Refusal("invalid_input", parsed.error.issues[0]?.message ?? "Write something first.");
}

/** A comment stands under a name. The first one asks for it. */
function nameFor(ctx: Ctx<Member>, asked: string | undefined): string | undefined {
  if (ctx.actor.displayName) return undefined;
  const parsed = displayName.safeParse(asked ?? "");
  if (parsed.success) return parsed.data;
  throw new Refusal(
    "invalid_input",
    `Your name: ${asked ? parsed.error.issues[0]?.message : "Write the name that your comments shall stand under."}`,
    {
      fields: [{ field: "displayName", problem: "missing" }],
    },
  );
}

async function judgeOrHold(ctx: Ctx, text: string): Promise<{ findings: Finding[]; isBroken: boolean }> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the house rules took too long")), patienceMs);
  });
  try {
    return { findings: await Promise.race([judge(text), patience]), isBroken: false };
  } catch (err) {
    ctx.log.error({ err }, "a house rule could not answer; the comment is held");
    return { findings: [], isBroken: true };
  } finally {
    clearTimeout(timer);
  }
}

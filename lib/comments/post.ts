import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { displayName } from "../members/schema.ts";
import { spend } from "../rate-limit.ts";
import { assertMayComment, assertStillMayComment } from "./may-comment.ts";
import { noteReply } from "./note-reply.ts";
import { editableForMs } from "./policy.ts";
import type { Finding } from "./rules/schema.ts";
import type { CommentDraft } from "./schema.ts";
import { assertOpen } from "./terms.ts";
import { judgeFor, textOf } from "./verdict.ts";

const perMember = { name: "comments", points: 12, perSeconds: 600 };
const sameTextMinutes = 10;

export type Posted = {
  id: string;
  state: "published" | "held";
  version: number;
  createdAt: Date;
  editableForMs: number | null;
  findings: Finding[];
};

/**
 * Stores a comment. One that breaks a house rule is answered with the reasons at the first try; when its author insists it
 * waits for a moderator. A check that is broken or slow holds, and never publishes. Pressing twice stores once. Who may not
 * comment is told so before anything else.
 */
export async function postComment(ctx: Ctx<Member>, storyId: string, draft: CommentDraft): Promise<Posted> {
  const text = textOf(draft.text);
  await assertOpen(ctx, storyId);
  await assertMayComment(ctx);
  const name = nameFor(ctx, draft.displayName);
  const { findings, heldBecause } = await judgeFor(ctx, { text, insists: draft.insists, storyId });
  await spend(ctx.pool, perMember, ctx.actor.id);
  const state = heldBecause === null ? "published" : "held";

  return ctx.db.$transaction(async (tx) => {
    await assertStillMayComment(tx, ctx);
    await assertOpen(ctx, storyId, tx);
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
    if (twin) return posted(twin, findings, ctx.now());
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
        findings,
        heldBecause,
        heldAt: state === "held" ? ctx.now() : null,
        heldBy:
          heldBecause === "rules" ? [...new Set(findings.map(({ rule }) => rule))] : heldBecause ? [heldBecause] : [],
        createdAt: ctx.now(),
        publishedAt: state === "published" ? ctx.now() : null,
      },
    });
    if (state === "published" && comment.parentId) await noteReply(tx, ctx, comment.id);
    await record(
      tx,
      ctx,
      state === "published" ? "comment.posted" : "comment.held",
      { kind: "comment", id: comment.id },
      { after: { storyId, rules: findings.map((finding) => finding.rule) } },
    );
    return posted(comment, findings, ctx.now());
  });
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

type Stored = { id: string; state: string; version: number; createdAt: Date };

const posted = ({ id, state, version, createdAt }: Stored, findings: Finding[], now: Date): Posted => ({
  id,
  state: state === "published" ? "published" : "held",
  version,
  createdAt,
  editableForMs: editableForMs({ createdAt }, now) ?? null,
  findings,
});

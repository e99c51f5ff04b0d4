import { record } from "../audit.ts";
import { chooseReminder } from "../bookmarks/remind.ts";
import { chooseReplyMails } from "../comments/choose-replies.ts";
import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import { standingsOf, type Topic } from "../members/consent.ts";
import { assertProven } from "../members/prove.ts";
import { withdraw } from "../members/withdraw.ts";
import { mailErasureAsked } from "./jobs.ts";
import type { ErasureExtent } from "./schema.ts";

/** For so long it can be taken back. */
export const graceDays = 7;

/**
 * Begins the grace before a member is erased, after a code from their inbox. Nothing more is mailed to them from this moment on but
 * what is about this; every device is signed out. Who works at the desk gives that up first, so that nobody is gone
 * between two decisions.
 */
export async function askToBeErased(
  ctx: Ctx<Member>,
  { extent, code }: { extent: ErasureExtent; code: string },
): Promise<{ dueAt: Date }> {
  assertNoStaff(ctx);
  await assertProven(ctx, "erase", code);
  const memberId = ctx.actor.id;
  await endAllMail(ctx);
  return ctx.db.$transaction(async (tx) => {
    const dueAt = new Date(ctx.now().getTime() + graceDays * 86_400_000);
    const { id } = await tx.erasure.upsert({
      where: { memberId },
      create: { memberId, extent, askedAt: ctx.now(), dueAt },
      update: { extent },
    });
    const erasure = await tx.erasure.findUniqueOrThrow({ where: { id } });
    await tx.session.deleteMany({ where: { memberId } });
    await enqueue(tx, mailErasureAsked, { erasureId: id });
    await record(
      tx,
      ctx,
      "erasure.asked",
      { kind: "member", id: memberId },
      { after: { extent, dueAt: erasure.dueAt.toISOString() } },
    );
    return { dueAt: erasure.dueAt };
  });
}

/** Whoever works at the desk is not erased. @throws Refusal has_roles */
export function assertNoStaff(ctx: Ctx<Member>) {
  if (ctx.actor.roles.length === 0) return;
  throw new Refusal(
    "has_roles",
    "You work at the desk. Ask an administrator to take your roles back first; then you can be erased.",
  );
}

/** Takes it back, as long as it has not begun. What was left then stays left: who comes back subscribes anew. */
export async function stayAfterAll(ctx: Ctx<Member>): Promise<void> {
  const memberId = ctx.actor.id;
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.erasure.deleteMany({ where: { memberId, startedAt: null } });
    if (count > 0) return record(tx, ctx, "erasure.taken_back", { kind: "member", id: memberId });
    if ((await tx.erasure.count({ where: { memberId } })) > 0)
      throw new Refusal("too_late", "It has begun, and what is erased cannot be put back.");
  });
}

/** The erasure that a member asked for, or null. */
export async function erasureOf(ctx: Ctx<Member>) {
  const [row] = await ctx.sql<{ extent: ErasureExtent; dueAt: Date }>`
    select extent::text, due_at as "dueAt" from erasures where member_id = ${ctx.actor.id}`;
  return row ?? null;
}

/** Newsletters, offers, mails about replies and about unread stories, each as if it had been left. */
async function endAllMail(ctx: Ctx<Member>) {
  const standings = await standingsOf(ctx, ctx.actor.id);
  if (standings.get("replies")?.act === "confirmed") await chooseReplyMails(ctx, { rhythm: "never" });
  await chooseReminder(ctx, { weekday: null });
  for (const { topic, act } of standings.values())
    if (topic !== "replies" && topic !== "still-unread" && act !== "withdrawn")
      await withdraw(ctx, ctx.actor.id, topic as Topic, "asked to be erased");
}

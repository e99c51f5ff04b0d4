import type { Ctx } from "../context.ts";
import { veiled } from "../members/address.ts";

/**
 * The tokens in a mail about replies. Each names the member whom the mail was sent to and one thing that it can do, so whoever
 * opens it, signed in as whom ever, changes nothing for anybody else. They are not stored, and work for as long as there is the member.
 */
export const stopToken = (ctx: Pick<Ctx, "tokens">, memberId: string) => ctx.tokens.sign("reply-mails", memberId);
export const muteToken = (ctx: Pick<Ctx, "tokens">, memberId: string, threadId: string) =>
  ctx.tokens.sign("mute-thread", `${memberId}_${threadId}`);

export type TokenHolder = { id: string; email: string; displayName: string | null; timeZone: string | null };

/** The member whom a token names; undefined when it is not ours, was cut off, or they are gone. */
export async function whoHolds(
  ctx: Ctx,
  purpose: "reply-mails" | "mute-thread",
  token: string,
): Promise<TokenHolder | undefined> {
  const [id] = ctx.tokens.open(purpose, token)?.split("_") ?? [];
  if (!id) return undefined;
  return (await ctx.db.member.findUnique({ where: { id } })) ?? undefined;
}

export const threadOfToken = (ctx: Pick<Ctx, "tokens">, token: string) =>
  ctx.tokens.open("mute-thread", token)?.split("_")[1];

/** What the page behind “stop these mails” shows. Looking stops nothing. */
export async function lookAtStop(ctx: Ctx, token: string) {
  const holder = await whoHolds(ctx, "reply-mails", token);
  if (!holder) return undefined;
  const choice = await ctx.db.commentMailChoice.findUnique({ where: { memberId: holder.id } });
  return { address: veiled(holder.email), hasStopped: (choice?.replies ?? "never") === "never" };
}

/** What the page behind “mute this thread” shows. Looking mutes nothing. */
export async function lookAtMute(ctx: Ctx, token: string) {
  const [holder, threadId] = [await whoHolds(ctx, "mute-thread", token), threadOfToken(ctx, token)];
  if (!holder || !threadId) return undefined;
  const thread = await ctx.db.comment.findUnique({ where: { id: threadId }, include: { story: true } });
  if (!thread) return undefined;
  const muted = await ctx.db.mutedThread.count({ where: { memberId: holder.id, threadId } });
  const { id, title } = thread.story;
  return { address: veiled(holder.email), story: { id, title }, isMuted: muted > 0 };
}

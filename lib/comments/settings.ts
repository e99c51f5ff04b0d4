import { z } from "zod";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";

const key = "comments";
const whole = (least: number, most: number) =>
  z.coerce
    .number(`Write a whole number from ${least} to ${most}.`)
    .int(`Write a whole number from ${least} to ${most}.`)
    .min(least, `Write a whole number from ${least} to ${most}.`)
    .max(most, `Write a whole number from ${least} to ${most}.`);

/** What the desk sets for comments; a setting that nobody has written has its default. */
export const commentSettings = z.strictObject({
  reportsToHold: whole(1, 100).describe("How many members' reports hold a comment that no moderator has read"),
  appealDays: whole(1, 365).describe("For how many days a decision can be appealed"),
  contact: z
    .union([z.literal(""), z.email("Write one plain e-mail address, like moderators@example.org.").max(254)])
    .describe("Where a member writes about a ban; empty for the address that mail is sent from"),
  showsFigures: z.boolean().describe("Whether everybody can read the figures of moderation"),
  closeAfterDays: whole(0, 3650).describe("Comments close so many days after their story was published; 0: never"),
});
export type CommentSettings = z.output<typeof commentSettings>;
/** What is left out of a change stays as it is. */
export const commentSettingsChange = commentSettings
  .extend({
    showsFigures: z
      .union([z.boolean(), z.enum(["yes", "no"])])
      .transform((choice) => choice === true || choice === "yes"),
  })
  .partial();
type Change = z.output<typeof commentSettingsChange>;

const defaults: CommentSettings = {
  reportsToHold: 3,
  appealDays: 14,
  contact: "",
  showsFigures: true,
  closeAfterDays: 0,
};

export async function commentSettingsOf(ctx: Pick<Ctx, "sql">): Promise<CommentSettings> {
  const [row] = await ctx.sql<{ value: unknown }>`select value from settings where key = ${key}`;
  const stored = commentSettings.partial().safeParse(row?.value ?? {});
  return { ...defaults, ...(stored.success ? stored.data : {}) };
}

export async function setCommentSettings(ctx: Ctx<Member>, change: Change): Promise<CommentSettings> {
  const before = await commentSettingsOf(ctx);
  const value = { ...before, ...given(change) };
  await ctx.db.$transaction(async (tx) => {
    const data = { value, updatedAt: ctx.now(), updatedById: ctx.actor.id };
    await tx.setting.upsert({ where: { key }, create: { key, ...data }, update: data });
    await record(tx, ctx, "settings.changed", { kind: "setting", id: key }, { before, after: value });
  });
  return value;
}

/** A field that was left out may also come as undefined, and must not wipe out what is there. */
const given = (change: Change) =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<CommentSettings>;

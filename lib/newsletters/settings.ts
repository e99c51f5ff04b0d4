import { z } from "zod";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";

const key = "newsletters";

/** What the desk sets for newsletters. */
export const newsletterSettings = z.strictObject({
  fourEyes: z.boolean().describe("Whether an issue goes out only when somebody else than its writer has approved it"),
});
export type NewsletterSettings = z.output<typeof newsletterSettings>;
export const newsletterSettingsChange = z.strictObject({
  fourEyes: z
    .union([z.boolean(), z.enum(["yes", "no"])], "Write yes or no.")
    .transform((choice) => choice === true || choice === "yes"),
});

export async function newsletterSettingsOf(ctx: Pick<Ctx, "sql">): Promise<NewsletterSettings> {
  const [row] = await ctx.sql<{ value: unknown }>`select value from settings where key = ${key}`;
  if (!row) return { fourEyes: false };
  const stored = newsletterSettings.safeParse(row.value);
  // What cannot be read asks for more, not for less.
  return stored.success ? stored.data : { fourEyes: true };
}

export async function setNewsletterSettings(ctx: Ctx<Member>, value: NewsletterSettings): Promise<NewsletterSettings> {
  const before = await newsletterSettingsOf(ctx);
  await ctx.db.$transaction(async (tx) => {
    const data = { value, updatedAt: ctx.now(), updatedById: ctx.actor.id };
    await tx.setting.upsert({ where: { key }, create: { key, ...data }, update: data });
    await record(tx, ctx, "settings.changed", { kind: "setting", id: key }, { before, after: value });
  });
  return value;
}

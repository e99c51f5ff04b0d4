import { z } from "zod";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";

const key = "plans";

const mostFree = 50;
const mostGiftDays = 1_825;
const giftDaysProblem = `Write 0, to sell no gifts, or days from 30 to ${mostGiftDays}.`;
const whole = (most: number) =>
  z.coerce
    .number(`Write a whole number from 0 to ${most}.`)
    .int(`Write a whole number from 0 to ${most}.`)
    .min(0, `Write a whole number from 0 to ${most}.`)
    .max(most, `Write a whole number from 0 to ${most}.`);

/** What the desk sets for plans. What cannot be read opens less, not more. */
const planSettings = z.object({
  graceDays: whole(60).default(7).catch(0).describe("For how many days a payment may fail before reading ends"),
  isMetered: z.boolean().default(false).catch(true).describe("Whether stories are counted for readers without a plan"),
  freeStories: whole(mostFree).default(5).catch(0).describe("How many of them they read in a month"),
  meteredSections: z
    .array(z.string())
    .default([])
    .catch([])
    .describe("Where stories are counted; empty for everywhere"),
  letsSearchEnginesIn: z.boolean().default(false).catch(false).describe("Whether search engines read everything"),
  giftDays: z
    .union([z.literal(0), z.coerce.number().int().min(30).max(mostGiftDays)])
    .default(365)
    .catch(0)
    .describe("For how many days a gift can be opened; 0 sells none"),
  openFrom: z.array(z.string()).default([]).catch([]).describe("Hosts from which a link opens a story uncounted"),
});
export type PlanSettings = z.output<typeof planSettings>;

const choice = z
  .union([z.boolean(), z.enum(["yes", "no"])], "Write yes or no.")
  .transform((given) => given === true || given === "yes");
const names = (most: number, name: z.ZodType<string, string>) =>
  z
    .union([z.array(z.string()), z.string().transform((text) => text.split(/[,\n]/))])
    .transform((given) => [...new Set(given.map((one) => one.trim()).filter(Boolean))])
    .pipe(z.array(name).max(most, `At most ${most}.`));
const host = z
  .string()
  .toLowerCase()
  .regex(
    /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/,
    "Write the name of a host alone, like www.example.org.",
  );

/** What is left out stays as it is. */
export const planSettingsChange = z
  .strictObject({
    graceDays: whole(60),
    isMetered: choice,
    freeStories: whole(mostFree),
    meteredSections: names(50, z.string().max(80)),
    letsSearchEnginesIn: choice,
    giftDays: z.coerce
      .number(giftDaysProblem)
      .int(giftDaysProblem)
      .refine((days) => days === 0 || (days >= 30 && days <= mostGiftDays), giftDaysProblem),
    openFrom: names(100, host),
  })
  .partial();
export const planSettingsView = planSettings;
type Change = z.output<typeof planSettingsChange>;

export async function planSettingsOf(ctx: Pick<Ctx, "sql">): Promise<PlanSettings> {
  const [row] = await ctx.sql<{ value: unknown }>`select value from settings where key = ${key}`;
  const isObject = typeof row?.value === "object" && row.value !== null;
  return planSettings.parse(
    row && !isObject ? { graceDays: "?", isMetered: "?", freeStories: "?" } : (row?.value ?? {}),
  );
}

export async function setPlanSettings(ctx: Ctx<Member>, change: Change): Promise<PlanSettings> {
  const before = await planSettingsOf(ctx);
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const value = planSettings.parse({ ...before, ...given });
  await ctx.db.$transaction(async (tx) => {
    const data = { value, updatedAt: ctx.now(), updatedById: ctx.actor.id };
    await tx.setting.upsert({ where: { key }, create: { key, ...data }, update: data });
    await record(tx, ctx, "settings.changed", { kind: "setting", id: key }, { before, after: value });
  });
  return value;
}

import { z } from "zod";
import type { Ctx } from "../context.ts";

const key = "plans";

/** What the desk sets for plans. */
const planSettings = z.object({
  graceDays: z.int().min(0).max(60).default(7).describe("For how many days a payment may fail before reading ends"),
});
type PlanSettings = z.output<typeof planSettings>;

const strict: PlanSettings = { graceDays: 0 };

export async function planSettingsOf(ctx: Pick<Ctx, "sql">): Promise<PlanSettings> {
  const [row] = await ctx.sql<{ value: unknown }>`select value from settings where key = ${key}`;
  const stored = planSettings.safeParse(row?.value ?? {});
  // What cannot be read opens nothing for longer than was paid.
  return stored.success ? stored.data : strict;
}

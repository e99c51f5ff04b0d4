import { z } from "zod";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { type FigureMode, figureModes } from "./modes.ts";

const key = "figures";

export const figureSettings = z.strictObject({
  mode: z
    .enum(figureModes, "Choose off, aggregate or per_reader.")
    .describe("Whether it is counted that issues are opened and their links followed, and whether by whom"),
});

/** What the newsroom chose; nothing is counted until it has, nor when what is stored cannot be read. */
export async function figureModeOf(ctx: Pick<Ctx, "sql">): Promise<FigureMode> {
  const [row] = await ctx.sql<{ value: unknown }>`select value from settings where key = ${key}`;
  const stored = figureSettings.safeParse(row?.value);
  return stored.success ? stored.data.mode : "off";
}

export async function setFigureMode(ctx: Ctx<Member>, mode: FigureMode) {
  const before = { mode: await figureModeOf(ctx) };
  const after = { mode };
  await ctx.db.$transaction(async (tx) => {
    const data = { value: after, updatedAt: ctx.now(), updatedById: ctx.actor.id };
    await tx.setting.upsert({ where: { key }, create: { key, ...data }, update: data });
    await record(tx, ctx, "settings.changed", { kind: "setting", id: key }, { before, after });
  });
  return after;
}

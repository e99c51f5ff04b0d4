import { record } from "../audit.ts";
import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import { forgetOrigins, mostOrigins, originsOf } from "../origins.ts";

const key = "origins";

/** Lets pages of this origin carry our elements and speak for their readers. Listing one twice changes nothing. */
export const listOrigin = (ctx: Ctx, origin: string) =>
  change(ctx, (origins) => (origins.includes(origin) ? origins : [...origins, origin].sort()));

/** From now on pages of this origin are strangers again; what they show without us stays. */
export const dropOrigin = (ctx: Ctx, origin: string) =>
  change(ctx, (origins) => origins.filter((one) => one !== origin));

async function change(ctx: Ctx, make: (origins: string[]) => string[]): Promise<string[]> {
  const origins = await ctx.db.$transaction(async (tx) => {
    // Two who change the list at once must not lose one another's.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${key}, 17))`;
    const before = await originsOf({ sql: (parts, ...values) => tx.$queryRaw(parts, ...values) });
    const after = make(before);
    if (after.length > mostOrigins)
      throw new Refusal("invalid_input", `At most ${mostOrigins} places can be listed. Take one off the list first.`);
    if (after.length === before.length && after.every((one, at) => one === before[at])) return before;
    const data = { value: after, updatedAt: ctx.now(), updatedById: ctx.actor.kind === "member" ? ctx.actor.id : null };
    await tx.setting.upsert({ where: { key }, create: { key, ...data }, update: data });
    await record(
      tx,
      ctx,
      "settings.changed",
      { kind: "setting", id: key },
      { before: { origins: before }, after: { origins: after } },
    );
    return after;
  });
  forgetOrigins(ctx);
  return origins;
}

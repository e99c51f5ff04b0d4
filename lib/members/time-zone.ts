import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";

/** The names of places that can be chosen; PostgreSQL knows them as well, and an offset has no summer time. */
export const timeZones = (): string[] => [
  "UTC",
  ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC"),
];

/**
 * Sets where a member's day begins. What a browser found is taken only where nothing was chosen, so it never overrules its owner; a
 * name of a place that we do not know is left out then, and refused when it was chosen by hand.
 */
export async function setTimeZone(
  ctx: Ctx<Member>,
  { timeZone, isFound }: { timeZone: string; isFound: boolean },
): Promise<{ timeZone: string | null }> {
  const isKnown = timeZones().includes(timeZone);
  if (isFound && (!isKnown || ctx.actor.timeZone !== null)) return { timeZone: ctx.actor.timeZone };
  if (!isKnown)
    throw new Refusal("invalid_input", "timeZone: Nobody knows this time zone. Choose one like Europe/Berlin or UTC.");
  const id = ctx.actor.id;
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.member.updateMany({
      where: { id, ...(isFound ? { timeZone: null } : {}) },
      data: { timeZone },
    });
    if (count > 0)
      await record(
        tx,
        ctx,
        "member.time_zone_set",
        { kind: "member", id },
        { before: { timeZone: ctx.actor.timeZone }, after: { timeZone, isFound } },
      );
  });
  return { timeZone };
}

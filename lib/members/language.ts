import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { languageTag, nearest } from "../languages.ts";

/** The language that a member would rather read; null while it is not known. */
export async function languageOf(ctx: Ctx<Member>): Promise<string | null> {
  const [row] = await ctx.sql<{
    language: string | null;
  }>`select language from members where id = ${ctx.actor.id}::uuid`;
  return row?.language ?? null;
}

/**
 * Sets the language that a member would rather read. What a browser found is taken only where nothing was chosen, as the nearest that we
 * know; what was chosen by hand and is not known is refused.
 */
export async function setLanguage(
  ctx: Ctx<Member>,
  { language: said, isFound }: { language: string; isFound: boolean },
): Promise<{ language: string | null }> {
  const before = await languageOf(ctx);
  const language = isFound ? nearest(said) : said;
  if (isFound && (!language || before !== null)) return { language: before };
  const known = languageTag.safeParse(language);
  if (!known.success) throw new Refusal("invalid_input", `language: ${known.error.issues[0]?.message}`);
  const id = ctx.actor.id;
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.member.updateMany({
      where: { id, ...(isFound ? { language: null } : {}) },
      data: { language: known.data },
    });
    if (count > 0)
      await record(
        tx,
        ctx,
        "member.language_set",
        { kind: "member", id },
        { before: { language: before }, after: { language: known.data, isFound } },
      );
  });
  return { language: known.data };
}

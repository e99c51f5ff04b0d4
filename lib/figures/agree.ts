import type { Ctx, Member } from "../context.ts";
import { standingsOf, writeConsent } from "../members/consent.ts";
import { withdraw } from "../members/withdraw.ts";
import { publicationOf } from "../publication.ts";
import { figureWording } from "./rule-words.ts";
import { figureModeOf } from "./settings.ts";

export const figureTopic = "mail-figures";

/** How it is counted here, and whether this member has agreed that it is kept with their name. */
export async function figureChoiceOf(ctx: Ctx<Member>) {
  const [mode, standings, publication] = await Promise.all([
    figureModeOf(ctx),
    standingsOf(ctx, ctx.actor.id),
    publicationOf(ctx),
  ]);
  return {
    mode,
    agreed: standings.get(figureTopic)?.act === "confirmed",
    wording: figureWording(publication.name).text,
  };
}

/**
 * Agrees, or takes it back: with that, what was kept goes as well (the database does it, `forget_reader_hits`), whichever way it
 * is taken back. Twice is once.
 */
export async function chooseFigures(ctx: Ctx<Member>, agrees: boolean) {
  const memberId = ctx.actor.id;
  if (!agrees) await withdraw(ctx, memberId, figureTopic, "account page");
  else
    await ctx.db.$transaction(async (tx) => {
      await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`${memberId}:${figureTopic}`}, 11))`;
      const standing = await tx.consentStanding.findUnique({
        where: { memberId_topic: { memberId, topic: figureTopic } },
      });
      if (standing?.act === "confirmed") return;
      const wording = figureWording((await publicationOf(ctx)).name);
      await writeConsent(tx, ctx, { memberId, topic: figureTopic, act: "confirmed", wording, source: "account page" });
    });
  return figureChoiceOf(ctx);
}

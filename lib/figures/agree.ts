import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { writeConsent } from "../members/consent.ts";
import { withdraw } from "../members/withdraw.ts";
import { publicationOf } from "../publication.ts";
import { figureWording } from "./rule-words.ts";
import { figureModeOf } from "./settings.ts";

export const figureTopic = "mail-figures";

/** How it is counted here, and whether this member has agreed that it is kept with their name, and to which words. */
export async function figureChoiceOf(ctx: Ctx<Member>) {
  const [mode, standing, publication] = await Promise.all([
    figureModeOf(ctx),
    standingOf(ctx.db, ctx.actor.id),
    publicationOf(ctx),
  ]);
  const { text, version } = figureWording(publication.name);
  const agreedTo = standing?.act === "confirmed" ? standing.consent : null;
  return {
    mode,
    agreed: agreedTo !== null,
    wording: text,
    agreedTo: agreedTo?.wording ?? null,
    isOlder: agreedTo !== null && agreedTo.wordingVersion < version,
  };
}

const standingOf = (db: Pick<Tx, "consentStanding">, memberId: string) =>
  db.consentStanding.findUnique({
    where: { memberId_topic: { memberId, topic: figureTopic } },
    include: { consent: { select: { wording: true, wordingVersion: true } } },
  });

/**
 * Agrees, be it to newer words than before, or takes it back: with that, what was kept goes as well (the database does it, `forget_reader_hits`), whichever way it
 * is taken back. Twice is once.
 */
export async function chooseFigures(ctx: Ctx<Member>, agrees: boolean) {
  const memberId = ctx.actor.id;
  if (!agrees) await withdraw(ctx, memberId, figureTopic, "account page");
  else
    await ctx.db.$transaction(async (tx) => {
      await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`${memberId}:${figureTopic}`}, 11))`;
      const standing = await standingOf(tx, memberId);
      const wording = figureWording((await publicationOf(ctx)).name);
      if (standing?.act === "confirmed" && standing.consent.wordingVersion >= wording.version) return;
      await writeConsent(tx, ctx, { memberId, topic: figureTopic, act: "confirmed", wording, source: "account page" });
    });
  return figureChoiceOf(ctx);
}

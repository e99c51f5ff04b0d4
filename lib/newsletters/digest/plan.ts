import { record } from "../../audit.ts";
import type { Ctx, Member } from "../../context.ts";
import type { Db, Tx } from "../../db.ts";
import { Refusal } from "../../errors.ts";
import { publicationOf } from "../../publication.ts";
import { namesOf, newsletterBySlug } from "../reads.ts";
import { newsletterSettingsOf } from "../settings.ts";
import { type DigestPlan, type DigestSave, digestPlan, firstPlan } from "./schema.ts";
import { nextDues } from "./when.ts";

/**
 * Says what a newsletter's digest holds and when, over the version that was open, and puts it on or off. What was due before it was on,
 * or before its hours became these, is not made up for.
 * @throws Refusal changed_meanwhile
 */
export async function saveDigest(ctx: Ctx<Member>, slug: string, { version, isOn, plan }: DigestSave) {
  const { id: newsletterId } = await newsletterBySlug(ctx, slug);
  const now = ctx.now();
  const made = { isOn, plan, updatedAt: now, updatedById: ctx.actor.id };
  await ctx.db.$transaction(async (tx) => {
    const before = await tx.digest.findUnique({ where: { newsletterId } });
    if ((before?.version ?? 0) !== version) throw changed();
    const keepsHours = before?.isOn && isOn && sameHours(readPlan(before.plan), plan);
    const data = { ...made, version: version + 1, since: keepsHours ? before.since : now };
    const saved = before
      ? await tx.digest.updateMany({ where: { newsletterId, version }, data })
      : await tx.digest.createMany({ data: { newsletterId, ...data }, skipDuplicates: true });
    if (saved.count === 0) throw changed();
    await record(
      tx,
      ctx,
      "digest.planned",
      { kind: "newsletter", id: newsletterId },
      {
        before: before ? { isOn: before.isOn, plan: readPlan(before.plan) ?? null } : {},
        after: { isOn, plan },
      },
    );
  });
  return digestOf(ctx, slug);
}

/** The digest of a newsletter as its editor opens it; where nobody has planned one, a beginning. */
export async function digestOf(ctx: Ctx, slug: string) {
  const { id: newsletterId } = await newsletterBySlug(ctx, slug);
  const [row, { timeZone: zone }, { fourEyes }] = await Promise.all([
    findDigest(ctx.db, newsletterId),
    publicationOf(ctx),
    newsletterSettingsOf(ctx),
  ]);
  const plan = readPlan(row?.plan) ?? firstPlan;
  const names = await namesOf(ctx, [row?.updatedById ?? null]);
  return {
    version: row?.version ?? 0,
    isOn: row?.isOn ?? false,
    plan,
    next: row?.isOn ? nextDues(plan, zone, ctx.now()).map(({ at }) => at) : [],
    zone,
    isReadFirst: plan.lookOver !== null || fourEyes,
    savedBy: [...names.values()][0] ?? null,
  };
}

export const findDigest = (db: Db | Tx, newsletterId: string) => db.digest.findUnique({ where: { newsletterId } });

/** Undefined for what cannot be read by this version. */
export function readPlan(stored: unknown): DigestPlan | undefined {
  const read = digestPlan.safeParse(stored);
  return read.success ? read.data : undefined;
}

const sameHours = (before: DigestPlan | undefined, after: DigestPlan) =>
  before !== undefined && hoursOf(before) === hoursOf(after);
const hoursOf = ({ days, hour, isLocal, lookOver }: DigestPlan) => JSON.stringify([days, hour, isLocal, lookOver]);

const changed = () =>
  new Refusal(
    "changed_meanwhile",
    "Somebody else has changed this digest since you opened it. Reload to see theirs; what you typed stays here until then.",
  );

import { record } from "../../audit.ts";
import type { Ctx, System } from "../../context.ts";
import type { Tx } from "../../db.ts";
import { countAudience } from "../../delivery/reach.ts";
import { publicationOf } from "../../publication.ts";
import { bodyOf } from "../body.ts";
import { lockNewsletter } from "../change.ts";
import { topicOf } from "../reads.ts";
import { newsletterSettingsOf } from "../settings.ts";
import { composeDigest } from "./compose.ts";
import { type Picked, pickStories } from "./pick.ts";
import { readPlan } from "./plan.ts";
import type { DigestPlan } from "./schema.ts";
import { type Due, dueBefore, lastDue } from "./when.ts";

/** Later than this nothing is made or sent by itself: readers who were promised a morning get no midnight. */
const lateMs = 6 * 3_600_000;
const dayMs = 86_400_000;
const furthestMs = 35 * dayMs;

type Digest = { newsletterId: string; plan: unknown; since: Date; updatedById: string | null };
type Outcome = {
  state: "made" | "waits" | "empty" | "missed" | "refused";
  reason?: string;
  stories?: number;
  issueId?: string;
};

/** Makes the issue of each digest that is due, or says why there is none: once for each moment, however many ask at once. */
export async function makeDueDigests(ctx: Ctx<System>) {
  const digests = await ctx.db.digest.findMany({ where: { isOn: true, newsletter: { retiredAt: null } } });
  for (const digest of digests) {
    try {
      await makeWhatIsDue(ctx, digest);
    } catch (problem) {
      // The next minute tries again; the others do not wait for it.
      ctx.log.error({ err: problem, newsletterId: digest.newsletterId }, "a digest could not be made");
    }
  }
}

async function makeWhatIsDue(ctx: Ctx<System>, digest: Digest) {
  const { newsletterId } = digest;
  const plan = readPlan(digest.plan);
  if (!plan) return ctx.log.error({ newsletterId }, "a digest cannot be read by this version; save it once more");
  const publication = await publicationOf(ctx);
  const due = lastDue(plan, publication.timeZone, ctx.now());
  if (!due || due.makesAt <= digest.since) return;
  const key = { newsletterId_dueAt: { newsletterId, dueAt: due.at } };
  if (await ctx.db.digestRun.findUnique({ where: key })) return;
  const hindrance = await hindranceOf(ctx, newsletterId, due, publication.postalAddress);
  await ctx.db.$transaction(async (tx) => {
    // An issue that is being sent, and the same moment at another worker, come before or after, never between.
    await lockNewsletter(tx, newsletterId);
    if (await tx.digestRun.findUnique({ where: key })) return;
    const outcome = hindrance ?? (await makeIssue(tx, ctx, { ...digest, plan }, due, publication.timeZone));
    await note(tx, ctx, newsletterId, due, plan.isLocal ? publication.timeZone : null, outcome);
  });
}

/** What nobody could send is not made, so that no drafts pile up; its stories wait for the next. */
async function hindranceOf(
  ctx: Ctx,
  newsletterId: string,
  due: Due,
  postalAddress: string,
): Promise<Outcome | undefined> {
  if (+ctx.now() - +due.makesAt > lateMs)
    return {
      state: "missed",
      reason: "It could not be made within six hours of its time, and later than that nothing goes by itself.",
    };
  if (postalAddress.length < 10)
    return {
      state: "refused",
      reason:
        "The publication has no postal address yet, and every newsletter must carry one by law. Set it under Settings.",
    };
  if ((await countAudience(ctx, topicOf({ id: newsletterId }))) === 0)
    return { state: "refused", reason: "Nobody has confirmed this newsletter yet, so there is nobody to send it to." };
  return undefined;
}

type Planned = Omit<Digest, "plan"> & { plan: DigestPlan };

async function makeIssue(tx: Tx, ctx: Ctx, digest: Planned, due: Due, zone: string): Promise<Outcome> {
  const { newsletterId, plan } = digest;
  const from = await storiesSince(tx, digest, due.at, zone);
  const stories = await pickStories(tx, newsletterId, plan, { from, to: ctx.now() });
  if (stories.length < plan.fewest) return { state: "empty", reason: tooFew(stories.length, plan.fewest) };
  const issueId = await writeIssue(tx, ctx, digest, stories, due.at, zone);
  const { fourEyes } = await newsletterSettingsOf({ sql: (text, ...values) => tx.$queryRaw(text, ...values) });
  return { state: fourEyes || plan.lookOver !== null ? "waits" : "made", stories: stories.length, issueId };
}

/**
 * From when on stories count: a day before the moment before, because some come in late; and where digests since then were too thin,
 * missed or refused, from the last that was sent.
 */
export async function storiesSince(
  db: Pick<Tx, "digestRun">,
  { newsletterId, plan, since }: Pick<Planned, "newsletterId" | "plan" | "since">,
  dueAt: Date,
  zone: string,
): Promise<Date> {
  const last = await db.digestRun.findFirst({
    where: { newsletterId, dueAt: { lt: dueAt }, issue: { mailingId: { not: null } } },
    orderBy: { dueAt: "desc" },
    select: { dueAt: true },
  });
  const goneOut = Math.max(+since, +(last?.dueAt ?? 0));
  const from = Math.min(+dueBefore(plan, zone, dueAt), goneOut) - dayMs;
  return new Date(Math.max(from, +dueAt - furthestMs));
}

const tooFew = (found: number, fewest: number) =>
  found === 0
    ? "There was no story that readers have not had."
    : `There ${found === 1 ? "was one story" : `were ${found} stories`} that readers have not had, and it waits for ${fewest}.`;

/** The words are those of who planned it last, so that it is for somebody else to approve them. */
async function writeIssue(tx: Tx, ctx: Ctx, digest: Planned, stories: Picked[], dueAt: Date, zone: string) {
  const now = ctx.now();
  const words = composeDigest(digest.plan, stories, { appUrl: ctx.env.http.appUrl, zone, dueAt });
  const { id } = await tx.issue.create({
    data: {
      newsletterId: digest.newsletterId,
      ...words,
      body: bodyOf(words.document),
      createdAt: now,
      updatedAt: now,
      createdById: digest.updatedById,
    },
  });
  await tx.issueStep.create({
    data: {
      issueId: id,
      version: 1,
      ...words,
      isStep: true,
      begunAt: now,
      savedAt: now,
      savedById: digest.updatedById,
    },
  });
  return id;
}

async function note(
  tx: Tx,
  ctx: Ctx,
  newsletterId: string,
  due: Due,
  localZone: string | null,
  { state, reason = "", stories = 0, issueId }: Outcome,
) {
  await tx.digestRun.create({
    data: {
      newsletterId,
      dueAt: due.at,
      localZone,
      state,
      reason: reason || null,
      stories,
      issueId: issueId ?? null,
      sendsUntil: new Date(+due.makesAt + lateMs),
      madeAt: ctx.now(),
    },
  });
  if (state === "empty") return;
  const subject = issueId ? { kind: "issue", id: issueId } : { kind: "newsletter", id: newsletterId };
  await record(tx, ctx, issueId ? "digest.made" : `digest.${state}`, subject, {
    after: { dueAt: due.at.toISOString(), ...(issueId ? { stories } : { reason }) },
  });
}

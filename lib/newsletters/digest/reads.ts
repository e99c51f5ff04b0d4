import type { Ctx } from "../../context.ts";
import { publicationOf } from "../../publication.ts";
import { newsletterBySlug } from "../reads.ts";
import { subjectOf } from "./compose.ts";
import { storiesSince } from "./make.ts";
import { pickStories } from "./pick.ts";
import { findDigest } from "./plan.ts";
import type { DigestPlan, DigestRunView } from "./schema.ts";
import { nextDues } from "./when.ts";

/** What a digest by this plan would hold, were it made now. Nothing is saved. */
export async function previewDigest(ctx: Ctx, slug: string, plan: DigestPlan) {
  const { id: newsletterId } = await newsletterBySlug(ctx, slug);
  const [row, { timeZone: zone }] = await Promise.all([findDigest(ctx.db, newsletterId), publicationOf(ctx)]);
  const now = ctx.now();
  const dues = nextDues(plan, zone, now);
  const dueAt = dues[0]?.at ?? now;
  const since = await storiesSince(ctx.db, { newsletterId, plan, since: row?.isOn ? row.since : now }, dueAt, zone);
  const stories = await pickStories(ctx.db, newsletterId, plan, { from: since, to: now });
  return {
    subject: stories.length > 0 ? subjectOf(plan.subject, stories, { zone, dueAt }) : "",
    since,
    isEnough: stories.length >= plan.fewest,
    next: dues.map(({ at }) => at),
    stories,
  };
}

/** The last moments at which a digest was due, newest first, and what became of each. */
export async function listDigestRuns(ctx: Ctx, slug: string): Promise<DigestRunView[]> {
  const { id: newsletterId } = await newsletterBySlug(ctx, slug);
  const runs = await ctx.db.digestRun.findMany({
    where: { newsletterId },
    orderBy: { dueAt: "desc" },
    take: 30,
    include: { issue: { select: { subject: true, sentAt: true, mailingId: true } } },
  });
  const newest = runs.find(({ issueId }) => issueId)?.id;
  return runs.map(({ id, dueAt, state, reason, stories, issueId, issue }) => ({
    id,
    dueAt,
    became: issue?.sentAt
      ? "sent"
      : issue?.mailingId
        ? "scheduled"
        : // Taken back, or its mailing was cancelled before it began: a draft again.
          state === "sent"
          ? "waits"
          : state === "waits" && id !== newest
            ? "given_up"
            : state,
    reason,
    stories,
    issueId,
    subject: issue?.subject ?? null,
    mailingId: issue?.mailingId ?? null,
  }));
}

export type DigestNeed = {
  slug: string;
  newsletter: string;
  issueId: string | null;
  state: "waits" | "refused" | "missed";
  reason: string | null;
  stories: number;
  dueAt: Date;
};

/** The digests that need a person: each newsletter's newest, where it waits for an editor, was refused or missed its hour. */
export const digestsInNeed = (ctx: Pick<Ctx, "sql">) => ctx.sql<DigestNeed>`
  select n.slug, n.name as newsletter, r.issue_id as "issueId", r.state, r.reason, r.stories, r.due_at as "dueAt"
  from newsletters n join digests d on d.newsletter_id = n.id
  cross join lateral (select * from digest_runs r where r.newsletter_id = n.id order by r.due_at desc limit 1) r
  left join issues i on i.id = r.issue_id
  where n.retired_at is null and i.sent_at is null and i.mailing_id is null
    and (r.state = 'waits' or (d.is_on and r.state in ('refused', 'missed')))
  order by r.due_at`;

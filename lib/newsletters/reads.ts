import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import { type ConsentAct, type Standing, standingsOf, type Topic, type Wording } from "../members/consent.ts";
import { documentOfBody } from "./body.ts";
import { type IssueDocument, issueDocument } from "./document.ts";

export type NewsletterLine = {
  id: string;
  slug: string;
  name: string;
  description: string;
  cadence: string;
  language: string;
  wording: string;
  standing: "none" | ConsentAct;
  /** Since when nobody can ask for it and nothing of it is sent; its archive stays. */
  retiredAt: Date | null;
};

export const topicOf = (newsletter: { id: string }): Topic => `newsletter:${newsletter.id}`;

/** The sentence that a member agrees to. Whoever changes it raises the version. */
export function wordingOf(newsletter: { name: string; cadence: string }): Wording {
  const often = newsletter.cadence ? ` (${inMidSentence(newsletter.cadence)})` : "";
  return {
    text: `Send me the newsletter “${newsletter.name}”${often} by e-mail. I can leave at any time with one press.`,
    version: 2,
  };
}

/** Words that begin a rhythm and are no name: “Every weekday” goes on in small letters, “Saturdays” does not. */
const small =
  /^(?:a|an|at|before|biweekly|daily|each|every|fortnightly|in|late|monthly|now|on|once|quarterly|the|three|twice|two|weekly|when|whenever)\b/i;
const inMidSentence = (rhythm: string) =>
  small.test(rhythm) ? rhythm.charAt(0).toLowerCase() + rhythm.slice(1) : rhythm;

/** Every newsletter that can be had, in the newsroom's order, with where the asking member stands. */
export async function listNewsletters(ctx: Ctx): Promise<NewsletterLine[]> {
  const standings = ctx.actor.kind === "member" ? await standingsOf(ctx, ctx.actor.id) : new Map<string, Standing>();
  const rows = await ctx.db.newsletter.findMany({
    where: { retiredAt: null },
    orderBy: [{ position: "asc" }, { name: "asc" }],
  });
  return rows.map((row) => lineOf(row, standings));
}

/** Whose mails come from an address of their own. */
export const fromAddresses = (ctx: Pick<Ctx, "sql">) => ctx.sql<{ name: string; address: string }>`
  select name, from_address as address from newsletters
  where retired_at is null and from_address is not null order by position, name`;

/** Those that have ended, the last first. */
export async function listRetired(ctx: Ctx) {
  return ctx.db.newsletter.findMany({ where: { retiredAt: { not: null } }, orderBy: { retiredAt: "desc" } });
}

/** A newsletter, be it one that has ended: its archive is still read, and it can still be left. @throws Refusal not_found */
export async function anyNewsletterBySlug(ctx: Ctx, slug: string): Promise<NewsletterLine> {
  const row = await ctx.db.newsletter.findUnique({ where: { slug } });
  if (!row) throw new Refusal("not_found", "There is no such newsletter.");
  const standings = ctx.actor.kind === "member" ? await standingsOf(ctx, ctx.actor.id) : new Map<string, Standing>();
  return lineOf(row, standings);
}

/** What the desk can change of a newsletter. @throws Refusal not_found */
export async function settingsOfNewsletter(ctx: Ctx, slug: string) {
  const row = await ctx.db.newsletter.findUnique({ where: { slug } });
  if (!row) throw new Refusal("not_found", "There is no such newsletter.");
  return row;
}

/** One that can be had. @throws Refusal not_found */
export async function newsletterBySlug(ctx: Ctx, slug: string): Promise<NewsletterLine> {
  const line = (await listNewsletters(ctx)).find((one) => one.slug === slug);
  if (!line) throw new Refusal("not_found", "There is no such newsletter.");
  return line;
}

/** Only which one it is. @throws Refusal not_found */
export async function openNewsletterId(ctx: Pick<Ctx, "sql">, slug: string): Promise<string> {
  const [row] = await ctx.sql<{ id: string }>`select id from newsletters where slug = ${slug} and retired_at is null`;
  if (!row) throw new Refusal("not_found", "There is no such newsletter.");
  return row.id;
}

export type IssueLine = { id: string; subject: string; preview: string; sentAt: Date | null };

/** Issues that were sent to all readers of a newsletter, newest first. What was for some of them is listed to nobody, and opens by its address. */
export const listArchive = (ctx: Ctx, newsletterId: string): Promise<IssueLine[]> =>
  ctx.db.issue.findMany({
    where: { newsletterId, sentAt: { not: null }, audienceId: null },
    orderBy: [{ sentAt: "desc" }, { id: "desc" }],
    select: { id: true, subject: true, preview: true, sentAt: true },
    take: 100,
  });

/** One issue of the archive; a draft is as if it did not exist. */
export async function findSentIssue(ctx: Ctx, newsletterId: string, issueId: string) {
  return (await ctx.db.issue.findFirst({ where: { id: issueId, newsletterId, sentAt: { not: null } } })) ?? undefined;
}

/** Drafts and sent issues for the desk. */
export const listIssues = (ctx: Ctx, newsletterId: string) =>
  ctx.db.issue.findMany({
    where: { newsletterId },
    orderBy: [{ sentAt: { sort: "desc", nulls: "first" } }, { updatedAt: "desc" }],
    take: 100,
  });

/** Issues that nobody has sent, of those that an audience was chosen for. */
export const draftsFor = (ctx: Ctx, audienceId: string) =>
  ctx.db.issue.findMany({
    where: { audienceId, sentAt: null, mailingId: null },
    orderBy: { updatedAt: "desc" },
    select: { id: true, subject: true, newsletter: { select: { slug: true, name: true } } },
    take: 50,
  });

export async function issueById(ctx: Ctx, issueId: string) {
  const issue = await ctx.db.issue.findUnique({
    where: { id: issueId },
    include: { newsletter: true, audience: true },
  });
  if (!issue) throw new Refusal("not_found", "There is no such issue.");
  return issue;
}

/** An issue's blocks; of one that was last saved as plain text, those that its text makes. */
export function documentOf({ document, body }: { document: unknown; body: string }): IssueDocument {
  const kept = issueDocument.safeParse(document);
  return kept.success ? kept.data : documentOfBody(body);
}

/** An issue as its editor opens it, and who saved it last. */
export async function showIssue(ctx: Ctx, issueId: string) {
  const issue = await issueById(ctx, issueId);
  const last = await ctx.db.issueStep.findFirst({
    where: { issueId, isAside: false },
    orderBy: { version: "desc" },
    select: { savedById: true },
  });
  const names = await namesOf(ctx, [last?.savedById ?? issue.createdById]);
  return { ...issue, document: documentOf(issue), savedBy: [...names.values()][0] ?? null };
}

/** By what names colleagues go by, by their ids. */
export async function namesOf(ctx: Ctx, ids: (string | null)[]): Promise<Map<string, string>> {
  const known = [...new Set(ids)].filter((id) => id !== null);
  const members = await ctx.db.member.findMany({
    where: { id: { in: known } },
    select: { id: true, displayName: true, email: true },
  });
  return new Map(members.map(({ id, displayName, email }) => [id, displayName ?? email]));
}

function lineOf(
  row: {
    id: string;
    slug: string;
    name: string;
    description: string;
    cadence: string;
    language: string;
    retiredAt: Date | null;
  },
  standings: Map<string, Standing>,
): NewsletterLine {
  const { id, slug, name, description, cadence, language, retiredAt } = row;
  return {
    id,
    slug,
    name,
    description,
    cadence,
    language,
    wording: wordingOf(row).text,
    standing: standings.get(topicOf(row))?.act ?? "none",
    retiredAt,
  };
}

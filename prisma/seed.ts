import { randomUUID } from "node:crypto";
import { actingAs, type Ctx, type House } from "../lib/context.ts";
import type { Tx } from "../lib/db.ts";
import { makePlan } from "../lib/plans/make.ts";
import { demoComments, demoIssues, demoNewsletters, demoOffers, demoPlans, demoStories } from "./demo/stories.ts";

const minute = 60_000;
const hour = 60 * minute;

/** Puts the demo newspaper into an empty database, so that the first start has something to read. True when it did. */
export async function putDemo(house: House): Promise<boolean> {
  const ctx = actingAs(house, { kind: "system" }, randomUUID());
  const isNew = await ctx.db.$transaction(
    async (tx) => {
      await tx.$executeRaw`select pg_advisory_xact_lock(20261)`;
      if ((await tx.story.count()) > 0 || (await tx.newsletter.count()) > 0) return false;
      const storyIds = await putStories(tx, ctx);
      await putComments(tx, ctx, storyIds);
      await putNewsletters(tx, ctx, storyIds);
      await putOffers(tx, ctx);
      return true;
    },
    { timeout: 60_000 },
  );
  // Where nothing is sold, there is no plan.
  if (isNew && house.env.payments) for (const plan of demoPlans) await makePlan(ctx, plan);
  return isNew;
}

async function putStories(tx: Tx, ctx: Ctx): Promise<string[]> {
  const ids: string[] = [];
  for (const { hoursAgo, slug: _, ...story } of demoStories) {
    const publishedAt = new Date(ctx.now().getTime() - hoursAgo * hour);
    const { id } = await tx.story.create({ data: { ...story, publishedAt, createdAt: ctx.now() } });
    ids.push(id);
  }
  return ids;
}

async function putComments(tx: Tx, ctx: Ctx, storyIds: string[]) {
  const authors = new Map<string, string>();
  const authorOf = async (name: string) => {
    const known = authors.get(name);
    if (known) return known;
    // Nobody can sign in as them: mail to this domain goes nowhere, by RFC 2606.
    const email = `${name.toLowerCase().replace(/[^a-z]+/g, ".")}@demo.invalid`;
    const { id } = await tx.member.create({
      data: {
        email,
        emailKey: ctx.tokens.keyedHash("address", email),
        displayName: name,
        createdAt: new Date(ctx.now().getTime() - 400 * 24 * hour),
      },
    });
    authors.set(name, id);
    return id;
  };
  const put = async (
    storyId: string,
    parentId: string | null,
    comment: { name: string; text: string; minutesAgo: number },
  ) => {
    const at = new Date(ctx.now().getTime() - comment.minutesAgo * minute);
    const authorId = await authorOf(comment.name);
    const { id } = await tx.comment.create({
      data: { storyId, parentId, authorId, text: comment.text, state: "published", createdAt: at, publishedAt: at },
    });
    return id;
  };
  for (const comment of demoComments) {
    const storyId = storyIds[comment.story];
    if (!storyId) continue;
    const id = await put(storyId, null, comment);
    for (const reply of comment.replies ?? []) await put(storyId, id, reply);
  }
}

async function putNewsletters(tx: Tx, ctx: Ctx, storyIds: string[]) {
  const ids = new Map<string, string>();
  for (const [position, newsletter] of demoNewsletters.entries()) {
    const { id } = await tx.newsletter.create({ data: { ...newsletter, position, createdAt: ctx.now() } });
    ids.set(newsletter.slug, id);
  }
  for (const issue of demoIssues) {
    const newsletterId = ids.get(issue.newsletter);
    if (!newsletterId) continue;
    const body = issue.paragraphs
      .map(({ text, story }) =>
        story === undefined
          ? text
          : `${text} [Read the story](${new URL(`/stories/${storyIds[story]}`, ctx.env.http.appUrl).href})`,
      )
      .join("\n\n");
    const sentAt = new Date(ctx.now().getTime() - issue.daysAgo * 24 * hour);
    await tx.issue.create({
      data: {
        newsletterId,
        subject: issue.subject,
        preview: issue.preview,
        body,
        createdAt: sentAt,
        updatedAt: sentAt,
        sentAt,
      },
    });
  }
}

async function putOffers(tx: Tx, ctx: Ctx) {
  for (const { validDays, ...offer } of demoOffers)
    await tx.offer.create({
      data: {
        ...offer,
        link: "https://shop.meridian.example/",
        startsAt: ctx.now(),
        createdAt: ctx.now(),
        endsAt: new Date(ctx.now().getTime() + validDays * 24 * hour),
      },
    });
}

import { generateRssFeed } from "feedsmith";
import type { Ctx } from "../context.ts";
import { publicationOf } from "../publication.ts";
import { inXml } from "../xml.ts";
import type { IssueLine, NewsletterLine } from "./reads.ts";

/** A newsletter's archive as RSS 2.0. */
export async function archiveFeed(ctx: Ctx, newsletter: NewsletterLine, issues: IssueLine[]): Promise<string> {
  const { name } = await publicationOf(ctx);
  const home = new URL(`/newsletters/${newsletter.slug}`, ctx.env.http.appUrl).href;
  return generateRssFeed({
    title: `${newsletter.name} · ${name}`,
    link: home,
    description: newsletter.description || newsletter.name,
    language: newsletter.language,
    items: issues.map((issue) => ({
      title: inXml(issue.subject),
      link: `${home}/${issue.id}`,
      description: inXml(issue.preview),
      guid: { value: issue.id, isPermaLink: false },
      ...(issue.sentAt ? { pubDate: issue.sentAt } : {}),
    })),
  });
}

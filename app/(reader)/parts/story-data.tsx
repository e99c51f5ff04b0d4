import { isMetered, type Metered } from "@/lib/plans/meter.ts";
import type { StoryFull } from "@/lib/stories/reads.ts";
import { publication } from "../../page-context.ts";

/** The class of what is closed to some: search engines are told by it which words those are. */
export const meteredClass = "metered";

/** The story for machines that read (schema.org), without a word of its body; and that a part of it is for who pays, where it is. */
export async function StoryData({ story, reading, address }: { story: StoryFull; reading: Metered; address: string }) {
  const { name } = await publication();
  const data = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    headline: story.title,
    ...(story.standfirst ? { description: story.standfirst } : {}),
    datePublished: story.publishedAt.toISOString(),
    ...(story.byline ? { author: { "@type": "Person", name: story.byline } } : {}),
    ...(story.section ? { articleSection: story.section } : {}),
    publisher: { "@type": "NewsMediaOrganization", name },
    mainEntityOfPage: address,
    ...(isMetered(reading)
      ? {
          isAccessibleForFree: false,
          hasPart: { "@type": "WebPageElement", isAccessibleForFree: false, cssSelector: `.${meteredClass}` },
        }
      : { isAccessibleForFree: true }),
  };
  // biome-ignore lint/security/noDangerouslySetInnerHtml: JSON in which no tag can begin or end
  return <script dangerouslySetInnerHTML={{ __html: asJson(data) }} type="application/ld+json" />;
}

const asJson = (data: object) => JSON.stringify(data).replaceAll("<", "\\u003c");

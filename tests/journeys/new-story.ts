import { randomInt } from "node:crypto";
import fs from "node:fs";
import type { TestInfo } from "@playwright/test";
import { masthead } from "./staff.ts";

type Item = { title: string; link: string; guid: string };

export const feedOf = (items: Item[]) => `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>The Courier</title><link>https://courier.example/</link><description>News</description>
${items
  .map(
    ({ title, link, guid }) => `<item><title>${title}</title><link>${link.replaceAll("&", "&amp;")}</link>
<guid isPermaLink="false">${guid}</guid><pubDate>${new Date().toUTCString()}</pubDate>
<description>What happened at the weir, in a sentence.</description></item>`,
  )
  .join("\n")}
</channel></rss>`;

/** A story that no other journey looks at; answers its title. */
export async function newStory(testInfo: TestInfo): Promise<string> {
  const number = randomInt(100_000, 1_000_000);
  const title = `The sluice of ${number}`;
  const file = testInfo.outputPath("feed.xml");
  fs.writeFileSync(file, feedOf([{ title, link: `https://www.courier.example/${number}/sluice`, guid: `${number}` }]));
  await masthead("stories", "import", file);
  return title;
}

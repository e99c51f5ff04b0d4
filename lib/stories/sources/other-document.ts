import { plainText } from "../sanitize.ts";
import { NotAFeed } from "./not-a-feed.ts";
import { absolute } from "./words.ts";

export const OTHER_DOCUMENTS: Record<string, string> = {
  html: "a web page",
  head: "a web page",
  body: "a web page",
  svg: "an image",
  urlset: "a sitemap",
  sitemapindex: "a sitemap",
  opml: "a list of feeds (OPML)",
};

export function otherDocument(root: string, body: string, address: string | undefined): NotAFeed {
  const isPage = OTHER_DOCUMENTS[root] === "a web page";
  const announced = isPage ? announcedFeed(body, address) : undefined;
  if (announced)
    return new NotAFeed(`This is a web page, not a feed. It announces its feed at ${announced} — give that address.`);
  if (isPage)
    return new NotAFeed(
      "This is a web page, not a feed. Look for a link called RSS, Atom or Feed on it, and give that address.",
    );
  if (OTHER_DOCUMENTS[root] === "a sitemap")
    return new NotAFeed(
      "This is a sitemap, and its pages are read a few at a time. Keep its address: at the desk under Stories, or with --keep.",
    );
  const what = OTHER_DOCUMENTS[root] ?? "neither RSS, Atom nor JSON Feed";
  return new NotAFeed(
    `This is ${what}${root in OTHER_DOCUMENTS ? ", not a feed" : ""}. Give the address of an RSS, Atom or JSON feed, or of a sitemap.`,
  );
}

function announcedFeed(html: string, address: string | undefined): string | undefined {
  for (const [link] of html.slice(0, 500_000).matchAll(/<link\s[^<>]{0,2000}>/gi)) {
    const attribute = (name: string) =>
      plainText(
        link
          .match(new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, "i"))
          ?.slice(1)
          .find(Boolean) ?? "",
      );
    const href = attribute("href");
    const isFeed =
      /\balternate\b/i.test(attribute("rel")) &&
      /^application\/(?:(?:rss|atom|rdf)\+xml|(?:feed\+)?json)/i.test(attribute("type"));
    if (isFeed && href) return absolute(href, address) ?? href;
  }
}

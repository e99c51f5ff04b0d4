import type { Readable } from "node:stream";
import { commentRow, type ImportRow, momentOf, storyRow } from "./rows.ts";
import { wordsOf } from "./words.ts";
import { readXml } from "./xml.ts";

const item = "rss/channel/item";
const states: Record<string, "published" | "held" | "rejected"> = {
  "1": "published",
  approve: "published",
  approved: "published",
  "0": "held",
  hold: "held",
  spam: "rejected",
  trash: "rejected",
  "post-trashed": "rejected",
};

/**
 * A WordPress export (WXR): items with their comments in them. Numbers are a site's own, so the site's address belongs to each key. What
 * other sites and plugins left there (pingbacks, order notes) is no comment, and is counted as left out.
 */
export async function* readWordPress(file: Readable): AsyncGenerator<ImportRow> {
  let site = "";
  let storyKey = "";
  const base = ["rss/channel/wp:base_site_url", "rss/channel/wp:base_blog_url"];
  for await (const { path, fields, line } of readXml(file, [...base, item, `${item}/wp:comment`])) {
    const text = (name: string) => fields.get(name)?.text.trim() ?? "";
    if (base.includes(path)) {
      // In a network of sites the second of the two is the site's own.
      if (path === base[1] || !site) site = text("") || site;
      continue;
    }
    if (path === item) {
      storyKey = `${site} ${text("wp:post_id") || text("link")}`;
      yield storyRow(storyKey, text("link"), wordsOf(text("title"), false), momentOf(text("wp:post_date_gmt")));
      continue;
    }
    const id = text("wp:comment_id");
    const place = `line ${line}, comment ${id || "without an id"}`;
    const type = text("wp:comment_type");
    const state = states[text("wp:comment_approved").toLowerCase()];
    if (!state) {
      yield { kind: "bad", place, reason: `Its state “${text("wp:comment_approved").slice(0, 40)}” is not known.` };
      continue;
    }
    const parent = text("wp:comment_parent");
    yield commentRow(place, {
      key: id && `${site} ${id}`,
      storyKey,
      parentKey: parent && parent !== "0" ? `${site} ${parent}` : null,
      personKey: null,
      name: text("wp:comment_author") || null,
      text: wordsOf(text("wp:comment_content"), true),
      state: type === "" || type === "comment" ? state : "rejected",
      at: momentOf(text("wp:comment_date_gmt")),
    });
  }
}

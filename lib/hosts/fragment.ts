import { threadsPage } from "../comments/pages.ts";
import type { Ctx } from "../context.ts";
import { notFound } from "../errors.ts";
import { storyAt } from "./page-state.ts";

const mostThreads = 50;

type Comment = { id: string; author: { name: string } | null; text: string; createdAt: string };
type Page = { items: (Comment & { replies: Comment[] })[]; next: string | null; count: number };

/**
 * The comments of a page's story as plain HTML, for a CMS to put between the tags of `masthead-comments`: what search engines read, and
 * whoever has no scripts. What members wrote is text in it.
 * @throws Refusal not_found where we know no story by this address
 */
export async function commentsFragment(ctx: Ctx, address: string): Promise<{ html: string; etag: string }> {
  const story = await storyAt(ctx, address, null);
  if (!story) throw notFound("story");
  const { bytes, etag } = await threadsPage(ctx, story.id, { order: "newest", most: mostThreads });
  const page = JSON.parse(bytes.toString("utf8")) as Page;
  const home = ctx.env.http.appUrl;
  const threads = page.items.map((thread) => {
    const replies = thread.replies.map((reply) => comment(reply, home)).join("");
    return comment(thread, home, replies && `<ol>${replies}</ol>`);
  });
  const words = page.count === 1 ? "1 comment" : `${page.count.toLocaleString("en")} comments`;
  const html = `<h2>${words}</h2>\n<ol>${threads.join("\n")}</ol>\n<p><a href="${home}/stories/${story.id}#comments">${page.next ? "All comments" : "Comment on this story"}</a></p>\n`;
  return { html, etag };
}

function comment({ id, author, text, createdAt }: Comment, home: string, below = ""): string {
  if (!author) return `<li><p>This comment is not shown any more.</p>${below}</li>`;
  const words = asText(text)
    .split(/\n{2,}/)
    .map((part) => `<p>${part.replaceAll("\n", "<br>")}</p>`);
  return `<li><article><p><b>${asText(author.name)}</b> <a href="${home}/comments/${id}"><time datetime="${createdAt}">${createdAt.slice(0, 10)}</time></a></p>${words.join("")}</article>${below}</li>`;
}

const signs: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const asText = (text: string) => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? "");

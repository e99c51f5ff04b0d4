import type { Ctx, Member } from "../context.ts";
import { personalised } from "../delivery/template.ts";
import type { ReaderPart } from "./document.ts";
import { partOf } from "./parts.ts";
import { documentOf, issueById } from "./reads.ts";
import { renderIssue } from "./render.ts";

export type Look = { as: "html" | "text"; isDark: boolean; hasImages: boolean; knowsName: boolean; part: ReaderPart };

const sandbox = "allow-popups allow-popups-to-escape-sandbox";

/**
 * An issue as its mail, for the eye alone: what is sent, for this editor or for a reader whose name nobody knows, who has a plan or
 * has none.
 */
export async function previewIssue(ctx: Ctx<Member>, issueId: string, look: Look) {
  const { as, isDark, hasImages, knowsName, part } = look;
  const issue = await issueById(ctx, issueId);
  const { html, text } = await renderIssue(ctx, { ...issue, document: partOf(documentOf(issue), part) });
  const own = {
    name: knowsName ? ctx.actor.displayName : null,
    leave: new URL(`/newsletters/${issue.newsletter.slug}`, ctx.env.http.appUrl).href,
  };
  if (as === "text") return asMailPreview(ctx, personalised(text, false, own), as);
  const shown = inLight(personalised(html, true, own), isDark);
  return asMailPreview(ctx, withBlankTargets(hasImages ? shown : withoutImages(shown)), as);
}

/** A mail of whichever kind, for the eye alone: nothing in it can run, whoever opens it. */
export const asMailPreview = (ctx: Pick<Ctx, "env">, body: string, as: "html" | "text") => ({
  body,
  headers: {
    "content-type": `text/${as === "html" ? "html" : "plain"}; charset=utf-8`,
    "content-security-policy": `sandbox ${sandbox}; default-src 'none'; img-src https: data: ${new URL(ctx.env.http.appUrl).origin}; style-src 'unsafe-inline'; base-uri 'self'; form-action 'none'; frame-ancestors 'self'`,
    "referrer-policy": "no-referrer",
  },
});

/** What the mail keeps for readers of dark screens is shown to everybody, or to nobody. */
export const inLight = (html: string, isDark: boolean) =>
  html
    .replaceAll("@media (prefers-color-scheme: dark)", isDark ? "@media all" : "@media not all")
    .replace('content="light dark"', isDark ? 'content="dark"' : 'content="light"');

/** As a mail program that loads no pictures: their words stand there. */
const withoutImages = (html: string) => html.replace(/(<img\b[^>]*?)\ssrc="[^"]*"/gi, "$1");

/** A press opens a page beside the desk, not in the frame. */
export const withBlankTargets = (html: string) =>
  html.replace(/<head[^>]*>/i, (head) => `${head}<base target="_blank"/>`);

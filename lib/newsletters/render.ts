import { createElement } from "react";
import { IssueMail } from "../../emails/newsletters-issue.tsx";
import type { Ctx } from "../context.ts";
import { directionOf } from "../languages.ts";
import { renderHtml } from "../mail-render.ts";
import { publicationOf } from "../publication.ts";
import type { CountedIssue } from "./count-links.ts";
import type { IssueDocument } from "./document.ts";
import { isDivided, partOf } from "./parts.ts";
import { withWholeAddresses } from "./pictures/address.ts";
import { issueText } from "./plain-text.ts";

export type Renderable = {
  /** Null where it has no page in the archive. */
  id: string | null;
  subject: string;
  preview: string;
  document: IssueDocument;
  newsletter: { slug: string; name: string; language: string };
  /** What its mail is counted by, where it is (count-links.ts). */
  marks?: CountedIssue["marks"] | undefined;
};

/** An issue as its mail: rendered once for everybody; `{{leave}}` stands for each reader's own address to leave by. */
export async function renderIssue(ctx: Ctx, issue: Renderable): Promise<{ html: string; text: string }> {
  const { name: publication, postalAddress, look } = await publicationOf(ctx);
  const { subject, document } = issue;
  const parts = {
    publication,
    postalAddress,
    newsletter: issue.newsletter.name,
    language: issue.newsletter.language,
    direction: directionOf(issue.newsletter.language),
    subject,
    online: issue.id ? new URL(`/newsletters/${issue.newsletter.slug}/${issue.id}`, ctx.env.http.appUrl).href : null,
    leave: "{{leave}}",
  };
  return {
    html: await renderHtml(
      createElement(IssueMail, {
        ...parts,
        preview: issue.preview,
        blocks: withWholeAddresses(document.blocks, ctx.env.http.appUrl),
        marks: issue.marks,
      }),
      look,
    ),
    text: issueText({ ...parts, document }),
  };
}

/** The same as both of its parts, where it has two: its own bodies are then what who has no plan gets. */
export async function renderParts(ctx: Ctx, issue: Renderable) {
  if (!isDivided(issue.document)) return { ...(await renderIssue(ctx, issue)), withPlan: null };
  const [bodies, withPlan] = await Promise.all([
    renderIssue(ctx, { ...issue, document: partOf(issue.document, "no_plan") }),
    renderIssue(ctx, { ...issue, document: partOf(issue.document, "plan") }),
  ]);
  return { ...bodies, withPlan };
}

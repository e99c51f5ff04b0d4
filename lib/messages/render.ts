import { createElement } from "react";
import { MessageMail } from "../../emails/messages-one.tsx";
import type { Ctx } from "../context.ts";
import { directionOf } from "../languages.ts";
import { renderHtml } from "../mail-render.ts";
import { withWholeAddresses } from "../newsletters/pictures/address.ts";
import { wordsAsText } from "../newsletters/plain-text.ts";
import { type Publication, publicationOf } from "../publication.ts";
import { filled, type Value } from "./fields.ts";
import type { Template } from "./reads.ts";

/** A template as the mail of one person. Each value is text to the renderer, so nothing that a program sends can be HTML. */
export async function renderMessage(ctx: Ctx, template: Template, values: Map<string, Value>) {
  const publication = await publicationOf(ctx);
  const { subject, preview, document } = filled(template, values);
  const why = whyOf(publication);
  const html = await renderHtml(
    createElement(MessageMail, {
      publication: publication.name,
      postalAddress: publication.postalAddress,
      language: template.language,
      direction: directionOf(template.language),
      subject,
      preview,
      blocks: withWholeAddresses(document.blocks, ctx.env.http.appUrl),
      why,
    }),
    publication.look,
  );
  const foot = ["--", why, publication.name, publication.postalAddress].join("\n");
  return { subject, html, text: `${publication.name}\n\n${wordsAsText(subject, document)}\n\n${foot}\n` };
}

const whyOf = ({ name }: Publication) =>
  `You get this mail because of something that you did at ${name}. It is no newsletter, and nobody has put you on a list.`;

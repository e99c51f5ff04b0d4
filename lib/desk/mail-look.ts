import { createElement } from "react";
import { MessageMail } from "../../emails/messages-one.tsx";
import type { Block } from "../../emails/parts/blocks.tsx";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { type MailLookChoice, mailLookKey, mailLookSchema, toMailLook, usualMailLook } from "../mail-look.ts";
import { renderHtml } from "../mail-render.ts";
import { asMailPreview, inLight, withBlankTargets } from "../newsletters/preview.ts";
import { publicationOf } from "../publication.ts";

export async function mailLookChoiceOf(ctx: Ctx): Promise<MailLookChoice> {
  const [row] = await ctx.sql<{ value: unknown }>`select value from settings where key = ${mailLookKey}`;
  return mailLookSchema.safeParse(row?.value).data ?? usualMailLook;
}

/** It holds for every mail that is made from now on; a mailing that has begun keeps what it was made with. */
export async function setMailLook(ctx: Ctx<Member>, value: MailLookChoice): Promise<MailLookChoice> {
  const before = await mailLookChoiceOf(ctx);
  await ctx.db.$transaction(async (tx) => {
    const data = { value, updatedAt: ctx.now(), updatedById: ctx.actor.id };
    await tx.setting.upsert({ where: { key: mailLookKey }, create: { key: mailLookKey, ...data }, update: data });
    await record(tx, ctx, "settings.changed", { kind: "setting", id: mailLookKey }, { before, after: value });
  });
  return value;
}

/** A mail that holds one of everything, in a look that is being chosen. */
export async function previewMailLook(ctx: Ctx<Member>, chosen: MailLookChoice, isDark: boolean) {
  const { name, postalAddress } = await publicationOf(ctx);
  const html = await renderHtml(
    createElement(MessageMail, {
      publication: name,
      postalAddress: postalAddress || "The postal address of the publication",
      language: "en",
      direction: "ltr",
      subject: "How our mails look",
      preview: "One of everything.",
      blocks: sampleOf(ctx.env.http.appUrl),
      why: "Nobody gets this mail. It shows one of everything that mails are made of.",
    }),
    toMailLook(chosen, ctx.env.http.appUrl),
  );
  return asMailPreview(ctx, withBlankTargets(inLight(html, isDark)), "html");
}

const sampleOf = (appUrl: string): Block[] => [
  {
    kind: "text",
    spans: [
      { text: "This is how words look that readers read, and this is " },
      { text: "a link in the accent", href: appUrl },
      { text: "." },
    ],
  },
  { kind: "quote", spans: [{ text: "Words of somebody else stand beside a bar." }], source: "Whose words they are" },
  { kind: "heading", level: 2, spans: [{ text: "A heading" }] },
  { kind: "list", isNumbered: false, items: [[{ text: "One point" }], [{ text: "And another" }]] },
  { kind: "button", label: "A button", href: appUrl },
  {
    kind: "story",
    title: "The headline of a story",
    standfirst: "What it is about, in a sentence.",
    byline: "Who wrote it",
    address: appUrl,
    imageAddress: "",
  },
];

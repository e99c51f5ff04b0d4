import { createElement } from "react";
import { IssueMail } from "../../emails/newsletters-issue.tsx";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { freezing, startMailing } from "../delivery/mailing.ts";
import { Refusal } from "../errors.ts";
import { renderMail } from "../mail-render.ts";
import { publicationOf } from "../publication.ts";
import { blocksOf } from "./body.ts";
import { issueById, topicOf } from "./reads.ts";

/** An issue as its mail: rendered once for everybody; `{{leave}}` stands for each reader's own address to leave by. */
export async function renderIssue(
  ctx: Ctx,
  issue: { id: string; subject: string; preview: string; body: string; newsletter: { slug: string; name: string } },
) {
  const publication = await publicationOf(ctx);
  const online = new URL(`/newsletters/${issue.newsletter.slug}/${issue.id}`, ctx.env.http.appUrl).href;
  return renderMail(
    createElement(IssueMail, {
      publication: publication.name,
      postalAddress: publication.postalAddress,
      newsletter: issue.newsletter.name,
      subject: issue.subject,
      preview: issue.preview,
      blocks: blocksOf(issue.body),
      online,
      leave: "{{leave}}",
    }),
  );
}

/** @throws Refusal settings_missing */
export function needsPostalAddress(publication: { postalAddress: string }) {
  if (publication.postalAddress.length < 10)
    throw new Refusal(
      "settings_missing",
      "The publication has no postal address yet, and every newsletter must carry one by law. Set it under Settings.",
    );
}

/**
 * Sends an issue to everybody who confirmed its newsletter, and puts it into the archive: once, however often it is pressed.
 * @param version what the editor had on the screen; a text that changed since is not sent
 */
export async function sendIssue(ctx: Ctx<Member>, issueId: string, version: number) {
  const issue = await issueById(ctx, issueId);
  const publication = await publicationOf(ctx);
  needsPostalAddress(publication);
  const { html, text } = await renderIssue(ctx, issue);
  return ctx.db.$transaction(async (tx) => {
    const taken = await tx.issue.updateMany({
      where: { id: issueId, version, sentAt: null },
      data: { sentAt: ctx.now(), sentById: ctx.actor.id, version: version + 1 },
    });
    if (taken.count === 0)
      throw issue.sentAt || issue.version === version
        ? new Refusal("already_sent", "This issue has been sent already.")
        : new Refusal(
            "changed_meanwhile",
            "Somebody else has saved this issue since you opened it. Reload, read it once more, and send it then.",
          );
    const mailing = await startMailing(tx, ctx, {
      topic: topicOf(issue.newsletter),
      subject: issue.subject,
      html,
      text,
      fromName: issue.newsletter.fromName ?? issue.newsletter.name,
      fromAddress: issue.newsletter.fromAddress,
      resendsUncertain: true,
    });
    await tx.issue.update({ where: { id: issueId }, data: { mailingId: mailing.id } });
    await record(
      tx,
      ctx,
      "issue.sent",
      { kind: "issue", id: issueId },
      { after: { mailingId: mailing.id, recipients: mailing.recipients } },
    );
    return { issueId, mailingId: mailing.id, recipients: mailing.recipients };
  }, freezing);
}

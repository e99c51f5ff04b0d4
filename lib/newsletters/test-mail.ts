import { record } from "../audit.ts";
import type { Ctx, Member, System } from "../context.ts";
import { personalised } from "../delivery/template.ts";
import { Refusal } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import { handOver } from "../members/hand-over.ts";
import { rolesOf } from "../members/staff.ts";
import type { ReaderPart } from "./document.ts";
import { sendTestMail } from "./jobs.ts";
import { isDivided, partOf, partWords } from "./parts.ts";
import { documentOf, issueById } from "./reads.ts";
import { renderIssue } from "./render.ts";

/**
 * Sends an issue as it was saved to colleagues, at once and marked as a test; of one that is divided, the part that was chosen. To nobody else: who is no member of staff
 * never gets one, whatever address is typed.
 * @throws Refusal invalid_input naming the addresses that belong to nobody at the desk
 */
export async function askForTestMails(
  ctx: Ctx<Member>,
  issueId: string,
  addresses: string[],
  part: ReaderPart = "no_plan",
) {
  const issue = await issueById(ctx, issueId);
  if (issue.subject.trim() === "")
    throw new Refusal("invalid_input", "subject: Give the issue a subject first; the test mail goes out under it.");
  const wanted = [...new Set(addresses)];
  const staff = await ctx.db.member.findMany({
    where: { email: { in: wanted }, bannedAt: null, staffGrants: { some: { revokedAt: null } } },
    select: { id: true, email: true },
  });
  const strangers = wanted.filter((address) => !staff.some(({ email }) => email === address));
  if (strangers.length > 0)
    throw new Refusal(
      "invalid_input",
      `to: Test mails go to colleagues at the desk alone. ${strangers.join(", ")} ${strangers.length === 1 ? "is" : "are"} nobody there.`,
    );
  await ctx.db.$transaction(async (tx) => {
    for (const { id: memberId } of staff)
      await enqueue(tx, sendTestMail, { issueId, version: issue.version, memberId, requestId: ctx.requestId, part });
    await record(
      tx,
      ctx,
      "issue.tested",
      { kind: "issue", id: issueId },
      { after: { version: issue.version, mails: staff.length } },
    );
  });
  return { mails: staff.length };
}

/** One test mail; somebody who has left the desk meanwhile gets none. */
export async function mailTest(ctx: Ctx<System>, issueId: string, memberId: string, id: string, part: ReaderPart) {
  const issue = await ctx.db.issue.findUnique({ where: { id: issueId }, include: { newsletter: true } });
  const member = await ctx.db.member.findUnique({ where: { id: memberId } });
  if (!issue || !member || (await rolesOf(ctx.db, memberId)).length === 0) return;
  const document = documentOf(issue);
  const { html, text } = await renderIssue(ctx, { ...issue, document: partOf(document, part) });
  const own = {
    name: member.displayName,
    leave: new URL(`/newsletters/${issue.newsletter.slug}`, ctx.env.http.appUrl).href,
  };
  await handOver(ctx, "test", id, {
    to: member.email,
    subject: `[Test${isDivided(document) ? ` ${partWords[part]}` : ""}] ${issue.subject}`,
    html: personalised(html, true, own),
    text: personalised(text, false, own),
  });
}

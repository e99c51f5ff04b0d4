import { randomUUID } from "node:crypto";
import { audienceById, kept } from "../audiences/reads.ts";
import { record } from "../audit.ts";
import type { Ctx, Member, System } from "../context.ts";
import type { Tx } from "../db.ts";
import { actOnMailing } from "../delivery/control.ts";
import { freezing, startMailing } from "../delivery/mailing.ts";
import type { Start } from "../delivery/schema.ts";
import { Refusal } from "../errors.ts";
import { figureModeOf } from "../figures/settings.ts";
import { publicationOf } from "../publication.ts";
import { assertApproved } from "./approve.ts";
import { lockNewsletter } from "./change.ts";
import { pointsOfParts } from "./check.ts";
import { isOfDigest, toldBefore } from "./digest/pick.ts";
import type { IssueDocument } from "./document.ts";
import { assertReady, toldPoint } from "./prepare.ts";
import { documentOf, issueById, topicOf } from "./reads.ts";
import { renderToSend } from "./render-to-send.ts";

/** @throws Refusal settings_missing */
export function needsPostalAddress(publication: { postalAddress: string }) {
  if (publication.postalAddress.length < 10)
    throw new Refusal(
      "settings_missing",
      "The publication has no postal address yet, and every newsletter must carry one by law. Set it under Settings.",
    );
}

type Sending = {
  start?: Start | undefined;
  /** What the editor had on the screen; null where they saw that it is for everybody. */
  audienceVersion?: number | null | undefined;
  /** The moment is the clock's own, so it may be over. */
  mayBeOver?: boolean;
};

/**
 * Sends an issue to those that it is for, of everybody who confirmed its newsletter, and puts it into the archive: once, however
 * often it is pressed. With a time it waits for that as a mailing, and stands in the archive from then on.
 * @param version what the editor had on the screen; a text that changed since is not sent
 */
export async function sendIssue(
  ctx: Ctx<Member | System>,
  issueId: string,
  version: number,
  { start, audienceVersion, mayBeOver = false }: Sending = {},
) {
  const issue = await issueById(ctx, issueId);
  const publication = await publicationOf(ctx);
  needsPostalAddress(publication);
  const document = documentOf(issue);
  const mailingId = randomUUID();
  const mode = await figureModeOf(ctx);
  const { html, text, links, test, withPlan } = await renderToSend(ctx, { ...issue, document }, { mailingId, mode });
  if (test && start?.localZone)
    throw new Refusal(
      "invalid_input",
      "start: A test of subjects needs its readers at one time. Send it at one moment for all, or try no subjects.",
    );
  if (issue.version === version && !issue.mailingId && !issue.sentAt)
    assertReady(pointsOfParts({ ...issue, document }, { html, text, withPlan: withPlan?.[0] ?? null }, publication));
  return ctx.db.$transaction(async (tx) => {
    const taken = await tx.issue.updateMany({
      where: { id: issueId, version, sentAt: null, mailingId: null },
      data: { sentById: ctx.actor.kind === "member" ? ctx.actor.id : null, version: version + 1 },
    });
    if (taken.count === 0) throw whyNotSent(issue, version);
    const { audienceId } = await tx.issue.findUniqueOrThrow({ where: { id: issueId }, select: { audienceId: true } });
    if ((await lockNewsletter(tx, issue.newsletterId)).retiredAt)
      throw new Refusal("too_late", "This newsletter has ended, so nothing of it is sent. Bring it back first.");
    await assertTellsNothingTwice(tx, { ...issue, document });
    const audience = await audienceToSendTo(tx, audienceId, audienceVersion);
    await assertApproved(tx, issueId, version, audience?.version ?? null);
    const mailing = await startMailing(tx, ctx, {
      id: mailingId,
      figures: mode === "off" ? null : mode,
      test,
      withPlan,
      topic: topicOf(issue.newsletter),
      subject: test?.variants[0]?.subject ?? issue.subject,
      html,
      text,
      fromName: test?.variants[0]?.fromName ?? issue.newsletter.fromName ?? issue.newsletter.name,
      fromAddress: issue.newsletter.fromAddress,
      resendsUncertain: true,
      audience,
      mayBeOver,
      ...start,
    });
    if (links.length > 0)
      await tx.mailingLink.createMany({
        data: links.map((address, at) => ({ mailingId, link: at + 1, address })),
      });
    // One that waits has no audience yet; the database dates it when it gets one.
    const waits = mailing.recipients === 0;
    await tx.issue.update({
      where: { id: issueId },
      data: { mailingId: mailing.id, ...(waits ? {} : { sentAt: ctx.now() }) },
    });
    await record(
      tx,
      ctx,
      waits ? "issue.scheduled" : "issue.sent",
      { kind: "issue", id: issueId },
      {
        after: {
          mailingId: mailing.id,
          recipients: mailing.recipients,
          ...(audience ? { audience: audience.name, readersWho: audience.words } : {}),
        },
      },
    );
    return { issueId, mailingId: mailing.id, recipients: mailing.recipients };
  }, freezing);
}

/** Of a digest no reader gets a story again; what an editor wrote may come back to one. The newsletter is held. */
async function assertTellsNothingTwice(tx: Tx, issue: { id: string; newsletterId: string; document: IssueDocument }) {
  if (await isOfDigest(tx, issue.id)) assertReady(toldPoint(await toldBefore(tx, issue), true));
}

/** Held until it is sent, so that nobody changes whom it is for in between. */
async function audienceToSendTo(tx: Tx, audienceId: string | null, seen: number | null | undefined) {
  if (audienceId) await tx.$executeRaw`select from audiences where id = ${audienceId}::uuid for share`;
  const audience = audienceId ? await audienceById(tx, audienceId) : null;
  if (audience?.retiredAt)
    throw new Refusal(
      "invalid_input",
      `The audience “${audience.name}” has been retired. Choose whom this issue is for once more.`,
    );
  if (seen !== undefined && seen !== (audience?.version ?? null))
    throw new Refusal(
      "changed_meanwhile",
      "Somebody has changed whom this issue is for since you opened it. Reload, look once more, and send it then.",
    );
  return audience ? kept(audience) : null;
}

function whyNotSent(issue: { sentAt: Date | null; mailingId: string | null; version: number }, version: number) {
  if (issue.mailingId && !issue.sentAt)
    return new Refusal("already_sent", "This issue waits for its time already. Take it back first to change it.");
  return issue.sentAt || issue.version === version
    ? new Refusal("already_sent", "This issue has been sent already.")
    : new Refusal(
        "changed_meanwhile",
        "Somebody else has saved this issue since you opened it. Reload, read it once more, and send it then.",
      );
}

/**
 * Takes an issue back that waits for its time: its mailing is cancelled, and it is a draft again.
 * @throws Refusal already_sent when its time has come
 */
export async function takeBackIssue(ctx: Ctx<Member>, issueId: string) {
  const issue = await issueById(ctx, issueId);
  if (issue.sentAt)
    throw new Refusal("already_sent", "This issue is on its way already. Pause or cancel its mailing instead.");
  if (issue.mailingId) {
    const mailing = await ctx.db.mailing.findUniqueOrThrow({ where: { id: issue.mailingId } });
    if (mailing.frozenAt)
      throw new Refusal("already_sent", "This issue is on its way already. Pause or cancel its mailing instead.");
    await actOnMailing(ctx, issue.mailingId, "cancel");
    await ctx.db.$transaction((tx) => record(tx, ctx, "issue.taken-back", { kind: "issue", id: issueId }));
  }
  return issueById(ctx, issueId);
}

import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";

/**
 * What one consents to: a newsletter, to be told about offers, about replies to one's comments, or of what one has not read yet;
 * and that it is kept which of one's mails one opens.
 */
export type Topic = `newsletter:${string}` | "offers" | "replies" | "still-unread" | "mail-figures";
export type ConsentAct = "asked" | "confirmed" | "withdrawn";
export type Standing = { topic: string; act: ConsentAct; consentId: string; since: Date };

/** The exact sentence a member saw, and its number, so that a change of words is a new version. */
export type Wording = { text: string; version: number };

/**
 * Adds a line to the consent ledger; nothing in it is ever changed. A trigger keeps `consent_standings` in step, so the
 * ledger and what audiences read cannot disagree.
 */
export async function writeConsent(
  tx: Tx,
  ctx: Ctx,
  line: { memberId: string; topic: Topic; act: ConsentAct; wording: Wording; source: string },
) {
  const consent = await tx.consent.create({
    data: {
      memberId: line.memberId,
      topic: line.topic,
      act: line.act,
      wording: line.wording.text,
      wordingVersion: line.wording.version,
      source: line.source,
      requestId: ctx.requestId,
      at: ctx.now(),
    },
  });
  await record(
    tx,
    ctx,
    `consent.${line.act}`,
    { kind: "member", id: line.memberId },
    { after: { topic: line.topic, source: line.source } },
  );
  return consent;
}

/** Where each consent of a member stands now. */
export async function standingsOf(ctx: Ctx, memberId: string): Promise<Map<string, Standing>> {
  const rows = await ctx.sql<Standing>`
    select topic, act, consent_id as "consentId", since from consent_standings where member_id = ${memberId}`;
  return new Map(rows.map((row) => [row.topic, row]));
}

/** Everything this member ever agreed to or took back, newest first, in the words they saw. */
export const consentHistory = (ctx: Ctx<Member>) =>
  ctx.db.consent.findMany({ where: { memberId: ctx.actor.id }, orderBy: [{ at: "desc" }, { id: "desc" }], take: 200 });

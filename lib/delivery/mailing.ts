import { record } from "../audit.ts";
import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import type { Topic } from "../members/consent.ts";
import { sendMailing } from "./jobs.ts";

/** A mailing as it is rendered once for everybody. `{{leave}}` in the bodies becomes each recipient's own address to leave by. */
export type MailingDraft = {
  topic: Topic;
  subject: string;
  html: string;
  text: string;
  fromName: string;
  /** The publication's unless said. */
  fromAddress?: string | null;
  resendsUncertain: boolean;
};

/**
 * Starts a mailing: its audience (everybody who confirmed the topic, less those who are suppressed or banned) is frozen by
 * one statement, in the transaction that says that it was sent.
 * @throws Refusal nobody_to_send_to when no one has confirmed
 */
export async function startMailing(tx: Tx, ctx: Ctx, draft: MailingDraft): Promise<{ id: string; recipients: number }> {
  const mailing = await tx.mailing.create({
    data: {
      topic: draft.topic,
      subject: draft.subject,
      html: draft.html,
      text: draft.text,
      fromName: draft.fromName,
      fromAddress: draft.fromAddress ?? null,
      resendUncertain: draft.resendsUncertain,
      createdAt: ctx.now(),
      createdById: ctx.actor.kind === "member" ? ctx.actor.id : null,
    },
  });
  const recipients = await tx.$executeRaw`
    insert into deliveries (mailing_id, member_id, address, address_key, state, reason, settled_at)
    select ${mailing.id}::uuid, m.id, m.email, m.email_key,
           case when s.address_key is null then 'queued' else 'suppressed' end::delivery_state,
           s.reason, case when s.address_key is null then null else now() end
    from consent_standings c
    join members m on m.id = c.member_id and m.banned_at is null
    left join suppressions s on s.address_key = m.email_key and s.lifted_at is null
    where c.topic = ${draft.topic} and c.act = 'confirmed'
    order by m.id`;
  if (recipients === 0)
    throw new Refusal("nobody_to_send_to", "Nobody has confirmed this yet, so there is nobody to send it to.");
  await record(
    tx,
    ctx,
    "mailing.started",
    { kind: "mailing", id: mailing.id },
    { after: { topic: draft.topic, subject: draft.subject, recipients } },
  );
  await enqueue(tx, sendMailing, { mailingId: mailing.id }, { key: `mailing:${mailing.id}` });
  return { id: mailing.id, recipients };
}

/** How many would get a mailing on this topic now. */
export async function countAudience(ctx: Pick<Ctx, "sql">, topic: Topic): Promise<number> {
  const [row] = await ctx.sql<{ count: number }>`
    select count(*)::int as count from consent_standings c join members m on m.id = c.member_id and m.banned_at is null
    left join suppressions s on s.address_key = m.email_key and s.lifted_at is null
    where c.topic = ${topic} and c.act = 'confirmed' and s.address_key is null`;
  return row?.count ?? 0;
}

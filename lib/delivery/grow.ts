import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import { enqueue } from "../jobs.ts";
import { sendMailing } from "./jobs.ts";
import type { MailingDraft } from "./mailing.ts";
import { assertMayStart } from "./sendable.ts";
import type { MailingState } from "./states.ts";

type GrowingDraft = Pick<MailingDraft, "topic" | "subject" | "html" | "text" | "fromName" | "fromAddress">;

/**
 * A mailing to which readers are added one after another, each when their time has come. It is finished whenever nobody waits, and goes on when
 * somebody is added. In everything else it is a mailing like any other: one row for each reader, the same lanes, breakers and ways to leave.
 * @throws Refusal invalid_input, settings_missing when it must not be sent like this
 */
export async function openGrowing(tx: Tx, ctx: Ctx, draft: GrowingDraft): Promise<string> {
  const { id } = await tx.mailing.create({
    data: {
      ...draft,
      fromAddress: draft.fromAddress ?? null,
      resendUncertain: true,
      grows: true,
      state: "finished",
      createdAt: ctx.now(),
      createdById: ctx.actor.kind === "member" ? ctx.actor.id : null,
    },
    select: { id: true },
  });
  await tx.$executeRaw`update mailings set frozen_at = now(), finished_at = now() where id = ${id}::uuid`;
  await assertMayStart(tx, ctx, id);
  return id;
}

/** Whether it has a row for the address of one of these members, be it from when somebody else had that address. */
export async function hasRowFor(tx: Tx, id: string, memberIds: string[]): Promise<boolean> {
  const had = await tx.$queryRaw<unknown[]>`
    select 1 from members m join deliveries d on d.mailing_id = ${id}::uuid and d.address_key = m.email_key
    where m.id = any(${memberIds}::uuid[]) limit 1`;
  return had.length > 0;
}

/** How a growing mailing stands; it is held until the transaction ends. */
export async function standingOfGrowing(tx: Tx, id: string): Promise<{ state: MailingState; reason: string | null }> {
  const [held] = await tx.$queryRaw<{ state: MailingState; reason: string | null }[]>`
    select state::text as state, state_reason as reason from mailings where id = ${id}::uuid and grows for update`;
  return held ?? { state: "cancelled", reason: null };
}

/**
 * Adds readers, who get it at once: of these members, those who have confirmed its topic, are not banned, and have no row in it yet. Who is
 * suppressed gets a row that says so. The ledger asks all of that once more before it speaks.
 * @returns the rows that were made
 */
export async function addToGrowing(
  tx: Tx,
  id: string,
  memberIds: string[],
): Promise<{ memberId: string; deliveryId: bigint }[]> {
  if (memberIds.length === 0) return [];
  const added = await tx.$queryRaw<{ memberId: string; deliveryId: bigint }[]>`
    insert into deliveries (mailing_id, member_id, address, address_key, domain, state, reason, settled_at, next_try_at)
    select ${id}::uuid, m.id, m.email, m.email_key, lower(split_part(m.email, '@', -1)),
           case when s.address_key is null then 'queued' else 'suppressed' end::delivery_state,
           s.reason, case when s.address_key is null then null else now() end, now()
    from members m
    join mailings g on g.id = ${id}::uuid
    join consent_standings c on c.member_id = m.id and c.topic = g.topic and c.act = 'confirmed'
    left join suppressions s on s.address_key = m.email_key and s.lifted_at is null
    where m.id = any(${memberIds}::uuid[]) and m.banned_at is null
    on conflict (mailing_id, address_key) do nothing
    returning member_id as "memberId", id as "deliveryId"`;
  await tx.$executeRaw`
    update mailings set state = 'sending', finished_at = null, tally = null where id = ${id}::uuid and state = 'finished'`;
  await enqueue(tx, sendMailing, { mailingId: id }, { key: `mailing:${id}` });
  return added;
}

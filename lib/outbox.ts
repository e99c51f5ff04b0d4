import type { PoolClient } from "pg";
import { z } from "zod";
import type { Ctx } from "./context.ts";
import type { Prisma, Tx } from "./db.ts";
import { enqueue, putDownAll, written } from "./jobs.ts";

/** What other servers can ask to be told of, each with what it means. */
export const eventTypes = {
  "comment.published":
    "A comment stands under a story: it was posted within the house rules, let by a moderator, or put back.",
  "comment.held": "A comment waits for a moderator.",
  "comment.rejected": "A moderator rejected a comment, or took it down.",
  "comment.edited": "A member edited their comment.",
  "comment.deleted": "A member deleted their comment.",
  "member.joined": "Somebody became a member.",
  "member.erased": "A member was erased. Erase what you hold on them, too.",
  "consent.confirmed": "A member confirmed a newsletter, or mails about offers, replies or what is unread.",
  "consent.withdrawn": "A member left it.",
  "membership.began": "A member has a plan now: bought, on trial, or given.",
  "membership.ended":
    "A plan of theirs is over. Ask for their entitlements before you close anything: they may have another.",
  "offer.made": "An offer stands on the members' page.",
  "offer.withdrawn": "It does not any more.",
} as const;
export type EventType = keyof typeof eventTypes | "webhook.test";

/** What is put down when there is something to tell; the room of webhooks does it. */
export const tellOthers = { name: "webhooks.send-due", payload: z.object({}), maxTries: 1 };

/** What puts a comment back, so that it is told by the state that it has now; or who was told of the first would never hear of the second. */
const putBack = new Set(["comment.restored", "comment.decision-undone", "comment.appeal-overturned"]);

function typeOf(event: string, facts: Prisma.InputJsonObject | undefined): EventType | undefined {
  const told =
    event === "comment.posted" ? "comment.published" : putBack.has(event) ? `comment.${facts?.state}` : event;
  return Object.hasOwn(eventTypes, told) ? (told as EventType) : undefined;
}

/**
 * Puts down what happened for every server that asked for it, in the transaction in which it does: it is told if and only if that
 * commits. With nobody to tell, nothing is written.
 */
export async function announce(
  tx: Tx,
  ctx: Ctx,
  event: string,
  subject: { kind: string; id: string },
  facts: Prisma.InputJsonObject | undefined,
) {
  const type = typeOf(event, facts);
  if (!type) return;
  // A moment that is stored is rounded to thousandths, and may not be later than the next look.
  const [made] = await tx.$queryRaw<{ count: number }[]>`
    with wanted as (select id from webhook_endpoints where paused_at is null and ${type} = any(events)),
    event as (
      insert into webhook_events (type, at, subject_kind, subject_id, facts)
      select ${type}, ${ctx.now()}::timestamptz, ${subject.kind}, ${subject.id}, ${JSON.stringify(facts ?? {})}::jsonb
      where exists (select from wanted) returning id),
    made as (
      insert into webhook_deliveries (endpoint_id, event_id, next_at)
      select wanted.id, event.id, date_trunc('milliseconds', now()) from wanted, event returning id)
    select count(*)::int as count from made`;
  if (made && made.count > 0) await enqueue(tx, tellOthers, {});
}

/** The same for many that happened together, on a connection that moves them by itself. */
export async function announceAll(
  client: Pick<PoolClient, "query">,
  type: keyof typeof eventTypes,
  told: { at: Date; subject: { kind: string; id: string }; facts: Prisma.InputJsonObject }[],
): Promise<void> {
  if (told.length === 0) return;
  const job = written(tellOthers, {}, "webhooks.send-due");
  await client.query({
    name: "announce-all",
    text: `
      with wanted as (select id from webhook_endpoints where paused_at is null and $1::text = any(events)),
      event as (
        insert into webhook_events (type, at, subject_kind, subject_id, facts)
        select $1::text, at, kind, id, facts from unnest($2::timestamptz[], $3::text[], $4::text[], $5::jsonb[]) one (at, kind, id, facts)
        where exists (select from wanted) returning id),
      made as (
        insert into webhook_deliveries (endpoint_id, event_id, next_at)
        select wanted.id, event.id, date_trunc('milliseconds', now()) from wanted, event returning id)
      select (${putDownAll("select $6::text as name, $7::text as body, $8::int as tries, $9::text as key where exists (select from made)")}) as jobs`,
    values: [
      type,
      ...[told.map(({ at }) => at), told.map(({ subject }) => subject.kind), told.map(({ subject }) => subject.id)],
      ...[told.map(({ facts }) => JSON.stringify(facts)), job.name, job.body, job.maxTries, job.key],
    ],
  });
}

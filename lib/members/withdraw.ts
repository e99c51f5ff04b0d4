import { randomUUID } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { actorIn } from "../audit.ts";
import type { Ctx } from "../context.ts";
import { gathered } from "../gather.ts";
import { announceAll } from "../outbox.ts";
import type { Topic } from "./consent.ts";

/**
 * Takes a consent back. Doing it twice, or without ever having agreed, changes nothing. Who leaves at the same time as others does so in one transaction
 * with them, because after a mailing to many, many leave at once.
 */
export async function withdraw(
  ctx: Ctx,
  memberId: string,
  topic: Topic,
  source: string,
): Promise<{ hasChanged: boolean }> {
  // Whoever holds the mail's token acts as its owner, signed in or not.
  const { actorKind, actorId } =
    ctx.actor.kind === "nobody" ? { actorKind: "member", actorId: memberId } : actorIn(ctx);
  const hasChanged = await withdrawIn(ctx.pool)({
    ...{ memberId, topic, source, actorKind, actorId },
    ...{ consentId: randomUUID(), noteId: randomUUID(), requestId: ctx.requestId, at: ctx.now() },
  });
  return { hasChanged };
}

type Leave = {
  memberId: string;
  topic: Topic;
  source: string;
  actorKind: string;
  actorId: string | null;
  consentId: string;
  noteId: string;
  requestId: string;
  at: Date;
};
const withdrawals = new WeakMap<Pool, (leave: Leave) => Promise<boolean>>();

function withdrawIn(pool: Pool) {
  const known = withdrawals.get(pool) ?? gathered((leaves: Leave[]) => withdrawAll(pool, leaves));
  withdrawals.set(pool, known);
  return known;
}

/** All or none of it; whether each has changed something. */
async function withdrawAll(pool: Pool, leaves: Leave[]): Promise<boolean[]> {
  const client = await pool.connect();
  let isBroken = false;
  try {
    await client.query("begin");
    await lock(client, leaves);
    const changed = await write(client, leaves);
    await announceAll(
      client,
      "consent.withdrawn",
      leaves.flatMap(({ memberId, topic, source, at }, nth) =>
        changed.has(nth) ? [{ at, subject: { kind: "member", id: memberId }, facts: { topic, source } }] : [],
      ),
    );
    await client.query("commit");
    return leaves.map((_, nth) => changed.has(nth));
  } catch (problem) {
    await client.query("rollback").catch(() => {
      isBroken = true;
    });
    throw problem;
  } finally {
    client.release(isBroken);
  }
}

/** The locks of opt-ins (opt-in.ts), by member and topic, which is the order in which all take them. */
async function lock(client: PoolClient, leaves: Leave[]) {
  const keys = [...new Set(leaves.map(({ memberId, topic }) => `${memberId}:${topic}`))].sort();
  await client.query({
    name: "lock-topics",
    text: "select pg_advisory_xact_lock(hashtextextended(one, 11)) from unnest($1::text[]) one",
    values: [keys],
  });
}

/** A line in the ledger and one in the audit log for each that stands otherwise; the numbers of those. */
async function write(client: PoolClient, leaves: Leave[]): Promise<Set<number>> {
  const column = <Name extends keyof Leave>(name: Name) => leaves.map((leave) => leave[name]);
  const { rows } = await client.query<{ nth: number }>({
    name: "withdraw",
    text: `
      with asked as (
        select distinct on (member_id, topic) *
        from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::timestamptz[])
          with ordinality q (member_id, topic, source, actor_kind, actor_id, consent_id, note_id, request_id, at, nth)
        order by member_id, topic, nth),
      standing as (
        select asked.*, c.wording, c.wording_version from asked
        join consent_standings s on s.member_id = asked.member_id and s.topic = asked.topic and s.act <> 'withdrawn'
        join consents c on c.id = s.consent_id),
      written as (
        insert into consents (id, member_id, topic, act, wording, wording_version, source, request_id, at)
        select consent_id, member_id, topic, 'withdrawn', wording, wording_version, source, request_id, at from standing),
      noted as (
        insert into audit_entries (id, at, actor_kind, actor_id, event, subject_kind, subject_id, after, request_id)
        select note_id, at, actor_kind, actor_id, 'consent.withdrawn', 'member', member_id::text,
               jsonb_build_object('topic', topic, 'source', source), request_id from standing)
      select nth::int - 1 as nth from standing`,
    values: [
      ...[column("memberId"), column("topic"), column("source"), column("actorKind"), column("actorId")],
      ...[column("consentId"), column("noteId"), column("requestId"), column("at")],
    ],
  });
  return new Set(rows.map(({ nth }) => nth));
}

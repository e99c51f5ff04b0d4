import { randomUUID } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { actorIn } from "../audit.ts";
import type { Ctx } from "../context.ts";
import { together } from "../db.ts";
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

/**
 * All or none of it; whether each has changed something. It is one call of the database, and a transaction of several where other servers
 * asked to be told, for what they are told is written down with it.
 */
async function withdrawAll(pool: Pool, leaves: Leave[]): Promise<boolean[]> {
  const seen = await write(pool, leaves, true);
  const changed = seen.has(someoneIsTold) ? await together(pool, (_, client) => writeAndTell(client, leaves)) : seen;
  return leaves.map((_, at) => changed.has(at + 1));
}

async function writeAndTell(client: PoolClient, leaves: Leave[]): Promise<Set<number>> {
  const changed = await write(client, leaves, false);
  await announceAll(
    client,
    "consent.withdrawn",
    leaves.flatMap(({ memberId, topic, source, at }, nth) =>
      changed.has(nth + 1) ? [{ at, subject: { kind: "member", id: memberId }, facts: { topic, source } }] : [],
    ),
  );
  return changed;
}

const someoneIsTold = 0;

/** The numbers of those that changed something, from 1; or, where it may end so, that somebody is to be told. */
async function write(on: Pick<Pool, "query">, leaves: Leave[], mayEnd: boolean): Promise<Set<number>> {
  const column = <Name extends keyof Leave>(name: Name) => leaves.map((leave) => leave[name]);
  const { rows } = await on.query<{ nth: number }>({
    name: "withdraw",
    text: `select * from consents_withdraw(
      $1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::timestamptz[], $10) as nth`,
    values: [
      ...[column("memberId"), column("topic"), column("source"), column("actorKind"), column("actorId")],
      ...[column("consentId"), column("noteId"), column("requestId"), column("at"), mayEnd],
    ],
  });
  return new Set(rows.map(({ nth }) => nth));
}

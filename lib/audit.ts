import { randomUUID } from "node:crypto";
import type { PoolClient } from "pg";
import type { Ctx } from "./context.ts";
import { Prisma, type Tx } from "./db.ts";
import { announce } from "./outbox.ts";

type Change = { before?: Prisma.InputJsonObject; after?: Prisma.InputJsonObject };

/**
 * Writes who did what to which thing, in the transaction that did it; what other servers asked to be told of is put down with it.
 * @param event past tense, `<thing>.<what happened>`: "comment.posted"
 */
export async function record(
  tx: Tx,
  ctx: Ctx,
  event: string,
  subject: { kind: string; id: string },
  change: Change = {},
) {
  await tx.auditEntry.create({
    data: {
      at: ctx.now(),
      ...actorIn(ctx),
      event,
      subjectKind: subject.kind,
      subjectId: subject.id,
      before: change.before ?? Prisma.DbNull,
      after: change.after ?? Prisma.DbNull,
      requestId: ctx.requestId,
    },
  });
  await announce(tx, ctx, event, subject, change.after);
}

/** The same on a connection that moves many rows by itself, for what no other server is told of. */
export async function recordOn(
  client: Pick<PoolClient, "query">,
  ctx: Ctx,
  event: "newsletter.imported",
  subject: { kind: string; id: string },
  after: Prisma.InputJsonObject,
) {
  const { actorKind, actorId } = actorIn(ctx);
  await client.query(
    `insert into audit_entries (id, at, actor_kind, actor_id, event, subject_kind, subject_id, after, request_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      randomUUID(),
      ctx.now(),
      actorKind,
      actorId,
      event,
      subject.kind,
      subject.id,
      JSON.stringify(after),
      ctx.requestId,
    ],
  );
}

/** A program acts in the name of who made its key, and is told apart. */
export const actorIn = ({ actor }: Ctx) => ({
  actorKind: actor.kind === "member" && actor.key ? "key" : actor.kind,
  actorId: actor.kind === "member" ? actor.id : null,
});

import { record } from "../audit.ts";
import type { Ctx, System } from "../context.ts";
import type { Tx } from "../db.ts";
import { freezing } from "../delivery/mailing.ts";
import { sendRest } from "../delivery/split.ts";
import { forgetTally } from "../delivery/tally.ts";
import { notFound, Refusal } from "../errors.ts";
import { compare } from "./proportions.ts";
import { type Arms, armsOf } from "./test-reads.ts";

/**
 * Decides the tests whose hours are over and whose mails have all been tried: each once, however many look. A paused mailing waits
 * for who paused it.
 * @param options.at as of this moment; the database's own unless said
 */
export async function decideDue(ctx: Ctx<System>, { at = null as Date | null } = {}) {
  const due = await ctx.db.$queryRaw<{ id: string }[]>`
    select t.mailing_id as id from mailing_tests t join mailings m on m.id = t.mailing_id and m.state in ('sending', 'finished')
    where t.decided_at is null and t.decide_at <= coalesce(${at}::timestamptz, now())
      and not exists (select from deliveries d where d.mailing_id = t.mailing_id and d.variant is not null
                      and d.queued_at is not null and d.tries = 0)`;
  for (const { id } of due)
    await decide(ctx, id, null).catch((err: unknown) =>
      // The next minute tries again; the others do not wait for it.
      ctx.log.error({ err, mailingId: id }, "a test of subjects could not be decided"),
    );
}

/** An editor decides before the hours are over. @throws Refusal not_found, already_decided */
export async function decideTest(ctx: Ctx, mailingId: string, variant: number) {
  const done = await decide(ctx, mailingId, variant);
  if (!done) throw new Refusal("already_decided", "This has been decided already; reload to see which one it was.");
  return done;
}

/** In one transaction with the rest being let go, so that a worker that is killed has decided all of it or nothing. */
async function decide(ctx: Ctx, mailingId: string, chosen: number | null) {
  const done = await ctx.db.$transaction(async (tx) => {
    const [mailing] = await tx.$queryRaw<{ state: string; isFrozen: boolean }[]>`
      select state::text as state, frozen_at is not null as "isFrozen" from mailings where id = ${mailingId}::uuid for update`;
    const test = await tx.mailingTest.findUnique({
      where: { mailingId },
      include: { variants: { orderBy: { variant: "asc" } } },
    });
    if (!mailing || !test) throw notFound("test of subjects");
    if (test.decidedAt) return undefined;
    assertMayDecide(mailing, chosen, test.variants.length);
    const arms = await armsOf(tx, mailingId, test);
    const { best, isBetter } = compare(arms);
    const winner = chosen ?? (isBetter ? best : test.otherwise);
    await note(tx, ctx, mailingId, { winner, arms, isByPerson: chosen !== null });
    const rest = await sendRest(tx, mailingId, winner);
    const subject = test.variants[winner]?.subject ?? "";
    await record(
      tx,
      ctx,
      "mailing.subject-chosen",
      { kind: "mailing", id: mailingId },
      { after: { subject, isBetter, rest } },
    );
    return { mailingId, winner, rest };
    // The rest may be a million rows.
  }, freezing);
  forgetTally(mailingId);
  return done;
}

function assertMayDecide(
  { state, isFrozen }: { state: string; isFrozen: boolean },
  chosen: number | null,
  many: number,
) {
  if (!isFrozen) throw new Refusal("too_late", "This mailing has not begun, so there is nothing to decide yet.");
  if (state === "cancelled")
    throw new Refusal("already_decided", "This mailing was cancelled, so nobody gets any of them any more.");
  if (chosen !== null && chosen >= many)
    throw new Refusal("invalid_input", "variant: There is no such subject in this test.");
}

async function note(
  tx: Tx,
  ctx: Ctx,
  mailingId: string,
  { winner, arms, isByPerson }: { winner: number; arms: Arms; isByPerson: boolean },
) {
  const decidedById = isByPerson && ctx.actor.kind === "member" ? ctx.actor.id : null;
  await tx.mailingTest.update({ where: { mailingId }, data: { winner, arms, isByPerson, decidedById } });
  await tx.$executeRaw`update mailing_tests set decided_at = now() where mailing_id = ${mailingId}::uuid`;
}

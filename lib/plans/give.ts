import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import { moveForward } from "./gifts/open.ts";
import { mailPlanBegan } from "./jobs.ts";
import type { GiftBody } from "./schema.ts";

/** Gives somebody a plan for nothing, until a day. Whoever has one that was given gets the new end and no second one. */
export async function giveMembership(ctx: Ctx<Member>, planId: string, { email, endsAt, reason }: GiftBody) {
  if (endsAt <= ctx.now()) throw new Refusal("invalid_input", "endsAt: This day is over already. Choose a later one.");
  return ctx.db.$transaction(async (tx) => {
    const plan = await tx.plan.findUnique({ where: { id: planId } });
    if (!plan) throw new Refusal("not_found", "There is no such plan.");
    const [member] = await tx.$queryRaw<{ id: string }[]>`select id from members where email = ${email} for update`;
    if (!member)
      throw new Refusal(
        "invalid_input",
        "email: Nobody here has this address. Ask them to sign in once; then the plan can be given to them.",
      );
    const before = await tx.membership.findFirst({
      where: { memberId: member.id, planId, source: "complimentary", endedAt: null, endsAt: { gt: ctx.now() } },
    });
    const given = { endsAt, reason, givenById: ctx.actor.id };
    const { id } = before
      ? await tx.membership.update({ where: { id: before.id }, data: given })
      : await tx.membership.create({
          data: {
            ...given,
            memberId: member.id,
            planId,
            source: "complimentary",
            status: "active",
            startsAt: ctx.now(),
            createdAt: ctx.now(),
          },
        });
    const facts = { membershipId: id, plan: plan.name, source: "complimentary", endsAt: endsAt.toISOString(), reason };
    await record(
      tx,
      ctx,
      before ? "membership.changed" : "membership.began",
      { kind: "member", id: member.id },
      { ...(before && { before: { endsAt: before.endsAt?.toISOString() ?? null } }), after: facts },
    );
    if (!before) await enqueue(tx, mailPlanBegan, { membershipId: id }, { key: `plan-began:${id}` });
    return { id };
  });
}

/** Takes back what was given, from now on. What is paid is ended at Stripe. */
export async function endGiven(ctx: Ctx<Member>, membershipId: string): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const held = await tx.membership.findUnique({ where: { id: membershipId }, include: { plan: true } });
    if (!held) throw new Refusal("not_found", "There is no such membership.");
    if (held.source === "stripe")
      throw new Refusal(
        "not_allowed",
        "This plan is paid. Its member ends it in their account, and you end it at Stripe.",
      );
    if (held.source === "seat")
      throw new Refusal("not_allowed", "This is a seat of a group. Free it on the page of that group.");
    const done = await tx.membership.updateMany({
      where: { id: membershipId, endedAt: null },
      data: { endedAt: ctx.now() },
    });
    if (done.count === 0) return;
    await moveForward(tx, ctx.now(), held);
    await record(
      tx,
      ctx,
      "membership.ended",
      { kind: "member", id: held.memberId },
      { after: { membershipId, plan: held.plan.name, source: held.source } },
    );
  });
}

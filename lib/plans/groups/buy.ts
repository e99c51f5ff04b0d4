import { randomUUID } from "node:crypto";
import { record } from "../../audit.ts";
import type { Ctx, Member } from "../../context.ts";
import { Refusal } from "../../errors.ts";
import type { PlanGroup } from "../../generated/prisma/client.ts";
import { asking, StripeSaidNo } from "../../stripe.ts";
import { isCompleteAtStripe } from "../checkout.ts";
import { convergeOnCustomer } from "../converge-customer.ts";
import { customerOf } from "../customer.ts";
import { priceOnSale } from "../reads.ts";
import { findMyGroup, groupPrices, stateOf } from "./reads.ts";
import type { GroupDraft, GroupView } from "./schema.ts";

const openHours = 2;
const mostOpen = 5;

/**
 * Begins a group: its name and how many seats are kept, and a page of Stripe's is opened to pay them at. The same again while that is open leads to the same page. Nobody can
 * be invited before Stripe says that it is paid.
 * @throws Refusal invalid_input for a number that is not sold, changed_meanwhile for a price that is not
 */
export async function beginGroup(ctx: Ctx<Member>, draft: GroupDraft): Promise<{ id: string; url: string }> {
  const price = await priceForGroups(ctx, draft);
  const customerId = await customerOf(ctx);
  const group = await ctx.db.$transaction(async (tx) => {
    // Two presses at once follow each other, and the second finds what the first has made.
    await tx.$queryRaw`select id from members where id = ${ctx.actor.id}::uuid for update`;
    const open = await tx.planGroup.findMany({
      where: { ownerId: ctx.actor.id, stripeId: null, closedAt: null, expiresAt: { gt: ctx.now() } },
    });
    const wanted = { name: draft.name, seats: draft.seats, planId: price.planId, stripePriceId: price.stripeId };
    const same = open.find((one) =>
      Object.entries(wanted).every(([key, value]) => one[key as keyof PlanGroup] === value),
    );
    if (same && same.customerId === customerId) return same;
    if (open.length >= mostOpen)
      throw new Refusal(
        "rate_limited",
        "You have begun several groups and paid none. Pay one of them, or come back in two hours.",
      );
    const made = await tx.planGroup.create({
      data: {
        ...wanted,
        ...{ id: randomUUID(), ownerId: ctx.actor.id, customerId, domains: [], createdAt: ctx.now() },
        expiresAt: new Date(ctx.now().getTime() + openHours * 3_600_000),
      },
    });
    const { amount, currency, every, everyCount } = price;
    // Its name may be somebody's own, and nothing goes from the audit log.
    const facts = { groupId: made.id, plan: price.plan.name, seats: draft.seats };
    await record(
      tx,
      ctx,
      "group.begun",
      { kind: "member", id: ctx.actor.id },
      { after: { ...facts, price: { amount, currency, every, everyCount } } },
    );
    return made;
  });
  return { id: group.id, url: group.url ?? (await openAtStripe(ctx, group)) };
}

async function priceForGroups(ctx: Ctx<Member>, { priceId, seats }: GroupDraft) {
  const price = await priceOnSale(ctx, priceId, true);
  const sold = (await groupPrices(ctx)).find((one) => one.priceId === priceId);
  if (!sold)
    throw new Refusal("changed_meanwhile", "This is not sold to groups any more. Load the page and choose again.");
  if (seats < sold.from || seats > sold.to)
    throw new Refusal("invalid_input", `seats: ${sold.plan} is sold to groups from ${sold.from} to ${sold.to} seats.`);
  return price;
}

async function openAtStripe(ctx: Ctx<Member>, group: PlanGroup): Promise<string> {
  const at = (path: string) => new URL(path, ctx.env.http.appUrl).href;
  const marks = {
    masthead_member: ctx.actor.id,
    masthead_group: group.id,
    masthead_group_name: group.name,
  };
  try {
    const session = await asking(ctx, (stripe) =>
      stripe.checkout.sessions.create(
        {
          mode: "subscription",
          line_items: [{ price: group.stripePriceId ?? "", quantity: group.seats }],
          customer: group.customerId,
          client_reference_id: ctx.actor.id,
          metadata: marks,
          subscription_data: { metadata: marks },
          success_url: at(`/groups/${group.id}`),
          cancel_url: at(`/groups/${group.id}`),
          expires_at: Math.floor(group.expiresAt.getTime() / 1000),
        },
        { idempotencyKey: `masthead_group_${group.id}` },
      ),
    );
    const url = session.url ?? "";
    await ctx.db.planGroup.updateMany({
      where: { id: group.id, stripeId: null },
      data: { sessionId: session.id, url },
    });
    return url;
  } catch (problem) {
    if (!(problem instanceof StripeSaidNo)) throw problem;
    await ctx.db.planGroup.updateMany({ where: { id: group.id, stripeId: null }, data: { closedAt: ctx.now() } });
    await convergeOnCustomer(ctx, group.customerId).catch(() => {});
    throw new Refusal(
      "changed_meanwhile",
      "This price is not sold any more. Nothing was paid; load the page and choose again.",
      {},
      { cause: problem },
    );
  }
}

/** How a group of one's own stands, asked of Stripe while it is being paid: whoever comes back from paying need not wait for the doorbell. */
export async function lookAtGroup(ctx: Ctx<Member>, id: string): Promise<GroupView> {
  const row = await ctx.db.planGroup.findFirst({ where: { id, ownerId: ctx.actor.id } });
  if (row?.sessionId && stateOf(row, ctx.now()) === "being_paid" && (await isCompleteAtStripe(ctx, row.sessionId)))
    await convergeOnCustomer(ctx, row.customerId);
  return findMyGroup(ctx, id);
}

import { z } from "zod";
import { record } from "../../audit.ts";
import type { Ctx, Member } from "../../context.ts";
import { Refusal } from "../../errors.ts";
import { asking, StripeSaidNo } from "../../stripe.ts";
import { convergeOnCustomer } from "../converge-customer.ts";
import { inWords, priceInWords } from "../money.ts";
import { findMyGroup, paidGroupOf, stateOf } from "./reads.ts";
import type { GroupView } from "./schema.ts";
import { countSeats, lockGroup, noSuchGroup } from "./settle.ts";

/** So long what a preview says can be pressed. */
const previewSeconds = 3_600;

const atStripe = z.object({
  items: z.object({ data: z.array(z.object({ id: z.string(), quantity: z.int() })).min(1) }),
});
const preview = z.object({ total: z.int(), amount_due: z.int(), currency: z.string() });

type Preview = { seats: number; at: number; now: string; credited: string | null; later: string };

/**
 * What another number of seats costs: at once, reckoned by Stripe by what is left of the period, and from the next period on. Nothing is changed.
 * @throws Refusal invalid_input, changed_meanwhile
 */
export async function previewSeats(ctx: Ctx<Member>, groupId: string, seats: number): Promise<Preview> {
  const { group, item, price } = await toChange(ctx, groupId, seats);
  const at = Math.floor(ctx.now().getTime() / 1000);
  const answer = await saying(() =>
    asking(ctx, (stripe) =>
      stripe.invoices.createPreview({
        customer: group.customerId,
        subscription: group.stripeId,
        subscription_details: {
          items: [{ id: item.id, quantity: seats }],
          proration_behavior: "always_invoice",
          proration_date: at,
        },
      }),
    ),
  );
  const { total, amount_due: due, currency } = preview.parse(answer);
  return {
    ...{ seats, at },
    now: inWords(due, currency),
    credited: total < 0 ? inWords(-total, currency) : null,
    later: priceInWords({ ...price, amount: price.amount * seats }),
  };
}

/**
 * Takes more seats, or keeps fewer: by one press, and once however often it comes. More are there when they are paid; fewer only where no more are taken.
 * @param at of the preview, by which it is reckoned
 */
export async function changeSeats(ctx: Ctx<Member>, groupId: string, seats: number, at: number): Promise<GroupView> {
  const now = Math.floor(ctx.now().getTime() / 1000);
  if (at > now || at < now - previewSeconds)
    throw new Refusal("changed_meanwhile", "What it costs was reckoned a while ago. Look at it again, and press then.");
  const { group, item } = await toChange(ctx, groupId, seats);
  if (item.quantity !== seats) {
    await assertNotTaken(ctx, groupId, seats);
    await saying(() =>
      asking(ctx, (stripe) =>
        stripe.subscriptions.update(
          group.stripeId,
          {
            items: [{ id: item.id, quantity: seats }],
            proration_behavior: "always_invoice",
            proration_date: at,
            // A card that does not pay buys no seats.
            payment_behavior: "error_if_incomplete",
          },
          { idempotencyKey: `masthead_seats_${groupId}_${item.quantity}_${seats}_${at}` },
        ),
      ),
    );
  }
  await convergeOnCustomer(ctx, group.customerId);
  return findMyGroup(ctx, groupId);
}

async function toChange(ctx: Ctx<Member>, groupId: string, seats: number) {
  const group = await paidGroupOf(ctx, groupId);
  const { groupSeatsMin: from, groupSeatsMax: to, name } = group.plan;
  const state = stateOf(group, ctx.now());
  if (state !== "open" || group.endsAt)
    throw new Refusal(
      "changed_meanwhile",
      group.endsAt
        ? "This group ends with what is paid. Keep it first, and change its seats then."
        : "A payment is open, or it is paused. Look after that first, and change the seats then.",
    );
  // Of a plan that is not sold to groups any more nobody takes more, and fewer down to two.
  const most = to ?? group.seats;
  if (seats < (from ?? 2) || seats > Math.max(most, group.seats))
    throw new Refusal("invalid_input", `seats: ${name} is sold to groups from ${from ?? 2} to ${most} seats.`);
  const price = await ctx.db.planPrice.findUnique({ where: { stripeId: group.stripePriceId ?? "" } });
  if (!price) throw new Refusal("changed_meanwhile", "What a seat costs is not known here. Write to us.");
  const found = await asking(ctx, (stripe) => stripe.subscriptions.retrieve(group.stripeId));
  const [item] = atStripe.parse(found).items.data;
  if (!item) throw new Error("A subscription without items.");
  return { group, item, price };
}

async function assertNotTaken(ctx: Ctx<Member>, groupId: string, seats: number) {
  await ctx.db.$transaction(async (tx) => {
    const group = await lockGroup(tx, groupId);
    if (!group) throw noSuchGroup();
    const { taken, invited } = await countSeats(tx, groupId, ctx.now());
    if (taken + invited > seats)
      throw new Refusal(
        "changed_meanwhile",
        `${taken + invited} seats are taken or held by invitations. Free ${taken + invited - seats} of them first, or withdraw invitations.`,
      );
    const change = { before: { seats: group.seats }, after: { seats } };
    await record(tx, ctx, "group.seats_asked", { kind: "group", id: groupId }, change);
  });
}

async function saying<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (problem) {
    if (!(problem instanceof StripeSaidNo)) throw problem;
    throw new Refusal(
      "changed_meanwhile",
      problem.code === "card_declined" || problem.status === 402
        ? "Your card did not pay, so nothing was changed. Look after it at Stripe, and press again."
        : "Stripe does not take this change now, so nothing was changed. Load the page and look again.",
      {},
      { cause: problem },
    );
  }
}

/** Ends the group with the period that is paid, or keeps it after all. Each says how it shall be, so twice is once. */
export async function actOnGroup(ctx: Ctx<Member>, groupId: string, act: "cancel" | "keep"): Promise<GroupView> {
  const group = await paidGroupOf(ctx, groupId);
  await asking(ctx, (stripe) =>
    stripe.subscriptions.update(group.stripeId, { cancel_at_period_end: act === "cancel" }),
  );
  await convergeOnCustomer(ctx, group.customerId);
  return findMyGroup(ctx, groupId);
}

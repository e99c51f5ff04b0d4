import { createElement } from "react";
import { PaymentFailedMail, PlanBeganMail } from "../../emails/plans.tsx";
import type { Ctx, System } from "../context.ts";
import { renderMail } from "../mail-render.ts";
import { handOver } from "../members/hand-over.ts";
import { publicationOf } from "../publication.ts";
import { priceInWords } from "./money.ts";
import { planSettingsOf } from "./settings.ts";

const dayMs = 86_400_000;
const onDay = (at: Date) => new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(at);

/** Says that a plan is open now, and how it goes on. The receipt is Stripe's. */
export async function mailThatPlanBegan(ctx: Ctx<System>, membershipId: string): Promise<void> {
  const held = await find(ctx, membershipId);
  if (!held || held.endedAt) return;
  const { publication, link } = await house(ctx);
  const price = await priceOf(ctx, held.stripePriceId);
  const goesOn =
    held.source === "seat"
      ? `You read by a seat of ${held.group?.name ?? "a group"}, which pays for it. You pay nothing, and give it back in your account whenever you like.`
      : held.source !== "stripe"
        ? `It was given to you${spanOf(held, ctx.now())}. You pay nothing, then or later.`
        : held.status === "trialing" && held.trialEndsAt
          ? `You try it until ${onDay(held.trialEndsAt)}. After that it costs ${price}, unless you end it before.`
          : `It costs ${price} and renews by itself${held.periodEndsAt ? `, next on ${onDay(held.periodEndsAt)}` : ""}, until you end it.`;
  const mail = await renderMail(
    createElement(PlanBeganMail, {
      publication: publication.name,
      postalAddress: publication.postalAddress,
      plan: held.plan.name,
      sections: held.plan.sections,
      goesOn,
      isPaid: held.source === "stripe",
      link: link("/account/plan"),
    }),
    publication.look,
  );
  await handOver(ctx, "plan", membershipId, {
    to: held.member.email,
    subject: `You have ${held.plan.name} at ${publication.name}`,
    ...mail,
  });
}

/** Says that a payment has failed, for how long reading stays open, and where to mend it. Not once it is mended. */
export async function mailThatPaymentFailed(ctx: Ctx<System>, membershipId: string): Promise<void> {
  const held = await find(ctx, membershipId);
  if (held?.status !== "past_due" || !held.pastDueSince) return;
  const [{ publication, link }, { graceDays }] = await Promise.all([house(ctx), planSettingsOf(ctx)]);
  const until = new Date(held.pastDueSince.getTime() + graceDays * dayMs);
  const mail = await renderMail(
    createElement(PaymentFailedMail, {
      publication: publication.name,
      postalAddress: publication.postalAddress,
      plan: held.plan.name,
      price: await priceOf(ctx, held.stripePriceId),
      until: until > ctx.now() ? onDay(until) : null,
      link: link("/account/plan"),
    }),
    publication.look,
  );
  // One for each time that payments begin to fail; its tries by Stripe are no news.
  await handOver(ctx, "plan", `${membershipId}.${Math.floor(held.pastDueSince.getTime() / 1000)}`, {
    to: held.member.email,
    subject: `A payment for ${held.plan.name} has failed`,
    ...mail,
  });
}

/** One that waits for what they have says when it begins. */
function spanOf({ startsAt, endsAt }: { startsAt: Date; endsAt: Date | null }, now: Date): string {
  const from = startsAt > now ? `from ${onDay(startsAt)}, when what you have now ends` : "";
  const until = endsAt ? `until ${onDay(endsAt)}` : "";
  return [from, until]
    .filter(Boolean)
    .map((part) => `, ${part}`)
    .join("");
}

const find = (ctx: Ctx, id: string) =>
  ctx.db.membership.findUnique({ where: { id }, include: { member: true, plan: true, group: true } });

async function house(ctx: Ctx) {
  return {
    publication: await publicationOf(ctx),
    link: (path: string) => new URL(path, ctx.env.http.appUrl).href,
  };
}

async function priceOf(ctx: Ctx, stripeId: string | null): Promise<string> {
  const price = stripeId ? await ctx.db.planPrice.findUnique({ where: { stripeId } }) : null;
  return price ? priceInWords(price) : "what you chose";
}

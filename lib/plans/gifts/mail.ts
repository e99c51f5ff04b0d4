import { createElement, type ReactElement } from "react";
import {
  GiftBoughtMail,
  GiftEndsMail,
  GiftMail,
  GiftUndeliveredMail,
  GiftWaitsMail,
} from "../../../emails/plans-gifts.tsx";
import type { Ctx, System } from "../../context.ts";
import type { Gift } from "../../generated/prisma/client.ts";
import { renderMail } from "../../mail-render.ts";
import { handOver } from "../../members/hand-over.ts";
import { publicationOf } from "../../publication.ts";
import { inWords } from "../money.ts";
import { codeOf } from "./code.ts";
import { periodInWords } from "./period.ts";
import { linkOf, stateOf } from "./reads.ts";

/** @param zone of who reads it; days that were set are of UTC */
const onDay = (at: Date | null, zone: string | null = null) =>
  at
    ? new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: zone ?? "UTC" }).format(at)
    : "a day that we do not know";

type Found = NonNullable<Awaited<ReturnType<typeof find>>>;

/** To who it is for, with what the giver wrote. Not twice, and not once it cannot be opened. */
export async function mailTheGift(ctx: Ctx<System>, giftId: string): Promise<void> {
  const gift = await find(ctx, giftId);
  if (!gift?.toEmail || gift.mailedAt || gift.mailFailedAt || !canBeOpened(ctx, gift)) return;
  const { name, element } = await words(ctx, gift, (about) =>
    createElement(GiftMail, { ...about, toName: gift.toName, message: gift.message }),
  );
  const subject = `${gift.fromName} gives you ${gift.plan.name} at ${name}`;
  // They have not asked for it: an address that takes no mail from here is left alone.
  const isTaken =
    !(await isSuppressed(ctx, gift.toEmail)) &&
    (await send(ctx, `${giftId}.${gift.mailsAsked}`, gift.toEmail, subject, element));
  await ctx.db.gift.updateMany({
    // Asked for anew meanwhile, that one is another mail.
    where: { id: giftId, mailsAsked: gift.mailsAsked },
    data: isTaken ? { mailedAt: ctx.now() } : { mailFailedAt: ctx.now() },
  });
  if (!isTaken && gift.giver) await tellGiver(ctx, { ...gift, giver: gift.giver });
}

/** That it could not be delivered, and what they can do. */
async function tellGiver(ctx: Ctx<System>, gift: Found & { giver: { email: string } }) {
  const page = new URL(`/gifts/${gift.id}`, ctx.env.http.appUrl).href;
  const { element } = await words(ctx, gift, (about) =>
    createElement(GiftUndeliveredMail, { ...about, toName: gift.toName, toEmail: gift.toEmail ?? "", page }),
  );
  const subject = `Your gift for ${gift.toName} could not be delivered`;
  await send(ctx, `${gift.id}.${gift.mailsAsked}.undelivered`, gift.giver.email, subject, element);
}

/** To who gave it. The receipt is Stripe's. */
export async function mailThatGiftIsBought(ctx: Ctx<System>, giftId: string): Promise<void> {
  const gift = await find(ctx, giftId);
  if (!gift?.giver || !canBeOpened(ctx, gift)) return;
  const goesOut = gift.toEmail
    ? gift.sendAt && gift.sendAt > ctx.now()
      ? `We mail it to ${gift.toEmail} on ${onDay(gift.sendAt, gift.giver.timeZone)}.`
      : `We mail it to ${gift.toEmail} now.`
    : "Hand over the code or the address below: whoever has it can open the gift, once.";
  const page = new URL(`/gifts/${giftId}`, ctx.env.http.appUrl).href;
  const { element } = await words(ctx, gift, (about) =>
    createElement(GiftBoughtMail, {
      ...about,
      ...{ toName: gift.toName, price: inWords(gift.amount, gift.currency), goesOut, page },
    }),
  );
  await send(ctx, `${giftId}.bought`, gift.giver.email, `Your gift for ${gift.toName}: ${gift.plan.name}`, element);
}

/** A month before its window ends: to who it is for where we mailed it, otherwise to who gave it. */
export async function mailThatGiftWaits(ctx: Ctx<System>, giftId: string): Promise<void> {
  const gift = await find(ctx, giftId);
  if (!gift || gift.remindedAt || !canBeOpened(ctx, gift)) return;
  const isTheirs = gift.toEmail !== null && gift.mailedAt !== null;
  const to = isTheirs ? gift.toEmail : gift.giver?.email;
  if (to && !(await isSuppressed(ctx, to))) {
    const { element } = await words(ctx, gift, (about) =>
      createElement(GiftWaitsMail, { ...about, toName: gift.toName, isTheirs }),
    );
    const subject = isTheirs
      ? `${gift.fromName}’s gift waits for you until ${onDay(gift.openUntil)}`
      : `Your gift for ${gift.toName} is not opened yet`;
    await send(ctx, `${giftId}.waits`, to, subject, element);
  }
  await ctx.db.gift.updateMany({ where: { id: giftId }, data: { remindedAt: ctx.now() } });
}

/** A week before what it opened closes; not to who goes on by a plan of their own. */
export async function mailThatGiftEnds(ctx: Ctx<System>, giftId: string): Promise<void> {
  const gift = await find(ctx, giftId);
  const held = gift?.membership;
  if (!gift?.openedBy || gift.endToldAt || !held || held.endedAt || !held.endsAt || held.endsAt <= ctx.now()) return;
  const goesOn = await ctx.db.membership.count({
    where: {
      memberId: held.memberId,
      endedAt: null,
      id: { not: held.id },
      // What is not paid, or paused, opens nothing after that.
      status: { in: ["active", "trialing"] },
      isPaused: false,
      OR: [{ endsAt: null }, { endsAt: { gt: held.endsAt } }],
    },
  });
  if (goesOn === 0 && !(await isSuppressed(ctx, gift.openedBy.email))) {
    const plans = new URL("/plans", ctx.env.http.appUrl).href;
    const until = onDay(held.endsAt);
    const { element, name } = await words(ctx, gift, (about) =>
      createElement(GiftEndsMail, { ...about, until, plans }),
    );
    await send(ctx, `${giftId}.ends`, gift.openedBy.email, `Your gift at ${name} ends on ${until}`, element);
  }
  await ctx.db.gift.updateMany({ where: { id: giftId }, data: { endToldAt: ctx.now() } });
}

const find = (ctx: Ctx, id: string) =>
  ctx.db.gift.findUnique({
    where: { id },
    include: {
      plan: true,
      membership: true,
      giver: { select: { email: true, timeZone: true } },
      openedBy: { select: { email: true } },
    },
  });

const canBeOpened = (ctx: Ctx, gift: Gift) => ["ready", "waiting"].includes(stateOf(gift, ctx.now()));

async function isSuppressed(ctx: Ctx, address: string): Promise<boolean> {
  const addressKey = ctx.tokens.keyedHash("address", address);
  return (await ctx.db.suppression.count({ where: { addressKey, liftedAt: null } })) > 0;
}

type About = Omit<Parameters<typeof GiftMail>[0], "toName" | "message">;

async function words(ctx: Ctx, gift: Found, make: (about: About) => ReactElement) {
  const { name, postalAddress } = await publicationOf(ctx);
  const code = codeOf(ctx, gift);
  const element = make({
    ...{ publication: name, postalAddress, code, link: linkOf(ctx, code) },
    ...{ plan: gift.plan.name, sections: gift.plan.sections, lasts: periodInWords(gift) },
    ...{ fromName: gift.fromName, openUntil: onDay(gift.openUntil) },
  });
  return { name, element };
}

async function send(ctx: Ctx<System>, id: string, to: string, subject: string, element: ReactElement) {
  const { look } = await publicationOf(ctx);
  const { isTaken } = await handOver(ctx, "plan", id, { to, subject, ...(await renderMail(element, look)) });
  return isTaken;
}

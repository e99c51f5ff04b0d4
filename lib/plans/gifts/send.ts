import { record } from "../../audit.ts";
import type { Ctx, Member } from "../../context.ts";
import { Refusal } from "../../errors.ts";
import type { Gift } from "../../generated/prisma/client.ts";
import { enqueue } from "../../jobs.ts";
import { codeOf, keyOfCode } from "./code.ts";
import { mailGift } from "./jobs.ts";
import { findMyGift, mostMails, stateOf } from "./reads.ts";
import type { GivenGift } from "./schema.ts";

/**
 * Mails a gift again, or to another address, at once; also one that was to be handed over, or that waits for its day.
 * @throws Refusal changed_meanwhile when it cannot be opened, rate_limited when it was mailed often enough
 */
export async function sendGift(ctx: Ctx<Member>, id: string, toEmail: string): Promise<GivenGift> {
  await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`select id from gifts where id = ${id}::uuid for update`;
    const gift = await tx.gift.findFirst({ where: { id, giverId: ctx.actor.id } });
    if (!gift) throw new Refusal("not_found", "There is no such gift of yours.");
    const state = stateOf(gift, ctx.now());
    if (state !== "ready" && state !== "waiting")
      throw new Refusal(
        "changed_meanwhile",
        state === "opened" ? "It has been opened already." : "It cannot be opened now, so it is not mailed.",
      );
    // A second press while it is on its way, or has just gone there, is the same press.
    if (gift.toEmail === toEmail && isUnderWay(gift, ctx.now())) return;
    const asked = gift.toEmail || gift.mailedAt ? gift.mailsAsked + 1 : gift.mailsAsked;
    if (asked > mostMails)
      throw new Refusal(
        "rate_limited",
        `It was mailed ${mostMails} times. Hand over the code yourself: whoever has it can open it.`,
      );
    // Whoever got it at a wrong address holds a code; another address is another code, and the old one opens nothing.
    const isElsewhere = gift.mailedAt !== null && gift.toEmail !== toEmail;
    const codeNth = isElsewhere ? gift.codeNth + 1 : gift.codeNth;
    const codeKey = keyOfCode(ctx, codeOf(ctx, { id, codeNth }));
    await tx.gift.update({
      where: { id },
      data: {
        codeNth,
        codeKey,
        toEmail,
        mailsAsked: asked,
        sendAt: ctx.now(),
        mailedAt: null,
        mailFailedAt: null,
        remindedAt: null,
      },
    });
    await enqueue(tx, mailGift, { giftId: id }, { key: `gift:${id}` });
    await record(tx, ctx, "gift.sent_again", { kind: "member", id: ctx.actor.id }, { after: { giftId: id } });
  });
  return findMyGift(ctx, id);
}

const justNowMs = 60_000;

function isUnderWay({ sendAt, mailedAt, mailFailedAt }: Gift, now: Date): boolean {
  if (mailFailedAt || !sendAt || sendAt > now) return false;
  return mailedAt === null || now.getTime() - mailedAt.getTime() < justNowMs;
}

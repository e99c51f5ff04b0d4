import { z } from "zod";
import { job } from "../../jobs.ts";

const oneGift = z.object({ giftId: z.uuid() });

/** To who it is for. */
export const mailGift = job("plans.mail-gift", oneGift, async (ctx, { giftId }) => {
  const { mailTheGift } = await import("./mail.ts");
  await mailTheGift(ctx, giftId);
});

/** To who gave it: the code, and what happens next. */
export const mailGiftBought = job("plans.mail-gift-bought", oneGift, async (ctx, { giftId }) => {
  const { mailThatGiftIsBought } = await import("./mail.ts");
  await mailThatGiftIsBought(ctx, giftId);
});

export const mailGiftWaits = job("plans.mail-gift-waits", oneGift, async (ctx, { giftId }) => {
  const { mailThatGiftWaits } = await import("./mail.ts");
  await mailThatGiftWaits(ctx, giftId);
});

export const mailGiftEnds = job("plans.mail-gift-ends", oneGift, async (ctx, { giftId }) => {
  const { mailThatGiftEnds } = await import("./mail.ts");
  await mailThatGiftEnds(ctx, giftId);
});

export const creditGift = job(
  "plans.credit-gift",
  oneGift,
  async (ctx, { giftId }) => {
    const { creditTheGift } = await import("./credit.ts");
    await creditTheGift(ctx, giftId);
  },
  { maxTries: 16 },
);

export const seeToGifts = job(
  "plans.see-to-gifts",
  z.object({}),
  async (ctx) => {
    const due = await import("./due.ts");
    await due.seeToGifts(ctx);
  },
  { maxTries: 1 },
);

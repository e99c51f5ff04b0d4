import { z } from "zod";
import { job } from "../jobs.ts";

/** The verb puts it down and the file beside it does it, so the doing is loaded when it runs. */
export const sendMessage = job(
  "messages.send-message",
  z.object({ messageId: z.uuid() }),
  async (ctx, { messageId }) => {
    const { mailMessage } = await import("./mail-message.ts");
    await mailMessage(ctx, messageId);
  },
  // The message itself says how long it is of use, and ends by that.
  { maxTries: 30 },
);

export const sweepMessages = job("messages.sweep", z.object({}), async (ctx) => {
  const { forgetOldMessages } = await import("./forget.ts");
  await forgetOldMessages(ctx);
});

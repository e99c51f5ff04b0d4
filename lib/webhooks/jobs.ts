import { z } from "zod";
import { job } from "../jobs.ts";
import { tellOthers } from "../outbox.ts";

export const sendDue = job(
  "webhooks.send-due",
  tellOthers.payload,
  async (ctx, _, signal) => {
    const { sendDueWebhooks } = await import("./send.ts");
    await sendDueWebhooks(ctx, signal);
  },
  { lane: "notices", maxTries: tellOthers.maxTries },
);

/** What was told long ago is not kept for ever. */
export const tidyWebhooks = job("webhooks.tidy", z.object({}), async (ctx) => {
  const { tidyOldWebhooks } = await import("./tidy.ts");
  await tidyOldWebhooks(ctx);
});

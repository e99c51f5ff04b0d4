import { z } from "zod";
import { job } from "../../jobs.ts";

/** Does nothing while IMAP_URL is not set. */
export const readReturnedMail = job(
  "delivery.read-returned-mail",
  z.object({}),
  async (ctx, _payload, signal) => {
    const { imapUrl } = ctx.env.returns;
    if (!imapUrl) return;
    const { readMailbox } = await import("./mailbox.ts");
    const { read } = await readMailbox(ctx, imapUrl, signal);
    if (read > 0) ctx.log.info({ read }, "read returned mail");
  },
  // The next turn comes by itself.
  { maxTries: 1 },
);

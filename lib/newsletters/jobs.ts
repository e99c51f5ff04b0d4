import { z } from "zod";
import { job } from "../jobs.ts";

export const sendTestMail = job(
  "newsletters.send-test-mail",
  z.object({ issueId: z.uuid(), version: z.int(), memberId: z.uuid(), requestId: z.string().max(64) }),
  async (ctx, { issueId, version, memberId, requestId }) => {
    const { mailTest } = await import("./test-mail.ts");
    await mailTest(ctx, issueId, memberId, `${issueId}:${version}:${requestId}`);
  },
  // An editor waits for it; after ten minutes they have asked for another.
  { maxTries: 7 },
);

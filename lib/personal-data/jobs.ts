import { z } from "zod";
import { job } from "../jobs.ts";

/** What a verb puts down and a file beside it does is loaded when the job runs. Long work is not in the lane of sign-in mails. */
export const makeMemberExport = job(
  "personal-data.make-export",
  z.object({ exportId: z.uuid() }),
  async (ctx, { exportId }, signal) => {
    const { makeExport } = await import("./make-export.ts");
    await makeExport(ctx, exportId, signal);
  },
  { lane: "notices" },
);

export const mailMemberExport = job(
  "personal-data.mail-export",
  z.object({ exportId: z.uuid() }),
  async (ctx, { exportId }) => {
    const { mailExport } = await import("./mail-export.ts");
    await mailExport(ctx, exportId);
  },
);

export const mailErasureAsked = job(
  "personal-data.mail-erasure",
  z.object({ erasureId: z.uuid() }),
  async (ctx, { erasureId }) => {
    const { mailErasure } = await import("./mail-erasure.ts");
    await mailErasure(ctx, erasureId);
  },
);

export const eraseDueMember = job(
  "personal-data.erase-member",
  z.object({ erasureId: z.uuid() }),
  async (ctx, { erasureId }) => {
    const { eraseMember } = await import("./erase.ts");
    await eraseMember(ctx, erasureId);
  },
  // Somebody wants to be gone: a bad day must not keep them here. The tries go on for about three days, and the clock begins anew.
  { lane: "notices", maxTries: 20 },
);

/** By the clock: begins the erasures whose grace is over, and forgets exports that are over. */
export const tidyPersonalData = job("personal-data.tidy", z.object({}), async (ctx) => {
  const { tidy } = await import("./tidy.ts");
  await tidy(ctx);
});

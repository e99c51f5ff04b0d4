import { z } from "zod";
import { job } from "../../jobs.ts";

const oneGroup = z.object({ groupId: z.uuid() });

/** To who pays: that it is open, and what comes next. */
export const mailGroupBegan = job("plans.mail-group-began", oneGroup, async (ctx, { groupId }) => {
  const { mailThatGroupBegan } = await import("./mail.ts");
  await mailThatGroupBegan(ctx, groupId);
});

export const mailGroupLate = job("plans.mail-group-late", oneGroup, async (ctx, { groupId }) => {
  const { mailThatGroupIsLate } = await import("./mail.ts");
  await mailThatGroupIsLate(ctx, groupId);
});

/** To who pays: that fewer seats are paid for than are taken. */
export const mailSeatsWait = job("plans.mail-seats-wait", oneGroup, async (ctx, { groupId }) => {
  const { mailThatSeatsWait } = await import("./mail.ts");
  await mailThatSeatsWait(ctx, groupId);
});

/** To whom a seat was offered. */
export const mailSeatInvitation = job(
  "plans.mail-seat-invitation",
  z.object({ invitationId: z.uuid() }),
  async (ctx, { invitationId }) => {
    const { mailTheInvitation } = await import("./mail.ts");
    await mailTheInvitation(ctx, invitationId);
  },
);

/** To who had it. */
export const mailSeatEnded = job(
  "plans.mail-seat-ended",
  z.object({ membershipId: z.uuid(), by: z.enum(["group", "owner"]) }),
  async (ctx, { membershipId, by }) => {
    const { mailThatSeatEnded } = await import("./mail.ts");
    await mailThatSeatEnded(ctx, membershipId, by);
  },
);

export const seeToGroups = job(
  "plans.see-to-groups",
  z.object({}),
  async (ctx) => {
    const due = await import("./due.ts");
    await due.seeToGroups(ctx);
  },
  { maxTries: 1 },
);

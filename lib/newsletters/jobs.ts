import { z } from "zod";
import { job } from "../jobs.ts";
import { readerParts } from "./document.ts";

export const sendTestMail = job(
  "newsletters.send-test-mail",
  z.object({
    issueId: z.uuid(),
    version: z.int(),
    memberId: z.uuid(),
    requestId: z.string().max(64),
    part: z.enum(readerParts).default("no_plan"),
  }),
  async (ctx, { issueId, version, memberId, requestId, part }) => {
    const { mailTest } = await import("./test-mail.ts");
    await mailTest(ctx, issueId, memberId, `${issueId}:${version}:${requestId}`, part);
  },
  // An editor waits for it; after ten minutes they have asked for another.
  { maxTries: 7 },
);

/** Makes what is due of digests, and sends what was made; what a killed worker left is taken up by the next minute's run. */
export const runDueDigests = job("newsletters.run-due-digests", z.object({}), async (ctx) => {
  const { makeDueDigests } = await import("./digest/make.ts");
  const { sendMadeDigests } = await import("./digest/send.ts");
  await makeDueDigests(ctx);
  await sendMadeDigests(ctx);
});

export const workOnList = job(
  "newsletters.work-on-list",
  z.object({ listId: z.uuid() }),
  async (ctx, { listId }, signal, isLastTry) => {
    const { workOnKeptList } = await import("./lists/work-on.ts");
    await workOnKeptList(ctx, listId, signal, isLastTry);
  },
  // One after the other, however many lists are given at once: two of them would have all of the lane for an hour.
  { lane: "notices", inTurn: "lists" },
);

/** By the clock: what nobody has touched for a week is not kept. */
export const forgetLists = job("newsletters.forget-lists", z.object({}), async (ctx) => {
  const { forgetOldLists } = await import("./lists/forget.ts");
  await forgetOldLists(ctx);
});

/** By the clock: pictures that nothing shows any more. */
export const tidyPictures = job(
  "newsletters.tidy-pictures",
  z.object({}),
  async (ctx) => {
    const { tidyPictures: tidy } = await import("./pictures/tidy.ts");
    await tidy(ctx);
  },
  { lane: "notices" },
);

import { z } from "zod";
import { job } from "../jobs.ts";

/** What a verb puts down and a file beside it does is loaded when the job runs. */
export const mailDecisionToAuthor = job(
  "comments.mail-decision",
  z.object({ decisionId: z.uuid() }),
  async (ctx, { decisionId }) => {
    const { mailDecision } = await import("./mail-decision.ts");
    await mailDecision(ctx, decisionId);
  },
  // A statement of reasons is owed, so it waits for a mail server for about a day and a half.
  { maxTries: 15 },
);

export const mailAppealToAuthor = job(
  "comments.mail-appeal",
  z.object({ appealId: z.uuid() }),
  async (ctx, { appealId }) => {
    const { mailAppeal } = await import("./mail-appeal.ts");
    await mailAppeal(ctx, appealId);
  },
  { maxTries: 15 },
);

export const mailBanToMember = job(
  "comments.mail-ban",
  z.object({ banId: z.uuid() }),
  async (ctx, { banId }) => {
    const { mailBan } = await import("./mail-ban.ts");
    await mailBan(ctx, banId);
  },
  { maxTries: 15 },
);

export const mailLiftedBanToMember = job(
  "comments.mail-lifted-ban",
  z.object({ banId: z.uuid(), mailId: z.uuid() }),
  async (ctx, { banId, mailId }) => {
    const { mailLiftedBan } = await import("./mail-ban.ts");
    await mailLiftedBan(ctx, banId, mailId);
  },
  { maxTries: 15 },
);

/**
 * Sends what is due of the mails about replies. What fails is tried again from its own row, so a job that is lost is made up for
 * by the next minute's.
 */
export const mailDueReplies = job(
  "comments.mail-due-replies",
  z.object({}),
  async (ctx, _, signal) => {
    const { mailReplies } = await import("./mail-replies.ts");
    await mailReplies(ctx, signal);
  },
  { lane: "notices" },
);

/** The verb puts this down and does it as well, so it is loaded when the job runs. */
export const emptyDeletedComment = job(
  "comments.empty-deleted",
  z.object({ commentId: z.uuid(), version: z.int() }),
  async (ctx, { commentId, version }) => {
    const { emptyDeleted } = await import("./delete.ts");
    await emptyDeleted(ctx, commentId, version);
  },
  // Words that somebody wants gone must not stay because of a bad hour: the tries go on for about three days.
  { maxTries: 20 },
);

export const retrainCivility = job(
  "comments.retrain-civility",
  z.object({ retrainingId: z.uuid() }),
  async (ctx, { retrainingId }, signal, isLastTry) => {
    const { fail, retrain } = await import("./retraining/retrain.ts");
    await retrain(ctx, retrainingId, signal).catch(async (problem) => {
      if (isLastTry)
        await fail(ctx, retrainingId, "Something went wrong while it was made. The log of the worker says what.");
      throw problem;
    });
  },
  { lane: "notices", inTurn: "civility", maxTries: 3 },
);

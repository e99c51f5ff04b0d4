import { z } from "zod";
import { job } from "../jobs.ts";

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

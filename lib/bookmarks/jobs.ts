import { z } from "zod";
import { job } from "../jobs.ts";

/** Sends what is due of the weekly mails. What fails is tried again from its own row, at the next minutes' runs. */
export const mailDueReminders = job(
  "bookmarks.mail-due-reminders",
  z.object({}),
  async (ctx, _, signal) => {
    const { mailReminders } = await import("./mail-reminders.ts");
    await mailReminders(ctx, signal);
  },
  { lane: "notices" },
);

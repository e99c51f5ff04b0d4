import { z } from "zod";
import { job } from "../jobs.ts";

/** Starts the reminders that are due, and once a day the mails to those who left. */
export const tellDueOffers = job(
  "offers.tell-due",
  z.object({}),
  async (ctx) => {
    const { tellDue } = await import("./tell-due.ts");
    await tellDue(ctx);
  },
  { lane: "prompt" },
);

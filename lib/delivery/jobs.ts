import { z } from "zod";
import { job } from "../jobs.ts";

export const sendMailing = job(
  "delivery.send-mailing",
  z.object({ mailingId: z.uuid() }),
  async (ctx, payload, signal) => {
    const { workOffOnce } = await import("./send.ts");
    await workOffOnce(ctx, payload.mailingId, signal);
  },
  { lane: "mailings", maxTries: 100 },
);

/** Picks up what a killed worker left behind; nobody has to press anything. */
export const resumeMailings = job(
  "delivery.resume-mailings",
  z.object({}),
  async (ctx) => {
    const { resumeUnfinished } = await import("./send.ts");
    await resumeUnfinished(ctx);
  },
  // Not in the lane of mailings: those that are going out may have taken all of it for hours.
  { lane: "prompt" },
);

/** Starts what is due; put down for the moment of each scheduled mailing, and each minute in case that was missed. */
export const startDueMailings = job(
  "delivery.start-due-mailings",
  z.object({}),
  async (ctx) => {
    const { startDue } = await import("./schedule.ts");
    await startDue(ctx);
  },
  { lane: "prompt" },
);

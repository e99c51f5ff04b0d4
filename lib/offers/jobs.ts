import { z } from "zod";
import { job } from "../jobs.ts";

/** Starts the reminders that are due, and once a day the mails to those who left; and writes down who stayed where the press was broken off. */
export const tellDueOffers = job(
  "offers.tell-due",
  z.object({}),
  async (ctx) => {
    const [{ tellDue }, { noteAllStays }] = await Promise.all([import("./tell-due.ts"), import("./stay.ts")]);
    await tellDue(ctx);
    await noteAllStays(ctx);
  },
  { lane: "prompt" },
);

import { resumeMailings, sendMailing, startDueMailings } from "../delivery/jobs.ts";
import { readReturnedMail } from "../delivery/returns/jobs.ts";
import type { Job } from "../jobs.ts";
import { sendOptInMail, sendSignInMail, sweepOldSignIns } from "../members/jobs.ts";
import { readDueFeeds } from "../stories/jobs.ts";

/** Every job that the worker can do. A job that is enqueued and not listed here would wait for ever; a test compares. */
export const jobs = [
  sendSignInMail,
  sendOptInMail,
  sweepOldSignIns,
  readDueFeeds,
  sendMailing,
  resumeMailings,
  startDueMailings,
  readReturnedMail,
] as Job<never>[];

/** What runs by the clock (UTC), once for all workers together. */
export const schedule: { job: Job<never>; cron: string }[] = [
  { job: sweepOldSignIns as Job<never>, cron: "17 * * * *" },
  { job: resumeMailings as Job<never>, cron: "* * * * *" },
  { job: startDueMailings as Job<never>, cron: "* * * * *" },
  { job: readReturnedMail as Job<never>, cron: "*/2 * * * *" },
  { job: readDueFeeds as Job<never>, cron: "*/10 * * * *" },
];

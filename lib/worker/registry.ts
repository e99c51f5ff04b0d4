import { mailDueReminders } from "../bookmarks/jobs.ts";
import {
  emptyDeletedComment,
  mailAppealToAuthor,
  mailBanToMember,
  mailDecisionToAuthor,
  mailDueReplies,
  mailLiftedBanToMember,
} from "../comments/jobs.ts";
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
  emptyDeletedComment,
  mailDecisionToAuthor,
  mailAppealToAuthor,
  mailBanToMember,
  mailLiftedBanToMember,
  mailDueReplies,
  mailDueReminders,
  sendMailing,
  resumeMailings,
  startDueMailings,
  readReturnedMail,
] as Job<never>[];

/** What runs by the clock (UTC), once for all workers together: every so many minutes, counted from `minute` of the hour. */
export const schedule: { job: Job<never>; everyMinutes: number; minute: number }[] = [
  { job: sweepOldSignIns as Job<never>, everyMinutes: 60, minute: 17 },
  { job: resumeMailings as Job<never>, everyMinutes: 1, minute: 0 },
  { job: startDueMailings as Job<never>, everyMinutes: 1, minute: 0 },
  { job: mailDueReminders as Job<never>, everyMinutes: 1, minute: 0 },
  { job: mailDueReplies as Job<never>, everyMinutes: 1, minute: 0 },
  { job: readReturnedMail as Job<never>, everyMinutes: 2, minute: 0 },
  { job: readDueFeeds as Job<never>, everyMinutes: 10, minute: 0 },
];

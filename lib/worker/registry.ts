import { mailDueReminders } from "../bookmarks/jobs.ts";
import {
  emptyDeletedComment,
  mailAppealToAuthor,
  mailBanToMember,
  mailDecisionToAuthor,
  mailDueReplies,
  mailLiftedBanToMember,
  retrainCivility,
} from "../comments/jobs.ts";
import { resumeMailings, sendMailing, startDueMailings } from "../delivery/jobs.ts";
import { readReturnedMail } from "../delivery/returns/jobs.ts";
import { countDueGrowth } from "../desk/jobs.ts";
import { decideDueTests } from "../figures/jobs.ts";
import type { Job } from "../jobs.ts";
import {
  sendAddressMail,
  sendOptInMail,
  sendPasskeyMail,
  sendProofMail,
  sendRoleMail,
  sendSignInMail,
  sweepOldSignIns,
} from "../members/jobs.ts";
import { sendMessage, sweepMessages } from "../messages/jobs.ts";
import { forgetLists, runDueDigests, sendTestMail, tidyPictures, workOnList } from "../newsletters/jobs.ts";
import { tellDueOffers } from "../offers/jobs.ts";
import {
  eraseDueMember,
  mailErasureAsked,
  mailMemberExport,
  makeMemberExport,
  tidyPersonalData,
} from "../personal-data/jobs.ts";
import { creditGift, mailGift, mailGiftBought, mailGiftEnds, mailGiftWaits, seeToGifts } from "../plans/gifts/jobs.ts";
import {
  mailGroupBegan,
  mailGroupLate,
  mailSeatEnded,
  mailSeatInvitation,
  mailSeatsWait,
  seeToGroups,
} from "../plans/groups/jobs.ts";
import {
  comparePlans,
  convergeCharge,
  convergeCustomer,
  convergeProduct,
  mailPaymentFailed,
  mailPlanBegan,
  pushPlan,
} from "../plans/jobs.ts";
import { runDueSeries, sendTestStep } from "../series/jobs.ts";
import { readDueFeeds } from "../stories/jobs.ts";
import { readFeedPages } from "../stories/page-jobs.ts";
import { sendDue as sendDueWebhooks, tidyWebhooks } from "../webhooks/jobs.ts";

/** Every job that the worker can do. A job that is enqueued and not listed here would wait for ever; a test compares. */
export const jobs = [
  sendSignInMail,
  sendOptInMail,
  sendProofMail,
  sendAddressMail,
  sendPasskeyMail,
  sendRoleMail,
  sweepOldSignIns,
  readDueFeeds,
  readFeedPages,
  emptyDeletedComment,
  mailDecisionToAuthor,
  mailAppealToAuthor,
  mailBanToMember,
  mailLiftedBanToMember,
  mailDueReplies,
  retrainCivility,
  sendTestMail,
  sendMessage,
  sweepMessages,
  runDueDigests,
  workOnList,
  forgetLists,
  tidyPictures,
  runDueSeries,
  sendTestStep,
  mailDueReminders,
  tellDueOffers,
  sendMailing,
  resumeMailings,
  startDueMailings,
  readReturnedMail,
  decideDueTests,
  makeMemberExport,
  mailMemberExport,
  mailErasureAsked,
  eraseDueMember,
  tidyPersonalData,
  sendDueWebhooks,
  tidyWebhooks,
  pushPlan,
  convergeCharge,
  convergeCustomer,
  convergeProduct,
  mailPlanBegan,
  mailPaymentFailed,
  comparePlans,
  countDueGrowth,
  mailGift,
  mailGiftBought,
  mailGiftWaits,
  mailGiftEnds,
  creditGift,
  seeToGifts,
  mailGroupBegan,
  mailGroupLate,
  mailSeatInvitation,
  mailSeatEnded,
  mailSeatsWait,
  seeToGroups,
] as Job<never>[];

/** What runs by the clock (UTC), once for all workers together: every so many minutes, counted from `minute` of the hour. */
export const schedule: { job: Job<never>; everyMinutes: number; minute: number }[] = [
  { job: sweepOldSignIns as Job<never>, everyMinutes: 60, minute: 17 },
  { job: tidyPersonalData as Job<never>, everyMinutes: 10, minute: 3 },
  { job: resumeMailings as Job<never>, everyMinutes: 1, minute: 0 },
  { job: startDueMailings as Job<never>, everyMinutes: 1, minute: 0 },
  { job: runDueDigests as Job<never>, everyMinutes: 1, minute: 0 },
  { job: forgetLists as Job<never>, everyMinutes: 60, minute: 37 },
  { job: tidyPictures as Job<never>, everyMinutes: 1_440, minute: 217 },
  { job: runDueSeries as Job<never>, everyMinutes: 1, minute: 0 },
  { job: decideDueTests as Job<never>, everyMinutes: 1, minute: 0 },
  { job: mailDueReminders as Job<never>, everyMinutes: 1, minute: 0 },
  { job: tellDueOffers as Job<never>, everyMinutes: 10, minute: 4 },
  { job: mailDueReplies as Job<never>, everyMinutes: 1, minute: 0 },
  { job: sendDueWebhooks as Job<never>, everyMinutes: 1, minute: 0 },
  { job: sweepMessages as Job<never>, everyMinutes: 60, minute: 41 },
  { job: tidyWebhooks as Job<never>, everyMinutes: 60, minute: 47 },
  { job: readReturnedMail as Job<never>, everyMinutes: 2, minute: 0 },
  { job: countDueGrowth as Job<never>, everyMinutes: 10, minute: 8 },
  { job: seeToGifts as Job<never>, everyMinutes: 10, minute: 6 },
  { job: seeToGroups as Job<never>, everyMinutes: 10, minute: 7 },
  { job: comparePlans as Job<never>, everyMinutes: 1_440, minute: 207 },
  { job: readDueFeeds as Job<never>, everyMinutes: 10, minute: 0 },
];

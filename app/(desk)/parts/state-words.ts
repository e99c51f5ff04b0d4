import type { DeliveryState, MailingState } from "@/lib/delivery/states.ts";

/** What the desk calls the states of the ledger. */
export const stateWords: Record<DeliveryState, string> = {
  queued: "Waiting",
  claimed: "Taken up",
  in_data: "Being handed over",
  accepted: "Accepted",
  bounced: "Bounced",
  expired: "Given up on",
  suppressed: "Suppressed",
  excluded: "Excluded",
  uncertain: "Uncertain",
};

/** What the desk calls the states of a mailing. */
export const mailingWords: Record<MailingState, string> = {
  scheduled: "Scheduled",
  sending: "Going out",
  paused: "Paused",
  cancelled: "Cancelled",
  finished: "Finished",
};

import type { DeliveryState } from "@/lib/delivery/reads.ts";

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

export const deliveryStates = [
  "queued",
  "claimed",
  "in_data",
  "accepted",
  "bounced",
  "expired",
  "suppressed",
  "excluded",
  "uncertain",
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** What `deliveries.ended_as` knows: an end that is not the one that was meant. */
export const endsOtherwise: ReadonlySet<DeliveryState> = new Set([
  "bounced",
  "expired",
  "suppressed",
  "excluded",
  "uncertain",
]);

export const mailingStates = ["scheduled", "sending", "paused", "cancelled", "finished"] as const;
export type MailingState = (typeof mailingStates)[number];

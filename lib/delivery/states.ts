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

export const mailingStates = ["scheduled", "sending", "paused", "cancelled", "finished"] as const;
export type MailingState = (typeof mailingStates)[number];

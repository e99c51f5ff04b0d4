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

/** Why nobody knows whether a body arrived. One that waits for another try keeps it, so that a cancelled mailing can say so. */
export const unheard = {
  connection: "the connection ended before the answer came",
  worker: "the worker ended before the answer came",
} as const;
export const unheardReasons: string[] = Object.values(unheard);

export const mailingStates = ["scheduled", "sending", "paused", "cancelled", "finished"] as const;
export type MailingState = (typeof mailingStates)[number];

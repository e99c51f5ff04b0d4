import type { ContactRules } from "@/lib/delivery/contact.ts";

/** The rules for mails about offers, as two sentences. */
export function contactInWords({ most, days, quietFrom, quietTo }: ContactRules): string {
  const much =
    most === null
      ? "Nothing limits how many mails about offers a member gets."
      : `A member gets ${most === 1 ? "one mail" : `${most} mails`} about offers in ${days === 1 ? "a day" : `${days} days`} at most.`;
  const hours =
    quietFrom === null
      ? "They come at any hour."
      : `None goes out from ${quietFrom}:00 to ${quietTo}:00 where they are; it waits for their morning.`;
  return `${much} ${hours}`;
}

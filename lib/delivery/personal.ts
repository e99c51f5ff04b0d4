import type { PersonalPart } from "../personal-part.ts";

/** What this room holds on a member. */
export const deliveryParts: PersonalPart[] = [
  {
    name: "mails",
    says: "Newsletters and offers that were sent to you, and what became of each",
    columns: ["subject", "topic", "address", "state", "reason", "answer", "tries", "settledAt"],
    tables: ["deliveries"],
    read: (ctx, memberId) => ctx.sql`
      select g.subject, g.topic, d.address, d.state::text, d.reason, d.answer, d.tries, d.settled_at as "settledAt"
      from deliveries d join mailings g on g.id = d.mailing_id where d.member_id = ${memberId} order by d.id`,
  },
  {
    name: "no-mail",
    says: "Why nothing is sent to your address, where that is so",
    columns: ["reason", "at", "liftedAt"],
    tables: [],
    read: (ctx, memberId) => ctx.sql`
      select x.reason, x.at, x.lifted_at as "liftedAt" from suppressions x join members m on m.email_key = x.address_key where m.id = ${memberId}`,
  },
];

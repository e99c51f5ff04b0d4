import type { PersonalPart } from "../personal-part.ts";

/** What this room holds on a member. */
export const deliveryParts: PersonalPart[] = [
  {
    name: "mails",
    says: "Newsletters and offers that were sent to you, and what became of each",
    columns: ["subject", "topic", "address", "state", "reason", "answer", "tries", "settledAt", "hadPlan"],
    tables: ["deliveries"],
    read: (ctx, memberId) => ctx.sql`
      select g.subject, g.topic, d.address, d.state::text, d.reason, d.answer, d.tries, d.settled_at as "settledAt",
             d.has_plan as "hadPlan"
      from deliveries d join mailings g on g.id = d.mailing_id where d.member_id = ${memberId} order by d.id`,
  },
  {
    name: "held-out",
    says: "Mails that were kept from you by chance, to see what such mails do",
    columns: ["subject", "topic", "at"],
    tables: ["mailing_holdouts"],
    read: (ctx, memberId) => ctx.sql`
      select g.subject, g.topic, g.frozen_at as at
      from mailing_holdouts h join mailings g on g.id = h.mailing_id where h.member_id = ${memberId} order by g.frozen_at, g.id`,
  },
  {
    name: "mail-pauses",
    says: "That you wanted no offers by mail for a while",
    columns: ["topic", "pausedAt", "until", "source"],
    tables: ["mail_pauses"],
    read: (ctx, memberId) => ctx.sql`
      select topic, paused_at as "pausedAt", until, source from mail_pauses where member_id = ${memberId} order by topic`,
  },
  {
    name: "offer-mails",
    says: "When mails about offers were sent to you lately, so that they do not become too many",
    columns: ["subject", "at"],
    tables: ["offer_mails"],
    read: (ctx, memberId) => ctx.sql`
      select g.subject, o.at from offer_mails o join deliveries d on d.id = o.delivery_id join mailings g on g.id = d.mailing_id
      where o.member_id = ${memberId} order by o.at, o.delivery_id`,
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

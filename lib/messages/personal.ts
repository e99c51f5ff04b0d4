import type { PersonalPart } from "../personal-part.ts";

/** What this room holds on a member. The words of a mail are kept until it has gone, and no longer. */
export const messageParts: PersonalPart[] = [
  {
    name: "messages",
    says: "Mails to you alone that were sent at the word of the publisher’s own programs, and what became of each",
    columns: ["template", "address", "state", "reason", "answer", "askedAt", "settledAt"],
    tables: ["messages"],
    read: (ctx, memberId) => ctx.sql`
      select t.title as template, m.address, m.state::text, m.reason, m.answer, m.created_at as "askedAt", m.settled_at as "settledAt"
      from messages m join message_templates t on t.id = m.template_id
      where m.member_id = ${memberId} or m.address_key = (select email_key from members where id = ${memberId}) order by m.created_at, m.id`,
  },
];

import type { PersonalPart } from "../personal-part.ts";

/** What this room holds on a member: nothing, until they agreed to it. */
export const figureParts: PersonalPart[] = [
  {
    name: "opened-mails",
    says: "Which mails you opened and which of their links you followed, since you agreed that this is kept",
    columns: ["subject", "what", "address", "by", "count", "firstAt", "lastAt"],
    tables: ["reader_hits"],
    read: (ctx, memberId) => ctx.sql`
      select g.subject, case when h.link = 0 then 'opened' else 'followed a link' end as what, l.address,
             case h.verdict when 'human' then 'you' when 'proxy' then 'Apple''s proxy' else 'a program' end as by,
             h.count, h.first_at as "firstAt", h.last_at as "lastAt"
      from reader_hits h join deliveries d on d.id = h.delivery_id join mailings g on g.id = d.mailing_id
      left join mailing_links l on l.mailing_id = g.id and l.link = h.link
      where h.member_id = ${memberId} order by h.first_at, h.delivery_id, h.link`,
  },
];

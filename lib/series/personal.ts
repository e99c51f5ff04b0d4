import type { PersonalPart } from "../personal-part.ts";

/** What this room holds on a member. The mails themselves are in the send ledger. */
export const seriesParts: PersonalPart[] = [
  {
    name: "series",
    says: "Series of mails that you have begun, what each began about (when your plan ends, or the last day on which you were here), and which of their mails you have had",
    columns: ["series", "beganAt", "about", "endedAt", "endedAs", "subject", "takenAt"],
    tables: ["series_entries", "series_passages"],
    read: (ctx, memberId) => ctx.sql`
      select s.title as series, e.began_at as "beganAt", e.about, e.ended_at as "endedAt", e.ended_as as "endedAs", t.subject, p.taken_at as "takenAt"
      from series_entries e join series s on s.id = e.series_id
      left join series_passages p on p.series_id = e.series_id and p.member_id = e.member_id and p.round = e.round
      left join series_steps t on t.id = p.step_id
      where e.member_id = ${memberId} order by e.began_at, p.taken_at`,
  },
];

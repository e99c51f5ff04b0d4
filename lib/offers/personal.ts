import type { PersonalPart } from "../personal-part.ts";

/** What this room holds on a member. A code that was theirs stays used when they are erased, and is nobody's. */
export const offerParts: PersonalPart[] = [
  {
    name: "offer-codes",
    says: "Codes of offers that are yours, and by which way you came to them",
    columns: ["offer", "code", "givenAt", "way", "openedAt"],
    tables: ["offer_codes"],
    read: (ctx, memberId) => ctx.sql`
      select o.title as offer, c.code, c.given_at as "givenAt", c.telling as way, c.opened_at as "openedAt"
      from offer_codes c join offers o on o.id = c.offer_id where c.member_id = ${memberId} order by c.given_at, c.id`,
  },
  {
    name: "offer-looks",
    says: "Offers that you looked at, the first time for each",
    columns: ["offer", "at", "way"],
    tables: ["offer_looks"],
    read: (ctx, memberId) => ctx.sql`
      select o.title as offer, l.at, l.telling as way
      from offer_looks l join offers o on o.id = l.offer_id where l.member_id = ${memberId} order by l.at, o.id`,
  },
];

import type { PersonalPart } from "../personal-part.ts";

/** What this room holds on a member. */
export const bookmarkParts: PersonalPart[] = [
  {
    name: "bookmarks",
    says: "The stories that you saved",
    columns: ["savedAt", "readAt", "title", "address", "storyId"],
    tables: ["bookmarks"],
    read: (ctx, memberId) => ctx.sql`
      select b.saved_at as "savedAt", b.read_at as "readAt", s.title, s.address, s.id as "storyId"
      from bookmarks b join stories s on s.id = b.story_id where b.member_id = ${memberId} order by b.saved_at, s.id`,
  },
];

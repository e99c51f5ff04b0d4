import type { PersonalPart } from "../personal-part.ts";

/** What this room holds on a member. */
export const bookmarkParts: PersonalPart[] = [
  {
    name: "bookmarks",
    says: "The stories that you saved, with your tags and notes, and how far you read them",
    columns: ["savedAt", "readAt", "archivedAt", "title", "address", "storyId", "tags", "note", "readTo", "remindedAt"],
    tables: ["bookmarks"],
    read: (ctx, memberId) => ctx.sql`
      select b.saved_at as "savedAt", b.read_at as "readAt", b.archived_at as "archivedAt", s.title, s.address, s.id as "storyId",
             array_to_string(b.tags, ', ') as tags, b.note,
             case when b.place is not null then (b.place + 1) || ' of ' || b.place_of || ' parts' end as "readTo", b.reminded_at as "remindedAt"
      from bookmarks b join stories s on s.id = b.story_id where b.member_id = ${memberId} order by b.saved_at, s.id`,
  },
  {
    name: "highlights",
    says: "The words of stories that you highlighted, and your notes on them",
    columns: [
      "madeAt",
      "title",
      "address",
      "storyId",
      "words",
      "note",
      "notedAt",
      "before",
      "behind",
      "start",
      "end",
      "id",
    ],
    tables: ["highlights"],
    read: (ctx, memberId) => ctx.sql`
      select h.made_at as "madeAt", s.title, s.address, s.id as "storyId", h.exact as words, h.note, h.noted_at as "notedAt",
             h.prefix as before, h.suffix as behind, h.position_start as start, h.position_end as "end", h.id
      from highlights h join stories s on s.id = h.story_id where h.member_id = ${memberId} order by h.made_at, h.id`,
  },
  {
    name: "dropped-bookmarks",
    says: "The stories that you took off your reading list in the last 90 days",
    columns: ["droppedAt", "title", "address", "storyId"],
    tables: ["dropped_bookmarks"],
    read: (ctx, memberId) => ctx.sql`
      select d.dropped_at as "droppedAt", s.title, s.address, s.id as "storyId"
      from dropped_bookmarks d join stories s on s.id = d.story_id where d.member_id = ${memberId} order by d.dropped_at, s.id`,
  },
  {
    name: "reading-list",
    says: "Whether your reading list has a private feed, and on which day of the week you are mailed what is still unread",
    columns: ["what", "at", "weekday"],
    tables: ["reading_feeds", "reading_reminders"],
    read: (ctx, memberId) => ctx.sql`
      select 'private feed' as what, made_at as at, null::int as weekday from reading_feeds where member_id = ${memberId}
      union all select 'weekly mail, the next one', next_at, weekday from reading_reminders where member_id = ${memberId}`,
  },
];

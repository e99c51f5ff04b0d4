import { createElement } from "react";
import { StillUnreadMail } from "../../emails/bookmarks-still-unread.tsx";
import type { Ctx } from "../context.ts";
import { renderMail } from "../mail-render.ts";
import { publicationOf } from "../publication.ts";
import type { Reader, Waiting } from "./mail-reminders.ts";
import { reminderToken } from "./remind.ts";

/** The weekly mail about what is still unread, with its own end. */
export async function writeReminderMail(ctx: Ctx, reader: Reader, waiting: Waiting[]) {
  const publication = await publicationOf(ctx);
  const link = (path: string) => new URL(path, ctx.env.http.appUrl).href;
  const stop = reminderToken(ctx, reader.id);
  const dayOf = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
  const bodies = await renderMail(
    createElement(StillUnreadMail, {
      publication: publication.name,
      postalAddress: publication.postalAddress,
      unread: reader.unread,
      list: link("/reading-list"),
      stop: link(`/reading-list/stop/${stop}`),
      stories: waiting.map(({ id, title, standfirst, byline, savedAt, isCorrected }) => ({
        id,
        title,
        standfirst,
        byline,
        saved: dayOf.format(savedAt),
        isCorrected,
        link: link(`/stories/${id}`),
      })),
    }),
    publication.look,
  );
  const [first] = waiting;
  return {
    to: reader.email,
    subject:
      waiting.length === 1 && first
        ? `Still unread: ${first.title}`
        : `${waiting.length} stories that you saved and have not read`,
    ...bodies,
    headers: {
      "List-Unsubscribe": `<${link(`/api/v1/reading-reminders/${stop}/stop`)}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
  };
}

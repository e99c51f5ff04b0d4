import { createElement } from "react";
import { ErasureMail } from "../../emails/personal-data-erasure.tsx";
import type { Ctx, System } from "../context.ts";
import { renderMail } from "../mail-render.ts";
import { handOver } from "../members/hand-over.ts";
import { publicationOf } from "../publication.ts";

const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });

/** Says when a member is erased, and how to take that back; not once it was taken back. */
export async function mailErasure(ctx: Ctx<System>, erasureId: string) {
  const erasure = await ctx.db.erasure.findUnique({ where: { id: erasureId }, include: { member: true } });
  if (!erasure || erasure.startedAt) return;
  const publication = await publicationOf(ctx);
  const mail = await renderMail(
    createElement(ErasureMail, {
      publication: publication.name,
      postalAddress: publication.postalAddress,
      link: new URL("/account/data", ctx.env.http.appUrl).href,
      due: `${day.format(erasure.dueAt)} UTC`,
      keepsComments: erasure.extent === "keep_comments",
    }),
    publication.look,
  );
  await handOver(ctx, "erasure", erasureId, {
    to: erasure.member.email,
    subject: `Your membership of ${publication.name} is erased on ${day.format(erasure.dueAt)} UTC`,
    ...mail,
  });
}

import { createElement } from "react";
import { BanMail, LiftedBanMail } from "../../emails/comments-ban.tsx";
import type { Ctx, System } from "../context.ts";
import { renderMail } from "../mail-render.ts";
import { handOver } from "../members/hand-over.ts";
import { publicationOf } from "../publication.ts";
import { toldOf, untilInWords } from "./may-comment.ts";

const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

/**
 * Tells a member that they may not comment. Nothing is sent of a ban that was lifted or replaced before the mail went out:
 * the mail about that says all. One whose time is over meanwhile is told, for the reasons are owed. Once: what was taken is
 * marked, and every try has one Message-ID.
 */
export async function mailBan(ctx: Ctx<System>, banId: string) {
  const ban = await ctx.db.commentBan.findUnique({ where: { id: banId }, include: { member: true } });
  if (!ban || ban.mailedAt || ban.ending === "lifted" || ban.ending === "replaced") return;
  const { part, reason, contact } = await toldOf(ctx, ban);
  const { name: publication, postalAddress, look } = await publicationOf(ctx);
  const lasts = untilInWords(ban.until);
  const link = part && new URL(`/guidelines#${part.id}`, ctx.env.http.appUrl).href;
  const mail = await renderMail(
    createElement(BanMail, {
      publication,
      postalAddress,
      contact,
      lasts,
      words: reason,
      part: part && link ? { number: part.number, title: part.title, link } : null,
      isReplacement: ban.replacesId !== null,
    }),
    look,
  );
  await handOver(ctx, "ban", banId, { to: ban.member.email, subject: `You may not comment ${lasts}`, ...mail });
  await ctx.db.commentBan.update({ where: { id: banId }, data: { mailedAt: ctx.now() } });
}

/** Tells a member that they may comment again, whether or not they had been told of the ban by then. */
export async function mailLiftedBan(ctx: Ctx<System>, banId: string, mailId: string) {
  const ban = await ctx.db.commentBan.findUnique({ where: { id: banId }, include: { member: true } });
  if (ban?.ending !== "lifted" || ban.endMailedAt) return;
  const { contact } = await toldOf(ctx, ban);
  const { name: publication, postalAddress, look } = await publicationOf(ctx);
  const mail = await renderMail(
    createElement(LiftedBanMail, {
      publication,
      postalAddress,
      contact,
      words: ban.endWords ?? "",
      since: day.format(ban.since),
    }),
    look,
  );
  await handOver(ctx, "ban", mailId, { to: ban.member.email, subject: "You may comment again", ...mail });
  await ctx.db.commentBan.update({ where: { id: banId }, data: { endMailedAt: ctx.now() } });
}

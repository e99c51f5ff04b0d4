import { createElement } from "react";
import { OptInMail } from "../../emails/members-opt-in.tsx";
import type { Ctx, System } from "../context.ts";
import { renderMail } from "../mail-render.ts";
import { publicationOf } from "../publication.ts";
import { handOver } from "./hand-over.ts";
import { optInDays, optInToken } from "./opt-in.ts";

/** Asks by mail whether it is really wanted. One that was answered or taken back meanwhile is not sent. */
export async function mailOptIn(ctx: Ctx<System>, consentId: string, title: string) {
  const consent = await ctx.db.consent.findUnique({
    where: { id: consentId },
    include: { member: true, standings: true },
  });
  if (!consent || consent.standings.every((standing) => standing.act !== "asked")) return;
  const publication = await publicationOf(ctx);
  const link = new URL(`/confirm/${optInToken(ctx, consent.id)}`, ctx.env.http.appUrl).href;
  const mail = await renderMail(
    createElement(OptInMail, {
      publication: publication.name,
      postalAddress: publication.postalAddress,
      title,
      wording: consent.wording,
      link,
      days: optInDays,
    }),
    publication.look,
  );
  await handOver(ctx, "opt-in", consent.id, {
    to: consent.member.email,
    subject: `Please confirm: ${title}`,
    ...mail,
  });
}

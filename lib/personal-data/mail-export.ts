import { createElement } from "react";
import { ExportMail } from "../../emails/personal-data-export.tsx";
import type { Ctx, System } from "../context.ts";
import { renderMail } from "../mail-render.ts";
import { handOver } from "../members/hand-over.ts";
import { publicationOf } from "../publication.ts";
import { keptDays } from "./ask-export.ts";

/** Says that an export is ready. The file itself travels in no mail: it is fetched by who is signed in. */
export async function mailExport(ctx: Ctx<System>, exportId: string) {
  const made = await ctx.db.memberExport.findUnique({
    where: { id: exportId },
    select: { expiresAt: true, member: { select: { email: true } } },
  });
  if (!made?.expiresAt || made.expiresAt <= ctx.now()) return;
  const publication = await publicationOf(ctx);
  const mail = await renderMail(
    createElement(ExportMail, {
      publication: publication.name,
      postalAddress: publication.postalAddress,
      link: new URL("/account/data", ctx.env.http.appUrl).href,
      days: keptDays,
    }),
    publication.look,
  );
  await handOver(ctx, "export", exportId, {
    to: made.member.email,
    subject: `What ${publication.name} holds on you is ready`,
    ...mail,
  });
}

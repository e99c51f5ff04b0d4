import { createElement } from "react";
import { SignInMail } from "../../emails/members-sign-in.tsx";
import type { Ctx, System } from "../context.ts";
import { renderMail } from "../mail-render.ts";
import { metrics } from "../metrics.ts";
import { publicationOf } from "../publication.ts";
import { linkToken, signInMinutes } from "./sign-in.ts";

/** Writes the sign-in mail. One that was overtaken, used or has run out while the mail server was away is not sent at all. */
export async function mailSignIn(ctx: Ctx<System>, requestId: string) {
  const request = await ctx.db.signInRequest.findUnique({ where: { id: requestId } });
  if (!request || request.usedAt || request.supersededAt || request.expiresAt <= ctx.now()) return;
  const publication = await publicationOf(ctx);
  const link = new URL("/signin/confirm", ctx.env.http.appUrl);
  link.searchParams.set("token", linkToken(ctx, request.id));
  const code = ctx.tokens.deriveCode(request.id);
  const mail = await renderMail(
    createElement(SignInMail, {
      publication: publication.name,
      postalAddress: publication.postalAddress,
      link: link.href,
      code,
      minutes: signInMinutes,
    }),
  );
  await ctx.mailer.send({
    to: request.email,
    fromName: publication.senderName,
    fromAddress: publication.mailFrom,
    subject: `${code} is your code for ${publication.name}`,
    ...mail,
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
  });
  metrics().mails.inc({ kind: "sign-in", outcome: "accepted" });
}

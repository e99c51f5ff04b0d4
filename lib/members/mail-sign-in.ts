import { createElement } from "react";
import { SignInMail } from "../../emails/members-sign-in.tsx";
import type { Ctx, System } from "../context.ts";
import { renderMail } from "../mail-render.ts";
import { metrics } from "../metrics.ts";
import { publicationOf } from "../publication.ts";
import { handOver } from "./hand-over.ts";
import { linkToken, signInMinutes } from "./sign-in.ts";

/**
 * Writes the sign-in mail. One that was overtaken or used meanwhile is not sent. Nor is one that has run out: the job tries
 * for as long as the link is good, with growing waits, and a link that is dead on arrival only confuses.
 */
export async function mailSignIn(ctx: Ctx<System>, requestId: string) {
  const request = await ctx.db.signInRequest.findUnique({ where: { id: requestId } });
  if (!request || request.usedAt || request.supersededAt) return;
  if (request.expiresAt <= ctx.now()) {
    metrics().mails.inc({ kind: "sign-in", outcome: "expired" });
    ctx.log.warn({ signInMinutes }, "a sign-in mail was not taken while its link was good; nothing is sent any more");
    return;
  }
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
    publication.look,
  );
  await handOver(ctx, "sign-in", request.id, {
    to: request.email,
    subject: `${code} is your code for ${publication.name}`,
    ...mail,
  });
}

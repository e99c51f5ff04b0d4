import { createElement } from "react";
import { PasskeyMail } from "../../emails/members-passkey.tsx";
import type { Ctx, System } from "../context.ts";
import { renderMail } from "../mail-render.ts";
import { publicationOf } from "../publication.ts";
import { handOver } from "./hand-over.ts";

/** Tells a member that a passkey was added, for it opens their membership until they remove it. */
export async function mailPasskey(ctx: Ctx<System>, passkeyId: string) {
  const passkey = await ctx.db.passkey.findUnique({ where: { id: passkeyId }, include: { member: true } });
  if (!passkey) return;
  const publication = await publicationOf(ctx);
  const mail = await renderMail(
    createElement(PasskeyMail, {
      publication: publication.name,
      postalAddress: publication.postalAddress,
      name: passkey.name,
      link: new URL("/account/devices#passkeys", ctx.env.http.appUrl).href,
    }),
    publication.look,
  );
  await handOver(ctx, "passkey", passkeyId, {
    to: passkey.member.email,
    subject: `A passkey was added to your membership of ${publication.name}`,
    ...mail,
  });
}

import { createElement } from "react";
import { ProofMail } from "../../emails/members-proof.tsx";
import type { Ctx, System } from "../context.ts";
import { renderMail } from "../mail-render.ts";
import { publicationOf } from "../publication.ts";
import { handOver } from "./hand-over.ts";
import { proofMinutes } from "./prove.ts";

/** Writes the mail with a code for a member who is signed in; not once it has run out, was used, or was overtaken. */
export async function mailProof(ctx: Ctx<System>, proofId: string) {
  const proof = await ctx.db.identityProof.findUnique({ where: { id: proofId }, include: { member: true } });
  if (!proof || proof.usedAt || proof.expiresAt <= ctx.now()) return;
  const publication = await publicationOf(ctx);
  const code = ctx.tokens.deriveCode(proof.id);
  const mail = await renderMail(
    createElement(ProofMail, {
      publication: publication.name,
      postalAddress: publication.postalAddress,
      code,
      minutes: proofMinutes,
      devices: new URL("/account/devices", ctx.env.http.appUrl).href,
    }),
    publication.look,
  );
  await handOver(ctx, "proof", proof.id, {
    to: proof.member.email,
    subject: `${code} is your code to erase your membership of ${publication.name}`,
    ...mail,
  });
}

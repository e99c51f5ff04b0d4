import { createElement } from "react";
import { AddressMail } from "../../emails/members-address.tsx";
import type { Ctx, System } from "../context.ts";
import { renderMail } from "../mail-render.ts";
import { publicationOf } from "../publication.ts";
import { addressHours, addressToken, type Side } from "./change-address.ts";
import { handOver } from "./hand-over.ts";

/** Asks one of the two mailboxes; not once the change is over, taken back or agreed to there. */
export async function mailAddressChange(ctx: Ctx<System>, changeId: string, side: Side) {
  const change = await ctx.db.addressChange.findUnique({ where: { id: changeId }, include: { member: true } });
  if (!change || change.expiresAt <= ctx.now()) return;
  if (side === "from" ? change.oldConfirmedAt : change.newConfirmedAt) return;
  const publication = await publicationOf(ctx);
  const link = (path: string) => new URL(path, ctx.env.http.appUrl).href;
  const mail = await renderMail(
    createElement(AddressMail, {
      publication: publication.name,
      postalAddress: publication.postalAddress,
      side,
      newEmail: change.newEmail,
      hours: addressHours,
      link: link(`/address/${encodeURIComponent(addressToken(ctx, side, changeId))}`),
      devices: link("/account/devices"),
    }),
    publication.look,
  );
  await handOver(ctx, "address", changeId, {
    to: side === "from" ? change.member.email : change.newEmail,
    subject: `Your membership of ${publication.name} is to move to another address`,
    ...mail,
  });
}

import { createElement } from "react";
import { RoleMail } from "../../emails/members-role.tsx";
import { actWords, type DeskAct, mayDo, type StaffRole } from "../access.ts";
import type { Ctx, System } from "../context.ts";
import { renderMail } from "../mail-render.ts";
import { publicationOf } from "../publication.ts";
import { handOver } from "./hand-over.ts";

/** Tells somebody that they have a role at the desk, or have it no more; nothing where that was turned round before the mail left. */
export async function mailRole(ctx: Ctx<System>, grantId: string, isGiven: boolean) {
  const grant = await ctx.db.staffGrant.findUnique({ where: { id: grantId }, include: { member: true } });
  if (!grant || (grant.revokedAt === null) !== isGiven) return;
  // Nobody asked for it at that address just now, so one that takes no mail is left alone.
  const addressKey = ctx.tokens.keyedHash("address", grant.member.email);
  if ((await ctx.db.suppression.count({ where: { addressKey, liftedAt: null } })) > 0) return;
  const byId = isGiven ? grant.grantedById : grant.revokedById;
  const by = byId ? await ctx.db.member.findUnique({ where: { id: byId } }) : null;
  const publication = await publicationOf(ctx);
  const role = grant.role as StaffRole;
  const mail = await renderMail(
    createElement(RoleMail, {
      publication: publication.name,
      postalAddress: publication.postalAddress,
      by: by?.displayName ?? by?.email ?? publication.name,
      roleName: role,
      isGiven,
      acts: (Object.keys(actWords) as DeskAct[])
        .filter((act) => act !== "desk.enter" && mayDo([role], act))
        .map((act) => actWords[act]),
      link: new URL("/desk", ctx.env.http.appUrl).href,
    }),
    publication.look,
  );
  await handOver(ctx, "role", `${grantId} ${isGiven ? "given" : "taken"}`, {
    to: grant.member.email,
    subject: isGiven
      ? `The desk of ${publication.name} is open to you`
      : `Your role at the desk of ${publication.name}`,
    ...mail,
  });
}

import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { mayBan } from "./ban.ts";
import type { MemberTermsChange, MemberTermsView } from "./terms-schema.ts";

/** Whether what a member says is read first, by whom that was set and why; version 0 where it never was. */
export async function memberTermsOf(ctx: Ctx, memberId: string): Promise<MemberTermsView> {
  const [row] = await ctx.sql<MemberTermsView>`
    select t.reading::text, t.note, t.version, t.updated_at as at, coalesce(m.display_name, m.email, 'somebody') as by
    from comment_member_terms t left join members m on m.id = t.updated_by_id where t.member_id = ${memberId}::uuid`;
  return row ?? { reading: "as_house", note: null, version: 0, at: null, by: null };
}

/**
 * Has a moderator read everything that a member says before it appears; or trusts them, so that their first comments do not wait.
 * Who may ban them may do that. The note is about a person, so it stays out of the audit log, from which nothing goes.
 */
export async function setMemberTerms(
  ctx: Ctx<Member>,
  memberId: string,
  change: MemberTermsChange,
): Promise<MemberTermsView> {
  const { reading, note, version } = change;
  await ctx.db.$transaction(async (tx) => {
    const [member] = await tx.$queryRaw<
      object[]
    >`select 1 as found from members where id = ${memberId}::uuid for no key update`;
    if (!member) throw new Refusal("not_found", "There is no such member.");
    if (!(await mayBan(tx, ctx, memberId)))
      throw new Refusal(
        "not_allowed",
        memberId === ctx.actor.id
          ? "This is yourself. Somebody else who moderates must."
          : "This member moderates as well. Only somebody with more rights at the desk may do that.",
      );
    const before = await tx.commentMemberTerms.findUnique({ where: { memberId } });
    if ((before?.version ?? 0) !== version)
      throw new Refusal(
        "changed_meanwhile",
        "Somebody else has set this meanwhile. Load the page again to see how it stands, and make your change there.",
      );
    const data = {
      reading,
      note: note ?? null,
      version: version + 1,
      updatedAt: ctx.now(),
      updatedById: ctx.actor.id,
    };
    await tx.commentMemberTerms.upsert({ where: { memberId }, create: { memberId, ...data }, update: data });
    await record(
      tx,
      ctx,
      "member.reading-changed",
      { kind: "member", id: memberId },
      { before: { reading: before?.reading ?? "as_house" }, after: { reading } },
    );
  });
  return memberTermsOf(ctx, memberId);
}

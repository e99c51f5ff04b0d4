import { eraseComments } from "../comments/erase.ts";
import type { Ctx, System } from "../context.ts";
import { eraseFromLedger } from "../delivery/erase.ts";
import { eraseMembership } from "../members/erase.ts";
import { eraseMessages } from "../messages/forget.ts";
import { eraseFromStripe } from "../plans/erase.ts";
import { eraseFromGifts } from "../plans/gifts/erase.ts";
import { closeBegunGroups, eraseFromGroups } from "../plans/groups/erase.ts";
import { eraseFromWebhooks } from "../webhooks/erase.ts";

/**
 * Erases a member whose grace is over, room by room, the membership last: as long as that is there, whatever was broken off can be
 * found and taken up again. It asks first whether it is still wanted, for it can be taken back until this moment.
 */
export async function eraseMember(ctx: Ctx<System>, erasureId: string) {
  const begun = await begin(ctx, erasureId);
  if (!begun) return;
  await eraseFromGifts(ctx, begun.memberId);
  await closeBegunGroups(ctx, begun.memberId);
  await eraseFromStripe(ctx, begun.memberId);
  await eraseFromGroups(ctx, begun.memberId);
  await eraseFromWebhooks(ctx, begun.memberId);
  await eraseComments(ctx, begun.memberId, begun.extent === "keep_comments");
  await eraseFromLedger(ctx, begun.memberId);
  await eraseMessages(ctx, begun.memberId);
  await ctx.db.$transaction((tx) => eraseMembership(tx, ctx, begun.memberId));
}

/** One statement decides between beginning and taking back. Who has begun to work at the desk meanwhile is not erased. */
async function begin(ctx: Ctx<System>, erasureId: string) {
  const [begun] = await ctx.sql<{ memberId: string; extent: "everything" | "keep_comments" }>`
    update erasures e set started_at = coalesce(started_at, ${ctx.now()})
    where id = ${erasureId} and due_at <= ${ctx.now()} and due_at <= now()
      and not exists (select from staff_grants g where g.member_id = e.member_id and g.revoked_at is null)
    returning member_id as "memberId", extent::text`;
  return begun;
}

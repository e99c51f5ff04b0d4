import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { displayName } from "../members/schema.ts";
import type { Grounds } from "./grounds.ts";
import { assertMayComment, refusalOf } from "./may-comment.ts";
import { editableForMs } from "./policy.ts";
import type { Finding } from "./rules/schema.ts";
import type { CommentDraft } from "./schema.ts";
import { type Outcome, type Stored, storeComment } from "./store.ts";
import { assertOpen, tooLate } from "./terms.ts";
import { beginCheck, judgeFor, textOf } from "./verdict.ts";

export type Posted = Stored & { editableForMs: number | null; findings: Finding[] };

/**
 * Stores a comment. One that breaks a house rule is answered with the reasons at the first try; when its author insists it
 * waits for a moderator. A check that is broken or slow holds, and never publishes. Pressing twice stores once. Who may not
 * comment is told so before anything else.
 */
export async function postComment(ctx: Ctx<Member>, storyId: string, draft: CommentDraft): Promise<Posted> {
  const text = textOf(draft.text);
  const check = await beginCheck(ctx, text, { storyId });
  await assertWelcome(ctx, storyId, check.grounds);
  const name = nameFor(ctx, draft.displayName);
  const verdict = await judgeFor(ctx, check, draft.insists);
  const outcome = await storeComment(ctx, { ...verdict, storyId, parentId: draft.parentId ?? null, text, name });
  if (!("comment" in outcome)) throw await noOf(ctx, storyId, outcome);
  const { comment } = outcome;
  return { ...comment, editableForMs: editableForMs(comment, ctx.now()) ?? null, findings: verdict.findings };
}

/** Whether the story is open, and its reader not banned, before anything is judged; storing asks again. */
async function assertWelcome(ctx: Ctx<Member>, storyId: string, grounds: Grounds | undefined) {
  const isOpen = grounds?.story && (grounds.story.closesAt === null || grounds.story.closesAt > ctx.now());
  if (!isOpen) await assertOpen(ctx, storyId);
  if (!grounds) return assertMayComment(ctx);
  if (grounds.ban) throw await refusalOf(ctx, grounds.ban);
}

async function noOf(
  ctx: Ctx<Member>,
  storyId: string,
  outcome: Exclude<Outcome, { comment: Stored }>,
): Promise<Refusal> {
  switch (outcome.is) {
    case "too-often":
      return outcome.refusal;
    case "banned":
      return refusalOf(ctx, outcome.ban);
    case "closed":
      return tooLate(ctx, storyId);
    case "no-parent":
      return new Refusal(
        "not_found",
        "The comment that you answer is not there any more. Post yours on its own instead.",
      );
    case "no-member":
      return new Refusal("sign_in_needed", "Sign in first: this is for members.");
  }
}
/** A comment stands under a name. The first one asks for it. */
function nameFor(ctx: Ctx<Member>, asked: string | undefined): string | undefined {
  if (ctx.actor.displayName) return undefined;
  const parsed = displayName.safeParse(asked ?? "");
  if (parsed.success) return parsed.data;
  throw new Refusal(
    "invalid_input",
    `Your name: ${asked ? parsed.error.issues[0]?.message : "Write the name that your comments shall stand under."}`,
    {
      fields: [{ field: "displayName", problem: "missing" }],
    },
  );
}

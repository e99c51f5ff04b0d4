import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import { isPassingAddress } from "../members/passing-address.ts";
import { handled, judgeBy, type Strictness, strictnessOf } from "./house-rules.ts";
import { type Here, repeatsOf } from "./repeats.ts";
import { fateOf } from "./rules/fate.ts";
import type { Finding } from "./rules/schema.ts";
import { commentText } from "./schema.ts";

/** A check that takes longer than this holds the comment instead of keeping its author waiting. */
const patienceMs = 1_500;

/** How many comments of a member with a disposable or alias address wait at least. */
const firstOfPassing = 2;

/** `heldBecause` says why a text waits for a moderator; null when it does not. */
export type Verdict = {
  findings: Finding[];
  heldBecause: "check-failed" | "rules" | "member" | "story" | "all" | "first" | null;
};

type Subject = { text: string; insists: boolean; storyId: string; commentId?: string };

/**
 * What becomes of a text, posted or edited alike. One in which a rule finds something is answered with the reasons until its
 * author insists, and then held; where the newsroom has said so it is held at once, or has to be mended. A check that is
 * broken or slow holds, and never publishes.
 */
export async function judgeFor(ctx: Ctx, { text, insists, ...here }: Subject): Promise<Verdict> {
  const judged = await judgeOrHold(ctx, text, here);
  if (!judged) return { findings: [], heldBecause: "check-failed" };
  const { findings, rules, readFirst } = judged;
  const fate = fateOf(findings);
  if (fate === "refused")
    throw new Refusal("comment_breaks_rules", "This comment has to be changed before it can be posted.", {
      findings,
      mayInsist: false,
    });
  if (fate === "nudged" && !insists)
    throw new Refusal("comment_breaks_rules", "This comment does not meet the house rules yet.", {
      findings,
      mayInsist: true,
    });
  if (fate !== "published") return { findings, heldBecause: "rules" };
  if (readFirst.member === "before") return { findings, heldBecause: "member" };
  if (readFirst.story === "before") return { findings, heldBecause: "story" };
  if (readFirst.story !== "by_rules" && rules.reading === "before") return { findings, heldBecause: "all" };
  // An address that anybody has for a minute, or any number of, is welcome; its first comments are read before they appear.
  const isPassing = ctx.actor.kind === "member" && isPassingAddress(ctx.actor.email);
  const waiting = Math.max(rules.firstComments, isPassing ? firstOfPassing : 0);
  const isFirst =
    readFirst.member !== "trusted" && waiting > 0 && (await publishedBy(ctx, waiting, here.commentId)) < waiting;
  return { findings, heldBecause: isFirst ? "first" : null };
}

/** What the rules say of a text, for a reader who is still writing. */
export async function checkComment(ctx: Ctx, raw: string): Promise<Finding[]> {
  const text = textOf(raw);
  return judgeAll(ctx, await strictnessOf(ctx), text);
}

export function textOf(raw: string): string {
  const parsed = commentText.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new Refusal("invalid_input", parsed.error.issues[0]?.message ?? "Write something first.");
}

async function judgeAll(ctx: Ctx, strictness: Strictness, text: string, here: Here = {}): Promise<Finding[]> {
  const findings = await judgeBy(ctx, strictness, text);
  const { rules } = strictness;
  if (rules.repeats === "off" || ctx.actor.kind !== "member") return findings;
  const repeats = await repeatsOf(ctx, ctx.actor.id, text, here);
  return [...findings, ...repeats.map((finding) => handled(finding, rules))];
}

async function judgeOrHold(ctx: Ctx, text: string, here: Here) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the house rules took too long")), patienceMs);
  });
  const judging = async () => {
    const strictness = await strictnessOf(ctx);
    const [findings, readFirst] = await Promise.all([judgeAll(ctx, strictness, text, here), readFirstFor(ctx, here)]);
    return { findings, readFirst, rules: strictness.rules };
  };
  try {
    return await Promise.race([judging(), patience]);
  } catch (err) {
    ctx.log.error({ err }, "a house rule could not answer; the comment is held");
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** What the newsroom has set for this story and for the member who asks. */
async function readFirstFor(ctx: Ctx, { storyId }: Here): Promise<{ story: string | null; member: string | null }> {
  const [row] = await ctx.sql<{ story: string | null; member: string | null }>`
    select (select reading::text from talk_terms where story_id = ${storyId ?? null}::uuid) as story,
           (select reading::text from comment_member_terms where member_id = ${ctx.actor.kind === "member" ? ctx.actor.id : null}::uuid) as member`;
  if (!row) throw new Error("what is read first gave no row");
  return row;
}

/** How many comments of the member who asks are published, counted to `most`; but for one that is being edited. */
async function publishedBy(ctx: Ctx, most: number, except?: string): Promise<number> {
  if (ctx.actor.kind !== "member") return 0;
  const [row] = await ctx.sql<{ count: number }>`
    select count(*)::int as count from (
      select from comments where author_id = ${ctx.actor.id}::uuid and state = 'published' and id is distinct from ${except ?? null}::uuid
      limit ${most}) published`;
  return row?.count ?? 0;
}

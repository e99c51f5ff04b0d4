import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { isPassingAddress } from "../members/passing-address.ts";
import { type Draft, type Grounds, groundsOf } from "./grounds.ts";
import { handled, judgeBy, type Strictness } from "./house-rules.ts";
import { repeatsIn } from "./repeats.ts";
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

/** A text that is being checked: what it is judged on, and until when a check may take. */
export type Check = { draft: Draft; grounds: Grounds | undefined; until: number };

/** Begins to check a text. What it is judged on is undefined where it cannot be read, or not in time. */
export async function beginCheck(
  ctx: Ctx<Member>,
  text: string,
  here: Omit<Draft, "text" | "memberId">,
): Promise<Check> {
  const draft = { memberId: ctx.actor.id, text, ...here };
  const until = performance.now() + patienceMs;
  return { draft, until, grounds: await inTime(ctx, until, () => groundsOf(ctx, draft)) };
}

/**
 * What becomes of a text, posted or edited alike. One in which a rule finds something is answered with the reasons until its
 * author insists, and then held; where the newsroom has said so it is held at once, or has to be mended. A check that is
 * broken or slow holds, and never publishes.
 */
export async function judgeFor(ctx: Ctx<Member>, check: Check, insists: boolean): Promise<Verdict> {
  const { draft, grounds, until } = check;
  const judged = grounds && (await inTime(ctx, until, () => judgeAll(ctx, grounds, draft.text)));
  if (!judged) return { findings: [], heldBecause: "check-failed" };
  const { findings, rules } = judged;
  const { readFirst } = grounds;
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
  const isPassing = isPassingAddress(ctx.actor.email);
  const waiting = Math.max(rules.firstComments, isPassing ? firstOfPassing : 0);
  const isFirst =
    readFirst.member !== "trusted" && waiting > 0 && (await publishedBy(ctx, waiting, draft.commentId)) < waiting;
  return { findings, heldBecause: isFirst ? "first" : null };
}

/** What the rules say of a text, for a reader who is still writing; of a comment of their own, where they edit one. */
export async function checkComment(ctx: Ctx, raw: string, commentId?: string): Promise<Finding[]> {
  const text = textOf(raw);
  const memberId = ctx.actor.kind === "member" ? ctx.actor.id : null;
  const grounds = await groundsOf(ctx, { memberId, text, ...(commentId ? { commentId } : {}) });
  return (await judgeAll(ctx, grounds, text)).findings;
}

export function textOf(raw: string): string {
  const parsed = commentText.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new Refusal("invalid_input", parsed.error.issues[0]?.message ?? "Write something first.");
}

async function judgeAll(
  ctx: Ctx,
  { strictness: read, lately }: Grounds,
  text: string,
): Promise<Strictness & { findings: Finding[] }> {
  const strictness = read();
  const findings = await judgeBy(ctx, strictness, text);
  const { rules } = strictness;
  if (rules.repeats === "off") return { ...strictness, findings };
  const repeats = repeatsIn(text, lately).map((finding) => handled(finding, rules));
  return { ...strictness, findings: [...findings, ...repeats] };
}

/** What a part of the check gives, or undefined when it fails or takes too long: the comment is held then. */
async function inTime<Result>(ctx: Ctx, until: number, part: () => Promise<Result>): Promise<Result | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the house rules took too long")), until - performance.now());
  });
  try {
    return await Promise.race([part(), patience]);
  } catch (err) {
    ctx.log.error({ err }, "a house rule could not answer; the comment is held");
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** How many comments of the member who asks are published, counted to `most`; but for one that is being edited. */
async function publishedBy(ctx: Ctx<Member>, most: number, except?: string): Promise<number> {
  const [row] = await ctx.sql<{ count: number }>`
    select count(*)::int as count from (
      select from comments where author_id = ${ctx.actor.id}::uuid and state = 'published' and id is distinct from ${except ?? null}::uuid
      limit ${most}) published`;
  return row?.count ?? 0;
}

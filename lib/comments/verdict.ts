import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import { judge } from "./rules/judge.ts";
import type { Finding } from "./rules/schema.ts";
import { commentText } from "./schema.ts";

/** A check that takes longer than this holds the comment instead of keeping its author waiting. */
const patienceMs = 1_500;

export type Verdict = { findings: Finding[]; isBroken: boolean };

/**
 * What becomes of a text, posted or edited alike. One that breaks a rule is refused with the reasons until its author
 * insists; then it is held. A check that is broken or slow holds, and never publishes.
 */
export async function judgeFor(ctx: Ctx, text: string, insists: boolean): Promise<Verdict> {
  const verdict = await judgeOrHold(ctx, text);
  if (verdict.findings.length > 0 && !insists)
    throw new Refusal("comment_breaks_rules", "This comment does not meet the house rules yet.", {
      findings: verdict.findings,
    });
  return verdict;
}

/** Why a text waits for a moderator; null when it does not. */
export const heldBecauseOf = (verdict: Verdict) =>
  verdict.isBroken ? "check-failed" : verdict.findings.length > 0 ? "rules" : null;

/** What the rules say of a text, for a reader who is still writing. */
export async function checkComment(text: string): Promise<Finding[]> {
  return judge(textOf(text));
}

export function textOf(raw: string): string {
  const parsed = commentText.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new Refusal("invalid_input", parsed.error.issues[0]?.message ?? "Write something first.");
}

async function judgeOrHold(ctx: Ctx, text: string): Promise<Verdict> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the house rules took too long")), patienceMs);
  });
  try {
    return { findings: await Promise.race([judge(text), patience]), isBroken: false };
  } catch (err) {
    ctx.log.error({ err }, "a house rule could not answer; the comment is held");
    return { findings: [], isBroken: true };
  } finally {
    clearTimeout(timer);
  }
}

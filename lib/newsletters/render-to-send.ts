import type { Ctx } from "../context.ts";
import type { Bodies, TestDraft } from "../delivery/split.ts";
import { Refusal } from "../errors.ts";
import type { FigureMode } from "../figures/modes.ts";
import { type SubjectTest, subjectTest } from "../figures/subject-test.ts";
import { countLinks } from "./count-links.ts";
import { type Renderable, renderParts } from "./render.ts";

type Sent = Bodies & {
  links: string[];
  test: TestDraft | null;
  /** What who has a plan gets in place of it, one for each subject; null where everybody gets the same. */
  withPlan: Bodies[] | null;
};
type Issue = Renderable & { test: unknown; newsletter: { fromName: string | null } };

/**
 * An issue as it goes out: counted where that is chosen and, where several subjects are tried, once for each of them, the first of
 * which is the mailing's own. Where some blocks are for who has a plan or for who has none, once for each of these two as well; the
 * mailing's own is what who has none gets. Their links are numbered over both.
 * @throws Refusal settings_missing, invalid_input
 */
export async function renderToSend(
  ctx: Ctx,
  issue: Issue,
  { mailingId, mode }: { mailingId: string; mode: FigureMode },
): Promise<Sent> {
  const plan = testOf(issue, mode);
  const renderAs = async (subject: string, variant: number) => {
    const counted = mode === "off" ? undefined : countLinks(ctx, issue.document, { mailingId, mode, variant });
    const whole = { ...issue, subject, ...counted };
    return { ...(await renderParts(ctx, whole)), links: counted?.links ?? [] };
  };
  if (!plan) {
    const { withPlan, ...bodies } = await renderAs(issue.subject, 0);
    return { ...bodies, test: null, withPlan: withPlan && [withPlan] };
  }
  const name = issue.newsletter.fromName ?? issue.newsletter.name;
  const rendered = await Promise.all(plan.variants.map(({ subject }, variant) => renderAs(subject, variant)));
  const withPlan = rendered.flatMap((one) => one.withPlan ?? []);
  const variants = plan.variants.map(({ subject, fromName }, at) => {
    const { html = "", text = "" } = rendered[at] ?? {};
    return { subject, fromName: fromName || name, html, text };
  });
  const { share, waitHours, by, otherwise } = plan;
  const { html = "", text = "", links = [] } = rendered[0] ?? {};
  const test = { variants, share, waitHours, by, otherwise };
  return { html, text, links, test, withPlan: withPlan.length > 0 ? withPlan : null };
}

/** @throws Refusal when what was chosen cannot be done */
function testOf({ test }: { test: unknown }, mode: FigureMode): SubjectTest | null {
  if (test === null) return null;
  const kept = subjectTest.safeParse(test);
  if (!kept.success)
    throw new Refusal(
      "invalid_input",
      "The subjects to be tried cannot be read by this version. Choose them once more.",
    );
  if (mode === "off")
    throw new Refusal(
      "settings_missing",
      "Nothing is counted, so no subject can be found to be better. Choose under Settings that presses are counted, or try no subjects.",
    );
  return kept.data;
}

import type { Ctx } from "../context.ts";
import type { TestDraft } from "../delivery/split.ts";
import { Refusal } from "../errors.ts";
import type { FigureMode } from "../figures/modes.ts";
import { type SubjectTest, subjectTest } from "../figures/subject-test.ts";
import { countLinks } from "./count-links.ts";
import { type Renderable, renderIssue } from "./render.ts";

type Sent = { html: string; text: string; links: string[]; test: TestDraft | null };
type Issue = Renderable & { test: unknown; newsletter: { fromName: string | null } };

/**
 * An issue as it goes out: counted where that is chosen and, where several subjects are tried, once for each of them, the first of
 * which is the mailing's own.
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
    return { ...(await renderIssue(ctx, { ...issue, subject, ...counted })), links: counted?.links ?? [] };
  };
  if (!plan) return { ...(await renderAs(issue.subject, 0)), test: null };
  const name = issue.newsletter.fromName ?? issue.newsletter.name;
  const rendered = await Promise.all(plan.variants.map(({ subject }, variant) => renderAs(subject, variant)));
  const variants = plan.variants.map(({ subject, fromName }, at) => {
    const { html = "", text = "" } = rendered[at] ?? {};
    return { subject, fromName: fromName || name, html, text };
  });
  const { share, waitHours, by, otherwise } = plan;
  const { html = "", text = "", links = [] } = rendered[0] ?? {};
  return { html, text, links, test: { variants, share, waitHours, by, otherwise } };
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

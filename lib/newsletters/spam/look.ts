import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Ctx } from "../../context.ts";
import { domainOf, keysToSign, writtenOf } from "../../delivery/sendable.ts";
import { buildTemplate } from "../../delivery/template.ts";
import { publicationOf } from "../../publication.ts";
import { readerParts } from "../document.ts";
import { documentOf, issueById, topicOf } from "../reads.ts";
import { renderParts } from "../render.ts";
import { type Judged, Unanswered } from "./answer.ts";
import { askFilter } from "./ask.ts";

/** From so many points on, SpamAssassin calls a mail spam unless its operator says otherwise. */
const usualThreshold = 5;
const timeoutMs = 15_000;

export const spamLook = z.object({
  state: z.enum(["checked", "not_set", "no_answer"]),
  level: z.enum(["pass", "mind"]),
  words: z.string(),
  looks: z.array(
    z.object({
      part: z.enum(readerParts).nullable().describe("Null where everybody gets the same"),
      score: z.number(),
      threshold: z.number().describe("From here on the filter calls it spam"),
      rules: z.array(z.object({ name: z.string(), score: z.number(), words: z.string() })),
    }),
  ),
});
export type SpamLook = z.output<typeof spamLook>;

/**
 * What the operator's own spam filter makes of an issue as it would go out, headers and signature and all; of one that is divided, of
 * each part. Nobody else is asked. A filter is no reader: what it says is to be minded, and stops nothing.
 */
export async function lookForSpam(ctx: Ctx, issueId: string): Promise<SpamLook> {
  const { spamCheck } = ctx.env;
  const none: { level: "mind"; looks: SpamLook["looks"] } = { level: "mind", looks: [] };
  if (!spamCheck)
    return {
      ...none,
      state: "not_set",
      words: "Not checked: no spam filter is set. Whoever runs this house can name one, by SPAM_CHECK.",
    };
  const issue = await issueById(ctx, issueId);
  const { withPlan, ...bodies } = await renderParts(ctx, { ...issue, document: documentOf(issue) });
  const looks: SpamLook["looks"] = [];
  try {
    for (const [part, one] of withPlan
      ? ([
          ["no_plan", bodies],
          ["plan", withPlan],
        ] as const)
      : ([[null, bodies]] as const))
      looks.push({ part, ...mostFirst(await askFilter(spamCheck, await asSent(ctx, issue, one), timeoutMs)) });
  } catch (problem) {
    if (!(problem instanceof Unanswered)) throw problem;
    ctx.log.warn({ err: problem }, "the spam filter did not answer");
    return {
      ...none,
      state: "no_answer",
      words: `Not checked: ${lowerFirst(problem.message)} Ask again, or send it unchecked.`,
    };
  }
  const isMarked = looks.some(({ score, threshold }) => score >= Math.min(threshold, usualThreshold));
  return {
    state: "checked",
    level: isMarked ? "mind" : "pass",
    words: isMarked
      ? "Filters would take this for spam. Put right what weighs most, and ask again; or mind it."
      : "Nothing here looks like spam to the filter.",
    looks,
  };
}

type Issue = Awaited<ReturnType<typeof issueById>>;

/** The bytes of one copy, for a reader who does not exist. */
async function asSent(ctx: Ctx, issue: Issue, { html, text }: { html: string; text: string }): Promise<Buffer> {
  const { newsletter } = issue;
  const content = {
    ...{ topic: topicOf(newsletter), subject: issue.subject, html, text },
    ...{ fromName: newsletter.fromName ?? newsletter.name, fromAddress: newsletter.fromAddress },
  };
  const written = writtenOf(ctx, content, await publicationOf(ctx));
  // Without its key it could not be sent; that is said elsewhere, and its words can be looked at all the same.
  const keys = await keysToSign(ctx, written.fromAddress).catch(() => []);
  const template = await buildTemplate(written, keys);
  const domain = domainOf(written.fromAddress);
  const own = {
    to: `reader@${domain}`,
    name: "A Reader",
    leave: "0".repeat(43),
    messageId: `<${randomUUID()}@${domain}>`,
  };
  const copy = Buffer.alloc(template.size);
  const end = template.write(copy, 0, own, ctx.now(), true);
  return Buffer.from(
    copy
      .subarray(0, end)
      .toString("latin1")
      .replace(/\r\n\.\./g, "\r\n."),
    "latin1",
  );
}

const mostFirst = ({ score, threshold, rules }: Judged) => ({
  score,
  threshold,
  rules: rules.toSorted((one, other) => Math.abs(other.score) - Math.abs(one.score)).slice(0, 60),
});

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

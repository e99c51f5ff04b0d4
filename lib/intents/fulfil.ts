import { keepStory } from "../bookmarks/keep.ts";
import { postComment } from "../comments/post.ts";
import { reportComment } from "../comments/report.ts";
import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { askForNewsletter } from "../newsletters/subscribe.ts";
import { askForOffers } from "../offers/subscribe.ts";
import { begin, findBegun } from "./begin.ts";
import type { IntentPayload } from "./schema.ts";

/** Where to go afterwards: the same place, with a word on what happened. */
export type Fulfilled = { goTo: string; isDone: boolean };

/**
 * Does for a member, who has just signed in, what they had begun: once, however often the page is loaded. A comment or a
 * report that was written in another browser is not sent in this name, for anybody could have written it: it waits as a draft.
 */
export async function fulfil(
  ctx: Ctx<Member>,
  intentId: string,
  browser: { id: string; isSame: boolean },
  returnTo: string,
): Promise<Fulfilled> {
  const begun = await findBegun(ctx, intentId, browser.id);
  if (!begun) return { goTo: returnTo, isDone: false };
  if (isWritten(begun.payload) && !(browser.isSame && begun.isSameBrowser)) {
    const draft = await begin(ctx, begun.payload, browser.id);
    return { goTo: draftPath(begun.payload, { draft }), isDone: false };
  }
  const claimed = await ctx.db.intent.updateMany({
    where: { id: begun.id, doneAt: null },
    data: { doneAt: ctx.now(), doneById: ctx.actor.id },
  });
  if (claimed.count === 0) return { goTo: returnTo, isDone: true };
  try {
    return await doNow(ctx, begun.payload, returnTo);
  } catch (problem) {
    if (!(problem instanceof Refusal)) {
      await ctx.db.intent.update({ where: { id: begun.id }, data: { doneAt: null, doneById: null } });
      throw problem;
    }
    return await keepForLater(ctx, begun.payload, browser.id, problem, returnTo);
  }
}

/** Does one thing that a signed-in member pressed. */
export async function doNow(ctx: Ctx<Member>, payload: IntentPayload, returnTo: string): Promise<Fulfilled> {
  switch (payload.kind) {
    case "bookmark":
      await keepStory(ctx, payload.storyId);
      return { goTo: withWord(returnTo, { done: "bookmark" }, "tools"), isDone: true };
    case "comment": {
      const { text, parentId, insists, displayName } = payload;
      const comment = await postComment(ctx, payload.storyId, { text, parentId, insists, displayName });
      const path = whereWritten(returnTo, payload.storyId);
      return comment.state === "published"
        ? { goTo: withWord(path, { done: "comment" }, `comment-${comment.id}`), isDone: true }
        : { goTo: withWord(path, { done: "held" }, "comments"), isDone: true };
    }
    case "report": {
      const { storyId } = await reportComment(ctx, payload.commentId, payload);
      return {
        goTo: withWord(whereWritten(returnTo, storyId), { done: "reported" }, `comment-${payload.commentId}`),
        isDone: true,
      };
    }
    case "newsletter":
      await askForNewsletter(ctx, payload.slug, payload.source);
      return { goTo: withWord(returnTo, { done: "newsletter" }), isDone: true };
    case "offers":
      await askForOffers(ctx, payload.source);
      return { goTo: withWord(returnTo, { done: "offers" }), isDone: true };
  }
}

/** Nothing that a reader wrote is lost: a comment or report that could not be sent goes back into its form with the reason. */
export async function keepForLater(
  ctx: Ctx<Member>,
  payload: IntentPayload,
  browser: string,
  refusal: Refusal,
  returnTo: string,
): Promise<Fulfilled> {
  if (!isWritten(payload)) return { goTo: withWord(returnTo, { problem: refusal.message }), isDone: false };
  const draft = await begin(ctx, payload, browser);
  const problem: Record<string, string> = refusal.code === "comment_breaks_rules" ? {} : { problem: refusal.message };
  return { goTo: draftPath(payload, { draft, ...problem }), isDone: false };
}

type Written = Extract<IntentPayload, { kind: "comment" | "report" }>;
const isWritten = (payload: IntentPayload): payload is Written =>
  payload.kind === "comment" || payload.kind === "report";

/** Where the form is that this was written in. */
const draftPath = (payload: Written, words: Record<string, string>) =>
  payload.kind === "comment"
    ? withWord(storyPath(payload.storyId), words, "write")
    : withWord(`/comments/${payload.commentId}/report`, words);

/** Who wrote on a page of the publisher's own comes back there; it shows the comment as well. */
const whereWritten = (returnTo: string, storyId: string) =>
  returnTo.startsWith("/back?") ? returnTo : storyPath(storyId);

const storyPath = (storyId: string) => `/stories/${storyId}`;

function withWord(path: string, words: Record<string, string>, place?: string): string {
  const url = new URL(path, "https://here.invalid");
  for (const [name, word] of Object.entries(words)) url.searchParams.set(name, word);
  return `${url.pathname}${url.search}${place ? `#${place}` : url.hash}`;
}

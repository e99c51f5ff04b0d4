import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { notFound } from "../errors.ts";
import { languageOfComments } from "./house-rules.ts";
import { siteLanguages } from "./rules/site-languages.ts";

export type GuidelinePart = { id: string; number: number; title: string; body: string; updatedAt: Date | null };

/** The parts that rules, reports and moderators cite, in their order, as they stand until the newsroom rewrites them. */
const standingIn = (language: string): { id: string; title: string; body: string }[] => [
  {
    id: "english",
    title: `Write in ${language}`,
    body: `The conversation under a story is in ${language}, so that everybody who reads it can answer, and our moderators can judge it fairly. A name, a loan word or a short quotation in another language is welcome.`,
  },
  {
    id: "full-sentences",
    title: "Write in full sentences",
    body: "A sentence has a subject, a verb and an end. It need not be long: “I disagree with the council.” is one. It takes a moment more than a fragment and gives the next reader something to answer.",
  },
  {
    id: "no-shouting",
    title: "Do not shout",
    body: "Capitals, rows of exclamation marks and stretched letters make a page loud and an argument no stronger. Let the words do it.",
  },
  {
    id: "not-abusive",
    title: "Do not abuse",
    body: "No insults, no slurs, no threats, no wishing of harm, and no swearing at people. Hard criticism of what somebody did, decided or wrote is what comments are for.",
  },
  {
    id: "not-personal",
    title: "Do not make it personal",
    body: "Speak about the subject and not about the person: not about other readers, not about our authors, and not about private people in a story. “That figure is wrong, and here is why” is always better than “you are a liar”.",
  },
  {
    id: "privacy",
    title: "Keep private things private",
    body: "Do not post telephone numbers, addresses, account numbers or anything else by which somebody could be found at home, yourself included.",
  },
  {
    id: "links",
    title: "Link with care",
    body: "A link that shows your source is welcome. Several links in one comment look like advertising, and a moderator reads them first.",
  },
  {
    id: "on-topic",
    title: "Keep to the subject, and to what is true",
    body: "A comment is about the story that it stands under. What you state as a fact should be something that you can show, so say where it is from. An opinion is yours to have. No rule looks for this; readers report it, and a moderator decides.",
  },
];

/** The community guidelines as they stand: the desk's words where it has written some. */
export async function readGuidelines(ctx: Pick<Ctx, "db" | "sql">): Promise<GuidelinePart[]> {
  const [rewritten, language] = await Promise.all([ctx.db.guideline.findMany(), languageOfComments(ctx)]);
  const edited = new Map(rewritten.map((part) => [part.id, part]));
  return standingIn(siteLanguages[language]).map((part, at) => {
    const own = edited.get(part.id);
    return {
      id: part.id,
      number: at + 1,
      title: own?.title ?? part.title,
      body: own?.body ?? part.body,
      updatedAt: own?.updatedAt ?? null,
    };
  });
}

/** Rewrites one part. The rules go on citing it by its id. */
export async function editGuideline(ctx: Ctx<Member>, id: string, words: { title: string; body: string }) {
  const before = (await readGuidelines(ctx)).find((part) => part.id === id);
  if (!before) throw notFound("part of the guidelines");
  await ctx.db.$transaction(async (tx) => {
    const data = { ...words, updatedAt: ctx.now(), updatedById: ctx.actor.id };
    await tx.guideline.upsert({ where: { id }, create: { id, ...data }, update: data });
    await record(
      tx,
      ctx,
      "guideline.edited",
      { kind: "guideline", id },
      { before: { title: before.title, body: before.body }, after: words },
    );
  });
}

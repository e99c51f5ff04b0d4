import { type Block, type IssueDocument, issueDocument } from "../document.ts";
import { introductionOf } from "./introduction.ts";
import type { Picked } from "./pick.ts";
import type { DigestPlan } from "./schema.ts";

type Place = { appUrl: string; zone: string; dueAt: Date };

const longestSubject = 150;
const longestPreview = 110;

/** The words of a digest: its subject, what an inbox shows beside it, and a card for each story. Pure. */
export function composeDigest(
  plan: Pick<DigestPlan, "subject" | "introduction">,
  stories: Picked[],
  place: Place,
): { subject: string; preview: string; document: IssueDocument } {
  const blocks: Block[] = [
    ...introductionOf(plan.introduction).blocks,
    ...stories.map((story) => cardOf(story, place.appUrl)),
  ];
  const subject = subjectOf(plan.subject, stories, place);
  return { subject, preview: previewOf(subject, stories), document: issueDocument.parse({ v: 1, blocks }) };
}

export function subjectOf(pattern: string, stories: Pick<Picked, "title">[], { zone, dueAt }: Omit<Place, "appUrl">) {
  const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: zone });
  const words: Record<string, string> = {
    title: plain(stories[0]?.title ?? ""),
    date: date.format(dueAt),
    count: `${stories.length} ${stories.length === 1 ? "story" : "stories"}`,
  };
  const subject = pattern.replace(/\{(title|date|count)\}/g, (_, field: string) => words[field] ?? "");
  return cut(subject.replace(/\s+/g, " ").trim(), longestSubject);
}

/** What the subject leaves out: the other titles, or the standfirst of the only story. */
function previewOf(subject: string, stories: Picked[]): string {
  const others = stories.map(({ title }) => plain(title)).filter((title) => !subject.includes(title));
  return cut(others.length > 0 ? others.join(" · ") : plain(stories[0]?.standfirst ?? ""), longestPreview);
}

function cardOf(story: Picked, appUrl: string): Block {
  const own = new URL(`/stories/${story.id}`, appUrl).href;
  const card: Block = {
    kind: "story",
    storyId: story.id,
    title: plain(story.title).slice(0, 300),
    standfirst: cut(plain(story.standfirst), 1_000),
    byline: plain(story.byline ?? "").slice(0, 200),
    address: story.address ?? own,
    imageAddress: story.imageAddress?.startsWith("https://") ? story.imageAddress : "",
  };
  if (mayStand(card)) return card;
  // An address that a mail cannot carry: the story has one here, and goes without its picture.
  return mayStand({ ...card, imageAddress: "" })
    ? { ...card, imageAddress: "" }
    : { ...card, imageAddress: "", address: own };
}

const mayStand = (card: Block) => issueDocument.safeParse({ v: 1, blocks: [card] }).success;

/** A headline is no field, whatever braces stand in it; they would stop the digest at the check. */
const plain = (words: string) =>
  words.replaceAll("{", "(").replaceAll("}", ")").replaceAll("*|", "*").replaceAll("|*", "*");

function cut(words: string, most: number): string {
  if (words.length <= most) return words;
  const short = words.slice(0, most - 1);
  const end = short.lastIndexOf(" ");
  return `${(end > most / 2 ? short.slice(0, end) : short).replace(/[\s.,;:·–-]+$/, "")}…`;
}

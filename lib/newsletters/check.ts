import type { Publication } from "../publication.ts";
import type { Block, IssueDocument, ReaderPart, Span } from "./document.ts";
import { partOf, partWords } from "./parts.ts";

/** One point of the check before sending. What must be put right stops it; what one should mind does not. */
export type Point = { id: string; level: "pass" | "mind" | "must"; title: string; words: string };

export type Checked = { subject: string; preview: string; document: IssueDocument; html: string; text: string };

type Bodies = { html: string; text: string };
/** An issue as it goes out; where it is divided, its own bodies are what who has no plan gets. */
export type Rendered = Bodies & { withPlan: Bodies | null };

/** Gmail shows no more of a mail's HTML, in bytes, and puts a link to the rest there. */
export const gmailClip = 102_000;
const shownSubject = 60;
const shownPreview = 110;

/**
 * What can be said of an issue without asking anybody else. Pure, so that sending asks the same. Of one that is divided each part is
 * checked by itself, and what holds of both is said once.
 */
export function pointsOfParts(
  issue: Omit<Checked, keyof Bodies>,
  { withPlan, ...bodies }: Rendered,
  publication: Pick<Publication, "postalAddress">,
): Point[] {
  if (!withPlan) return ownPoints({ ...issue, ...bodies }, publication);
  const pointsOf = (part: ReaderPart, rendered: Bodies) =>
    ownPoints({ ...issue, ...rendered, document: partOf(issue.document, part) }, publication, part);
  const ofPlan = pointsOf("plan", withPlan);
  return pointsOf("no_plan", bodies).flatMap((point, at) => {
    const other = ofPlan[at];
    if (!other || (other.level === point.level && other.words === point.words)) return [point];
    return [named(point, "no_plan"), named(other, "plan")];
  });
}

const named = (point: Point, part: ReaderPart): Point => ({
  ...point,
  id: `${point.id}:${part}`,
  title: `${point.title}, ${partWords[part]}`,
});

export const ownPoints = (
  issue: Checked,
  publication: Pick<Publication, "postalAddress">,
  part?: ReaderPart,
): Point[] => [
  subjectPoint(issue.subject),
  previewPoint(issue),
  wordsPoint(issue.document, part),
  fieldsPoint(issue),
  picturesPoint(issue.document.blocks),
  linksPoint(issue.document.blocks),
  sizePoint(Buffer.byteLength(issue.html)),
  leavePoint(issue),
  postalPoint(publication.postalAddress),
];

function subjectPoint(subject: string): Point {
  const point = { id: "subject", title: "Subject" };
  if (subject.trim().length < 3)
    return { ...point, level: "must", words: "Give the issue a subject of at least 3 characters." };
  if (/[{}]/.test(subject))
    return {
      ...point,
      level: "must",
      words: "A subject is the same for everybody, so it can hold no field. Take the braces out.",
    };
  if (subject.length > shownSubject)
    return {
      ...point,
      level: "mind",
      words: `It has ${subject.length} characters; most inboxes show about ${shownSubject}. Say what matters first.`,
    };
  const letters = subject.replace(/\P{L}/gu, "");
  if (letters.length > 8 && letters === letters.toUpperCase() && letters !== letters.toLowerCase())
    return {
      ...point,
      level: "mind",
      words: "It is written in capitals. Readers take that for shouting, and filters for spam.",
    };
  return { ...point, level: "pass", words: `${subject.length} characters, all of them shown in most inboxes.` };
}

function previewPoint({ subject, preview }: Checked): Point {
  const point = { id: "preview", title: "Preview" };
  if (!preview.trim())
    return {
      ...point,
      level: "mind",
      words: "There is none, so inboxes repeat the subject. Write a sentence that adds to it.",
    };
  if (/\{\{|\{[a-z_]+\|/i.test(preview))
    return {
      ...point,
      level: "must",
      words: "The preview is the same for everybody, so it can hold no field. Take the braces out.",
    };
  if (preview.trim().toLowerCase() === subject.trim().toLowerCase())
    return { ...point, level: "mind", words: "It says the same as the subject. Write what the subject leaves out." };
  if (preview.length > shownPreview)
    return {
      ...point,
      level: "mind",
      words: `It has ${preview.length} characters; most inboxes show ${shownPreview} at most.`,
    };
  return { ...point, level: "pass", words: `${preview.length} characters beside the subject.` };
}

function wordsPoint({ blocks }: IssueDocument, part?: ReaderPart): Point {
  const point = { id: "words", title: "Words" };
  const count = blocks.map(wordsIn).join(" ").split(/\s+/).filter(Boolean).length;
  if (count === 0 && part)
    return {
      ...point,
      level: "must",
      words: `Readers ${partWords[part]} would get an empty mail. Write something for them, or for everybody.`,
    };
  if (count === 0) return { ...point, level: "must", words: "The issue is empty. Write it first." };
  const unlabelled = blocks.filter((block) => block.kind === "button" && !block.label.trim()).length;
  if (unlabelled > 0) return { ...point, level: "must", words: "A button has no words on it. Say what it does." };
  return { ...point, level: "pass", words: `${count.toLocaleString("en")} ${count === 1 ? "word" : "words"}.` };
}

/** What looks like a field and is none would reach readers as it stands there. */
function fieldsPoint({ document }: Checked): Point {
  const point = { id: "fields", title: "Fields" };
  const texts = document.blocks.map(wordsIn);
  const strange = texts.flatMap(
    (text) => text.match(/\{\{[^{}]{0,80}\}\}|\{[a-z_ ]{1,40}\|[^{}]{0,80}\}|\*\|[A-Z_:]{1,40}\|\*/gi) ?? [],
  );
  if (strange.length > 0)
    return {
      ...point,
      level: "must",
      words: `Nobody knows ${quoted(strange)}, so readers would see it as it stands there. Use {first_name|there} or {name|reader}, or take it out.`,
    };
  const doubtful = texts.flatMap((text) => text.match(/\{[a-z_]{2,40}\}/gi) ?? []);
  if (doubtful.length > 0)
    return { ...point, level: "mind", words: `Is ${quoted(doubtful)} meant as it stands there? It is no field.` };
  const fields = document.blocks.flatMap(spansIn).filter((span) => "field" in span);
  const bare = fields.filter((span) => "field" in span && span.fallback === "");
  if (bare.length > 0)
    return {
      ...point,
      level: "mind",
      words: "A field has no fall-back: for readers whose name nobody knows, nothing stands there.",
    };
  return {
    ...point,
    level: "pass",
    words: fields.length === 0 ? "There is none." : `${fields.length}, each with a fall-back.`,
  };
}

function picturesPoint(blocks: Block[]): Point {
  const point = { id: "pictures", title: "Pictures" };
  const pictures = blocks.filter((block) => block.kind === "image");
  if (pictures.some(({ address }) => !address))
    return {
      ...point,
      level: "must",
      words: "A picture has no address. Give it one that begins with https://, or take it out.",
    };
  const mute = pictures.filter(({ alt }) => !alt.trim()).length;
  if (mute > 0)
    return {
      ...point,
      level: "must",
      words: `${mute === 1 ? "A picture does" : `${mute} pictures do`} not say what is to be seen. Who reads with pictures off, or with their ears, gets nothing from it.`,
    };
  return {
    ...point,
    level: "pass",
    words: pictures.length === 0 ? "There is none." : `${pictures.length}, each with what is to be seen in words.`,
  };
}

function linksPoint(blocks: Block[]): Point {
  const point = { id: "links", title: "Links" };
  if (blocks.some((block) => block.kind === "button" && !block.href))
    return { ...point, level: "must", words: "A button leads nowhere. Give it an address." };
  const links = linksOf({ v: 1, blocks }).filter(({ isPicture }) => !isPicture);
  if (links.length === 0) return { ...point, level: "mind", words: "There is none: readers can do nothing but read." };
  const open = links.filter(({ address }) => address.startsWith("http://"));
  if (open.length > 0)
    return {
      ...point,
      level: "mind",
      words: `${open.length === 1 ? "One address begins" : `${open.length} addresses begin`} with http://, which browsers warn of.`,
    };
  return { ...point, level: "pass", words: `${links.length}, none of them unfinished.` };
}

function sizePoint(bytes: number): Point {
  const point = { id: "size", title: "Length" };
  const size = `${Math.round(bytes / 1000)} kB`;
  if (bytes > gmailClip)
    return {
      ...point,
      level: "mind",
      words: `${size} of HTML. Gmail cuts mails off at 102 kB, and the way to unsubscribe with the end. Shorten it.`,
    };
  if (bytes > gmailClip * 0.85)
    return { ...point, level: "mind", words: `${size} of HTML, close to the 102 kB at which Gmail cuts mails off.` };
  return { ...point, level: "pass", words: `${size} of HTML; Gmail cuts mails off at 102 kB.` };
}

function leavePoint({ html, text }: Checked): Point {
  const point = { id: "leave", title: "Unsubscribe" };
  return html.includes("{{leave}}") && text.includes("{{leave}}")
    ? { ...point, level: "pass", words: "One press in the mail, and one in the mail program (RFC 8058)." }
    : { ...point, level: "must", words: "The mail gives readers no way to leave." };
}

function postalPoint(postalAddress: string): Point {
  const point = { id: "postal", title: "Postal address" };
  return postalAddress.trim().length < 10
    ? {
        ...point,
        level: "must",
        words: "The publication has none yet, and every newsletter must carry one by law. Set it under Settings.",
      }
    : { ...point, level: "pass", words: postalAddress.replace(/\s*\n\s*/g, ", ") };
}

export type Link = { address: string; isPicture: boolean };

/** Every web address in an issue, once. */
export function linksOf({ blocks }: IssueDocument): Link[] {
  const found = new Map<string, Link>();
  const note = (address: string | undefined, isPicture = false) => {
    if (address && /^https?:/.test(address) && !found.has(address)) found.set(address, { address, isPicture });
  };
  for (const block of blocks) {
    if (block.kind === "button") note(block.href);
    if (block.kind === "story") {
      note(block.address);
      note(block.imageAddress, true);
    }
    if (block.kind === "image") {
      note(block.href);
      note(block.address, true);
    }
    for (const span of spansIn(block)) note(span.href);
  }
  return [...found.values()];
}

const spansIn = (block: Block): Span[] =>
  block.kind === "list" ? block.items.flat() : "spans" in block ? block.spans : [];

function wordsIn(block: Block): string {
  const spans = spansIn(block).map((span) => ("text" in span ? span.text : " "));
  if (block.kind === "list")
    return block.items.map((item) => item.map((span) => ("text" in span ? span.text : " ")).join("")).join("\n");
  switch (block.kind) {
    case "quote":
      return `${spans.join("")}\n${block.source}`;
    case "image":
      return `${block.alt}\n${block.caption}`;
    case "button":
      return block.label;
    case "story":
      return `${block.title}\n${block.standfirst}\n${block.byline}`;
    default:
      return spans.join("");
  }
}

const quoted = (found: string[]) => [...new Set(found)].slice(0, 5).join(", ");

import { rangeOf, type StoryText } from "./story-text.ts";

type Span = { start: number; end: number };

/** The names under which reader.css knows them. */
type Kind = "own-words" | "own-words-here";

/** Where a browser draws in the text itself, the page stays as it is; elsewhere marks are set around the words. */
const drawsInText = () => typeof Highlight !== "undefined" && "highlights" in CSS;

/** Draws these spans in the story in place of those that were drawn before. */
export function drawWords(read: () => StoryText, kind: Kind, spans: Span[]) {
  if (drawsInText()) {
    const story = read();
    const ranges = spans.map((span) => rangeOf(story, span)).filter((range) => range !== undefined);
    if (ranges.length === 0) CSS.highlights.delete(kind);
    else CSS.highlights.set(kind, new Highlight(...ranges));
    return;
  }
  for (const mark of document.querySelectorAll(`mark.${kind}`)) takeAway(mark);
  // Read again for each: setting one cuts texts in two.
  for (const span of spans) setMarks(read(), kind, span);
}

function takeAway(mark: Element) {
  const parent = mark.parentNode;
  mark.replaceWith(...mark.childNodes);
  parent?.normalize();
}

function setMarks(story: StoryText, kind: Kind, { start, end }: Span) {
  for (const { node, from, offsets } of story.pieces) {
    const inside = offsets.filter((_, at) => from + at >= start && from + at < end);
    const [first, last] = [inside[0], inside.at(-1)];
    if (first === undefined || last === undefined) continue;
    const words = first > 0 ? node.splitText(first) : node;
    if (last + 1 - first < words.length) words.splitText(last + 1 - first);
    const mark = document.createElement("mark");
    mark.className = kind;
    words.replaceWith(mark);
    mark.append(words);
  }
}

import { listed } from "../rules/civility-lists.ts";
import type { Struck } from "../rules/civility-model.ts";
import { type Pieces, piecesOf, wordsToWeigh } from "../rules/civility-pieces.ts";
import { fold } from "../rules/folded.ts";
import { personal } from "../rules/personal.ts";
import type { Span } from "../rules/rule.ts";
import { abuseToLearn } from "./abuse-to-learn.ts";
import { expand } from "./expand.ts";
import { abusiveToLearn, heavyToLearn, plainToLearn } from "./plain-to-learn.ts";
import { talkToLearn } from "./talk-to-learn.ts";

/** How many parts the examples are cut into, so that each is judged once by a model that has not seen its part. */
export const parts = 5;

/** A text with what people said of it. `source` says where it is from and how, and decides how much it counts (learn.ts). */
export type Example = {
  text: string;
  isAbusive: boolean;
  source: string;
  part: number;
  pieces: Pieces;
  struck: Struck;
  /** Which words people, or the word lists, marked as abusive, where they did. */
  marks?: Uint8Array;
};

export function example(
  text: string,
  isAbusive: boolean,
  source: string,
  part: number,
  marked?: "listed" | ((span: Span) => boolean),
): Example {
  const folded = fold(text);
  const words = wordsToWeigh(folded);
  const found = listed(folded);
  const isListed = (span: Span) => found.some(({ start, end }) => start <= span.start && span.end <= end);
  const isMarked = marked === "listed" ? (found.length > 0 ? isListed : undefined) : marked;
  return {
    text,
    isAbusive,
    source,
    part,
    pieces: piecesOf(words),
    struck: { listed: found.length, personal: personal.check(folded).length },
    ...(isMarked ? { marks: Uint8Array.from(words, (word) => (isMarked(word) ? 1 : 0)) } : {}),
  };
}

/** The sentences written for the model, each line in a part of its own: what is learnt from one is tried on another. */
export function ownExamples(): Example[] {
  return [
    ...Object.entries(plainToLearn).flatMap(([subject, lines]) => fromLines(lines, 40, false, `plain ${subject}`)),
    ...fromLines(heavyToLearn, 250, false, "plain heavy words"),
    ...fromLines(abusiveToLearn, 120, true, "own abuse"),
    ...Object.entries(talkToLearn).flatMap(([kind, lines]) => fromLines(lines, 60, false, `plain talk: ${kind}`)),
    ...Object.entries(abuseToLearn).flatMap(([kind, lines]) => fromLines(lines, 60, true, `own abuse: ${kind}`)),
  ];
}

function fromLines(lines: string, most: number, isAbusive: boolean, source: string): Example[] {
  return lines
    .trim()
    .split("\n")
    .flatMap((line, at) => expand(line, most).map((text) => example(text, isAbusive, source, at % parts)));
}

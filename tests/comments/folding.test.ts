import { describe, expect, test } from "vitest";
import { fold } from "@/lib/comments/rules/folded.ts";

/** What nobody sees, and what sends a text past the short way for plain letters. */
const unseen = "\u200b";
const read = (text: string) => {
  const { tokens, words } = fold(text);
  return {
    tokens: tokens.map(({ keys, start, end, sentence }) => ({ keys, start, end, sentence })),
    words: words.map(({ text: word, lower, start, end }) => ({ word, lower, start, end })),
  };
};

describe("a text of plain letters reads the same by the short way", () => {
  test.each([
    "You're “right”, and I don't mind – it's ‘fine’… Really!",
    "B1tch, @ss and sh!t: c0st$ 1,500 + 20 % of #7 (a|b) ^up & 5*5.",
    "Rock-'n'-roll isn’t dead, is it? Well-known 'quotes' and the boys’ shoes.",
    `${"a".repeat(150)} ${"$1".repeat(40)}'s end`,
    "One\nTwo\n\n three. four? FIVE!!! under_score and ~tilde~ a.b.c",
    "''' *** 12 + 12 !! @@",
  ])("%s", (text) => expect(read(text)).toEqual(read(text + unseen)));
});

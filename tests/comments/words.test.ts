import { describe, expect, test } from "vitest";
import { fold } from "@/lib/comments/rules/folded.ts";
import { type WordList, whyNotListed, wordsRule } from "@/lib/comments/rules/words.ts";

const listOf = (words: string[], more: Partial<WordList> = {}): WordList => ({
  handling: "hold",
  guideline: "not-abusive",
  words,
  ...more,
});
const found = (lists: WordList[], text: string) =>
  wordsRule(lists)
    .check(fold(text))
    .map(({ at }) => text.slice(...at));

describe("a word of the newsroom's own", () => {
  const list = [listOf(["grifter", "fake news", "casino*"])];

  test.each([
    ["as it is written", "He is a grifter to me.", ["grifter"]],
    ["whatever its case", "He is a GRIFTER to me.", ["GRIFTER"]],
    ["written with signs for letters", "He is a gr1fter to me.", ["gr1fter"]],
    ["with letters of another script", "He is a gr\u0456fter to me.", ["gr\u0456fter"]],
    ["with letters that cannot be seen", "He is a gri\u200bfter to me.", ["gri\u200bfter"]],
    ["in full width", "He is a ｇｒｉｆｔｅｒ to me.", ["ｇｒｉｆｔｅｒ"]],
    ["as a phrase", "This is fake news, as ever.", ["fake news"]],
    ["as a phrase over a line", "This is fake\nnews, as ever.", ["fake\nnews"]],
    ["by its beginning", "Play at casinoroyale tonight, or at a casino.", ["casinoroyale", "casino"]],
  ])("is found %s", (_, text, words) => expect(found(list, text)).toEqual(words));

  test.each([
    ["in the middle of another word", "The drifters and the grifterish man."],
    ["when half a phrase ends the sentence", "It was a fake. News came later."],
    ["when other words stand between", "It is a fake but old piece of news."],
  ])("is not found %s", (_, text) => expect(found(list, text)).toEqual([]));

  test("that is on two lists fares as the stricter one says, whichever comes first", () => {
    const lists = [listOf(["weasel"], { handling: "refuse", guideline: "not-personal" }), listOf(["weasel"])];
    for (const order of [lists, lists.toReversed()])
      expect(wordsRule(order).check(fold("You weasel."))).toMatchObject([
        { handling: "refuse", guideline: "not-personal" },
      ]);
  });

  test("is not looked for while its list is off", () => {
    expect(found([listOf(["grifter"], { handling: "off" })], "He is a grifter.")).toEqual([]);
  });

  test("that begins another phrase is found as the longer one where that stands", () => {
    const lists = [listOf(["snake", "snake oil", "snake oil man"])];
    expect(found(lists, "Snake, snake oil, and the snake oil man.")).toEqual(["Snake", "snake oil", "snake oil man"]);
  });
});

describe("a word that could not be found", () => {
  test.each([
    ["nothing to look for", "!!!", "no letter or digit"],
    ["a script that is not folded", "漢字", "no letter or digit"],
    ["too many words", "one two three four five six seven eight nine", "more than 8 words"],
    ["a star behind almost nothing", "ab*", "at least 3 letters"],
  ])("is refused with the reason: %s", (_, word, reason) => expect(whyNotListed(word)).toContain(reason));

  test("is nothing that people usually list", () => {
    for (const word of ["grifter", "fake news", "casino*", "c'mon", "don't", "B1tch", "Müller", "24/7"])
      expect(whyNotListed(word), word).toBeUndefined();
  });
});

test("looking takes no longer with ten thousand words on the lists than a few times that with ten", () => {
  const words = (count: number) => listOf(Array.from({ length: count }, (_, n) => `quux${n} flim${n % 7} flam`));
  const text = "quux1 flim1 quux2 flim2 and what not quux1 flim1 flam. ".repeat(70);
  const folded = fold(text);
  const time = (lists: WordList[]) => {
    const rule = wordsRule(lists);
    const times = Array.from({ length: 15 }, () => {
      const from = performance.now();
      rule.check(folded);
      return performance.now() - from;
    });
    return Math.min(...times);
  };
  const few = time([listOf(["quux1 flim1 flam"])]);
  expect(time([words(5_000), words(5_000)])).toBeLessThan(few * 10 + 5);
});

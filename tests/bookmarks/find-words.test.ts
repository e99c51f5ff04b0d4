import { describe, expect, test } from "vitest";
import { findWords, targetOf } from "@/app/(reader)/parts/find-words.ts";

const story = [
  "The weir at Harrow",
  "What the ledger says about forty years of water.",
  "The council met on Monday. It heard that the gauge had not been read since March, and that nobody had been asked to read it.",
  "“We should have known,” said the clerk. The gauge stands below the bridge, where the river bends.",
  "The council met again on Friday, and did nothing. The gauge is read now.",
].join("\n");

/** What is kept of these words, as they stand in the story; of several, the nth. */
function kept(words: string, nth = 0) {
  let start = story.indexOf(words);
  for (let at = 0; at < nth; at += 1) start = story.indexOf(words, start + 1);
  expect(start).toBeGreaterThanOrEqual(0);
  return targetOf(story, { start, end: start + words.length });
}
function found(text: string, target: ReturnType<typeof targetOf>) {
  const place = findWords(text, target);
  return place && { words: text.slice(place.start, place.end), isSame: place.isSame };
}

describe("highlighted words are found again", () => {
  test("where nothing has changed, each of several that are alike in its own place", () => {
    for (const [words, nth] of [
      ["The gauge", 0],
      ["The gauge", 1],
      ["The council met", 0],
      ["The council met", 1],
      [story, 0],
    ] as const) {
      const target = kept(words, nth);
      expect(findWords(story, target)).toEqual({ start: target.start, end: target.end, isSame: true });
    }
  });

  test("when words were put in before them, taken out, or moved with their paragraph", () => {
    const target = kept("the gauge had not been read since March");
    for (const text of [
      `A long new opening that was not there before, with many words.\n${story}`,
      story.replace("What the ledger says about forty years of water.\n", ""),
      story.split("\n").reverse().join("\n"),
    ])
      expect(found(text, target)).toEqual({ words: "the gauge had not been read since March", isSame: true });
  });

  test("when a letter, a word or a number of them was corrected, and it is said that they were", () => {
    const target = kept("the gauge had not been read since March, and that nobody had been asked");
    const corrected = story.replace("since March", "since 4 April").replace("had been asked", "was asked");
    expect(found(corrected, target)).toEqual({
      words: "the gauge had not been read since 4 April, and that nobody was asked",
      isSame: false,
    });
  });

  test("when their paragraph was cut in two, or joined with the next", () => {
    const across = kept("to read it.\n“We should have known,”");
    expect(found(story.replace("to read it.\n“We", "to read it. “We"), across)).toMatchObject({ isSame: true });
    const inside = kept("on Monday. It heard that");
    expect(found(story.replace("on Monday. It", "on Monday.\nIt"), inside)).toMatchObject({ isSame: true });
  });

  test("short ones by what stands around them, in the right place of two", () => {
    const second = kept("The gauge", 1);
    expect(second.suffix).toContain("is read now");
    const text = story.replace("and did nothing.", "and argued until the lamps went out, and then did nothing.");
    expect(findWords(text, second)?.start).toBe(text.lastIndexOf("The gauge"));
  });
});

describe("they are rather not found than found elsewhere", () => {
  test("short words whose sentence is gone, though they stand elsewhere", () => {
    const target = kept("The gauge", 1);
    const text = story.replace(
      "The council met again on Friday, and did nothing. The gauge is read now.",
      "That was all.",
    );
    expect(findWords(text, target)).toBeUndefined();
  });

  test("words that were taken out, or put into quite other words", () => {
    const target = kept("“We should have known,” said the clerk.");
    expect(findWords(story.replace("“We should have known,” said the clerk.", ""), target)).toBeUndefined();
    expect(
      findWords(
        story.replace("“We should have known,” said the clerk.", "Nobody at the town hall would comment."),
        target,
      ),
    ).toBeUndefined();
  });

  test("anything in an empty text, or in one that is another story", () => {
    expect(findWords("", kept("The gauge"))).toBeUndefined();
    expect(
      findWords("Bread rises by four per cent, bakers say.", kept("The gauge stands below the bridge")),
    ).toBeUndefined();
  });
});

test("fifty highlights are looked for in a long story, all of it rewritten, before anybody waits", () => {
  const long = Array.from({ length: 400 }, (_, at) => `Sentence ${at} says that the river stood at ${at * 7} cm.`).join(
    " ",
  );
  const other = Array.from(
    { length: 400 },
    (_, at) => `Line ${at}: bread was sold for ${at * 3} pence to the ovens.`,
  ).join(" ");
  const targets = Array.from({ length: 50 }, (_, at) => targetOf(long, { start: at * 160, end: at * 160 + 120 }));
  const started = performance.now();
  for (const target of targets) findWords(other, target);
  expect(performance.now() - started).toBeLessThan(4_000);
});

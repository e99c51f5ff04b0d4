import { beforeAll, describe, expect, test } from "vitest";
import { saidOfWriter } from "@/lib/comments/rules/civility-writer.ts";
import { fold } from "@/lib/comments/rules/folded.ts";
import { judge, warmRules } from "@/lib/comments/rules/judge.ts";

const ofWriter = (text: string) => {
  const folded = fold(text);
  return [...saidOfWriter(folded.tokens)].map(({ start, end }) => folded.text.slice(start, end));
};
const abuseIn = async (text: string) =>
  (await judge(text)).filter(({ rule }) => rule === "civility" || rule === "personal").map(({ rule }) => rule);

beforeAll(warmRules);

describe("what people say of themselves is no abuse of anybody", () => {
  test.each([
    ["We were fools to believe what the leaflet promised us.", "fools"],
    ["I was an idiot to sell my garden by the river.", "idiot"],
    ["I felt stupid when I read the small print.", "stupid"],
    ["I'm such an idiot for parking there on a market day.", "idiot"],
    ["We have been very foolish about the river for forty years.", "foolish"],
    ["I must have looked like a complete idiot at the counter.", "idiot"],
    ["Silly me, I forgot the date of the meeting.", "Silly"],
    ["It was stupid of me to trust the timetable.", "stupid"],
    ["Fool that I am, I paid for the ticket twice.", "Fool"],
    ["What a fool I was to wait for the last bus.", "fool"],
  ])("%s", async (text, word) => {
    expect(ofWriter(text)).toEqual([word]);
    expect(await abuseIn(text)).toEqual([]);
  });
});

describe("of whom else it is said, it is found as before", () => {
  test.each([
    "I was there, and you are an idiot.",
    "I think they are idiots and should go home.",
    "I am sure that he is a moron, as everybody knows.",
    "We were robbed by these idiots at the counter.",
    "I feel you are stupid, and so does my wife.",
    "We all are tired of you fools.",
    "You made me look stupid, you clown.",
  ])("%s", async (text) => {
    expect(ofWriter(text)).toEqual([]);
    expect(await abuseIn(text)).not.toEqual([]);
  });
});

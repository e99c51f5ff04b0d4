import { beforeAll, describe, expect, test } from "vitest";
import { onlyNames } from "@/lib/comments/rules/civility-name-words.ts";
import { wordsToWeigh } from "@/lib/comments/rules/civility-pieces.ts";
import { fold } from "@/lib/comments/rules/folded.ts";
import { judge, warmRules } from "@/lib/comments/rules/judge.ts";
import { lexicon } from "@/lib/comments/rules/lexicon.ts";

beforeAll(warmRules);

const isFound = async (text: string) => (await judge(text)).some(({ rule }) => rule === "civility");
const weighed = (text: string) => wordsToWeigh(fold(text)).map(({ word }) => word);

describe("a name is no abuse where it is written as one", () => {
  test.each([
    "Ed Balls spoke in the House.",
    "Mike Crapo and Chris Coons sit in the Senate, and Coons voted against it.",
    "Dick Durbin is the whip.",
    "Anthony Weiner resigned that year.",
    "Noël Coward wrote it in 1930.",
    "Mr. Dick keeps a kite in the novel.",
    "Harry Butt was the keeper for years.",
    "John Lee Hooker played here.",
    "Professor Assmann wrote about memory.",
    "Philip K. Dick wrote the book.",
    "Fanny Burney lived in this street.",
    "Gay Talese wrote the piece.",
    "Judge Hoare sent him down.",
    "Dr Suk operated on my knee.",
    "Ms Phuc Tran teaches maths.",
    "Bobby Shittu scored twice.",
    "Carrie Coon is in it as well.",
    "I asked Dick about the bridge.",
    "Tom, Dick and Harry all came along.",
    "Uncle Dick sold the farm.",
    "The King, Tuheitia Paki, was buried on Thursday.",
  ])("of people: %s", async (text) => {
    expect(await isFound(text)).toBe(false);
  });

  test.each([
    "We live near Twatt in Orkney.",
    "They moved to Dildo, Newfoundland, in May.",
    "Shitterton is a village in Dorset.",
    "Penistone has a market.",
    "She took the train to Cockfosters.",
    "At Wankhede the crowd sang all night.",
    "The shop in Cock Lane is shut.",
    "Intercourse, Pennsylvania, has a fair.",
  ])("of places: %s", async (text) => {
    expect(await isFound(text)).toBe(false);
  });

  test("the model is not shown it, and is shown it where it is a word", () => {
    expect(weighed("We asked Nicky Butt, and Butt said no.")).not.toContain("butt");
    expect(weighed("He threw the butt away.")).toContain("butt");
    expect(weighed("Yesterday Slutsky sang.")).not.toContain("slutsky");
  });

  test("who was named once in company is known by the name alone", async () => {
    expect(await isFound("Chris Coons spoke. Afterwards Coons left.")).toBe(false);
    expect(await isFound("Afterwards Coons left.")).toBe(true);
  });
});

describe("abuse that is written like a name is found", () => {
  test.each([
    "You are a Dick Head.",
    "You Are A Dick Head",
    "DICK HEADS all of you.",
    "Dick head Tom wrote it.",
    "Mr Dick Head speaks.",
    "Mr Wanker wrote this.",
    "Lord Bellend speaks again.",
    "Professor Shithead wrote it.",
    "Cunt Clinton lost.",
    "What a Prick.",
    "What a Dick he is.",
    "John is a total Dick.",
    "Tom is a Dick and Harry knows.",
    "Suck my Dick, Bob.",
    "you Coons get out of here",
    "these Coons voted again",
    "Coons are ruining this town.",
    "Chris Coons is here, you Coons.",
    "Ed Dіck wrote this.",
    "Ed D1ck wrote this.",
    "Uncle Tom you Coon.",
    "Stupid Hooker.",
    "Go to Fucking Hell.",
  ])("%s", async (text) => {
    expect(await isFound(text)).toBe(true);
  });

  test("the words of a mocking name are weighed: Crooked Hillary", () => {
    expect(weighed("Crooked Hillary lost it again.")).toEqual(expect.arrayContaining(["crooked", "hillary"]));
  });

  test("where every word has a capital, a capital makes no name", () => {
    expect(weighed("Jim Savage Beats The Bank")).toContain("savage");
    expect(weighed("Jim Savage beats the bank")).not.toContain("savage");
  });
});

test("what is a name by its capital alone is no English word", () => {
  expect([...onlyNames].filter((name) => lexicon().isEnglish(name))).toEqual([]);
});

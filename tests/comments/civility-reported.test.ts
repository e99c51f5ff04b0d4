import { beforeAll, describe, expect, test } from "vitest";
import { wordsToWeigh } from "@/lib/comments/rules/civility-pieces.ts";
import { reportedIn } from "@/lib/comments/rules/civility-reported.ts";
import { fold } from "@/lib/comments/rules/folded.ts";
import { judge, warmRules } from "@/lib/comments/rules/judge.ts";

beforeAll(warmRules);

const reported = (text: string) => reportedIn(fold(text)).map(({ start, end }) => text.slice(start + 1, end - 1));
const found = async (text: string) =>
  (await judge(text))
    .filter(({ rule }) => rule === "civility" || rule === "personal")
    .map(({ at: [start, end] }) => text.slice(start, end));

describe("what a third person is reported to have said is not weighed as if it were meant", () => {
  test.each([
    [`He called her "a stupid cow" and was fined.`, "a stupid cow"],
    ["“You disgust me”, he shouted at the judge.", "You disgust me"],
    ["The graffiti said “kill them all”, and nobody was charged.", "kill them all"],
    [`As a child I was called "a dirty foreigner" at school.`, "a dirty foreigner"],
    [`The word "moron" was cut from the film.`, "moron"],
    ["“Shut up, clown!” said the minister.", "Shut up, clown!"],
    ["A caller left a message saying 'I will find you and kill you' at night.", "I will find you and kill you"],
    ["She showed us mails in which men wrote «you pig».", "you pig"],
    [`The banner read "Hang the traitors".`, "Hang the traitors"],
    ["He told me 'you are an idiot, don't come back' and left.", "you are an idiot, don't come back"],
    [`"Scum" was sprayed on the door.`, "Scum"],
    [`Mr. Smith tweeted "you are all vermin" on Monday.`, "you are all vermin"],
    [`They call us "vermin" in that paper.`, "vermin"],
    [`A man was heard to shout "drop dead" twice.`, "drop dead"],
  ])("%s", async (text, words) => {
    expect(reported(text)).toEqual([words]);
    expect(await found(text)).toEqual([]);
    const inside = fold(words).tokens.map(({ keys }) => keys[0]);
    const outside = fold(text.replace(words, "")).tokens.map(({ keys }) => keys[0]);
    const seen = wordsToWeigh(fold(text)).map(({ word }) => word);
    expect(seen.filter((word) => inside.includes(word) && !outside.includes(word))).toEqual([]);
  });

  test("each of several in a row", () => {
    expect(reported(`Protesters shouted "murderer" and "pig" at him.`)).toEqual(["murderer", "pig"]);
    expect(reported(`Slurs such as "ape" and "queer" led to a ban.`)).toEqual(["ape", "queer"]);
  });

  test("a slur or a curse in it is still struck, for it is on the page", async () => {
    expect(await found("The leaflet said “faggots go home”, and nobody was charged.")).toEqual(["faggots"]);
  });
});

describe("quotation marks alone excuse nothing", () => {
  test.each([
    `I told you: "you stupid cow"`,
    `I said "you are a moron" and I meant it.`,
    `"You moron," I say.`,
    `"Moron", said I.`,
    `I keep saying "he is a moron".`,
    `We call them "vermin".`,
    `Let's call him a "moron".`,
    `Just saying "moron".`,
    `Say it with me: "she is a moron".`,
    `Told him "stupid cow" yesterday.`,
  ])("what the writer says: %s", (text) => {
    expect(reported(text)).toEqual([]);
  });

  test.each([
    `You are what we call a "stupid cow".`,
    `What people call a "moron" is him.`,
    `They told you "stupid cow" and so it is.`,
    `He said you are a "moron".`,
    `Everyone calls him "moron".`,
    `Some would call him a "moron".`,
  ])("what is said to the reader, or by everybody: %s", (text) => {
    expect(reported(text)).toEqual([]);
  });

  test.each([
    `This so-called "journalist" is a "moron".`,
    `He is a "moron" and a fraud.`,
    `The "stupid cow" said no.`,
    `He said hello but this "moron" is lying.`,
    `It is what he said: this "moron" lies.`,
    `The word "moron" describes him well.`,
    `One word: "moron".`,
    `"You are all scum and should die."`,
  ])("marks without a report: %s", (text) => {
    expect(reported(text)).toEqual([]);
  });

  test.each([
    `People rightly called her a "stupid cow".`,
    `They called him a "moron", and he is.`,
    `They called him a "moron". They were right.`,
    `As my uncle said, "you stupid cow".`,
    `They say "moron", I agree.`,
  ])("a report that is agreed with: %s", (text) => {
    expect(reported(text)).toEqual([]);
  });

  test.each([
    [`I told you: "you stupid cow"`],
    [`You are what we call a "stupid cow".`],
    [`"You moron," I say.`],
    [`This so-called "journalist" is a "moron".`],
    [`"You are all scum and should die."`],
  ])("and such a comment is found: %s", async (text) => {
    expect((await found(text)).length).toBeGreaterThan(0);
  });

  test("a long quotation is what the comment says", () => {
    expect(reported(`He said "${"you are a stupid cow and ".repeat(12)}a pig".`)).toEqual([]);
  });
});

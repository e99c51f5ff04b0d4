import { beforeAll, describe, expect, test } from "vitest";
import { civility } from "@/lib/comments/rules/civility.ts";
import { saidOfThings } from "@/lib/comments/rules/civility-things.ts";
import { fold } from "@/lib/comments/rules/folded.ts";
import { warmRules } from "@/lib/comments/rules/judge.ts";

beforeAll(() => warmRules());

const ofThings = (text: string) => {
  const { tokens } = fold(text);
  return [...saidOfThings(tokens)].map(({ start, end }) => text.slice(start, end));
};

describe("a hard word that is said of a thing is no abuse of anybody", () => {
  test.each([
    "What a stupid rule this is.",
    "This is a stupid law, and the council should repeal it.",
    "They came up with a ridiculous, useless tax.",
    "The new design is really ugly.",
    "Dumb luck saved the match.",
    "It is not stupid to ask for the figures.",
  ])("%s", (text) => {
    expect(ofThings(text)).not.toEqual([]);
    expect(civility.check(fold(text))).toEqual([]);
  });
});

describe("what is said of people stays said of them", () => {
  test.each([
    "You are stupid, and so is whoever voted for you.",
    "Only a stupid woman would write this.",
    "These pathetic people ruin everything, the idiots.",
    "The minister is an ugly, disgusting pig.",
    "What a stupid rule, made by stupid idiots like you.",
  ])("%s", (text) => expect(civility.check(fold(text))).not.toEqual([]));

  test.each([
    "Your stupid idea will get us nowhere.",
    "Your whole plan is ridiculous.",
    "He has a stupid face.",
    "You are stupid. Law is what you never learnt.",
    "st*pid rule",
  ])("%s: pardons nothing", (text) => expect(ofThings(text)).toEqual([]));
});

test("a text of any length is read in one go", () => {
  const text = "very stupid ".repeat(20_000);
  const started = performance.now();
  const { tokens } = fold(text);
  const folded = performance.now();
  saidOfThings(tokens);
  expect(performance.now() - folded).toBeLessThan(20 * Math.max(folded - started, 20));
});

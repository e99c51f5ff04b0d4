import fs from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { checksum, modelFile, openModel } from "@/lib/comments/rules/civility-model.ts";
import { judge, warmRules } from "@/lib/comments/rules/judge.ts";
import { disguises } from "@/lib/comments/training/disguise.ts";
import { ownExamples } from "@/lib/comments/training/examples.ts";
import { expand } from "@/lib/comments/training/expand.ts";
import { learnTables } from "@/lib/comments/training/learn.ts";
import { pack } from "@/lib/comments/training/pack.ts";
import { abusiveToMeasure, plainToMeasure } from "@/lib/comments/training/plain-to-measure.ts";

beforeAll(warmRules);

const path = "lib/comments/rules/civility-weights.json";
const file = modelFile.parse(JSON.parse(fs.readFileSync(path, "utf8")));

const civilityOf = async (text: string) => (await judge(text)).filter(({ rule }) => rule === "civility");
const isFound = async (text: string) => (await civilityOf(text)).length > 0;

async function shareFound(texts: string[]): Promise<number> {
  let found = 0;
  for (const text of texts) if (await isFound(text)) found++;
  return found / texts.length;
}

describe("the weights file", () => {
  test("is at most one megabyte", () => {
    expect(fs.statSync(path).size).toBeLessThanOrEqual(1_000_000);
  });

  test.each([
    ["a table", { marked: { ...file.marked, weights: `////${file.marked.weights.slice(4)}` } }],
    ["a bias", { whole: { ...file.whole, bias: 3 } }],
    ["the layer", { layer: { ...file.layer, bias: 0 } }],
    ["the threshold", { threshold: 40 }],
  ])("opens nothing when %s was changed", (_, change) => {
    expect(() => openModel({ ...file, ...change })).toThrow(/checksum/);
  });

  test("opens nothing when a table was cut, even with a checksum that fits", () => {
    const cut = { ...file, whole: { ...file.whole, weights: file.whole.weights.slice(0, 4000) } };
    expect(() => openModel({ ...cut, sha256: checksum(cut) })).toThrow(/wrong length/);
  });

  test("is made the same, byte for byte, from the same examples", () => {
    const examples = ownExamples().filter((_, at) => at % 8 === 0);
    const layer = { bias: 0, weights: [1, 0, 1, 0, 0, 1, 1, ...new Array(8).fill(0)] };
    const make = () => JSON.stringify(pack(learnTables(examples), layer, 0, "test"));
    expect(make()).toBe(make());
  });
});

describe("what the model finds", () => {
  test.each([
    ["The bridge opens in May. Only a brainless crook could like this author.", "brainless"],
    ["You pathetic excuse for a journalist, your readers deserve better.", "pathetic"],
    ["They say it will rain. These people are disgusting pigs and nothing else.", "disgusting"],
  ])("the words that weighed most explain it: %s", async (text, word) => {
    const marked = (await civilityOf(text)).map(({ at: [start, end] }) => text.slice(start, end));
    expect(marked.join(" ")).toContain(word);
    expect(marked.join("").length).toBeLessThan(text.length * 0.7);
  });

  test("a finding quotes its words, says that a check may have learnt it, and cites the guideline", async () => {
    const text = "I read it twice. You pathetic excuse for a journalist, go away.";
    for (const finding of await civilityOf(text)) {
      expect(finding.reason).toContain(text.slice(...finding.at));
      expect(finding.guideline).toBe("not-abusive");
    }
    expect((await civilityOf(text)).length).toBeGreaterThan(0);
  });

  test("abuse of the people whom plain sentences name is found", async () => {
    expect(await shareFound(expand(abusiveToMeasure, 25))).toBeGreaterThanOrEqual(0.95);
  });

  test.each(["groups", "dialect", "sex education", "everyday"])(
    "plain sentences pass, of the kind: %s",
    async (subject) => {
      expect(await shareFound(expand(plainToMeasure[subject] ?? "", 25))).toBeLessThanOrEqual(0.05);
    },
  );

  test.each(["war", "crime", "death", "religion", "medicine"])(
    "heavy subjects stay within what the card says: %s",
    async (subject) => {
      expect(await shareFound(expand(plainToMeasure[subject] ?? "", 25))).toBeLessThanOrEqual(0.1);
    },
  );
});

describe("C4: disguises", () => {
  const abuse = expand(abusiveToMeasure, 8);
  const plain = expand(
    ["groups", "dialect", "everyday", "war", "crime"].map((name) => plainToMeasure[name]).join("\n"),
    6,
  );
  test.each(["zero-width", "homoglyph", "fullwidth", "leet", "bidi", "isolate", "spaced", "accents"])(
    "what is found plain is found in the disguise: %s",
    async (name) => {
      const disguise = disguises[name] ?? String;
      let [known, kept, invented] = [0, 0, 0];
      for (const text of abuse) {
        if (!(await isFound(text))) continue;
        known++;
        if (await isFound(disguise(text))) kept++;
      }
      for (const text of plain) if (!(await isFound(text)) && (await isFound(disguise(text)))) invented++;
      expect(known).toBeGreaterThan(30);
      expect(kept / known).toBeGreaterThanOrEqual(0.95);
      expect(invented / plain.length).toBeLessThanOrEqual(0.005);
    },
  );

  test("a word that an override turns round is marked where it stands", async () => {
    const text = "I think \u202estoidi\u202c wrote this, you utter fools and idiots.";
    const marks = (await judge(text)).map(({ at }) => at);
    for (const [start, end] of marks) expect(start).toBeLessThan(end);
    expect(await isFound("You are an \u202etoidi\u202c.")).toBe(true);
  });

  test("an override in quoted words ends within the quotation, and turns no word of the reason round", async () => {
    const reasons = (await judge("You are an \u202etoidi\u202c.")).map(({ reason }) => reason);
    expect(reasons.some((reason) => reason.includes("\u202e"))).toBe(true);
    for (const reason of reasons) expect(reason.replace(/\u202e[^”]*\u202c/, "")).not.toContain("\u202e");
  });
});

import { beforeAll, describe, expect, test } from "vitest";
import { judge, judgeBy, warmRules } from "@/lib/comments/rules/judge";
import { type Finding, findingSchema, ruleNames } from "@/lib/comments/rules/schema";

beforeAll(warmRules);

const rulesIn = (findings: Finding[]) => [...new Set(findings.map(({ rule }) => rule))];
const wordsAt = (text: string, { at: [start, end] }: Finding) => text.slice(start, end);

describe("the contract of judge", () => {
  test("a comment that keeps the rules has no findings", async () => {
    const text = "The survey was promised in April. Why has nobody seen it? I would like the council to print it.";
    expect(await judge(text)).toEqual([]);
  });

  test("an empty comment has no findings: its length is somebody else's rule", async () => {
    expect(await judge("")).toEqual([]);
    expect(await judge(" \n ")).toEqual([]);
  });

  test("every finding fits its schema, marks the words that it quotes, and comes in the order of rules and words", async () => {
    const text =
      "The weir is closed. Hardly news. You are a fool!!! Call 07700 900321, or see us. Go to http://a.example, http://b.example, http://c.example.";
    const findings = await judge(text);
    expect(rulesIn(findings)).toEqual(["sentences", "shouting", "civility", "personal", "personal-data", "links"]);
    for (const finding of findings) {
      expect(findingSchema.parse(finding)).toEqual(finding);
      expect(finding.reason).toContain(wordsAt(text, finding));
    }
    const order = findings.map(({ rule, at }) => ruleNames.indexOf(rule) * 1e6 + at[0]);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test("a word that every object has by itself is a word like any other", async () => {
    for (const word of ["constructor", "toString", "valueOf", "hasOwnProperty", "isPrototypeOf", "__proto__"])
      expect(await judge(`She says that the ${word} of the new bridge came home.`), word).toEqual([]);
  });

  test("a rule never marks the same words twice", async () => {
    const text = "You stupid idiot, you are a complete and utter moron and an idiot, you idiots.";
    const spans = (await judge(text)).filter(({ rule }) => rule === "personal").map(({ at }) => at);
    expect(spans.length).toBeGreaterThan(1);
    for (const [index, [start]] of spans.entries()) expect(start).toBeGreaterThanOrEqual(spans[index - 1]?.[1] ?? 0);
  });

  test("it fails closed: a rule that throws is named, and no findings come back", () => {
    const broken = {
      name: "civility" as const,
      check() {
        throw new Error("out of words");
      },
    };
    expect(() => judgeBy([broken], "Hello.")).toThrow(/"civility" failed/);
  });

  test("offsets count UTF-16 units of the text as given, behind pictures and invisible letters", async () => {
    const text = "😂😂 It rained all day. You are an id\u200biot.";
    const finding = (await judge(text)).find(({ rule }) => rule === "personal");
    expect(finding && wordsAt(text, finding)).toBe("You are an id\u200biot");
  });

  test("a foreign comment is told so once, and not that its sentences lack an English verb", async () => {
    expect(rulesIn(await judge("wir haben keine Ahnung von diesem Fluss"))).toEqual(["english"]);
  });
});

describe("the time that it takes", () => {
  const comment =
    "I walked along the river last week and saw that the gate at the lower weir was open again. Nobody from the water board was there, and the farmer beside it told me that he had called them three times. If the article is right about the figures, then somebody has to explain where the water went. Will the paper ask them?";

  test("a comment of sixty words takes a few milliseconds at most", async () => {
    for (let n = 0; n < 50; n++) await judge(`${comment} ${n}.`);
    // What the processor worked for it: waiting for a processor is not the rules' doing.
    const before = process.cpuUsage();
    for (let n = 0; n < 100; n++) await judge(`${comment} ${n}.`);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000 / 100).toBeLessThan(10);
  });

  const evil = [
    "a",
    "\n",
    "@",
    "a@",
    "a.",
    "1 ",
    "1-",
    "(",
    '"',
    "f u c k ",
    "f*",
    "you are an ",
    "AAAA ",
    "DE89 ",
    "1 Oak ",
    "www.",
    "http://",
    "a dot ",
    " at ",
    "Dr. ",
    "\u0301",
    "a\t\n",
    "😂",
    "x at y dot ",
    "passport number ",
    "NHS no is 1 ",
    "sort code 12-",
    "one two ",
    "my telegram is a.",
    "ab:",
    "home 1.234, ",
    "0O ",
    "ul. A ",
    "House no 1, A ",
    "c'est la vie ",
    "Ann von der ",
    "wetin ",
  ];
  test.each(evil)("100 kB of %j are judged in linear time", async (piece) => {
    const time = async (length: number) => {
      const text = piece.repeat(Math.ceil(length / piece.length));
      const started = performance.now();
      await judge(text);
      return performance.now() - started;
    };
    // Ten times as much may take forty times as long where the machine does something else meanwhile; a square would be a hundred.
    const ratio = async () => {
      const small = Math.min(await time(10_000), await time(10_000));
      return (await time(100_000)) / Math.max(small, 10);
    };
    const ratios = [await ratio()];
    while (ratios.length < 3 && Math.min(...ratios) >= 40) ratios.push(await ratio());
    expect(Math.min(...ratios)).toBeLessThan(40);
  });
});

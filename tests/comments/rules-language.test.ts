import { beforeAll, describe, expect, test } from "vitest";
import { judge, warmRules } from "@/lib/comments/rules/judge";
import type { RuleName } from "@/lib/comments/rules/schema";

beforeAll(warmRules);

async function found(rule: RuleName, text: string): Promise<string[]> {
  const findings = await judge(text);
  return findings.filter((finding) => finding.rule === rule).map(({ at: [start, end] }) => text.slice(start, end));
}

describe("english", () => {
  test.each([
    "Indeed.",
    "Hear, hear.",
    "Nah.",
    "Agreed.",
    "Emmanuel Macron visited Nouméa.",
    "Ms Nguyễn teaches at São Paulo.",
    "Que sera, sera, as they say.",
    'My opa said "Das ist mir egal" and went to bed.',
    "The neighbourhood organised a programme.",
    "Their goverment is corupt and dosent lisen",
    "WE WERE NEVER ASKED ABOUT THE BRIDGE.",
    "Read https://www.example.de/politik/fluss now.",
    "ty",
    "Manuela van den Berg",
    "Ofwat, Ofgem: asleep.",
    "F = ma²",
    "Carpe diem!",
    "Le Monde lied.",
    "Las Palmas burns again.",
    "Zenith beats Vorskla.",
    "Zubrowka wins again.",
    "tbf hun, wot now",
    "C'est la vie.",
  ])("English, names and loan words pass: %s", async (text) => {
    expect(await found("english", text)).toEqual([]);
  });

  test.each([
    "Je ne comprends pas.",
    "Ich bin dagegen.",
    "Qué vergüenza.",
    "Che vergogna!",
    "Nie zgadzam się z autorem.",
    "Saya tidak setuju dengan penulis.",
    "Mujhe yeh pasand nahi hai.",
    "Ya soglasen s avtorom.",
    "Я согласен с автором.",
    "我同意作者的观点。",
    "אני מסכים.",
    "Συμφωνώ.",
  ])("another language is found, in any letters: %s", async (text) => {
    expect(await found("english", text)).toEqual([text]);
  });

  test.each([
    "Ah cannae believe whit they did tae oor toon.",
    "Dem dey lie. Wetin we go chop?",
    "Dem nuh waan fix di road inna we parish.",
    "The gahmen very kiasu lah, no choice meh?",
  ])("English of Scotland, Lagos, Kingston and Singapore is English: %s", async (text) => {
    expect(await found("english", text)).toEqual([]);
  });

  test.each([
    "Schade.",
    "Scandaleux !",
    "Vergonhoso.",
    "Szégyen!",
    "Pinsamt.",
    "Di chi è la colpa?",
    "Wie de nadruk legt.",
  ])("a short answer in another language is found all the same: %s", async (text) => {
    expect(await found("english", text)).toEqual([text]);
  });

  test("a saying lends no cover to what stands beside it", async () => {
    const text = "C'est la vie, mais je ne suis pas d'accord avec vous.";
    expect(await found("english", text)).toEqual([text]);
  });

  test("only the foreign sentence of an English comment is marked", async () => {
    const text =
      "I read the report twice, and the second time I was sure. Das Parlament hat wieder einmal versagt. The river is still dry.";
    expect(await found("english", text)).toEqual(["Das Parlament hat wieder einmal versagt."]);
  });
});

describe("sentences", () => {
  test.each([
    "The bridge needs repair.",
    "Prices doubled.",
    "Farmers feed us.",
    "Both sides lie.",
    "Cars kill.",
    "I realise that it displays badly.",
    "You lie.",
    "Vote them out.",
    "Never trust a landlord.",
    "Please read the minutes.",
    "How sad this is.",
    "There's no evidence for it.",
    "Mr. Jones runs the bakery in St. Albans.",
    "“Nobody told us,” she said.",
    "(I work there.)",
    "3 people drowned.",
    "iPhones cost too much.",
    "I know the place. 😂",
    "I have lived here for years. Thank you.",
    "@anna I think that you are right.",
    "I read it here: https://paper.example/story?id=3",
    "This line was\nbroken by my mail program.",
    "Apologise.",
    "Nobody cares.",
    "Secondly, mend the roof.",
    "Please wait.",
    "Calm down, neighbour.",
    "How dare you!",
    "Long live the queen!",
    "God bless the firemen.",
    "We, like everyone here, pay.",
    "Most of us walk.",
    "The poor pay twice.",
    "Walking to town beats driving there.",
    "The kettle boils.",
    "The family elects two of us.",
    "“Who paid?” asked the judge.",
    "The people who own it disagree.",
    "Those who met her liked her.",
    "If only he had asked us!",
    "Serves him right.",
  ])("a full sentence passes: %s", async (text) => {
    expect(await found("sentences", text)).toEqual([]);
  });

  test.each([
    "Nonsense.",
    "too late now",
    "Absolute disgrace.",
    "Money for the rich, nothing for the poor.",
    "the bridge needs repair.",
    "The bridge needs repair",
    "Just like in 2008.",
    "Disappointed but not surprised.",
    "Because of politicians.",
    "Which is why nobody came.",
    "The worst plan of the decade.",
    "The woman in the red hat.",
    "Up the Reds!",
    "Anybody surprised?",
    "Case closed.",
    "A will of iron.",
    "If you think that.",
    "While we all wait.",
    "As a driver who has seen it before.",
    "Hoping for a day that never ends.",
    "All mouth, no trousers.",
    "Welcome to Leeds.",
    "In short, a price rise.",
    "+1",
    "😂😂",
  ])("a fragment is found: %s", async (text) => {
    expect(await found("sentences", text)).toEqual([text]);
  });

  test("a small letter behind a full stop is told, and one behind an abbreviation is not", async () => {
    expect(await found("sentences", "The road was closed. nobody told us.")).toEqual(["nobody told us."]);
    expect(await found("sentences", "It cost approx. the same as last year.")).toEqual([]);
  });

  test("only the fragment between full sentences is marked, and the reason quotes it", async () => {
    const text = "The council knew. Typical. We will remember it.";
    const [finding] = await judge(text);
    expect(finding).toEqual({
      rule: "sentences",
      reason: "“Typical.” is a fragment.",
      guideline: "full-sentences",
      at: [18, 26],
    });
  });
});

describe("shouting", () => {
  test.each([
    "NATO, the EU and the UN met.",
    "The NHS, HMRC, DVLA and DWP replied.",
    "I really MEAN it.",
    "Did it really happen?!",
    "World War III ended in the film.",
    "The AAA rating fell.",
  ])("acronyms and a single stressed word pass: %s", async (text) => {
    expect(await found("shouting", text)).toEqual([]);
  });

  test.each([
    ["I said that THE WHOLE GATE WAS ROTTEN from the start.", "THE WHOLE GATE WAS ROTTEN"],
    ["Stop this now!!!", "!!!"],
    ["Why would they???", "???"],
    ["It is sooooo late.", "sooooo"],
  ])("only what is shouted is marked: %s", async (text, shouted) => {
    expect(await found("shouting", text)).toEqual([shouted]);
  });
});

describe("links", () => {
  test("two links pass, and the third is marked", async () => {
    const two = "Compare https://one.example/a with www.two.example and you will see.";
    expect(await found("links", two)).toEqual([]);
    expect(await found("links", `${two} There is more at http://three.example/b.`)).toEqual(["http://three.example/b"]);
  });
});

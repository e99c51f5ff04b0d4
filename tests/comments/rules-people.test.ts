import { beforeAll, describe, expect, test } from "vitest";
import { judge, warmRules } from "@/lib/comments/rules/judge";
import type { RuleName } from "@/lib/comments/rules/schema";

beforeAll(warmRules);

async function found(rule: RuleName, text: string): Promise<string[]> {
  const findings = await judge(text);
  return findings.filter((finding) => finding.rule === rule).map(({ at: [start, end] }) => text.slice(start, end));
}

describe("civility", () => {
  test.each([
    "Dick Cheney gave a speech.",
    "Dick Van Dyke is very old.",
    "They live in Scunthorpe, not in Essex.",
    "He was cock-a-hoop about the result.",
    "The cockpit crew was assessed in class.",
    "Shiitake grow in Sussex.",
    "She graduated magna cum laude.",
    "A blue tit nested in the hedge.",
    "The suspect threatened to kill the mayor.",
    "Kill the bill, I say.",
    "I will find the link for you.",
    "You will pay for it with your taxes.",
    "The plan is absolute garbage.",
    "You should go back to your first point.",
    "A fridge belongs in the kitchen.",
    "The police told him not to kill himself.",
    "The price is $1,500 or £900.",
    "The sign above the door said важное дело in Russian.",
    "My grandfather may drop dead any day.",
  ])("a name or an innocent word is no abuse: %s", async (text) => {
    expect(await found("civility", text)).toEqual([]);
  });

  test.each([
    ["That is a fucking lie.", "fucking"],
    ["What a pile of sh!t this is.", "pile of sh!t"],
    ["The a$$hole lied.", "a$$hole"],
    ["He is a b1tch.", "b1tch"],
    ["I said f u c k to him.", "f u c k"],
    ["F.U.C.K. the lot.", "F.U.C.K"],
    ["It is fuuuuucked.", "fuuuuucked"],
    ["Oh f*ck this.", "f*ck"],
    ["Oh ｆｕｃｋ this.", "ｆｕｃｋ"],
    ["Oh 𝐟𝐮𝐜𝐤 this.", "𝐟𝐮𝐜𝐤"],
    ["Oh fuсk this.", "fuсk"],
    ["Oh fu\u200bck this.", "fu\u200bck"],
    ["You ное, go home.", "ное"],
  ])("abuse in any disguise is found and marked as it was written: %s", async (text, word) => {
    expect(await found("civility", text)).toEqual([word]);
  });

  test.each([
    "Go hang yourself.",
    "I hope you die soon.",
    "Someone should shoot him.",
    "I know where you live.",
    "You can drop dead, Bob.",
  ])("a threat made of harmless words is found: %s", async (text) => {
    expect(await found("civility", text)).toHaveLength(1);
  });
});

describe("personal", () => {
  test.each([
    ["You are an idiot.", "You are an idiot"],
    ["You're an idiot.", "You're an idiot"],
    ["I told you, you idiot.", "you idiot"],
    ["You would have to be an idiot to believe it.", "You would have to be an idiot"],
    ["The author is a moron.", "The author is a moron"],
    ["People like you ruin everything.", "People like you"],
    ["Well, nobody asked you.", "nobody asked you"],
    ["That is nonsense, moron.", "moron"],
    ["Marco is a complete moron.", "Marco is a complete moron"],
    ["You are so stupid.", "You are so stupid"],
    ["You're not too clever, Tom.", "You're not too clever"],
    ["You want your say, but you need your brain checked.", "you need your brain checked"],
    ["You are such a joke.", "You are such a joke"],
    ["Your ilk is the trouble.", "Your ilk is"],
    ["You belong in a madhouse.", "You belong in a madhouse"],
    ["He is not the brightest bulb, I fear.", "not the brightest bulb"],
  ])("an attack on a person is found: %s", async (text, words) => {
    const [first] = await found("personal", text);
    expect(words).toContain(first);
  });

  test.each([
    "That is an idiotic plan.",
    "This idea is dumb, and it will fail.",
    "I was an idiot to believe it.",
    "Calling people idiots helps nobody.",
    "You are not an idiot.",
    "You are right about the trains.",
    "You would have to be a lawyer to read it.",
    "The author is wrong about rents.",
    "Nobody asked for this road.",
    "Your argument has no basis.",
    "Children learn to read at five.",
    "Nobody believes what the council says.",
    "Letters get lost in the post.",
    "They shut up shop last year.",
    "You got the joke.",
    "You are using the wrong tool.",
    "You are not very happy with it, are you?",
    "You belong in parliament.",
    "You need your passport checked twice.",
    "Your kind words helped us.",
    "You are telling a joke, I hope.",
  ])("what is about the matter and not about a person passes: %s", async (text) => {
    expect(await found("personal", text)).toEqual([]);
  });

  test("the reason quotes the words and says why, without blame", async () => {
    const finding = (await judge("I think that you are an idiot.")).find(({ rule }) => rule === "personal");
    expect(finding?.reason).toBe("“you are an idiot” is about a person, not about what was said.");
    expect(finding?.guideline).toBe("not-personal");
  });
});

describe("personal-data", () => {
  test.each([
    ["Write to ann.lee@mail.example today.", "ann.lee@mail.example"],
    ["Reach bob at gmail dot com about it.", "bob at gmail dot com"],
    ["Call +1 (415) 555-0100 now.", "+1 (415) 555-0100"],
    ["His office is 0161 496 0000 I think.", "0161 496 0000"],
    ["He lives at 14 Elm Road.", "14 Elm Road"],
    ["Er wohnt in der Lindenstraße 14.", "Lindenstraße 14"],
    ["Pay 5500 0000 0000 0004 instead.", "5500 0000 0000 0004"],
    ["Use GB82 WEST 1234 5698 7654 32 please.", "GB82 WEST 1234 5698 7654 32"],
    ["Her SSN is 219-09-9999 by the way.", "219-09-9999"],
    ["I saw LB07 SEO there.", "LB07 SEO"],
    ["She logged in from 198.51.100.23 again.", "198.51.100.23"],
    ["Her passport number is 533380006 I hear.", "533380006"],
    ["My NHS number is 943 476 5870.", "943 476 5870"],
    ["His PESEL is 90090515836.", "90090515836"],
    ["The codice fiscale VRDGPP13R10B293P is his.", "VRDGPP13R10B293P"],
    ["Sort code 08-99-99 and that is his branch.", "08-99-99"],
    ["Pay into account number 66374958 then.", "66374958"],
    ["Her date of birth is 7 June 1988.", "7 June 1988"],
    ["He wrote from 2001:db8::ff00:42:8329 again.", "2001:db8::ff00:42:8329"],
    ["His home is at 53.80076, -1.54912.", "53.80076, -1.54912"],
    ["Add me on Telegram: ann_lee7 tonight.", "ann_lee7"],
    [
      "My number is oh seven seven double oh nine one two six four three.",
      "oh seven seven double oh nine one two six four three",
    ],
    ["Ring O161 4960O00 tonight.", "O161 4960O00"],
    ["Mail ann＠mail.example today.", "ann＠mail.example"],
    ["She is in Flat 9, Sai Towers.", "Flat 9, Sai Towers"],
    ["On mieszka przy ul. Długa 12/3.", "ul. Długa 12/3"],
    ["He drives the van, HH-AB 1234 I think.", "HH-AB 1234"],
  ])("what reaches or robs a person is found: %s", async (text, data) => {
    expect(await found("personal-data", text)).toEqual([data]);
  });

  test.each([
    "The fine was £12,500.50 on 3 May 2021.",
    "About 1 000 000 people marched in 2010-2015.",
    "Articles 12 to 14 of the GDPR and case C-311/18 apply.",
    "The card 5500 0000 0000 0005 is a made-up one.",
    "In 2011 Wall Street was occupied.",
    "Flight BA2490 left at 10:45.",
    "The paper is ISBN 978-1-86197-876-9.",
    "Windows 10.0.19045.3 crashed again.",
    "We met at noon and dot matrix printers hummed.",
    "The passport office printed 5,100,000 passports in 2023.",
    "The NHS spent 181,000,000,000 pounds.",
    "We met at 12:45:30 and again at 13:05:20.",
    "Ben Lomond is at 56.1903, -4.6328.",
    "One two three four five six seven eight nine ten, and up they went.",
    "One in nine, two in seven, three in five.",
    "My account of 2019 was right.",
    "The phone cost 12999900 rupees.",
    "The number 6174321 is remarkable.",
    "Call it 20000000 then.",
    "Ring the changes: 1 2 3 4 5 6 7 8.",
    "Chapter 12 Green Lane is the best one.",
  ])("dates, prices, laws and figures are no personal data: %s", async (text) => {
    expect(await found("personal-data", text)).toEqual([]);
  });

  test.each([
    "The council answers on 0300 200 3300.",
    "Call Shelter on 0808 800 4444.",
    "The hotline is 1-800-662-4357.",
  ])("the line of a helpline is nobody's own: %s", async (text) => {
    expect(await found("personal-data", text)).toEqual([]);
  });

  test.each([
    "The library at 12 Mill Road is shut.",
    "The new Aldi at 7 Station Street opens in May.",
    "The song “14 Abbey Lane” is lovely.",
    "The film 23 Acorn Avenue is too long.",
    "40 Mill Road residents signed it.",
    "The 5 Star Street Food was cold.",
    "Write to the House of Commons, SW1A 0AA.",
    "Look at ebay dot com for a better price.",
  ])("a door that is open to all, a title and a count are nobody's address: %s", async (text) => {
    expect(await found("personal-data", text)).toEqual([]);
  });
});

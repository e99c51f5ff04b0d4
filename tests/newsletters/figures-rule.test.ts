import { describe, expect, test } from "vitest";
import { opening, trap } from "@/lib/figures/address.ts";
import { judge, type Verdict } from "@/lib/figures/rule.ts";
import { ruleSentences } from "@/lib/figures/rule-words.ts";

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1";
const hour = 3_600_000;

const cases: [string, { link: number; at: number; agent: string }[], Verdict[]][] = [
  ["a press by a browser, an hour after the mail", [{ link: 1, at: hour, agent: firefox }], ["human"]],
  ["an opening by a mail program", [{ link: opening, at: hour, agent: phone }], ["human"]],
  [
    "Gmail's proxy fetches when somebody opens",
    [{ link: 0, at: hour, agent: "Mozilla/5.0 (via ggpht.com GoogleImageProxy)" }],
    ["human"],
  ],
  ["Yahoo's as well", [{ link: 0, at: hour, agent: "YahooMailProxy; https://help.yahoo.com/kb/x.html" }], ["human"]],
  ["Apple's proxy fetches by itself", [{ link: 0, at: hour, agent: "Mozilla/5.0" }], ["proxy"]],
  [
    "and follows no link, so what calls itself so there is no proxy",
    [{ link: 1, at: hour, agent: "Mozilla/5.0" }],
    ["human"],
  ],
  ["a scanner by name", [{ link: 1, at: hour, agent: "Barracuda Sentinel (EE)" }], ["machine"]],
  ["a link preview", [{ link: 1, at: hour, agent: "Mozilla/5.0 (compatible) BingPreview/1.0b" }], ["machine"]],
  [
    "Office asks whether a link is there",
    [{ link: 1, at: hour, agent: "Microsoft Office Existence Discovery" }],
    ["machine"],
  ],
  ["a library", [{ link: 1, at: hour, agent: "python-requests/2.32.3" }], ["machine"]],
  ["curl", [{ link: 1, at: hour, agent: "curl/8.9.1" }], ["machine"]],
  ["a browser that nobody looks at", [{ link: 1, at: hour, agent: "Mozilla/5.0 HeadlessChrome/126.0" }], ["machine"]],
  ["what says nothing", [{ link: 1, at: hour, agent: " " }], ["machine"]],
  ["nine seconds after the mail was taken", [{ link: 1, at: 9_000, agent: firefox }], ["machine"]],
  ["eleven seconds after", [{ link: 1, at: 11_000, agent: firefox }], ["human"]],
  [
    "three links within three seconds: all of it, the opening too",
    [
      { link: 0, at: hour, agent: firefox },
      { link: 1, at: hour, agent: firefox },
      { link: 2, at: hour + 1_000, agent: firefox },
      { link: 3, at: hour + 2_500, agent: firefox },
    ],
    ["machine", "machine", "machine", "machine"],
  ],
  [
    "three links within four seconds",
    [1, 2, 3].map((link) => ({ link, at: hour + (link - 1) * 2_000, agent: firefox })),
    ["human", "human", "human"],
  ],
  [
    "one link three times at once, as a finger does that trembles",
    [1, 1, 1].map((link) => ({ link, at: hour, agent: firefox })),
    ["human", "human", "human"],
  ],
  [
    "the link that nobody can see gives the others away",
    [
      { link: 1, at: hour, agent: firefox },
      { link: trap, at: hour + 5_000, agent: firefox },
    ],
    ["machine", "machine"],
  ],
];

describe("whether it was a person", () => {
  test.each(cases)("%s", (_, seen, verdicts) => {
    expect(judge(seen, 0).verdicts).toEqual(verdicts);
  });

  test("who showed itself as a program a moment ago is still one", () => {
    expect(judge([{ link: 1, at: hour, agent: firefox }], 0, true).verdicts).toEqual(["machine"]);
  });

  test("what is only too soon makes nobody a program for good", () => {
    expect(judge([{ link: 1, at: 9_000, agent: firefox }], 0).isProgram).toBe(false);
    expect(judge([{ link: trap, at: hour, agent: firefox }], 0).isProgram).toBe(true);
  });

  test("the rule in words says its numbers", () => {
    const words = ruleSentences.join(" ");
    expect(words).toContain("within 10 seconds after the mail server took the mail");
    expect(words).toContain("3 different links of it within 3 seconds");
  });
});

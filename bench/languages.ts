import { english } from "../lib/comments/rules/english.ts";
import { fold } from "../lib/comments/rules/folded.ts";
import { warmRules } from "../lib/comments/rules/judge.ts";
import { languageRule } from "../lib/comments/rules/language.ts";
import { siteLanguages, siteLanguageTags } from "../lib/comments/rules/site-languages.ts";
import { languagesToMeasure } from "../lib/comments/training/languages-to-measure.ts";
import { atLeast, atMost, type Claim } from "./claims.ts";

/** Of each language: how many of its own comments are refused, and how many of all others are found. docs/languages.md has the table. */
export async function benchLanguages(say: (line: string) => void): Promise<Claim[]> {
  await warmRules();
  const [own, foreign]: [boolean[], boolean[]] = [[], []];
  for (const site of siteLanguageTags) {
    const rule = site === "en" ? english : languageRule(site);
    const ofSite = siteLanguageTags.map((tag) => {
      const found = languagesToMeasure[tag]
        .trim()
        .split("\n")
        .map((text) => rule.check(fold(text)).length > 0);
      (tag === site ? own : foreign).push(...found);
      return { tag, found };
    });
    say(
      `${siteLanguages[site].padEnd(10)} ${ofSite.map(({ tag, found }) => `${tag} ${found.filter(Boolean).length}/${found.length}`).join("  ")}`,
    );
  }
  const share = (found: boolean[]) => (100 * found.filter(Boolean).length) / found.length;
  return [
    atMost("comments in the language of the site that are refused", share(own), 2, "%"),
    atLeast("comments in any other of the languages that are found", share(foreign), 94, "%"),
  ];
}

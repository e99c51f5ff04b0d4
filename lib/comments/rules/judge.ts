import { civility, loadCivilityModel } from "./civility.ts";
import { english } from "./english.ts";
import { type FoldedText, fold } from "./folded.ts";
import { languageRule } from "./language.ts";
import { loadLexicon } from "./lexicon.ts";
import { links } from "./links.ts";
import { personal } from "./personal.ts";
import { personalData, personalDataIn } from "./personal-data.ts";
import type { Rule } from "./rule.ts";
import type { Finding, RuleName } from "./schema.ts";
import { shapeOfSentences } from "./sentence-shape.ts";
import { sentences } from "./sentences.ts";
import { shouting, shoutingIn } from "./shouting.ts";
import type { SiteLanguage } from "./site-languages.ts";

type Asked = { language?: SiteLanguage; without?: ReadonlySet<RuleName>; more?: Rule[]; instead?: Rule | undefined };

/**
 * Judges a comment by the house rules and returns what they find, in the order of the rules and then of the words. Rules that
 * the newsroom has turned off are left out (`without`); its word lists come on top (`more`), and a rule that it has corrected
 * takes the place of the shipped one of that name (`instead`).
 *
 * It fails closed: when a rule or a dictionary fails, it rejects with an error that names it, and it never returns a part
 * of the findings. The caller must hold the comment for a moderator then, and must not publish it.
 */
export async function judge(
  text: string,
  { language = "en", without, more = [], instead }: Asked = {},
): Promise<Finding[]> {
  await warm(language);
  const rules = phasesIn(language)
    .filter(({ name }) => !without?.has(name))
    .map((rule) => (rule.name === instead?.name ? instead : rule));
  return judgeBy([...rules, ...more], text);
}

/** Loads the dictionaries and the weights, so that the first comment does not wait for them. */
export const warmRules = (): Promise<void> => warm("en");

/** The weights know English alone, and are not asked of a comment in another language. */
async function warm(language: SiteLanguage): Promise<void> {
  try {
    await Promise.all([loadLexicon(), language === "en" ? loadCivilityModel() : undefined]);
  } catch (cause) {
    throw new Error("What the house rules know could not be loaded: a dictionary or the weights of civility.", {
      cause,
    });
  }
}

/** Runs the given rules in their order, for tests of the contract and for rules that a publication adds. */
export function judgeBy(rules: Rule[], text: string): Finding[] {
  const folded = fold(text);
  const findings = rules.flatMap((rule) => check(rule, folded).sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1]));

  // What is in another language is not held to the shape of the sentences here: one finding about the same words is enough.
  const foreign = findings.filter(({ rule }) => rule === "english");
  if (foreign.length === 0) return findings;
  return findings.filter(({ rule, at }) => rule !== "sentences" || !foreign.some((other) => covers(other.at, at)));
}

const inEnglish: Rule[] = [english, sentences, shouting, civility, personal, personalData, links];
const inOthers = new Map<SiteLanguage, Rule[]>();

/** Abuse and attacks are known in English alone: a rule that does not understand a language says nothing about it. */
function phasesIn(language: SiteLanguage): Rule[] {
  if (language === "en") return inEnglish;
  const known = inOthers.get(language) ?? [
    languageRule(language),
    shapeOfSentences(language),
    shoutingIn(language),
    personalDataIn(language),
    links,
  ];
  inOthers.set(language, known);
  return known;
}

function check(rule: Rule, text: FoldedText): Finding[] {
  try {
    return rule.check(text);
  } catch (cause) {
    throw new Error(`The house rule "${rule.name}" failed, so the comment was not judged.`, { cause });
  }
}

const covers = (outer: Finding["at"], inner: Finding["at"]) => outer[0] <= inner[0] && inner[1] <= outer[1];

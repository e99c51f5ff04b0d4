import { civility, loadCivilityModel } from "./civility.ts";
import { english } from "./english.ts";
import { type FoldedText, fold } from "./folded.ts";
import { loadLexicon } from "./lexicon.ts";
import { links } from "./links.ts";
import { personal } from "./personal.ts";
import { personalData } from "./personal-data.ts";
import type { Rule } from "./rule.ts";
import type { Finding, RuleName } from "./schema.ts";
import { sentences } from "./sentences.ts";
import { shouting } from "./shouting.ts";

type Asked = { language?: "en"; without?: ReadonlySet<RuleName>; more?: Rule[] };

/**
 * Judges a comment by the house rules and returns what they find, in the order of the rules and then of the words. Rules that
 * the newsroom has turned off are left out (`without`); its word lists come on top (`more`).
 *
 * It fails closed: when a rule or a dictionary fails, it rejects with an error that names it, and it never returns a part
 * of the findings. The caller must hold the comment for a moderator then, and must not publish it.
 */
export async function judge(text: string, { language = "en", without, more = [] }: Asked = {}): Promise<Finding[]> {
  await warmRules();
  return judgeBy([...phases[language].filter(({ name }) => !without?.has(name)), ...more], text);
}

/** Loads the dictionaries and the weights, so that the first comment does not wait for them. */
export async function warmRules(): Promise<void> {
  try {
    await Promise.all([loadLexicon(), loadCivilityModel()]);
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

  // What is not English is not held to the shape of English sentences: one finding about the same words is enough.
  const foreign = findings.filter(({ rule }) => rule === "english");
  if (foreign.length === 0) return findings;
  return findings.filter(({ rule, at }) => rule !== "sentences" || !foreign.some((other) => covers(other.at, at)));
}

const phases: Record<"en", Rule[]> = { en: [english, sentences, shouting, civility, personal, personalData, links] };

function check(rule: Rule, text: FoldedText): Finding[] {
  try {
    return rule.check(text);
  } catch (cause) {
    throw new Error(`The house rule "${rule.name}" failed, so the comment was not judged.`, { cause });
  }
}

const covers = (outer: Finding["at"], inner: Finding["at"]) => outer[0] <= inner[0] && inner[1] <= outer[1];

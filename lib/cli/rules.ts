import { createInterface } from "node:readline";
import { type Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { languageOfComments, setLanguageOfComments, strictnessOf } from "../comments/house-rules.ts";
import { civilityScore } from "../comments/rules/civility.ts";
import { fold } from "../comments/rules/folded.ts";
import { judge } from "../comments/rules/judge.ts";
import {
  knowEnglishOnly,
  type SiteLanguage,
  siteLanguages,
  siteLanguageTags,
} from "../comments/rules/site-languages.ts";
import { print, withHouse } from "./with-house.ts";

const line = z.object({ text: z.string() });

export function addRulesCommands(program: Command) {
  const rules = program.command("rules").description("the house rules for comments");
  rules
    .command("show")
    .description("how strict each rule is and in which language comments are, as JSON")
    .action(async () => print(JSON.stringify((await withHouse(strictnessOf)).rules, null, 2)));
  rules
    .command("language")
    .argument("[language]", siteLanguageTags.join(", "), aLanguage)
    .description("tell in which language comments are, or set it; it holds from the next comment on")
    .action(async (language: SiteLanguage | undefined) => {
      if (!language) return print(siteLanguages[await withHouse(languageOfComments)]);
      await withHouse((ctx) => setLanguageOfComments(ctx, language));
      print(`comments are in ${siteLanguages[language]} now`);
      if (language !== "en") print(`the rules ${knowEnglishOnly.join(" and ")} know English only and are silent`);
    });
  rules
    .command("check")
    .description('judge comments from standard input, one {"text": …} a line')
    .option("--language <language>", "what they should be written in", aLanguage, "en" as const)
    .option(
      "--json",
      "write one JSON object a line, with how abusive it reads from 0 to 1 where it is English (for people otherwise)",
    )
    .action(async (options: { json?: boolean; language: SiteLanguage }) => {
      let at = 0;
      for await (const raw of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
        at += 1;
        if (raw.trim() === "") continue;
        const text = textOf(raw, at);
        const findings = await judge(text, { language: options.language });
        const score = options.language === "en" ? { civility: civilityScore(fold(text)) } : {};
        if (options.json) print(JSON.stringify({ findings, ...score }));
        else if (findings.length === 0) print(`${at}: within the house rules`);
        else
          for (const finding of findings)
            print(`${at}: ${finding.rule}: ${finding.reason} (guideline ${finding.guideline})`);
      }
    });
}

function aLanguage(text: string): SiteLanguage {
  const language = siteLanguageTags.find((known) => known === text);
  if (!language) throw new InvalidArgumentError(`The rules know ${siteLanguageTags.join(", ")}.`);
  return language;
}

function textOf(raw: string, at: number): string {
  try {
    return line.parse(JSON.parse(raw)).text;
  } catch {
    throw new Error(`Line ${at} is not a JSON object with a "text". Write one {"text": "…"} a line.`);
  }
}

import fs from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { civility, civilityScore } from "../lib/comments/rules/civility.ts";
import { fold } from "../lib/comments/rules/folded.ts";
import { judge, warmRules } from "../lib/comments/rules/judge.ts";
import { disguises } from "../lib/comments/training/disguise.ts";
import { expand } from "../lib/comments/training/expand.ts";
import { areaUnderCurve, recallAtPrecision, shareFrom } from "../lib/comments/training/measure.ts";
import { abusiveToMeasure, plainToMeasure } from "../lib/comments/training/plain-to-measure.ts";
import { atLeast, atMost, type Claim, median, round } from "./claims.ts";

/** A comment that scores this much is found. */
const found = 0.5;
const sentencesOfLine = 60;

/**
 * How good the civility rule is, and how fast all rules are. BENCH_COMMENTS names the folder of the labelled comments
 * (docs/civility.md); without it, only what the project holds itself is measured.
 */
export async function benchCivility(say: (line: string) => void): Promise<Claim[]> {
  const before = process.memoryUsage().rss;
  await warmRules();
  const folder = process.env.BENCH_COMMENTS;
  if (!folder)
    say("BENCH_COMMENTS names no folder of labelled comments: only the project's own sentences are measured");
  return [
    ...(folder ? [...onNewsAndSocial(folder), onTalkPages(folder)] : []),
    ...onPlainSentences(),
    ...onDisguises(),
    ...(await onTime(before)),
  ];
}

const labelled = z.object({ text: z.string(), abusive: z.enum(["0", "1"]) });

function onNewsAndSocial(folder: string): Claim[] {
  const rows = read(folder, "news-social-dev.csv", labelled);
  const scores = rows.map(({ text, abusive }) => ({ isAbusive: abusive === "1", score: scoreOf(text) }));
  const abusive = scores.filter((one) => one.isAbusive).map(({ score }) => score);
  const clean = scores.filter((one) => !one.isAbusive).map(({ score }) => score);
  const recall = shareFrom(abusive, found);
  const wrong = shareFrom(clean, found);
  return [
    atLeast("news and social media: area under the curve", areaUnderCurve(abusive, clean), 0.95, ""),
    atLeast("news and social media: recall at a precision of 0.9", recallAtPrecision(abusive, clean, 0.9), 0.88, ""),
    atLeast("news and social media: recall as shipped", recall, 0.88, ""),
    atLeast("news and social media: precision as shipped", recall / (recall + wrong), 0.9, ""),
  ];
}

function onTalkPages(folder: string): Claim {
  const rows = read(folder, "talk-pages.csv", labelled);
  const clean = rows.filter(({ abusive }) => abusive === "0").map(({ text }) => scoreOf(text));
  return atMost("talk pages: clean comments that are found", 100 * shareFrom(clean, found), 2, "%");
}

function onPlainSentences(): Claim[] {
  const subjects = Object.entries(plainToMeasure).map(([subject, lines]) => {
    const wrong = expand(lines, sentencesOfLine).map(scoreOf);
    return atMost(`plain sentences, ${subject}: found`, 100 * shareFrom(wrong, found), 3, "%");
  });
  const abuse = expand(abusiveToMeasure, sentencesOfLine).map(scoreOf);
  return [...subjects, atLeast("abuse of the same people and things: found", 100 * shareFrom(abuse, found), 90, "%")];
}

function onDisguises(): Claim[] {
  const abuse = expand(abusiveToMeasure, 20).filter(isFound);
  const plain = expand(Object.values(plainToMeasure).join("\n"), 10).filter((text) => !isFound(text));
  return Object.entries(disguises).flatMap(([name, disguise]) => {
    const kept = abuse.filter((text) => isFound(disguise(text))).length / abuse.length;
    const invented = plain.filter((text) => isFound(disguise(text))).length / plain.length;
    return [
      atLeast(`disguised, ${name}: still found of what is found plain`, 100 * kept, 95, "%"),
      atMost(`disguised, ${name}: found of what is not found plain`, 100 * invented, 0.5, "%"),
    ];
  });
}

const comment =
  "I walked along the river last week and saw that the gate at the lower weir was open again. Nobody from the water board was there, and the farmer beside it told me that he had called them three times. If the article is right about the figures, then somebody has to explain where the water went. Will the paper ask them?";

async function onTime(before: number): Promise<Claim[]> {
  const rounds: number[] = [];
  for (let n = 0; n < 300; n++) await judge(`${comment} ${n}.`);
  for (let n = 0; n < 15; n++) {
    const started = performance.now();
    for (let m = 0; m < 100; m++) await judge(`${comment} ${n} and ${m}.`);
    rounds.push((performance.now() - started) / 100);
  }
  const megabytes = (process.memoryUsage().rss - before) / 1e6;
  return [
    atMost("all rules, a comment of sixty words, warm", round(median(rounds)), 2, "ms"),
    atMost("all rules, memory that they take", megabytes, 200, "MB"),
  ];
}

const scoreOf = (text: string) => civilityScore(fold(text));
const isFound = (text: string) => civility.check(fold(text)).length > 0;

function read<T>(folder: string, name: string, row: z.ZodType<T>): T[] {
  return row.array().parse(parse(fs.readFileSync(path.join(folder, name)), { columns: true }));
}

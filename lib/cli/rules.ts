import { createInterface } from "node:readline";
import type { Command } from "commander";
import { z } from "zod";
import { civilityScore } from "../comments/rules/civility.ts";
import { fold } from "../comments/rules/folded.ts";
import { judge } from "../comments/rules/judge.ts";
import { print } from "./with-house.ts";

const line = z.object({ text: z.string() });

export function addRulesCommands(program: Command) {
  program
    .command("rules")
    .description("the house rules for comments")
    .command("check")
    .description('judge comments from standard input, one {"text": …} a line')
    .option("--json", "write one JSON object a line, with how abusive it reads from 0 to 1 (for people otherwise)")
    .action(async (options: { json?: boolean }) => {
      let at = 0;
      for await (const raw of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
        at += 1;
        if (raw.trim() === "") continue;
        const text = textOf(raw, at);
        const findings = await judge(text);
        if (options.json) print(JSON.stringify({ findings, civility: civilityScore(fold(text)) }));
        else if (findings.length === 0) print(`${at}: within the house rules`);
        else
          for (const finding of findings)
            print(`${at}: ${finding.rule}: ${finding.reason} (guideline ${finding.guideline})`);
      }
    });
}

function textOf(raw: string, at: number): string {
  try {
    return line.parse(JSON.parse(raw)).text;
  } catch {
    throw new Error(`Line ${at} is not a JSON object with a "text". Write one {"text": "…"} a line.`);
  }
}

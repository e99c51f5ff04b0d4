import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { setFlagsFromString } from "node:v8";
import { type Command, InvalidArgumentError, Option } from "commander";
import addressparser from "nodemailer/lib/addressparser";
import { Refusal } from "../errors.ts";
import { emailAddress } from "../members/address.ts";
import { type ImportReport, importReaders } from "../newsletters/import.ts";
import { type Preset, presets } from "../newsletters/lists/presets.ts";
import { problemLine, problemsHeader, type RowProblem } from "../newsletters/lists/problems.ts";
import { readersAsCsv } from "../newsletters/lists/take-along.ts";
import { newsletterDraft } from "../newsletters/schema.ts";
import { makeNewsletter } from "../newsletters/write.ts";
import { type StartOptions, startOf, withStart } from "./start-options.ts";
import { print, printProblem, withHouse } from "./with-house.ts";

type From = { fromName?: string; fromAddress: string };

export function addNewslettersCommands(program: Command) {
  const newsletters = program
    .command("newsletters")
    .description("newsletters, their readers, and mails made elsewhere");
  newsletters
    .command("create")
    .argument("<slug>", "its address on the site, like morning-briefing")
    .requiredOption("--name <name>", "what it is called")
    .option("--from <address>", 'whose mails they are: "ines@paper.example" or "Ines <ines@paper.example>"', aFrom)
    .option("--description <text>", "what it is, in a sentence", "")
    .option("--cadence <text>", "how often: Every weekday morning", "")
    .option("--language <tag>", "what it is written in: en, de, fr-CA", "en")
    .description("a new newsletter")
    .action(
      async (slug: string, { from, ...said }: { name: string; description: string; cadence: string; from?: From }) => {
        const draft = newsletterDraft.safeParse({ slug, ...said, ...from });
        if (!draft.success) {
          const issue = draft.error.issues[0];
          throw new Refusal("invalid_input", `${issue?.path.join(".")}: ${issue?.message}`);
        }
        await withHouse((ctx) => makeNewsletter(ctx, draft.data));
        print(slug);
      },
    );
  addImport(newsletters);
  newsletters
    .command("readers")
    .argument("<slug>", "the newsletter")
    .requiredOption("--csv", "as a table")
    .description("everybody who ever asked for it, confirmed or left, with the words, the time and the place, as CSV")
    .action(async (slug: string) => {
      await withHouse(async (ctx) => {
        for await (const piece of readersAsCsv(ctx, slug)) await written(piece);
      });
    });
  withStart(newsletters.command("send"))
    .argument("<slug>", "the newsletter")
    .requiredOption("--subject <subject>", "of the mail")
    .requiredOption("--html <file>", "the mail; {{leave}} is each reader's own address to leave by")
    .option("--text <file>", "its text part; made from the HTML unless given")
    .description("send a mail that was made elsewhere to everybody who confirmed; prints the mailing's id")
    .action(async (slug: string, options: { subject: string; html: string; text?: string } & StartOptions) => {
      const start = startOf(options);
      const html = await read(options.html);
      const text = options.text === undefined ? undefined : await read(options.text);
      // Loaded here and not at the top: what makes mails brings React along, which must find the mode that `start` and `web` set.
      const { sendMailFile } = await import("../newsletters/mail-file.ts");
      const { id } = await withHouse((ctx) => sendMailFile(ctx, slug, { subject: options.subject, html, text }, start));
      print(id);
    });
}

type ImportOptions = {
  consent: string;
  source: string;
  from?: Preset;
  dryRun?: boolean;
  noteUnsubscribed?: boolean;
  names?: boolean;
  problems?: string;
  json?: boolean;
};

function addImport(newsletters: Command) {
  newsletters
    .command("import")
    .argument("<slug>", "the newsletter")
    .argument("<csv>", "a table with a header, or the ZIP of an export; one column is the address")
    .requiredOption("--consent <words>", "the words that these readers agreed to, as they saw them")
    .requiredOption("--source <where>", "where they agreed")
    .addOption(
      new Option("--from <program>", "which program exported it; seen from its columns unless said").choices(presets),
    )
    .option("--dry-run", "say what would happen, and change nothing")
    .option("--note-unsubscribed", "keep who unsubscribed elsewhere as somebody who has left here")
    .option("--names", "keep names as well; comments are signed with them")
    .option("--problems <file>", "write what is wrong with which line into a CSV of its own")
    .option("--json", "print the report as JSON")
    .description(
      "take in readers who have confirmed elsewhere; nobody who left or is suppressed comes back. Broken off, it goes on when run again",
    )
    .action(async (slug: string, csv: string, options: ImportOptions) => {
      assertFile(csv);
      keepMemorySmall();
      const table = options.problems ? openProblems(options.problems) : undefined;
      try {
        const report = await withHouse((ctx) =>
          importReaders(ctx, slug, csv, {
            fileName: path.basename(csv),
            wording: options.consent,
            source: options.source,
            isDryRun: options.dryRun === true,
            notesUnsubscribed: options.noteUnsubscribed === true,
            keepsNames: options.names === true,
            ...(options.from ? { preset: options.from } : {}),
            ...(table ? { onProblem: table.add } : {}),
            ...(process.stderr.isTTY ? { onProgress: showProgress } : {}),
          }),
        );
        if (options.json) print(JSON.stringify(report));
        else printReport(report, options.dryRun === true);
      } finally {
        table?.close();
      }
    });
}

/**
 * A list waits for the database and not for us: rather look for garbage more often than grow. Read by the engine as it goes, so they help
 * although it runs already.
 */
function keepMemorySmall() {
  setFlagsFromString("--heap-growing-percent=20");
  setFlagsFromString("--semi-space-growth-factor=1");
}

/** Written as they are found: a list may have a million of them. */
function openProblems(file: string) {
  const to = fs.openSync(file, "w", 0o600);
  fs.writeSync(to, problemsHeader());
  return { add: (problem: RowProblem) => void fs.writeSync(to, problemLine(problem)), close: () => fs.closeSync(to) };
}

const showProgress = (lines: number) => void process.stderr.write(`\r${lines.toLocaleString("en")} lines`);

function printReport({ problems, ...counts }: ImportReport, isDryRun: boolean) {
  if (process.stderr.isTTY) process.stderr.write("\n");
  if (isDryRun) print("This would happen; nothing was changed.");
  for (const [part, count] of Object.entries(counts)) print(`${part.padEnd(12)} ${count.toLocaleString("en")}`);
  for (const { file, line, problem, fix } of problems)
    printProblem(`${file ? `${file}, ` : ""}line ${line}: ${problem} ${fix}`);
}

/** Waits for who reads slowly, so that a table of any length is never held. */
async function written(piece: string) {
  if (!process.stdout.write(piece)) await once(process.stdout, "drain");
}

function aFrom(text: string): From {
  const [first, ...more] = addressparser(text, { flatten: true });
  const parsed = emailAddress.safeParse(first?.address);
  if (more.length > 0 || !first || !parsed.success)
    throw new InvalidArgumentError('Write one address: "ines@paper.example" or "Ines <ines@paper.example>".');
  return { ...(first.name ? { fromName: first.name } : {}), fromAddress: parsed.data };
}

function assertFile(file: string) {
  if (!fs.existsSync(file)) throw new Refusal("invalid_input", `${file}: There is no such file.`);
}

async function read(file: string): Promise<string> {
  assertFile(file);
  return fs.promises.readFile(file, "utf8");
}

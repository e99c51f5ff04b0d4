import fs from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import addressparser from "nodemailer/lib/addressparser";
import { Refusal } from "../errors.ts";
import { emailAddress } from "../members/address.ts";
import { importReaders } from "../newsletters/import.ts";
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
  newsletters
    .command("import")
    .argument("<slug>", "the newsletter")
    .argument("<csv>", "a file with a header; one column is the address")
    .requiredOption("--consent <words>", "the words that these readers agreed to, as they saw them")
    .requiredOption("--source <where>", "where they agreed")
    .option("--json", "print the report as JSON")
    .description("take in readers who have confirmed elsewhere; nobody who left or is suppressed comes back")
    .action(async (slug: string, csv: string, options: { consent: string; source: string; json?: boolean }) => {
      const report = await withHouse((ctx) =>
        importReaders(ctx, slug, opened(csv), { wording: options.consent, source: options.source }),
      );
      if (options.json) return print(JSON.stringify(report));
      const { problems, ...counts } = report;
      for (const [part, count] of Object.entries(counts)) print(`${part.padEnd(11)} ${count.toLocaleString("en")}`);
      for (const { line, problem } of problems) printProblem(`line ${line}: ${problem}`);
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

function aFrom(text: string): From {
  const [first, ...more] = addressparser(text, { flatten: true });
  const parsed = emailAddress.safeParse(first?.address);
  if (more.length > 0 || !first || !parsed.success)
    throw new InvalidArgumentError('Write one address: "ines@paper.example" or "Ines <ines@paper.example>".');
  return { ...(first.name ? { fromName: first.name } : {}), fromAddress: parsed.data };
}

function opened(file: string) {
  if (!fs.existsSync(file)) throw new Refusal("invalid_input", `${file}: There is no such file.`);
  return fs.createReadStream(file);
}

async function read(file: string): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of opened(file)) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString("utf8");
}

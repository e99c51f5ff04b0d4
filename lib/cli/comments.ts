import fs from "node:fs";
import { type Command, Option } from "commander";
import { exportComments } from "../comments/imports/export.ts";
import { type ImportReport, type ImportSource, importComments, importSources } from "../comments/imports/import.ts";
import { Refusal } from "../errors.ts";
import { print, printProblem, withHouse } from "./with-house.ts";

export function addCommentsCommands(program: Command) {
  const comments = program.command("comments").description("what readers say: taking it in from elsewhere, and out");

  const importing = comments
    .command("import")
    .description("take in comments with their threads, names and dates; twice is once");
  for (const source of importSources)
    importing
      .command(`${source} <files...>`)
      .description(about[source])
      .option("--dry-run", "say what would become of each comment, and change nothing")
      .option("--json", "print the report as JSON")
      .action(async (files: string[], options: { dryRun?: boolean; json?: boolean }) => {
        const isDry = options.dryRun ?? false;
        const report = await withHouse((ctx) => importComments(ctx, source, files.map(opened), { isDry }));
        if (options.json) return print(JSON.stringify(report));
        for (const line of linesOf(report, isDry)) print(line);
        for (const { at, reason } of report.problems) printProblem(`${at}: ${reason}`);
      });

  comments
    .command("export")
    .description("every comment with its place in its thread, a line each; names, and no addresses of anybody")
    .option("--story <id>", "of one story only")
    .addOption(new Option("--format <format>", "how they are written").choices(["jsonl"]).default("jsonl"))
    .action(async (options: { story?: string }) =>
      withHouse(async (ctx) => {
        for await (const lines of exportComments(ctx, storyIdOf(options.story))) await written(lines);
      }),
    );
}

const about: Record<ImportSource, string> = {
  disqus: "the XML that Disqus mails to the administrators of a forum",
  wordpress: "a WordPress export (WXR)",
  coral: "Coral's comments, stories and users, in one file or several: JSON, or an object a line",
};

const linesOf = (report: ImportReport, isDry: boolean): string[] =>
  (
    [
      [isDry ? "would be published" : "published", report.published],
      [isDry ? "would be held" : "held", report.held],
      ["kept as places", report.places],
      ["known already", report.known],
      ["left out", report.leftOut],
      ["bad", report.bad],
      ["read, of all those", report.read],
      ["stories known", report.stories.known],
      [isDry ? "stories to be made" : "stories made", report.stories.made],
    ] as const
  ).map(([part, count]) => `${part.padEnd(18)} ${count.toLocaleString("en")}`);

function opened(file: string) {
  if (!fs.existsSync(file)) throw new Refusal("invalid_input", `${file}: There is no such file.`);
  return fs.createReadStream(file);
}

function storyIdOf(given: string | undefined): string | null {
  if (given === undefined) return null;
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(given)) return given;
  throw new Refusal("invalid_input", "--story takes a story's id; `masthead stories list` shows them.");
}

/** Waits for whoever reads it, so that a large export needs no room. */
const written = (text: string) =>
  new Promise<void>((done, fail) => process.stdout.write(text, (problem) => (problem ? fail(problem) : done())));

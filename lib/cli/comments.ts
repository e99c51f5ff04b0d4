import fs from "node:fs";
import { type Command, Option } from "commander";
import { exportComments } from "../comments/imports/export.ts";
import { type ImportReport, type ImportSource, importComments, importSources } from "../comments/imports/import.ts";
import { askRetraining } from "../comments/retraining/ask.ts";
import { civilityModelOf } from "../comments/retraining/reads.ts";
import { fail, retrain } from "../comments/retraining/retrain.ts";
import type { RetrainingFigures } from "../comments/retraining/schema.ts";
import { useRetraining, useShipped } from "../comments/retraining/use.ts";
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
    .command("retrain")
    .description("learn from the newsroom's own decisions what is abusive, and measure it; nothing is used by that")
    .option("--json", "print the figures as JSON")
    .action(async (options: { json?: boolean }) => {
      const { id, figures } = await withHouse(async (ctx) => {
        const { id } = await askRetraining(ctx, { isHere: true });
        await retrain(ctx, id).catch(async (problem) => {
          await fail(ctx, id, "Something went wrong at the command line while it was made.");
          throw problem;
        });
        const made = (await civilityModelOf(ctx)).newest;
        if (!made?.figures) throw new Refusal("invalid_input", made?.problem ?? "Nothing came of it.");
        return { id, figures: made.figures };
      });
      if (options.json) return print(JSON.stringify({ id, ...figures }));
      for (const line of figureLines(figures)) print(line);
      print(`masthead comments use-retrained ${id}  takes it into use`);
    });
  comments
    .command("use-retrained <id>")
    .description("judge civility by a retraining from the next comment on")
    .action(async (id: string) => {
      await withHouse((ctx) => useRetraining(ctx, retrainingIdOf(id)));
      print("comments are judged by it from now on");
    });
  comments
    .command("use-shipped")
    .description("judge civility by the shipped model alone again")
    .action(async () => {
      const { id } = await withHouse(useShipped);
      print(id ? "the shipped model judges alone again" : "the shipped model judged alone already");
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

const percent = (share: number) => `${(100 * share).toFixed(1)} %`.padStart(8);
const figureLines = ({ heldOut, shipped, retrained }: RetrainingFigures): string[] => [
  `${"".padEnd(44)}  shipped retrained`,
  ...(
    [
      [`found of ${heldOut.rejected} rejected`, "rejected"],
      [`found of ${heldOut.letStand} that were let stand`, "letStand"],
      ["found of our own plain sentences", "plain"],
      ["found of our own abusive sentences", "abuse"],
    ] as const
  ).map(([what, name]) => `${what.padEnd(44)} ${percent(shipped[name])}  ${percent(retrained[name])}`),
];

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

function retrainingIdOf(given: string): string {
  if (isId.test(given)) return given;
  throw new Refusal("invalid_input", "This is no id of a retraining; `masthead comments retrain` prints one.");
}

const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function storyIdOf(given: string | undefined): string | null {
  if (given === undefined) return null;
  if (isId.test(given)) return given;
  throw new Refusal("invalid_input", "--story takes a story's id; `masthead stories list` shows them.");
}

/** Waits for whoever reads it, so that a large export needs no room. */
const written = (text: string) =>
  new Promise<void>((done, fail) => process.stdout.write(text, (problem) => (problem ? fail(problem) : done())));

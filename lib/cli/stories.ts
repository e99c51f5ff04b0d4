import fs from "node:fs";
import type { Command } from "commander";
import { Refusal } from "../errors.ts";
import { importFrom, keepFeed } from "../stories/feeds.ts";
import { ingestFeed } from "../stories/ingest.ts";
import { listStories } from "../stories/reads.ts";
import { NotAFeed } from "../stories/sources/not-a-feed.ts";
import { print, printProblem, withHouse } from "./with-house.ts";

export function addStoriesCommands(program: Command) {
  const stories = program.command("stories").description("the publisher's stories");

  stories
    .command("import <file-or-address>")
    .description("take in the stories of an RSS, Atom or JSON feed; of a sitemap with --keep")
    .option("--keep", "read the address again every ten minutes")
    .option("--json", "print the report as JSON")
    .action(async (source: string, options: { keep?: boolean; json?: boolean }) => {
      const isAddress = /^https?:\/\//i.test(source);
      if (options.keep && !isAddress)
        throw new Refusal("invalid_input", "--keep needs an address, for a file does not change by itself.");
      const report = await withHouse(async (ctx) => {
        if (isAddress) return options.keep ? keepFeed(ctx, source) : importFrom(ctx, source, { allowPrivate: true });
        return ingestFeed(ctx, readSource(source)).catch((problem: unknown) => {
          throw problem instanceof NotAFeed ? new Refusal("not_a_feed", `${source}: ${problem.message}`) : problem;
        });
      });
      if (options.json) return print(JSON.stringify(report));
      print(
        `${report.title ?? source}: ${report.added} added, ${report.changed} brought up to date, ${report.unchanged} known already`,
      );
      if (report.pages > 0) print(`${report.pages} pages wait to be read; the worker reads 20 every ten minutes`);
      for (const { at, reason } of report.problems) printProblem(`left out: ${at}: ${reason}`);
    });

  stories
    .command("list")
    .description("the newest stories")
    .option("--json", "print them as JSON")
    .option("--most <n>", "how many at most", "1000")
    .action(async (options: { json?: boolean; most: string }) => {
      const most = Number(options.most);
      if (!Number.isInteger(most) || most < 1)
        throw new Refusal("invalid_input", "--most takes a whole number from 1.");
      const lines = await withHouse(async (ctx) => {
        const all = await listStories(ctx, { most: 100 });
        for (let page = all; page.length === 100 && all.length < most; ) {
          const last = page[99];
          if (!last) break;
          page = await listStories(ctx, { most: 100, before: { at: last.publishedAt, id: last.id } });
          all.push(...page);
        }
        return all.slice(0, most);
      });
      if (options.json) return print(JSON.stringify(lines));
      for (const line of lines)
        print(`${line.publishedAt.toISOString().slice(0, 16).replace("T", " ")}  ${line.id}  ${line.title}`);
    });
}

function readSource(file: string): Uint8Array {
  try {
    return fs.readFileSync(file);
  } catch (cause) {
    throw new Refusal(
      "invalid_input",
      `${file} cannot be read. Name a file that exists, or an address that starts with https://.`,
      {},
      { cause },
    );
  }
}

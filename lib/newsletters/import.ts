import type { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import type { PoolClient } from "pg";
import { recordOn } from "../audit.ts";
import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import { barringRowsOf, itemsOf, type Named, particularsOf } from "./lists/entries.ts";
import { type List, withList } from "./lists/open.ts";
import type { Preset } from "./lists/presets.ts";
import type { RowProblem } from "./lists/problems.ts";
import { beginImport, endImport, noCounts, type Progress, savePosition } from "./lists/progress.ts";
import { makeSeen } from "./lists/seen.ts";
import type { Said } from "./lists/status.ts";
import { type Entry, inOneGo, openStage, takeIn } from "./lists/take-in.ts";
import { openNewsletterId, topicOf } from "./reads.ts";

/** What became of each line of a list; the parts add up to `lines`. */
export type ImportReport = Progress["counts"] & {
  lines: number;
  /** The first hundred of those that are `bad`. */
  problems: RowProblem[];
};

export type ImportChoice = {
  /** The words that these readers agreed to, as they saw them, and where. */
  wording: string;
  source: string;
  /** Which program it was exported from; seen from its columns unless said. */
  preset?: Preset;
  /** What the file is called: one that is named after those who left tells of nobody else. */
  fileName?: string;
  /** Says what would happen, and changes nothing. */
  isDryRun?: boolean;
  /** Keeps who has unsubscribed elsewhere as somebody who has left here, so that no later list brings them in. */
  notesUnsubscribed?: boolean;
  /** Keeps names as well. They are what comments are signed with, so not unless it is asked for. */
  keepsNames?: boolean;
  onProblem?(problem: RowProblem): void;
  /** After each set. What it throws breaks the import off there. */
  onProgress?(lines: number): void | Promise<void>;
  /** Before the first set, and again inside of each one's transaction. What it throws leaves the set undone. */
  mayWrite?(client: PoolClient): Promise<void>;
  /** In the transaction that ends the import, so that neither has ended without the other. */
  onEnd?(client: PoolClient, report: ImportReport): Promise<void>;
};

const mostProblems = 100;

/**
 * Takes in a list of readers who have confirmed elsewhere. It streams, in sets that are each committed with their place in the list, so one
 * that was broken off goes on there when the same file is given again. Whoever left here, or is unsubscribed, bounced or pending in
 * any of its rows, is not confirmed.
 * @param csv a file, or what it holds: a table with a header, or a ZIP of such; one column is the address
 * @throws Refusal invalid_input when it has no such column, not_found when there is no such newsletter
 */
export async function importReaders(
  ctx: Ctx,
  slug: string,
  csv: Readable | string,
  choice: ImportChoice,
): Promise<ImportReport> {
  if (choice.wording.trim().length < 10)
    throw new Refusal("invalid_input", "consent: Give the words that these readers agreed to, as they saw them.");
  if (choice.source.trim().length < 3)
    throw new Refusal(
      "invalid_input",
      "source: Say where they agreed, for example “Mailchimp, sign-up form, 2019–2024”.",
    );
  const newsletterId = await openNewsletterId(ctx, slug);
  return withList(csv, choice, (list) => importList(ctx, newsletterId, list, choice));
}

/** All of this asks the pool itself: what Prisma needs to run is more memory than the list. */
async function importList(ctx: Ctx, newsletterId: string, list: List, choice: ImportChoice): Promise<ImportReport> {
  const barred = await readBarred(ctx, list);
  const client = await ctx.pool.connect();
  try {
    await choice.mayWrite?.(client);
    const progress = await beginImport(ctx, client, newsletterId, list.digest, choice);
    await openStage(client);
    const problems = await goThrough(ctx, client, topicOf({ id: newsletterId }), list, { barred, progress, choice });
    const report = { lines: progress.lines, ...progress.counts, problems };
    await client.query("begin");
    if (!choice.isDryRun) {
      await endImport(client, progress, ctx.now());
      const after = { lines: progress.lines, ...progress.counts, ...consentOf(choice) };
      await recordOn(client, ctx, "newsletter.imported", { kind: "newsletter", id: newsletterId }, after);
    }
    await choice.onEnd?.(client, report);
    await client.query("commit");
    return report;
  } finally {
    // It has settings, a lock and a table of its own, so nobody else is given it.
    client.release(true);
  }
}

const consentOf = ({ wording, source }: ImportChoice) => ({
  wording: wording.trim(),
  source: `import: ${source.trim()}`,
});

/** Who is not confirmed in any row, be it the last: no other row confirms them. */
async function readBarred(ctx: Ctx, list: List): Promise<Map<Said, ReturnType<typeof makeSeen>>> {
  const barred = new Map<Said, ReturnType<typeof makeSeen>>();
  for await (const { email, said } of barringRowsOf(list)) {
    const those = barred.get(said) ?? makeSeen();
    those.add(ctx.tokens.keyedHash("address", email));
    barred.set(said, those);
  }
  return barred;
}

type Course = { barred: Map<Said, ReturnType<typeof makeSeen>>; progress: Progress; choice: ImportChoice };
type Counts = Progress["counts"];

/** While one set is written, the next is read. */
async function goThrough(
  ctx: Ctx,
  client: PoolClient,
  topic: string,
  list: List,
  { barred, progress, choice }: Course,
) {
  const problems: RowProblem[] = [];
  const seen = makeSeen();
  const how = {
    topic,
    ...consentOf(choice),
    requestId: ctx.requestId,
    at: ctx.now(),
    isDryRun: choice.isDryRun === true,
  };
  const done = progress.lines;
  let lines = 0;
  let counts = noCounts();
  let entries: Entry[] = [];
  let writing: Promise<void> = Promise.resolve();

  const write = async (some: Entry[], sofar: Counts, upTo: number) => {
    await client.query("begin");
    await choice.mayWrite?.(client);
    for (const [fate, count] of some.length > 0 ? await takeIn(client, some, how) : [])
      sofar[fate === "clashing" ? "bad" : fate] += count;
    for (const part of Object.keys(sofar) as (keyof Counts)[]) progress.counts[part] += sofar[part];
    progress.lines = upTo;
    if (!how.isDryRun) await savePosition(client, progress, ctx.now());
    await client.query("commit");
    await choice.onProgress?.(upTo);
  };
  const flush = async () => {
    await writing;
    writing = write(entries, counts, lines);
    // Whoever awaits it hears of its failure; until then it is not one that nobody has heard of.
    writing.catch(() => {});
    entries = [];
    counts = noCounts();
  };

  for await (const items of itemsOf(list)) {
    for (const item of items) {
      lines += 1;
      const isDone = lines <= done;
      if ("problem" in item) {
        choice.onProblem?.(item.problem);
        if (problems.length < mostProblems) problems.push(item.problem);
        if (!isDone) counts.bad += 1;
      } else {
        const key = ctx.tokens.keyedHash("address", item.email);
        const isNew = seen.add(key);
        if (isDone) continue;
        const said = isNew ? saidOf(item, key, barred) : undefined;
        if (said === undefined) counts.repeated += 1;
        else if (said === "confirmed" || (said === "left" && choice.notesUnsubscribed))
          entries.push(entryOf(item, key, said, choice, how.at));
        else counts[said === "left" ? "unsubscribed" : said] += 1;
      }
      // The set before is several questions to the database; its answers are heard only between turns.
      if (lines % 256 === 0) await setImmediate();
      if (entries.length >= inOneGo || (!isDone && lines % 20_000 === 0)) await flush();
    }
  }
  if (lines > done) await flush();
  await writing;
  return problems;
}

const saidOf = (item: Named, key: string, barred: Course["barred"]): Said =>
  (["left", "bounced", "pending"] as const).find((said) => barred.get(said)?.has(key)) ?? item.said;

function entryOf(item: Named, key: string, said: Said, { keepsNames }: ImportChoice, at: Date): Entry {
  const act = said === "confirmed" ? "confirmed" : "withdrawn";
  return { email: item.email, key, ...particularsOf(item, at, keepsNames === true), act };
}

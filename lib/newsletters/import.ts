import type { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import type { PoolClient } from "pg";
import type { z } from "zod";
import { recordOn } from "../audit.ts";
import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import { barringRowsOf, itemsOf, type Named, particularsOf } from "./lists/entries.ts";
import { type List, withList } from "./lists/open.ts";
import type { Preset } from "./lists/presets.ts";
import type { RowProblem } from "./lists/problems.ts";
import {
  beginImport,
  countsOf,
  endImport,
  type importCounts,
  type Lane,
  noCounts,
  type Progress,
  savePosition,
} from "./lists/progress.ts";
import { makeSeen } from "./lists/seen.ts";
import type { Said } from "./lists/status.ts";
import { type Entry, inOneGo, openStage, takeIn } from "./lists/take-in.ts";
import { openNewsletterId, topicOf } from "./reads.ts";

/** What became of each line of a list; the parts add up to `lines`. */
export type ImportReport = z.output<typeof importCounts> & {
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

/** By their addresses, so that a list that is taken up again gives each reader to the same lane. */
const laneCount = 2;
const laneOf = (key: string) => Number.parseInt(key.slice(-1), 16) % laneCount;

/** All of this asks the pool itself: what Prisma needs to run is more memory than the list. */
async function importList(ctx: Ctx, newsletterId: string, list: List, choice: ImportChoice): Promise<ImportReport> {
  const barred = await readBarred(ctx, list);
  const clients: PoolClient[] = [];
  try {
    while (clients.length < laneCount) clients.push(await ctx.pool.connect());
    const [client] = clients as [PoolClient];
    await choice.mayWrite?.(client);
    const progress = await beginImport(ctx, clients, newsletterId, list.digest, choice);
    for (const one of clients) await openStage(one);
    const { lines, problems } = await goThrough(ctx, topicOf({ id: newsletterId }), list, { barred, progress, choice });
    const report = { lines, ...countsOf(progress), problems };
    await client.query("begin");
    if (!choice.isDryRun) {
      await endImport(client, progress, lines, ctx.now());
      const after = { lines, ...countsOf(progress), ...consentOf(choice) };
      await recordOn(client, ctx, "newsletter.imported", { kind: "newsletter", id: newsletterId }, after);
    }
    await choice.onEnd?.(client, report);
    await client.query("commit");
    if (!choice.isDryRun && lines >= manyLines) await tellPlanner(ctx, client);
    return report;
  } finally {
    // They have settings, a lock and a table of their own, so nobody else is given them.
    for (const one of clients) one.release(true);
  }
}

/** What fewer lines change of a large list, PostgreSQL finds out in its own time. */
const manyLines = 10_000;

/**
 * Lets PostgreSQL look at the tables anew, or it would plan for the readers of before until autovacuum has been there: an editor who
 * counts an audience right after the import waits for seconds. The list is taken in whether or not that succeeds.
 */
async function tellPlanner(ctx: Ctx, client: PoolClient) {
  try {
    await client.query("analyze members, consents, consent_standings");
  } catch (err) {
    ctx.log.warn({ err }, "the tables of a list that was taken in could not be analyzed; autovacuum will");
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
type Counts = Progress["lanes"][number]["counts"];
/** What a lane is about to write, and what it is writing. */
type Waiting = { lane: Lane; entries: Entry[]; counts: Counts; writing: Promise<void> };

/**
 * While sets are written, the next are read. The lanes write beside each other and wait for nobody: no reader is in both, and each keeps its own
 * place in the list. What is no reader's is counted by the first.
 */
async function goThrough(ctx: Ctx, topic: string, list: List, { barred, progress, choice }: Course) {
  const problems: RowProblem[] = [];
  const seen = makeSeen();
  const how = {
    topic,
    ...consentOf(choice),
    requestId: ctx.requestId,
    at: ctx.now(),
    isDryRun: choice.isDryRun === true,
  };
  const all = progress.lanes.map(
    (lane): Waiting => ({ lane, entries: [], counts: noCounts(), writing: Promise.resolve() }),
  );
  const [first] = all as [Waiting];
  // Where each was when it was taken up: what it has done is not done again.
  const done = progress.lanes.map((lane) => lane.lines);
  const [doneByFirst = 0, doneByAll] = [done[0], Math.min(...done)];
  let lines = 0;

  const write = async ({ lane }: Waiting, some: Entry[], sofar: Counts, upTo: number) => {
    const { client } = lane;
    await client.query("begin");
    await choice.mayWrite?.(client);
    for (const [fate, count] of some.length > 0 ? await takeIn(client, some, how) : [])
      sofar[fate === "clashing" ? "bad" : fate] += count;
    for (const part of Object.keys(sofar) as (keyof Counts)[]) lane.counts[part] += sofar[part];
    lane.lines = upTo;
    if (!how.isDryRun) await savePosition(progress, lane);
    await client.query("commit");
    await choice.onProgress?.(Math.min(...progress.lanes.map((one) => one.lines)));
  };
  const flush = async (one: Waiting) => {
    await one.writing;
    if (lines <= (done[one.lane.nth] ?? 0)) return;
    one.writing = write(one, one.entries, one.counts, lines);
    // Whoever awaits it hears of its failure; until then it is not one that nobody has heard of.
    one.writing.catch(() => {});
    one.entries = [];
    one.counts = noCounts();
  };

  try {
    for await (const items of itemsOf(list)) {
      for (const item of items) {
        lines += 1;
        const isCounted = lines <= doneByFirst;
        if ("problem" in item) {
          choice.onProblem?.(item.problem);
          if (problems.length < mostProblems) problems.push(item.problem);
          if (!isCounted) first.counts.bad += 1;
        } else {
          const key = ctx.tokens.keyedHash("address", item.email);
          const isNew = seen.add(key);
          if (lines <= doneByAll) continue;
          const said = isNew ? saidOf(item, key, barred) : undefined;
          const nth = laneOf(key);
          if (said === "confirmed" || (said === "left" && choice.notesUnsubscribed)) {
            if (lines > (done[nth] ?? 0)) all[nth]?.entries.push(entryOf(item, key, said, choice, how.at));
          } else if (!isCounted) {
            if (said === undefined) first.counts.repeated += 1;
            else first.counts[said === "left" ? "unsubscribed" : said] += 1;
          }
        }
        // The sets before are several questions to the database; its answers are heard only between turns.
        if (lines % 256 === 0) await setImmediate();
        for (const one of all)
          if (one.entries.length >= inOneGo || (lines % 20_000 === 0 && lines > doneByAll)) await flush(one);
      }
    }
    for (const one of all) await flush(one);
  } finally {
    // Nobody lets a connection go that is in the middle of a set.
    await Promise.allSettled(all.map(({ writing }) => writing));
  }
  for (const { writing } of all) await writing;
  return { lines, problems };
}

const saidOf = (item: Named, key: string, barred: Course["barred"]): Said =>
  (["left", "bounced", "pending"] as const).find((said) => barred.get(said)?.has(key)) ?? item.said;

function entryOf(item: Named, key: string, said: Said, { keepsNames }: ImportChoice, at: Date): Entry {
  const act = said === "confirmed" ? "confirmed" : "withdrawn";
  return { email: item.email, key, ...particularsOf(item, at, keepsNames === true), act };
}

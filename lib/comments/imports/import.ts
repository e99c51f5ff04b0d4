import type { Readable } from "node:stream";
import type { PoolClient } from "pg";
import { record } from "../../audit.ts";
import type { Ctx } from "../../context.ts";
import { Refusal } from "../../errors.ts";
import { canonicalAddress } from "../../stories/address.ts";
import { findStoryAt, storyAt } from "../../stories/make.ts";
import { readCoral } from "./coral.ts";
import { readDisqus } from "./disqus.ts";
import { BadJson } from "./json.ts";
import type { ImportRow } from "./rows.ts";
import { openStage, settleFates, stage } from "./staged.ts";
import { readWordPress } from "./wordpress.ts";
import { BadXml } from "./xml.ts";

const readers: Record<ImportSource, (file: Readable) => AsyncGenerator<ImportRow>> = {
  disqus: readDisqus,
  wordpress: readWordPress,
  coral: readCoral,
};
export const importSources = ["disqus", "wordpress", "coral"] as const;
export type ImportSource = (typeof importSources)[number];

/** What became of each comment in the files. Its parts add up to `read`. */
export type ImportReport = {
  read: number;
  published: number;
  held: number;
  /** Taken away at their source, but answered: their places stay, without words or names. */
  places: number;
  /** Taken in by an earlier import, or named twice. */
  known: number;
  /** Taken away at their source, spam or no comments, and answered by nobody. */
  leftOut: number;
  bad: number;
  stories: { known: number; made: number };
  /** The first hundred of what is bad, and of what stands otherwise than in its source. */
  problems: { at: string; reason: string }[];
};

const inOneGo = 500;
const mostProblems = 100;

/**
 * Takes in what was said elsewhere, with its threads, names and dates. Authors are names and nobody's members: an address in a file
 * proves nothing, so whoever signs up with it later gets none of these comments. A comment has one id for each source, so an import
 * that was broken off, or made again, adds what is missing and nothing twice. Nobody is mailed.
 * @throws Refusal invalid_input when a file is not what it should be
 */
export async function importComments(
  ctx: Ctx,
  source: ImportSource,
  files: Readable[],
  { isDry = false } = {},
): Promise<ImportReport> {
  const report: ImportReport = {
    read: 0,
    published: 0,
    held: 0,
    places: 0,
    known: 0,
    leftOut: 0,
    bad: 0,
    stories: { known: 0, made: 0 },
    problems: [],
  };
  const client = await ctx.pool.connect();
  try {
    await openStage(client);
    for (const file of files) await putOnStage(client, source, file, report);
    await findStories(ctx, client, report, isDry);
    await settleFates(client);
    await tell(client, report);
    if (isDry) return report;
    await takeIn(ctx, client, source);
    const { problems: _, ...counts } = report;
    await ctx.db.$transaction((tx) =>
      record(tx, ctx, "comments.imported", { kind: "import", id: source }, { after: counts }),
    );
    return report;
  } finally {
    client.release(true);
  }
}

async function putOnStage(client: PoolClient, source: ImportSource, file: Readable, report: ImportReport) {
  let rows: ImportRow[] = [];
  let seen = 0;
  const flush = async () => {
    report.known += await stage(client, source, rows);
    rows = [];
  };
  try {
    for await (const row of readers[source](file)) {
      seen += 1;
      if (row.kind === "comment" || row.kind === "bad") report.read += 1;
      if (row.kind === "bad") {
        report.bad += 1;
        note(report, row.place, row.reason);
      } else rows.push(row);
      if (rows.length >= inOneGo) await flush();
    }
    await flush();
  } catch (problem) {
    if (!(problem instanceof BadXml || problem instanceof BadJson)) throw problem;
    const where = problem instanceof BadXml ? `line ${problem.line}: ` : "";
    throw new Refusal("invalid_input", `${where}${problem.message} Export it again. Nothing was taken in.`);
  }
  if (seen === 0)
    throw new Refusal("invalid_input", `There is nothing of ${source} in this file. Name the file that it exported.`);
}

/** The stories under which something is to stand: by their addresses, or made. */
async function findStories(ctx: Ctx, client: PoolClient, report: ImportReport, isDry: boolean) {
  const { rows } = await client.query<{ key: string; address: string; title: string; at: Date; isWanted: boolean }>(`
    select p.key, p.address, p.title, coalesce(p.at, min(r.at)) as at,
           bool_or(r.state in ('published', 'held')) as "isWanted"
    from pg_temp.places p join pg_temp.rows r on r.story_key = p.key group by p.key order by p.key`);
  const made = new Set<string>();
  for (const { key, address, title, at, isWanted } of rows) {
    if (!isWanted) continue;
    try {
      const canonical = canonicalAddress(address);
      await client.query("update pg_temp.places set canonical = $2 where key = $1", [key, canonical]);
      const known = await findStoryAt(ctx, canonical);
      if (known) {
        if (!made.has(known)) report.stories.known += 1;
        await client.query("update pg_temp.places set story_id = $2 where key = $1", [key, known]);
        continue;
      }
      if (isDry) {
        if (!made.has(canonical)) report.stories.made += 1;
        made.add(canonical);
        continue;
      }
      const { id, isNew } = await storyAt(ctx, { address, title: title || titleOf(address), at });
      made.add(id);
      report.stories[isNew ? "made" : "known"] += 1;
      await client.query("update pg_temp.places set story_id = $2 where key = $1", [key, id]);
    } catch (problem) {
      if (!(problem instanceof TypeError)) throw problem;
      await client.query("update pg_temp.places set problem = $2 where key = $1", [
        key,
        `Its story has no address that works: ${address.slice(0, 200) || "none at all"}.`,
      ]);
    }
  }
}

/** What a person can make of an address: "the-weir-at-harrow" is "The weir at harrow". */
function titleOf(address: string): string {
  const url = new URL(address);
  const last = decodeURIComponent(url.pathname.split("/").filter(Boolean).at(-1) ?? "").replace(/\.\w{2,5}$/, "");
  const words = last.replace(/[-_+]+/g, " ").trim();
  return words ? words.charAt(0).toUpperCase() + words.slice(1) : url.host;
}

async function tell(client: PoolClient, report: ImportReport) {
  const { rows: counts } = await client.query<{ fate: string; state: string; count: number }>(
    "select fate, state, count(*)::int as count from pg_temp.rows group by fate, state",
  );
  for (const { fate, state, count } of counts) {
    if (fate === "add") report[state === "held" ? "held" : "published"] += count;
    else if (fate === "place") report.places += count;
    else if (fate === "known") report.known += count;
    else if (fate === "left") report.leftOut += count;
    else report.bad += count;
  }
  const { rows: problems } = await client.query<{ place: string; problem: string }>(
    "select place, problem from pg_temp.rows where problem is not null order by nth nulls first, id limit 100",
  );
  for (const { place, problem } of problems) note(report, place, problem);
}

function note(report: ImportReport, at: string, reason: string) {
  if (report.problems.length < mostProblems) report.problems.push({ at, reason });
}

/** Set by set, in the order in which answers come behind what they answer; each is whole, so whatever breaks off can be taken up again. */
async function takeIn(ctx: Ctx, client: PoolClient, source: ImportSource) {
  const { rows } = await client.query<{ last: number }>("select coalesce(max(nth), 0)::int as last from pg_temp.rows");
  const last = rows[0]?.last ?? 0;
  for (let from = 1; from <= last; from += inOneGo)
    await client.query(
      `insert into comments (id, story_id, author_id, author_name, parent_id, text, state, held_because, held_at, created_at, published_at, deleted_at, imported_from)
       select r.id, p.story_id, null, case when r.fate = 'add' then coalesce(r.name, nullif(u.name, '')) end, r.parent_id,
              case when r.fate = 'add' then r.text else '' end, r.state::comment_state,
              case when r.state = 'held' then 'imported' end, case when r.state = 'held' then $4::timestamptz end, least(r.at, $4::timestamptz),
              case when r.state = 'published' then least(r.at, $4::timestamptz) end, case when r.state = 'deleted' then $4::timestamptz end,
              $3 || ' ' || r.key
       from pg_temp.rows r join pg_temp.places p on p.key = r.story_key left join pg_temp.people u on u.key = r.person_key
       where r.nth between $1 and $2 order by r.nth
       on conflict (id) do nothing`,
      [from, from + inOneGo - 1, source, ctx.now()],
    );
}

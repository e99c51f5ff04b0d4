import type { Pool } from "pg";
import { changesHere } from "../changes.ts";
import type { House } from "../context.ts";
import { statement } from "../db.ts";
import { openEar } from "../ear.ts";
import { Refusal } from "../errors.ts";
import { type RowOfThread, type Standing, standingFrom, topColumns, topsWithViews } from "./views.ts";

/** What a talk stands at: its version moves with everything that readers are shown of it. */
export type Talk = {
  version: number;
  count: number;
  /** The threads that its last changes were in, the last one first. What they do not tell of may have moved everything. */
  moved: string[];
  /** What stood of the threads that moved since a version, when this was asked. */
  news?: { since: number; standing: Standing[] };
};

/** In which threads everything happened since a version; undefined when that is not known. */
export function movedSince({ version, moved }: Talk, since: number): string[] | undefined {
  const count = version - since;
  return count >= 0 && count <= moved.length ? [...new Set(moved.slice(0, count))] : undefined;
}

/** For so long an answer of the database is taken as still true, when nothing was heard. */
const trustMs = 500;
const mostTalks = 5_000;

type Moment = { calls: number; changes: number };
type Entry = {
  calls: number;
  asked?: Moment & { at: number; talk: Talk };
  asking?: Moment & { answer: Promise<Talk> };
};

/** One a process and database: what is known of the talks that were read here lately. */
const place = globalThis as unknown as { mastheadTalks?: WeakMap<Pool, Talks> };
place.mastheadTalks ??= new WeakMap();
const all = place.mastheadTalks;

export function talksOf(house: Pick<House, "pool" | "env">): Talks {
  const known = all.get(house.pool);
  if (known) return known;
  const made = new Talks(house);
  all.set(house.pool, made);
  return made;
}

/** Stops hearing, where anything was heard at all. */
export async function closeTalks(house: Pick<House, "pool">) {
  await all.get(house.pool)?.close();
}

/**
 * Asks the database where a talk stands, and does not ask again for half a second when nothing moved meanwhile: nothing was
 * changed through this process, and the database called out no change of this talk. So a change made here is seen by the very
 * next look, one made elsewhere as soon as it is heard of, and half a second later when the call was lost. While the database
 * cannot be heard, it is asked every time.
 */
export class Talks {
  private readonly entries = new Map<string, Entry>();
  private readonly watchers = new Set<(storyId: string) => void>();
  private readonly ear;

  constructor(private readonly house: Pick<House, "pool" | "env">) {
    this.ear = openEar(house.env.databaseUrl ?? "", "talks", (storyId) => {
      const entry = this.entries.get(storyId);
      if (entry) entry.calls += 1;
      for (const watch of this.watchers) watch(storyId);
    });
  }

  /**
   * @param since the version of a page that is at hand: what moved since then is brought along, where the talk can tell it
   * @throws Refusal not_found when there is no such story
   */
  async at(ctx: Pick<House, "sql">, storyId: string, since?: number): Promise<Talk> {
    const entry = this.entryOf(storyId);
    const now = { calls: entry.calls, changes: changesHere() };
    const { asked, asking } = entry;
    if (asked && isSame(asked, now) && this.ear.isUp() && performance.now() - asked.at < trustMs) return asked.talk;
    if (asking && isSame(asking, now)) return asking.answer;
    const answer = this.ask(ctx, storyId, entry, now, since);
    entry.asking = { ...now, answer };
    return answer;
  }

  /** Is told the story of every change that is called out, until `stop`. */
  watch(onMoved: (storyId: string) => void): () => void {
    this.watchers.add(onMoved);
    return () => this.watchers.delete(onMoved);
  }

  /** Whether the database can be heard just now. */
  hears(): boolean {
    return this.ear.isUp();
  }

  close(): Promise<void> {
    all.delete(this.house.pool);
    return this.ear.close();
  }

  private async ask(
    ctx: Pick<House, "sql">,
    storyId: string,
    entry: Entry,
    when: Moment,
    since: number | undefined,
  ): Promise<Talk> {
    const at = performance.now();
    try {
      const rows = await ctx.sql<{ talkVersion: number; count: number; moved: string[] } & RowOfThread>(
        talkAndMoved,
        since ?? null,
        storyId,
        storyId,
      );
      const [row] = rows;
      if (!row) throw new Refusal("not_found", "There is no such story.");
      const { talkVersion: version, count, moved } = row;
      const talk: Talk = { version, count, moved };
      if (since !== undefined && version - since <= moved.length)
        talk.news = { since, standing: row.topId ? standingFrom(rows) : [] };
      entry.asked = { ...when, at, talk };
      return talk;
    } finally {
      if (entry.asking && isSame(entry.asking, when)) delete entry.asking;
    }
  }

  private entryOf(storyId: string): Entry {
    const entry = this.entries.get(storyId) ?? { calls: 0 };
    this.entries.delete(storyId);
    this.entries.set(storyId, entry);
    if (this.entries.size > mostTalks) this.entries.delete(this.entries.keys().next().value ?? "");
    return entry;
  }
}

const talkAndMoved = statement(
  `with talk as materialized (
     select coalesce(t.version, 0) as version, coalesce(t.shown, 0) as count, `,
  `::int as since,
            case when t.moved_to = t.version then t.moved_threads else '{}' end as moved
     from stories s left join talks t on t.story_id = s.id where s.id = `,
  `::uuid and s.withdrawn_at is null),
   moved as materialized (
     select m.id from talk, unnest(talk.moved) with ordinality m (id, place)
     where m.place <= talk.version - since and talk.version - since <= cardinality(talk.moved)),
   tops as materialized (
     select ${topColumns} from comments t
     where t.id = any(array(select id from moved)) and t.story_id = `,
  `::uuid and t.parent_id is null and t.stands),
   threads as (${topsWithViews})
   select talk.version as "talkVersion", talk.count, talk.moved, threads.* from talk left join threads on true
   order by threads."topId", threads.place`,
);

const isSame = (one: Moment, other: Moment) => one.calls === other.calls && one.changes === other.changes;

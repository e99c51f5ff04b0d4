import type { Ctx } from "../context.ts";
import { isLongEnough } from "./desk-lists.ts";
import type { DeskQuery } from "./desk-schema.ts";

type Waiting = { story: string; title: string; because: string | null; rules: string[]; since: Date };
type Count = { value: string; label: string; count: number };
export type Facets = { story: Count[]; rule: Count[]; because: Count[]; waits: Count[] };

/** Of a longer queue the counts are of this many that waited longest. */
const mostCounted = 2000;

/** How many of a list each filter would leave, beside those that are chosen already; only what leaves any. */
export async function facetsFor(ctx: Ctx, asked: DeskQuery): Promise<Facets> {
  const rows = asked.list === "held" ? await held(ctx) : asked.list === "reported" ? await reported(ctx) : [];
  return facetsOf(rows, asked, ctx.now());
}

export function facetsOf(rows: Waiting[], asked: Partial<DeskQuery>, now: Date): Facets {
  const fits = {
    story: (row: Waiting, story = asked.story) => !story || row.story === story,
    rule: (row: Waiting, rule = asked.rule as string | undefined) => !rule || row.rules.includes(rule),
    because: (row: Waiting, because = asked.because as string | undefined) => !because || row.because === because,
    waits: (row: Waiting, waits = asked.waits) => !waits || isLongEnough(row.since, waits, now),
  };
  const names = Object.keys(fits) as (keyof typeof fits)[];
  /** Those that every other filter leaves. */
  const beside = (mine: keyof typeof fits) =>
    rows.filter((row) => names.every((name) => name === mine || fits[name](row)));
  const counted = (rest: Waiting[], valuesOf: (row: Waiting) => [value: string, label: string][]): Count[] => {
    const counts = new Map<string, Count>();
    for (const row of rest)
      for (const [value, label] of valuesOf(row)) {
        const known = counts.get(value) ?? { value, label, count: 0 };
        counts.set(value, { ...known, count: known.count + 1 });
      }
    return [...counts.values()].sort((a, b) => b.count - a.count || a.label.localeCompare(b.label));
  };
  const ages = ["hour", "day", "three-days"] as const;
  return {
    story: counted(beside("story"), ({ story, title }) => [[story, title]]),
    rule: counted(beside("rule"), ({ rules }) => rules.map((rule) => [rule, rule])),
    because: counted(beside("because"), ({ because }) => (because ? [[because, because]] : [])),
    waits: ages
      .map((value) => ({
        value,
        label: value,
        count: beside("waits").filter((row) => isLongEnough(row.since, value, now)).length,
      }))
      .filter(({ count }) => count > 0),
  };
}

const held = (ctx: Ctx) => ctx.sql<Waiting>`
  select c.story_id as story, s.title, c.held_because as because, coalesce(c.held_at, c.created_at) as since,
         array(select distinct f->>'rule' from jsonb_array_elements(c.findings) f) as rules
  from comments c join stories s on s.id = c.story_id where c.state = 'held'
  order by coalesce(c.held_at, c.created_at), c.id limit ${mostCounted}`;

const reported = (ctx: Ctx) => ctx.sql<Waiting>`
  select c.story_id as story, s.title, c.held_because as because, r.since,
         array(select distinct f->>'rule' from jsonb_array_elements(c.findings) f) as rules
  from (select comment_id, min(at) as since from comment_reports where outcome is null group by comment_id) r
  join comments c on c.id = r.comment_id join stories s on s.id = c.story_id where c.state in ('held', 'published')
  order by r.since, c.id limit ${mostCounted}`;

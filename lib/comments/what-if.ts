import { setImmediate } from "node:timers/promises";
import type { Ctx } from "../context.ts";
import { type Cursor, cursorFrom, cursorText, fromTheTop } from "../cursor.ts";
import { judgeBy, type Strictness, strictnessOf } from "./house-rules.ts";
import type { Proposal, WordListView } from "./house-rules-schema.ts";
import { type Fate, fateOf, fates } from "./rules/fate.ts";
import type { Finding } from "./rules/schema.ts";
import type { CommentState } from "./schema.ts";

const days = 30;
const onAPage = 200;
const mostQuoted = 400;
/** So many are judged between two looks at what else the process has to do. */
const atOnce = 10;

type Row = { id: string; at: Date; text: string; state: CommentState; story: string };
type Judged = { fate: Fate; findings: Finding[] };

/**
 * What other rules would have made of the comments of the last thirty days, part by part, newest first: whoever asks sees how far
 * it is, and stops by not asking on. Repeats, and what a member has published so far, are not played again: they depend on the day.
 */
export async function whatIf(ctx: Ctx, asked: Proposal & { after?: string | undefined }) {
  const now = await strictnessOf(ctx);
  const proposed = withProposal(now, asked);
  const from = cursorFrom(asked.after) ?? fromTheTop;
  const rows = await lately(ctx, from);
  const [counts, counted] = [none(), none()];
  const changed = [];
  for (const [at, row] of rows.entries()) {
    if (at % atOnce === atOnce - 1) await setImmediate();
    const [before, after] = [await judged(ctx, now, row.text), await judged(ctx, proposed, row.text)];
    counts[before.fate] += 1;
    counted[after.fate] += 1;
    if (before.fate === after.fate) continue;
    const { findings } = after.findings.length > 0 ? after : before;
    changed.push({
      id: row.id,
      story: row.story,
      text: row.text.length > mostQuoted ? `${row.text.slice(0, mostQuoted).toWellFormed()}…` : row.text,
      state: row.state,
      now: before.fate,
      proposed: after.fate,
      reasons: findings.map(({ reason }) => reason),
    });
  }
  const last = rows.at(-1);
  return {
    seen: rows.length,
    now: counts,
    proposed: counted,
    changed,
    next: last && rows.length === onAPage ? cursorText({ at: last.at, id: last.id }) : null,
  };
}

/** What becomes of one text by the rules as they are, or as they are proposed. */
export async function tryText(ctx: Ctx, { text, ...proposed }: Proposal & { text: string }) {
  const strictness = withProposal(await strictnessOf(ctx), proposed);
  const started = performance.now();
  const { fate, findings } = await judged(ctx, strictness, text);
  return { fate, findings, ms: Math.round((performance.now() - started) * 100) / 100 };
}

/** A text that no moderator has asked for waits in a house that reads everything first. */
async function judged(ctx: Ctx, strictness: Strictness, text: string): Promise<Judged> {
  const findings = await judgeBy(ctx, strictness, text);
  const fate = fateOf(findings);
  return { findings, fate: fate === "published" && strictness.rules.reading === "before" ? "held" : fate };
}

function withProposal({ rules, lists, retrained }: Strictness, { rules: other, list }: Proposal): Strictness {
  // An id and a version that no list has: the words of one that is tried are not taken for those of another.
  const tried: WordListView[] = list ? [{ ...list, id: `tried:${JSON.stringify(list)}`, version: 0 }] : [];
  return {
    retrained,
    rules: other ? { ...other, language: other.language ?? rules.language, version: rules.version } : rules,
    lists: [...lists.filter(({ id }) => id !== list?.replaces), ...tried],
  };
}

const lately = (ctx: Ctx, { at, id }: Cursor) => ctx.sql<Row>`
  select c.id, c.created_at as at, c.text, c.state, s.title as story
  from comments c join stories s on s.id = c.story_id
  where c.created_at > ${new Date(ctx.now().getTime() - days * 86_400_000)} and (c.created_at, c.id) < (${at}, ${id}::uuid)
    and c.state <> 'deleted'
  order by c.created_at desc, c.id desc limit ${onAPage}`;

const none = () => Object.fromEntries(fates.map((fate) => [fate, 0])) as Record<Fate, number>;

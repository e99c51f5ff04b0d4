import type { Ctx } from "../context.ts";
import { afterwardsOf } from "../delivery/afterwards.ts";
import { listMailings, readMailing } from "../delivery/reads.ts";
import { notFound } from "../errors.ts";
import { opening, trap } from "./address.ts";
import { type FigureMode, figureModes } from "./modes.ts";
import { ruleVersion, type Verdict } from "./rule.ts";
import { ruleSentences } from "./rule-words.ts";
import type { FiguresView } from "./schema.ts";

type Line = { id: string; link: number; hour: number; verdict: Verdict; count: number; firsts: number };

/** What readers did with one mailing, and what came of it otherwise. @throws Refusal not_found */
export async function figuresOf(ctx: Pick<Ctx, "sql">, mailingId: string): Promise<FiguresView> {
  const [mailing, afterwards, [mode], lines, links] = await Promise.all([
    readMailing(ctx, mailingId),
    afterwardsOf(ctx, [mailingId]),
    ctx.sql<{ figures: string | null }>`select figures from mailings where id = ${mailingId}::uuid`,
    countsOf(ctx, [mailingId]),
    ctx.sql<{ link: number; address: string }>`
      select link, address from mailing_links where mailing_id = ${mailingId}::uuid order by link`,
  ]);
  const after = afterwards.get(mailingId);
  if (!after) throw notFound("mailing");
  const { counts } = mailing;
  return {
    mode: modeOf(mode?.figures),
    rule: ruleSentences,
    ruleVersion,
    accepted: counts.accepted,
    delivered: Math.max(0, counts.accepted - after.returned),
    bounced: counts.bounced + counts.expired + after.returned,
    left: after.left,
    complained: after.complained,
    ...summed(lines),
    links: links.map(({ link, address }) => ({
      link,
      address,
      ...byVerdict(lines.filter((line) => line.link === link)),
    })),
    hours: hoursOf(lines),
  };
}

/** One mailing among the others of its newsletter. */
export type Compared = {
  id: string;
  subject: string;
  createdAt: Date;
  mode: FigureMode;
  delivered: number;
  /** Bounced, given up on, or came back. */
  failed: number;
  opened: number;
  clicked: number;
  pressed: number;
  left: number;
  complained: number;
};

/** The newest mailings on the same topic up to this one, which comes first; it is in flight or over, and the others are before it. */
export async function comparedWith(ctx: Pick<Ctx, "sql">, mailingId: string, most = 10): Promise<Compared[]> {
  const ids = await ctx.sql<{ id: string }>`
    select o.id from mailings m join mailings o on o.topic = m.topic and o.frozen_at is not null and (not o.grows or o.id = m.id)
      and (o.id = m.id or o.created_at < m.created_at)
    where m.id = ${mailingId}::uuid order by o.created_at desc limit ${most + 1}`;
  return figuresOfMany(
    ctx,
    ids.map(({ id }) => id),
  );
}

/** The same few figures of many mailings, newest first. */
export async function figuresOfMany(ctx: Pick<Ctx, "sql">, ids: string[]): Promise<Compared[]> {
  if (ids.length === 0) return [];
  const [mailings, afterwards, modes, lines] = await Promise.all([
    listMailings(ctx, ids),
    afterwardsOf(ctx, ids),
    ctx.sql<{ id: string; figures: string | null }>`select id, figures from mailings where id = any(${ids}::uuid[])`,
    countsOf(ctx, ids),
  ]);
  return mailings.map(({ id, subject, createdAt, accepted, bounced }) => {
    const { returned = 0, left = 0, complained = 0 } = afterwards.get(id) ?? {};
    const { opened, clicked } = summed(lines.filter((line) => line.id === id));
    return {
      id,
      subject,
      createdAt,
      mode: modeOf(modes.find((one) => one.id === id)?.figures),
      delivered: Math.max(0, accepted - returned),
      failed: bounced + returned,
      opened: opened.human,
      clicked: clicked.human,
      pressed: clicked.pressed,
      left,
      complained,
    };
  });
}

const modeOf = (stored: string | null | undefined): FigureMode => figureModes.find((mode) => mode === stored) ?? "off";

/** Over all versions of the rule; which of them judged is kept with each. */
const countsOf = (ctx: Pick<Ctx, "sql">, ids: string[]) => ctx.sql<Line>`
  select mailing_id as id, link, hour, verdict, sum(count)::int as count, sum(firsts)::int as firsts
  from mailing_counts where mailing_id = any(${ids}::uuid[]) group by 1, 2, 3, 4 order by 3, 2, 4`;

function summed(lines: Line[]) {
  const openings = lines.filter(({ link }) => link === opening);
  const presses = lines.filter(isPress);
  return {
    opened: { ...byVerdict(openings), proxy: sumOf(openings.filter(({ verdict }) => verdict === "proxy")) },
    clicked: {
      ...byVerdict(presses),
      pressed: presses.reduce((sum, { firsts }) => sum + firsts, 0),
      trapped: sumOf(lines.filter(({ link }) => link === trap)),
    },
  };
}

const isPress = ({ link }: Line) => link !== opening && link !== trap;
const sumOf = (lines: Line[]) => lines.reduce((sum, { count }) => sum + count, 0);
const byVerdict = (lines: Line[]) => ({
  human: sumOf(lines.filter(({ verdict }) => verdict === "human")),
  machine: sumOf(lines.filter(({ verdict }) => verdict === "machine")),
});

function hoursOf(lines: Line[]) {
  return [...new Set(lines.map(({ hour }) => hour))].map((hour) => {
    const { opened, clicked } = summed(lines.filter((line) => line.hour === hour));
    return {
      hour,
      opened: opened.human,
      proxy: opened.proxy,
      clicked: clicked.human,
      machine: opened.machine + clicked.machine,
    };
  });
}

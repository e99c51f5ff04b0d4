import { Temporal } from "temporal-polyfill";
import { record } from "../audit.ts";
import type { Ctx, House, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { publicationOf } from "../publication.ts";
import { storyById } from "../stories/reads.ts";
import { strictnessOf } from "./house-rules.ts";
import { commentSettingsOf } from "./settings.ts";
import type { TalkTermsChange, TalkTermsView } from "./terms-schema.ts";
import { type Closing, closedWords } from "./terms-words.ts";

const mostYears = 10;

/** What the newsroom has set for the comments of one story; version 0 where it never did. */
export async function talkTermsOf(ctx: Pick<House, "sql">, storyId: string): Promise<TalkTermsView> {
  const [row] = await ctx.sql<TalkTermsView>`
    select closing::text, closes_at as "closesAt", words, reading::text, version from talk_terms where story_id = ${storyId}::uuid`;
  return row ?? { closing: "as_house", closesAt: null, words: null, reading: "as_house", version: 0 };
}

/** What readers are told of the closing of a story's comments; null when they never close. */
export async function closingOf(ctx: Pick<House, "sql">, storyId: string): Promise<Closing | null> {
  const [row] = await ctx.sql<Closing>`
    select comments_close_at(s.id) as at, case when t.closing = 'closed' then t.words end as words,
           case when t.closing = 'closed' then 'newsroom'
                when comments_close_at(s.id) = s.comments_closed_at then 'publisher' else 'days' end as because
    from stories s left join talk_terms t on t.story_id = s.id where s.id = ${storyId}::uuid and comments_close_at(s.id) is not null`;
  if (!row) return null;
  const days = row.because === "days" ? (await commentSettingsOf(ctx)).closeAfterDays : null;
  return { ...row, days };
}

/**
 * Whether a moderator reads every comment on this story before it appears, and since when that is said: of this story, or of
 * all. What cannot be read is read first (verdict.ts), so it is said here as well.
 */
export async function readFirstAt(ctx: Pick<House, "sql">, storyId: string): Promise<"story" | "house" | null> {
  const { reading } = await talkTermsOf(ctx, storyId);
  if (reading === "before") return "story";
  if (reading === "by_rules") return null;
  const strictness = await strictnessOf(ctx).catch(() => undefined);
  return strictness?.rules.reading === "after" ? null : "house";
}

/** Refuses what comes too late. Whoever writes asks again in their transaction. @throws Refusal comments_closed */
export async function assertOpen(ctx: Ctx, storyId: string) {
  if (!(await storyById(ctx, storyId)).hasOpenComments) throw await tooLate(ctx, storyId);
}

/** What who comes too late is answered. */
export async function tooLate(ctx: Ctx, storyId: string): Promise<Refusal> {
  const closing = await closingOf(ctx, storyId);
  const why = closing ? closedWords(closing, ctx.now()) : "Comments on this story are closed.";
  return new Refusal(
    "comments_closed",
    `${why} What you wrote was not sent, and is still in the box. You can still read them all.`,
    closing ? { closedAt: closing.at.toISOString() } : {},
  );
}

/** Closes the comments of a story, opens them, or leaves that to the house; and says whether they are read first. */
export async function setTalkTerms(ctx: Ctx<Member>, storyId: string, change: TalkTermsChange): Promise<TalkTermsView> {
  const { version, closing, reading } = change;
  const isClosing = closing === "closed";
  const asked = isClosing && change.closesAt ? await momentOf(ctx, change.closesAt) : null;
  return ctx.db.$transaction(async (tx) => {
    const [story] = await tx.$queryRaw<
      object[]
    >`select 1 as found from stories where id = ${storyId}::uuid for no key update`;
    if (!story) throw new Refusal("not_found", "There is no such story.");
    const before = await tx.talkTerms.findUnique({ where: { storyId } });
    if ((before?.version ?? 0) !== version)
      throw new Refusal(
        "changed_meanwhile",
        "Somebody else has set this story's comments meanwhile. Load the page again to see how they stand, and make your change there.",
      );
    // Those that are closed already stay closed since then.
    const since = before?.closesAt && before.closesAt <= ctx.now() ? before.closesAt : ctx.now();
    const terms = {
      closing,
      closesAt: isClosing ? (asked ?? since) : null,
      words: isClosing ? (change.words ?? null) : null,
      reading,
      version: version + 1,
    };
    const data = { ...terms, updatedAt: ctx.now(), updatedById: ctx.actor.id };
    await tx.talkTerms.upsert({ where: { storyId }, create: { storyId, ...data }, update: data });
    await record(
      tx,
      ctx,
      "talk.terms-changed",
      { kind: "story", id: storyId },
      { ...(before ? { before: toldOf(before) } : {}), after: toldOf(terms) },
    );
    return terms;
  });
}

/** A moment as a form for it wants it: by the clock of the publication, to the minute. */
export const localTime = (at: Date, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: "minute" });

/** A moment as it is written where the publication is. */
async function momentOf(ctx: Ctx, local: string): Promise<Date> {
  const { timeZone } = await publicationOf(ctx);
  const wrong = (problem: string) =>
    new Refusal("invalid_input", `closesAt: ${problem}`, { fields: [{ field: "closesAt", problem }] });
  let at: number;
  try {
    at = Temporal.PlainDateTime.from(local, { overflow: "reject" }).toZonedDateTime(timeZone).epochMilliseconds;
  } catch {
    throw wrong("There is no such day or time. Write the moment like 2026-12-31T18:00.");
  }
  const now = ctx.now().getTime();
  if (at <= now) throw wrong("This moment is over. Choose a later one, or close the comments now.");
  if (at > now + mostYears * 366 * 86_400_000) throw wrong(`That is more than ${mostYears} years. Leave them open.`);
  return new Date(at);
}

type Terms = Pick<TalkTermsView, "closing" | "words" | "reading"> & { closesAt: Date | null };
const toldOf = ({ closing, closesAt, words, reading }: Terms) => ({
  closing,
  closesAt: closesAt?.toISOString() ?? null,
  words,
  reading,
});

import { Temporal } from "temporal-polyfill";
import { record } from "../audit.ts";
import { actingAs, type Ctx, type Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { veiled } from "../members/address.ts";
import { writeConsent } from "../members/consent.ts";
import { reminderWording } from "./reminder-words.ts";

const topic = "still-unread";
const hour = "08:00";

/** On which day a member is mailed what is still unread; null when they are not. */
export async function reminderOf(ctx: Ctx<Member>): Promise<{ weekday: number | null }> {
  const reminder = await ctx.db.readingReminder.findUnique({ where: { memberId: ctx.actor.id } });
  return { weekday: reminder?.weekday ?? null };
}

/** Chooses the day, or none. Each choice is a consent, in the words that were shown. */
export async function chooseReminder(
  ctx: Ctx<Member>,
  { weekday, timeZone }: { weekday: number | null; timeZone?: string | undefined },
) {
  await ctx.db.$transaction(async (tx) => {
    if (timeZone) await tx.member.update({ where: { id: ctx.actor.id }, data: { timeZone } });
    await setReminder(tx, ctx, weekday, "reading list");
  });
  return { weekday };
}

/** Ends the mails for the reader of one of them, and nothing else; from this moment on, and twice is once. */
export async function stopReminder(ctx: Ctx, token: string, source: string) {
  const holder = await whoHolds(ctx, token);
  if (!holder)
    throw new Refusal(
      "not_found",
      "This address is not one of ours, or it was cut off. Use the link in the mail, or choose on your reading list.",
    );
  const { id, email, displayName, timeZone } = holder;
  const actor: Member = { kind: "member", id, email, displayName, timeZone, roles: [], sessionId: "" };
  await ctx.db.$transaction((tx) => setReminder(tx, actingAs(ctx, actor, ctx.requestId), null, source));
}

/** What the page behind “stop these mails” shows. Looking stops nothing. */
export async function lookAtReminder(ctx: Ctx, token: string) {
  const holder = await whoHolds(ctx, token);
  if (!holder) return undefined;
  const standing = await ctx.db.readingReminder.count({ where: { memberId: holder.id } });
  return { address: veiled(holder.email), hasStopped: standing === 0 };
}

/** The token in a mail. It names the member whom the mail went to, so whoever opens it changes nothing for anybody else. */
export const reminderToken = (ctx: Pick<Ctx, "tokens">, memberId: string) => ctx.tokens.sign("still-unread", memberId);

async function whoHolds(ctx: Ctx, token: string) {
  const id = ctx.tokens.open("still-unread", token);
  return id ? await ctx.db.member.findUnique({ where: { id } }) : null;
}

async function setReminder(tx: Tx, ctx: Ctx<Member>, weekday: number | null, source: string) {
  const memberId = ctx.actor.id;
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${memberId}, 22))`;
  const before = await tx.readingReminder.findUnique({ where: { memberId } });
  if ((before?.weekday ?? null) === weekday) return;
  if (weekday === null) {
    await tx.readingReminder.delete({ where: { memberId } });
    const wording = reminderWording(before?.weekday ?? 1);
    await writeConsent(tx, ctx, { memberId, topic, act: "withdrawn", wording, source });
  } else {
    const { timeZone } = await tx.member.findUniqueOrThrow({ where: { id: memberId } });
    const data = { weekday, nextAt: nextMorning(ctx.now(), weekday, timeZone), mailId: null, tries: 0, takenTo: null };
    await tx.readingReminder.upsert({ where: { memberId }, create: { memberId, ...data }, update: data });
    await writeConsent(tx, ctx, { memberId, topic, act: "confirmed", wording: reminderWording(weekday), source });
  }
  const change = { before: { weekday: before?.weekday ?? null }, after: { weekday } };
  await record(tx, ctx, "reading-reminder.chosen", { kind: "member", id: memberId }, change);
}

/** Eight in the morning of the next such day where the member is, on days when the clocks change too. */
export function nextMorning(now: Date, weekday: number, timeZone: string | null): Date {
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zoneOf(timeZone));
  const ahead = (weekday - here.dayOfWeek + 7) % 7;
  const morningIn = (days: number) =>
    here.toPlainDate().add({ days }).toZonedDateTime({ timeZone: here.timeZoneId, plainTime: hour });
  const first = morningIn(ahead);
  const next = Temporal.ZonedDateTime.compare(first, here) > 0 ? first : morningIn(ahead + 7);
  return new Date(next.epochMilliseconds);
}

function zoneOf(timeZone: string | null): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: timeZone ?? "UTC" }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}

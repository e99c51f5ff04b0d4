import { randomUUID } from "node:crypto";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import { publicationOf } from "../publication.ts";
import { valuesFor } from "./fields.ts";
import { sendMessage } from "./jobs.ts";
import { messageById, type Template, templateByName } from "./reads.ts";
import { renderMessage } from "./render.ts";
import type { GivenFields, MessageDraft } from "./schema.ts";

/** So many go to one address in an hour, whoever asks: more than that is a program that has run wild. */
export const mostAnHour = 30;
/** Behind the mails of people who sign in, who are in the same lane. */
const behindOthers = 10;

/** The name that a program gave to its request, and what it asked for under it. */
export type Once = { name: string; fingerprint: string };

/**
 * Takes one mail to one person, to be sent at once. The row is made in one transaction with the job that sends it, and a name makes one row:
 * whoever asks again, at the same time or next month, is given the first.
 * @throws Refusal not_found, invalid_input (which field), settings_missing (an unfinished template), address_suppressed, rate_limited
 */
export async function askForMessage(ctx: Ctx<Member>, draft: MessageDraft, once?: Once) {
  const before = once && (await askedBefore(ctx.db, ctx, once));
  if (before) return { message: await messageById(ctx, before), isReplay: true };
  const template = await templateByName(ctx, draft.template);
  assertUsable(template);
  const to = await recipientOf(ctx, draft);
  const id = await putDown(ctx, {
    template,
    to,
    fields: draft.fields,
    usefulUntil: new Date(ctx.now().getTime() + draft.usefulMinutes * 60_000),
    ...(once ? { once } : {}),
  });
  return { message: await messageById(ctx, id.id), isReplay: id.isReplay };
}

type Recipient = { memberId: string | null; address: string; addressKey: string; displayName: string | null };
type Asked = {
  template: Template;
  to: Recipient;
  fields: GivenFields;
  usefulUntil: Date;
  once?: Once;
  isTest?: boolean;
};

/** Renders it now, so that it goes out in the words that the program asked for, and puts it down. */
export async function putDown(ctx: Ctx<Member>, { template, to, fields, usefulUntil, once, isTest = false }: Asked) {
  const { timeZone: zone } = await publicationOf(ctx);
  const { values, problems } = valuesFor(template.fields, fields, {
    language: template.language,
    zone,
    own: ownOf(to),
  });
  if (problems.length > 0)
    throw new Refusal("invalid_input", problems.map(({ field, problem }) => `${field}: ${problem}`).join(" "), {
      fields: problems,
    });
  // The editor's own marks for a name need no field.
  for (const [name, text] of Object.entries(ownOf(to)))
    if (text && !values.has(name)) values.set(name, { text, isLink: false });
  await assertAlive(ctx, to.addressKey);
  const { subject, html, text } = await renderMessage(ctx, template, values);
  const id = randomUUID();
  return ctx.db.$transaction(async (tx) => {
    // One after another for one address, so that the count is exact and a name that is used twice at once waits for the first.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${to.addressKey}, 41))`;
    const before = once && (await askedBefore(tx, ctx, once));
    if (before) return { id: before, isReplay: true };
    await assertNotTooMany(tx, ctx, to.addressKey);
    const made = await tx.message.createMany({
      data: {
        id,
        templateId: template.id,
        templateVersion: template.version,
        memberId: to.memberId,
        address: to.address,
        addressKey: to.addressKey,
        subject: isTest ? `[Test] ${subject}` : subject,
        html,
        text,
        isTest,
        askedById: ctx.actor.key?.id ?? ctx.actor.id,
        onceName: once?.name ?? null,
        fingerprint: once?.fingerprint ?? null,
        createdAt: ctx.now(),
        usefulUntil,
      },
      skipDuplicates: true,
    });
    // The same name for two addresses at once: the other one won.
    if (made.count === 0) throw usedForAnother();
    await enqueue(tx, sendMessage, { messageId: id }, { priority: behindOthers });
    return { id, isReplay: false };
  });
}

async function askedBefore(db: Pick<Tx, "message">, ctx: Ctx<Member>, { name, fingerprint }: Once) {
  const row = await db.message.findUnique({
    where: { askedById_onceName: { askedById: ctx.actor.key?.id ?? ctx.actor.id, onceName: name } },
    select: { id: true, fingerprint: true },
  });
  if (row && row.fingerprint !== fingerprint) throw usedForAnother();
  return row?.id;
}

const usedForAnother = () =>
  new Refusal(
    "invalid_input",
    "This Idempotency-Key was used for another request. Give each request a name of its own.",
  );

export function assertUsable({ title, retiredAt, isReady, problems }: Template) {
  if (retiredAt)
    throw new Refusal(
      "not_found",
      `The template “${title}” has been retired. Bring it back at the desk, under Messages.`,
    );
  if (!isReady) throw new Refusal("settings_missing", `The template “${title}” is not finished. ${problems.join(" ")}`);
}

/** @throws Refusal not_found for an id that is no member's */
async function recipientOf(ctx: Ctx, { to, memberId }: MessageDraft): Promise<Recipient> {
  const member = await ctx.db.member.findUnique({
    where: memberId === undefined ? { email: to ?? "" } : { id: memberId },
    select: { id: true, email: true, emailKey: true, displayName: true },
  });
  if (member)
    return {
      memberId: member.id,
      address: member.email,
      addressKey: member.emailKey,
      displayName: member.displayName,
    };
  if (to === undefined) throw new Refusal("not_found", "memberId: There is no such member.");
  return { memberId: null, address: to, addressKey: ctx.tokens.keyedHash("address", to), displayName: null };
}

/** What is known of the member stands in fields of these names that were not given. */
const ownOf = ({ displayName }: Recipient) => {
  const name = displayName?.trim() || undefined;
  return { name, first_name: name?.split(/\s+/)[0] };
};

/** Only a mailbox that is proven dead: whoever left a list, or called a newsletter spam, still gets the receipt of what they bought. */
export async function isDead(ctx: Pick<Ctx, "sql">, addressKey: string) {
  const [dead] = await ctx.sql`
    select 1 from suppressions where address_key = ${addressKey} and lifted_at is null and reason = 'the mailbox does not exist'`;
  return dead !== undefined;
}

async function assertAlive(ctx: Ctx, addressKey: string) {
  if (await isDead(ctx, addressKey))
    throw new Refusal(
      "address_suppressed",
      "This mailbox has been proven dead, so nothing is sent to it. It opens again when its owner confirms it, by signing in and asking for something by mail.",
    );
}

async function assertNotTooMany(tx: Tx, ctx: Ctx, addressKey: string) {
  const hourMs = 3_600_000;
  const since = new Date(ctx.now().getTime() - hourMs);
  const lately = await tx.message.findMany({
    where: { addressKey, createdAt: { gt: since } },
    orderBy: { createdAt: "desc" },
    take: mostAnHour,
    select: { createdAt: true },
  });
  const oldest = lately.at(-1);
  if (lately.length < mostAnHour || !oldest) return;
  const seconds = Math.max(1, Math.ceil((oldest.createdAt.getTime() + hourMs - ctx.now().getTime()) / 1000));
  throw new Refusal(
    "rate_limited",
    `This address has had ${mostAnHour} mails within an hour. Look whether your program asks in a loop; the next goes in ${Math.ceil(seconds / 60)} minutes.`,
    { retryAfterSeconds: seconds },
  );
}

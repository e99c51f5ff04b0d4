import type { Ctx, System } from "../context.ts";
import { enqueue } from "../jobs.ts";
import { publicationOf } from "../publication.ts";
import { cancelled } from "./control.ts";
import { dkimKeysFor } from "./dkim-keys.ts";
import { sendMailing } from "./jobs.ts";
import { speakTo } from "./lanes.ts";
import { leaveToken } from "./leave.ts";
import { openLedger } from "./ledger.ts";
import { returnPath, returnToken } from "./returns/address.ts";
import { buildTemplate } from "./template.ts";

/**
 * Works off the ledger of one mailing until nothing is left that can be done now. Any number of workers may do this for
 * one mailing at once: each claims its own rows. A kill at any moment leaves rows that `resumeUnfinished` picks up. Told to
 * stop, it finishes the mails that it has begun and puts the rest of its claim back.
 */
export async function workOff(ctx: Ctx<System>, mailingId: string, signal: AbortSignal) {
  await reclaim(ctx);
  const mailing = await ctx.db.mailing.findUnique({ where: { id: mailingId } });
  if (mailing?.state !== "sending") return;
  const fromAddress = mailing.fromAddress ?? (await publicationOf(ctx)).mailFrom;
  const domain = fromAddress.slice(fromAddress.lastIndexOf("@") + 1);
  const template = await buildTemplate(
    {
      subject: mailing.subject,
      html: mailing.html,
      text: mailing.text,
      fromName: mailing.fromName,
      fromAddress,
      leaveAt: new URL("/unsubscribe/", ctx.env.http.appUrl).href,
      oneClickAt: new URL("/api/v1/unsubscribe/", ctx.env.http.appUrl).href,
      headers: {
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": `<${mailing.topic.replace(/[^a-z0-9-]/g, ".")}.${domain}>`,
        Precedence: "bulk",
      },
    },
    await dkimKeysFor(ctx, domain),
  );
  const ledger = openLedger(ctx, mailing);
  try {
    await speakTo(ctx, {
      mailingId,
      sender: (row) => returnPath(ctx, BigInt(row.id)) ?? fromAddress,
      template,
      ledger,
      signal,
      own: (row) => ({
        to: row.address,
        name: row.name,
        leave: leaveToken(ctx, row.id),
        messageId: `<${mailing.id}.${ctx.tokens.derive("message-id", `${mailing.id}:${row.addressKey}`).slice(0, 22)}@${domain}>`,
        headers: `X-Masthead-Return: ${returnToken(ctx, BigInt(row.id))}\r\n`,
      }),
    });
  } finally {
    await ledger.close();
  }
  if (signal.aborted) return;
  await closeCancelled(ctx);
  await finishOrWait(ctx, mailingId);
}

/** The mailings that this process is working off, and whether somebody asked for one again meanwhile. */
const inHand = new Map<string, { isAskedAgain: boolean }>();

/**
 * Works off a mailing unless this process is at it already: then whoever is at it looks once more at its end. The minute's
 * bell asks for every mailing that is going out, and each answer must not take a place from the other mailings.
 */
export async function workOffOnce(ctx: Ctx<System>, mailingId: string, signal: AbortSignal) {
  const begun = inHand.get(mailingId);
  if (begun) {
    begun.isAskedAgain = true;
    return;
  }
  const mine = { isAskedAgain: true };
  inHand.set(mailingId, mine);
  try {
    while (mine.isAskedAgain && !signal.aborted) {
      mine.isAskedAgain = false;
      await workOff(ctx, mailingId, signal);
    }
  } finally {
    inHand.delete(mailingId);
  }
}

/** Puts every unfinished mailing back to work. Runs every minute and at the start of a worker. */
export async function resumeUnfinished(ctx: Ctx<System>) {
  await reclaim(ctx);
  await closeCancelled(ctx);
  const unfinished = await ctx.sql<{ id: string }>`
    select m.id from mailings m where m.state = 'sending'
      and (exists (select 1 from deliveries d where d.mailing_id = m.id and d.state = 'queued' and d.next_try_at <= now())
        or not exists (select 1 from deliveries d where d.mailing_id = m.id and d.state in ('queued', 'claimed', 'in_data')))`;
  for (const { id } of unfinished) await enqueue(ctx.db, sendMailing, { mailingId: id }, { key: `mailing:${id}` });
}

/** Rows whose worker is gone. A claim is simply free again; a body that may have been spoken follows the mailing's setting. */
async function reclaim(ctx: Ctx) {
  await ctx.sql`
    update deliveries d set
      state = case when d.state = 'claimed' or (m.resend_uncertain and m.state <> 'cancelled') then 'queued' else 'uncertain' end::delivery_state,
      reason = case when d.state = 'claimed' or (m.resend_uncertain and m.state <> 'cancelled') then d.reason else 'the worker ended before the answer came' end,
      settled_at = case when d.state = 'claimed' or (m.resend_uncertain and m.state <> 'cancelled') then null else now() end,
      lease_until = null
    from mailings m where m.id = d.mailing_id and d.state in ('claimed', 'in_data') and d.lease_until < now()`;
}

/** What came back to the queue while its mailing was being cancelled goes to nobody. */
async function closeCancelled(ctx: Ctx) {
  await ctx.sql`
    update deliveries d set state = 'excluded', reason = ${cancelled}, settled_at = now(), lease_until = null
    from mailings m where m.id = d.mailing_id and m.state = 'cancelled' and d.state = 'queued'`;
}

async function finishOrWait(ctx: Ctx, mailingId: string) {
  const finished = await ctx.sql<{ id: string }>`
    update mailings set state = 'finished', finished_at = now()
    where id = ${mailingId} and state = 'sending'
      and not exists (select 1 from deliveries d where d.mailing_id = mailings.id and d.state in ('queued', 'claimed', 'in_data'))
    returning id`;
  if (finished.length > 0) ctx.log.info({ mailingId }, "a mailing is finished");
}

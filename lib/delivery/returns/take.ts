import { actingAs, type Ctx } from "../../context.ts";
import { withdraw } from "../../members/withdraw.ts";
import { metrics } from "../../metrics.ts";
import { withoutAddress } from "../../without-address.ts";
import { judgeMailing } from "../breakers.ts";
import type { Verdict } from "./classify.ts";
import type { Whose } from "./whose.ts";

export type Source = "mail" | "ses" | "postmark" | "mailgun" | "sendgrid";

/** One report on one address, whose source or HMAC has been checked. */
export type Report = {
  source: Source;
  /** The same for the same report, however often it comes. */
  reportId: string;
  verdict: Verdict;
  /** The delivery; or only the address, for a mail that no mailing sent. */
  about: Whose | { addressKey: string; address: string; promptId?: string };
};

export type Taken = "bounced" | "delayed" | "complained" | "replayed";

/**
 * Takes in one report, once: a report that was taken before changes nothing. The ledger keeps saying `accepted`, for the mail
 * server had taken the mail; what came back stands beside it. An uncertain delivery was handed over after all. A dead mailbox
 * is suppressed; a complaint takes back the consent for that list and suppresses.
 */
export async function takeReport(ctx: Ctx, report: Report): Promise<Taken> {
  const outcome = await takeOnce(ctx, report);
  metrics().returns.inc({ source: report.source, outcome });
  if ((outcome === "bounced" || outcome === "complained") && "id" in report.about)
    await judge(ctx, report.about.mailingId);
  return outcome;
}

async function takeOnce(ctx: Ctx, { source, reportId, verdict, about }: Report): Promise<Taken> {
  const known = await ctx.sql`select 1 from mail_returns where source = ${source} and report_id = ${reportId}`;
  if (known.length > 0) return "replayed";
  const delivery = "id" in about ? about : undefined;
  // Withdrawing twice is once, so it may come before the transaction that remembers the report.
  if (verdict.kind === "complained" && delivery?.memberId)
    await withdraw(ctx, delivery.memberId, delivery.topic, "complaint");
  const evidence = withoutAddress(about.address, verdict.evidence);
  return ctx.db.$transaction(async (tx) => {
    const isNew = await tx.$executeRaw`
      insert into mail_returns (source, report_id, delivery_id, prompt_id, address_key, kind, status, evidence, is_dead)
      values (${source}, ${reportId}, ${delivery?.id ?? null}::bigint,
              ${"promptId" in about ? about.promptId : null}::uuid, ${about.addressKey}, ${verdict.kind}::return_kind,
              ${verdict.status}, ${evidence}, ${verdict.isDead})
      on conflict (source, report_id) do nothing`;
    if (isNew === 0) return "replayed";
    if (delivery)
      await tx.$executeRaw`
        update deliveries set state = 'accepted', reason = 'what came back proves that it was handed over'
        where id = ${delivery.id}::bigint and state = 'uncertain'`;
    const reason = verdict.kind === "complained" ? "complained" : verdict.isDead ? "the mailbox does not exist" : null;
    if (reason)
      await tx.$executeRaw`
        insert into suppressions (address_key, reason, evidence, at) values (${about.addressKey}, ${reason}, ${evidence}, now())
        on conflict (address_key) do update set reason = excluded.reason, evidence = excluded.evidence, at = now(), lifted_at = null`;
    return verdict.kind;
  });
}

/**
 * A mailing may still be going out, to a slow domain or hour by hour, when its first mails come back. The report is taken
 * whatever becomes of this; the next one judges again.
 */
const judge = (ctx: Ctx, mailingId: string) =>
  judgeMailing(actingAs(ctx, { kind: "system" }, ctx.requestId), mailingId).catch((err: unknown) =>
    ctx.log.error({ err, mailingId }, "a mailing could not be judged after a report"),
  );

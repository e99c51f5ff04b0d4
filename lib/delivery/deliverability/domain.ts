import type { Ctx } from "../../context.ts";
import { about, type Finding } from "../../finding.ts";
import { dmarcOf, domainRecords, isSignedHere, organisationOf, spf, unanswered } from "../domain-records.ts";
import { carriers } from "../sendable.ts";
import { type Names, textsAt } from "./names.ts";
import { type Senders, spfSenders } from "./spf-senders.ts";

/** What receivers will find of a domain that mails come from. DNS is asked, and nobody else. */
export async function lookAtDomain(ctx: Pick<Ctx, "env">, domain: string, names: Names): Promise<Finding[]> {
  const returns = ctx.env.returns.domain;
  const [records, aligned, hints] = await Promise.all([
    domainRecords(ctx, domain, names.texts),
    alignment(ctx, domain, names),
    transport(domain, names),
  ]);
  // SPF is judged by the return path; without one of our own that is the sender.
  const isJudgedHere = returns === undefined && records[0]?.state === "ok";
  const senders = isJudgedHere ? [await spfSenders(domain, sendersOf(ctx), names)] : [];
  const [own, ...others] = records;
  return [...(own ? [own] : []), ...senders, ...others, aligned, hints];
}

/** SPF of the domain that bounces come back to. */
export async function lookAtReturnSpf(ctx: Pick<Ctx, "env">, domain: string, names: Names): Promise<Finding[]> {
  const record = await spf(domain, names.texts);
  return record.state === "ok" ? [record, await spfSenders(domain, sendersOf(ctx), names)] : [record];
}

function sendersOf(ctx: Pick<Ctx, "env">): Senders {
  const services = [...new Set(carriers(ctx).flatMap(({ service }) => service ?? []))];
  return {
    services,
    addresses: ctx.env.sending.addresses,
    hasOthers: carriers(ctx).some(({ service }) => service === null),
  };
}

/** DMARC asks that what passes SPF or DKIM is of the sender's own organisation. */
async function alignment(ctx: Pick<Ctx, "env">, domain: string, names: Names): Promise<Finding> {
  const say = about("alignment", "Alignment");
  const returns = ctx.env.returns.domain;
  const record = await dmarcOf(domain, names.texts);
  if (record === undefined) return say.unseen(...unanswered(`_dmarc.${domain}`));
  const isNear = returns === undefined || organisationOf(returns) === organisationOf(domain);
  const isAligned = record?.isStrict ? (returns ?? domain) === domain : isNear;
  if (isAligned)
    return say.ok(
      returns === undefined
        ? "The sender is also who bounces go to, as far as your provider leaves it so."
        : `Bounces go to ${returns}, which counts as ${domain}.`,
    );
  if (isSignedHere(ctx))
    return say.ok(
      `Bounces go to ${returns}, which does not count as ${domain} for DMARC, so only our signature speaks for it.`,
      `Let RETURN_DOMAIN be a name below ${organisationOf(domain)}, and SPF speaks for it as well.`,
    );
  return say.warning(
    `Bounces go to ${returns}, which does not count as ${domain} for DMARC, and we sign nothing, so all depends on your provider's signature.`,
    `Let RETURN_DOMAIN be a name below ${organisationOf(domain)}, or make a key with \`masthead dkim create ${domain}\`.`,
  );
}

/** How others hand mail to the domain: no receiver asks for it, and it keeps answers of readers from being read on their way. */
async function transport(domain: string, names: Names): Promise<Finding> {
  const say = about("transport", "MTA-STS, TLS-RPT");
  const [sts, reports] = await Promise.all([
    textsAt(`_mta-sts.${domain}`, names.texts),
    textsAt(`_smtp._tls.${domain}`, names.texts),
  ]);
  if (!sts || !reports) return say.unseen(...unanswered(sts ? `_smtp._tls.${domain}` : `_mta-sts.${domain}`));
  const missing = [
    ...(sts.some((text) => /^v=STSv1\b/i.test(text)) ? [] : ["MTA-STS"]),
    ...(reports.some((text) => /^v=TLSRPTv1\b/i.test(text)) ? [] : ["TLS-RPT"]),
  ];
  if (missing.length === 0) return say.ok(`Mail to ${domain} is handed over encrypted, and what fails is reported.`);
  return say.off(
    `${domain} has no ${missing.join(" and no ")}. Receivers of your mails do not ask for it.`,
    "Have it set up where mail to this domain arrives, so that what readers answer travels encrypted.",
  );
}

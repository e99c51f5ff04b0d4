import type { Ctx } from "../context.ts";
import { keptBack } from "./contact.ts";
import type { DeliveryState } from "./states.ts";

/** Deliveries that came to the same, for the same reason. */
export type Why = {
  state: DeliveryState;
  reason: string | null;
  /** What the mail server's answers begin with, like "550 5.1.1"; null where none was given. */
  code: string | null;
  /** One of the answers, whole. */
  answer: string | null;
  count: number;
};

/**
 * Why some have not got a mailing, the most frequent first: who ended otherwise than accepted, and who was put off and waits.
 * It reads those rows alone, by index, so a mailing that went well costs nothing.
 */
export const whyNot = (ctx: Pick<Ctx, "sql">, mailingId: string) => ctx.sql<Why>`
  with others as (
    select state, reason, answer from deliveries
    where mailing_id = ${mailingId} and ended_as is not null
    union all
    select state, case when reason = ${keptBack.quiet} then reason end, answer from deliveries
    where mailing_id = ${mailingId} and queued_at > now() and (tries > 0 or reason = ${keptBack.quiet}))
  select state, reason, substring(answer from '^[245][0-9][0-9]([ -][245][.][0-9]{1,3}[.][0-9]{1,3})?') as code,
         min(answer) as answer, count(*)::int as count
  from (select state, reason, answer from others) o
  group by state, reason, substring(answer from '^[245][0-9][0-9]([ -][245][.][0-9]{1,3}[.][0-9]{1,3})?')
  order by count desc, state limit 20`;

/** How one recipient domain took a mailing. `domain` is null for all the smaller ones together. */
export type DomainShare = { domain: string | null; total: number; accepted: number; bounced: number; waiting: number };

/** The ten domains with the most recipients, then the others together. It counts every row: not for every few seconds. */
export const domainShares = (ctx: Pick<Ctx, "sql">, mailingId: string) => ctx.sql<DomainShare>`
  with each as (
    select domain, count(*) as total,
           count(*) filter (where state = 'accepted') as accepted,
           count(*) filter (where state in ('bounced', 'expired')) as bounced,
           count(*) filter (where state in ('queued', 'claimed', 'in_data')) as waiting
    from deliveries where mailing_id = ${mailingId} group by domain),
  ranked as (select *, row_number() over (order by total desc, domain) as place from each)
  select case when place <= 10 then domain end as domain, sum(total)::int as total, sum(accepted)::int as accepted,
         sum(bounced)::int as bounced, sum(waiting)::int as waiting
  from ranked group by case when place <= 10 then domain end, least(place, 11) order by least(place, 11)`;

/** One reader's line of a mailing, by the key of their address. */
export const deliveryTo = async (ctx: Pick<Ctx, "sql">, mailingId: string, addressKey: string) =>
  (
    await ctx.sql<{ id: string }>`
      select id::text from deliveries where mailing_id = ${mailingId} and address_key = ${addressKey}`
  )[0]?.id;

import type { Ctx } from "../../context.ts";
import type { DeliveryState } from "../states.ts";
import { keyOf } from "./whose.ts";

export const returnKinds = ["bounced", "delayed", "complained"] as const;
export type ReturnKind = (typeof returnKinds)[number];

/** How many reports came in within so many days, by who told and what it came to. */
export const returnCounts = (ctx: Pick<Ctx, "sql">, days: number) => ctx.sql<{
  source: string;
  kind: ReturnKind;
  count: number;
  dead: number;
  last: Date;
}>`
  select source, kind, count(*)::int as count, count(*) filter (where is_dead)::int as dead, max(at) as last
  from mail_returns where at > now() - make_interval(days => ${days}::int) group by source, kind order by source, kind`;

export type ReturnLine = {
  id: string;
  at: Date;
  source: string;
  kind: ReturnKind;
  status: string | null;
  evidence: string | null;
  isDead: boolean;
  /** Null where no mailing sent it, or where that is gone. */
  mailingId: string | null;
  subject: string | null;
  address: string | null;
};

/** What came back, the newest first, fifty at a time; `before` is the id of the last line seen. */
export const listReturns = (
  ctx: Pick<Ctx, "sql">,
  { kind = null, before = null }: { kind?: ReturnKind | null; before?: string | null },
) => ctx.sql<ReturnLine>`
  select r.id::text, r.at, r.source, r.kind, r.status, r.evidence, r.is_dead as "isDead",
         d.mailing_id as "mailingId", m.subject, d.address
  from mail_returns r left join deliveries d on d.id = r.delivery_id left join mailings m on m.id = d.mailing_id
  where (${kind}::text is null or r.kind::text = ${kind}) and (${before}::bigint is null or r.id < ${before}::bigint)
  order by r.id desc limit 50`;

/** How many addresses must not be written to, by the reason. */
export const suppressionCounts = (ctx: Pick<Ctx, "sql">) => ctx.sql<{ reason: string; count: number }>`
  select reason, count(*)::int as count from suppressions where lifted_at is null group by reason order by count desc`;

export type AddressStanding = {
  isSuppressed: boolean;
  reason: string | null;
  evidence: string | null;
  at: Date | null;
  /** The newest mailings that had it among their recipients. */
  deliveries: { mailingId: string; subject: string; state: DeliveryState; reason: string | null; at: Date | null }[];
};

/** What is known of one address: whether it may be written to, why not, and what went to it. Undefined for what is none. */
export async function lookUpAddress(
  ctx: Pick<Ctx, "sql" | "tokens">,
  address: string,
): Promise<AddressStanding | undefined> {
  const key = keyOf(ctx, address);
  if (!key) return undefined;
  const [[found], deliveries] = await Promise.all([
    ctx.sql<{ reason: string; evidence: string | null; at: Date }>`
      select reason, evidence, at from suppressions where address_key = ${key} and lifted_at is null`,
    // By the newest mailings and their unique index: an index over all addresses would cost every mailing its speed.
    ctx.sql<AddressStanding["deliveries"][number]>`
      select m.id as "mailingId", m.subject, d.state, d.reason, d.settled_at as at
      from (select id, subject, created_at from mailings order by created_at desc limit 100) m
      join deliveries d on d.mailing_id = m.id and d.address_key = ${key}
      order by m.created_at desc limit 20`,
  ]);
  return {
    isSuppressed: found !== undefined,
    reason: found?.reason ?? null,
    evidence: found?.evidence ?? null,
    at: found?.at ?? null,
    deliveries,
  };
}

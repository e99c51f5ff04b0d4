import type { Ctx } from "../context.ts";

/** What came after a mailing was taken by the mail servers. */
export type Afterwards = { returned: number; complained: number; left: number };

/** What came back, who called it spam, and who left by the address in its mails; zeros where nothing did. */
export async function afterwardsOf(ctx: Pick<Ctx, "sql">, mailingIds: string[]): Promise<Map<string, Afterwards>> {
  const all = new Map(mailingIds.map((id) => [id, { returned: 0, complained: 0, left: 0 }]));
  if (mailingIds.length === 0) return all;
  const [returns, leaves] = await Promise.all([
    ctx.sql<{ id: string; returned: number; complained: number }>`
      select d.mailing_id as id, count(distinct d.id) filter (where r.kind = 'bounced')::int as returned,
             count(distinct d.id) filter (where r.kind = 'complained')::int as complained
      from mail_returns r join deliveries d on d.id = r.delivery_id
      where r.kind in ('bounced', 'complained') and d.mailing_id = any(${mailingIds}::uuid[])
        and r.at >= (select min(created_at) from mailings where id = any(${mailingIds}::uuid[]))
      group by 1`,
    ctx.sql<{ id: string; left: number }>`
      select mailing_id as id, count(*)::int as left from mailing_leaves where mailing_id = any(${mailingIds}::uuid[]) group by 1`,
  ]);
  for (const { id, returned, complained } of returns) Object.assign(all.get(id) ?? {}, { returned, complained });
  for (const { id, left } of leaves) Object.assign(all.get(id) ?? {}, { left });
  return all;
}

import type { Ctx } from "../context.ts";

export type Progress = {
  id: string;
  subject: string;
  topic: string;
  state: "sending" | "paused" | "cancelled" | "finished";
  stateReason: string | null;
  createdAt: Date;
  finishedAt: Date | null;
  total: number;
  accepted: number;
  waiting: number;
  bounced: number;
  uncertain: number;
  left: number;
};

/** The newest mailings with what became of their deliveries, counted from the ledger itself. */
export const listMailings = (ctx: Pick<Ctx, "sql">, ids: string[] | null = null) => ctx.sql<Progress>`
  select m.id, m.subject, m.topic, m.state, m.state_reason as "stateReason", m.created_at as "createdAt", m.finished_at as "finishedAt",
         count(d.id)::int as total,
         count(*) filter (where d.state = 'accepted')::int as accepted,
         count(*) filter (where d.state in ('queued', 'claimed', 'in_data'))::int as waiting,
         count(*) filter (where d.state in ('bounced', 'expired'))::int as bounced,
         count(*) filter (where d.state = 'uncertain')::int as uncertain,
         count(*) filter (where d.state in ('excluded', 'suppressed'))::int as "left"
  from (select * from mailings where ${ids}::uuid[] is null or id = any(${ids}::uuid[]) order by created_at desc limit 50) m
  left join deliveries d on d.mailing_id = m.id
  group by m.id, m.subject, m.topic, m.state, m.state_reason, m.created_at, m.finished_at
  order by m.created_at desc`;

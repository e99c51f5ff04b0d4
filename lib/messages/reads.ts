import { mayDo } from "../access.ts";
import type { Ctx, Member } from "../context.ts";
import { type Cursor, cursorText, fromTheTop } from "../cursor.ts";
import { notFound, Refusal } from "../errors.ts";
import { veiled } from "../members/address.ts";
import { fillableDocument, type IssueDocument } from "../newsletters/document.ts";
import { problemsOf } from "./check.ts";
import { type MessageStateWord, type TemplateField, templateFields } from "./schema.ts";

type TemplateRow = {
  id: string;
  name: string;
  title: string;
  language: string;
  subject: string;
  preview: string;
  document: unknown;
  fields: unknown;
  kind: string;
  version: number;
  updatedAt: Date;
  retiredAt: Date | null;
};
export type Template = Omit<TemplateRow, "document" | "fields"> & {
  document: IssueDocument;
  fields: TemplateField[];
  isReady: boolean;
  problems: string[];
};

/** Every template: those in use by their titles, then those that are not. */
export async function listTemplates(ctx: Pick<Ctx, "db">): Promise<Template[]> {
  const rows = await ctx.db.messageTemplate.findMany({ orderBy: [{ title: "asc" }, { name: "asc" }] });
  const all = rows.map(templateOf);
  return [...all.filter(({ retiredAt }) => !retiredAt), ...all.filter(({ retiredAt }) => retiredAt)];
}

/** @throws Refusal not_found */
export async function templateByName(ctx: Pick<Ctx, "db">, name: string): Promise<Template> {
  const row = await ctx.db.messageTemplate.findUnique({ where: { name } });
  if (!row)
    throw new Refusal("not_found", `There is no template “${name.slice(0, 60)}”. Look at the desk, under Messages.`);
  return templateOf(row);
}

/** As it can be read by this version: what cannot is no template that mails can be sent by. */
export function templateOf(row: TemplateRow): Template {
  const document = fillableDocument.safeParse(row.document);
  const fields = templateFields.safeParse(row.fields);
  const whole = {
    ...row,
    document: document.success ? document.data : { v: 1 as const, blocks: [] },
    fields: fields.success ? fields.data : [],
  };
  const problems =
    document.success && fields.success
      ? problemsOf(whole, whole.fields).map(({ problem }) => problem)
      : ["It cannot be read by this version. Write it once more."];
  return { ...whole, problems, isReady: problems.length === 0 };
}

type Row = {
  id: string;
  template: string;
  templateVersion: number;
  address: string;
  isTest: boolean;
  state: "queued" | "sent" | "bounced" | "expired" | "suppressed";
  reason: string | null;
  tries: number;
  askedAt: Date;
  usefulUntil: Date;
  settledAt: Date | null;
  returnedAs: "bounced" | "complained" | null;
  returnedAt: Date | null;
  evidence: string | null;
};

/** What became of one. @throws Refusal not_found */
export async function messageById(ctx: Ctx<Member>, id: string) {
  const [row] = await ctx.sql<Row>`
    select m.id, t.name as template, m.template_version as "templateVersion", m.address, m.is_test as "isTest", m.state::text as state,
           m.reason, m.tries, m.created_at as "askedAt", m.useful_until as "usefulUntil", m.settled_at as "settledAt",
           r.kind::text as "returnedAs", r.at as "returnedAt", r.evidence
    from messages m join message_templates t on t.id = m.template_id
    left join lateral (select kind, at, evidence from mail_returns r where r.prompt_id = m.id and r.kind <> 'delayed'
                       order by r.at limit 1) r on true
    where m.id = ${id}::uuid`;
  if (!row) throw notFound("message");
  return viewOf(row, maySeeAddresses(ctx.actor));
}

type Asked = { template?: string | undefined; state?: MessageStateWord | undefined; after?: Cursor | undefined };
const pageSize = 50;

/** The last messages, newest first. */
export async function listMessages(ctx: Ctx<Member>, { template, state, after = fromTheTop }: Asked = {}) {
  const rows = await ctx.sql<Row>`
    select * from (
      select m.id, t.name as template, m.template_version as "templateVersion", m.address, m.is_test as "isTest", m.state::text as state,
             m.reason, m.tries, m.created_at as "askedAt", m.useful_until as "usefulUntil", m.settled_at as "settledAt",
             r.kind::text as "returnedAs", r.at as "returnedAt", r.evidence
      from messages m join message_templates t on t.id = m.template_id
      left join lateral (select kind, at, evidence from mail_returns r where r.prompt_id = m.id and r.kind <> 'delayed'
                         order by r.at limit 1) r on true
      where (m.created_at, m.id) < (${after.at}::timestamptz, ${after.id}::uuid)
        and (${template ?? null}::text is null or t.name = ${template ?? null})) m
    where ${state ?? null}::text is null or coalesce(m."returnedAs", m.state) = ${state ?? null}
    order by m."askedAt" desc, m.id desc limit 51`;
  const items = rows.slice(0, pageSize);
  const last = items.at(-1);
  const next = rows.length > pageSize && last ? cursorText({ at: last.askedAt, id: last.id }) : null;
  const mayRead = maySeeAddresses(ctx.actor);
  return { items: items.map((row) => viewOf(row, mayRead)), next };
}

/** How the messages of the last thirty days ended, for each template. */
export const countMessages = (ctx: Pick<Ctx, "sql" | "now">) => ctx.sql<{
  template: string;
  asked: number;
  sent: number;
  failed: number;
}>`
  select t.name as template, count(*)::int as asked, count(*) filter (where m.state = 'sent' and r.prompt_id is null)::int as sent,
         count(*) filter (where m.state not in ('queued', 'sent') or r.prompt_id is not null)::int as failed
  from messages m join message_templates t on t.id = m.template_id
  left join lateral (select prompt_id from mail_returns r where r.prompt_id = m.id and r.kind <> 'delayed' limit 1) r on true
  where m.created_at > ${new Date(ctx.now().getTime() - 30 * 86_400_000)} and not m.is_test group by t.name`;

/** A key shows them if it is for members as well; whoever sends without may know them, and reads them nowhere here. */
export const maySeeAddresses = ({ roles, key }: Member) =>
  key ? key.acts.includes("members.read") : mayDo(roles, "members.read");

/** A mail server had taken it, whatever came back: what came back stands before it. */
function viewOf(row: Row, mayRead: boolean) {
  const { address, state, settledAt, returnedAs, returnedAt, evidence, reason, ...facts } = row;
  return {
    ...facts,
    to: mayRead ? address : veiled(address),
    state: returnedAs ?? state,
    reason: returnedAs ? (evidence ?? "It came back.") : reason,
    sentAt: state === "sent" ? settledAt : null,
    endedAt: returnedAt ?? settledAt,
  };
}

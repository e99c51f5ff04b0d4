import type { Ctx, System } from "../context.ts";
import { FetchRefused, postGuarded } from "../fetch-guard.ts";
import { traceHeaders } from "../traces.ts";
import { bodyOf, type Happened } from "./body.ts";
import { signedHeaders } from "./sign.ts";

/** How long after a try that failed comes the next, in seconds: from at once to a day, three days in all. */
export const waits = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

const timeoutMs = 15_000;
/** Longer than a try can take: when a worker dies, another goes on. */
const inHandSeconds = 60;
const atOnce = 8;
/** So that one server which answers slowly does not keep the others waiting. */
const atOnceEach = 2;
const mostAnswer = 1_000;

type Taken = Happened & {
  id: string;
  tries: number;
  eventId: string;
  body: string | null;
  endpointId: string;
  address: string;
  secret: string;
  previousSecret: string | null;
  /** On the database's clock, since 1970: receivers refuse what a wrong clock has signed. */
  seconds: number;
};
type Outcome = { status: number | null; answer: string | null; problem: string | null; ms: number };

/** Tells other servers what is due. What fails is tried again from its own row, so nothing hangs on a job. */
export async function sendDueWebhooks(ctx: Ctx<System>, signal: AbortSignal) {
  // One after the other: two looks at once would both find room for the same slow server.
  let turn: Promise<Taken | undefined> = Promise.resolve(undefined);
  const take = () => {
    turn = turn.catch(() => undefined).then(() => takeDue(ctx, signal));
    return turn;
  };
  const go = async () => {
    for (let taken = await take(); taken; taken = await take()) await sendOne(ctx, taken);
  };
  await Promise.all(Array.from({ length: atOnce }, go));
}

async function takeDue(ctx: Ctx<System>, signal: AbortSignal): Promise<Taken | undefined> {
  if (signal.aborted) return undefined;
  const [taken] = await ctx.sql<Taken>`
    with due as (
      select d.id from webhook_deliveries d join webhook_endpoints e on e.id = d.endpoint_id
      where d.state = 'waiting' and d.next_at <= now() and (d.taken_to is null or d.taken_to <= now()) and e.paused_at is null
        and (select count(*) from webhook_deliveries o where o.endpoint_id = d.endpoint_id and o.taken_to > now()) < ${atOnceEach}
      order by d.next_at, d.id limit 1 for update of d skip locked
    ), taken as (
      update webhook_deliveries d set tries = d.tries + 1, taken_to = now() + make_interval(secs => ${inHandSeconds}::int)
      from due where d.id = due.id returning d.id, d.tries, d.event_id, d.endpoint_id
    )
    select t.id, t.tries, t.event_id as "eventId", v.type, v.at, v.subject_kind as "subjectKind", v.subject_id as "subjectId", v.facts, v.body,
           e.id as "endpointId", e.address, e.secret,
           case when e.previous_until > now() then e.previous_secret end as "previousSecret",
           floor(extract(epoch from now()))::int as seconds
    from taken t join webhook_events v on v.id = t.event_id join webhook_endpoints e on e.id = t.endpoint_id`;
  return taken;
}

async function sendOne(ctx: Ctx<System>, taken: Taken) {
  const started = performance.now();
  let outcome: Outcome;
  try {
    const body = taken.body ?? (await keepBody(ctx, taken));
    const secrets = [taken.secret, taken.previousSecret].filter((secret) => secret !== null);
    const headers = signedHeaders(
      taken.eventId,
      taken.seconds,
      body,
      secrets.map((secret) => ctx.tokens.unseal("webhook-secret", secret)),
    );
    const { status, answer } = await postGuarded(taken.address, body, {
      headers: { "content-type": "application/json", ...headers, ...traceHeaders() },
      timeoutMs,
      mostAnswer,
      allowPrivate: ctx.env.webhookNetworks,
    });
    outcome = { status, answer: answer.replaceAll("\0", ""), problem: null, ms: elapsed(started) };
  } catch (problem) {
    if (!(problem instanceof FetchRefused))
      ctx.log.error({ err: problem, deliveryId: taken.id }, "a webhook could not be sent");
    const why =
      problem instanceof FetchRefused ? problem.message : "It could not be made ready here; the log says why.";
    outcome = { status: null, answer: null, problem: why, ms: elapsed(started) };
  }
  await note(ctx, taken, outcome);
}

const elapsed = (started: number) => Math.round(performance.now() - started);

/** Two that make it at once keep the first: every try and every server gets the same bytes. */
async function keepBody(ctx: Ctx<System>, taken: Taken): Promise<string> {
  const made = await bodyOf(ctx, taken);
  const [kept] = await ctx.sql<{ body: string }>`
    update webhook_events set body = coalesce(body, ${made}) where id = ${taken.eventId}::uuid returning body`;
  return kept?.body ?? made;
}

/** Of one that was removed meanwhile nothing is noted. A 2xx is an answer; 410 says that nobody wants it any more; anything else is tried again, and after three days given up. */
async function note(ctx: Ctx<System>, { id, endpointId, tries }: Taken, { status, answer, problem, ms }: Outcome) {
  const isDone = status !== null && status >= 200 && status < 300;
  const isLast = tries > waits.length || status === 410;
  // Some sooner, some later, so that a server which comes back is not met by everything at once.
  const wait = (waits[tries - 1] ?? 0) * (0.9 + Math.random() * 0.2);
  const state = isDone ? "delivered" : isLast ? "given_up" : "waiting";
  await ctx.sql`
    with moved as (
      update webhook_deliveries set state = ${state}::webhook_state, taken_to = null,
             next_at = date_trunc('milliseconds', now()) + make_interval(secs => ${wait}),
             delivered_at = case when ${isDone} then now() end
      where id = ${id}::uuid and state = 'waiting' returning id
    ), noted as (
      update webhook_endpoints set failing_since = case when ${isDone} then null else coalesce(failing_since, now()) end
      where id = ${endpointId}::uuid and (failing_since is not null or not ${isDone})
    )
    insert into webhook_attempts (id, delivery_id, at, ms, status, answer, problem)
    select gen_random_uuid(), id, now(), ${ms}::int, ${status}::int, ${answer}::text, ${problem}::text from moved`;
}

import type { Ctx } from "../context.ts";
import { metrics } from "../metrics.ts";
import { lastBackupKey } from "./backups/last.ts";

/** So long what was read stands, however often it is asked for. */
const keptMs = 5_000;
/** A database that hangs must not take the other figures with it. */
const patienceMs = 3_000;

let readAt = Number.NEGATIVE_INFINITY;
let reading: Promise<void> | undefined;

/** Brings the figures of the whole house up to date. Where the database does not answer they are left out, but for the one that says so. */
export async function readHouseFigures(ctx: Pick<Ctx, "sql" | "log">, forMs = keptMs): Promise<void> {
  if (performance.now() - readAt < forMs) return;
  reading ??= read(ctx).finally(() => {
    reading = undefined;
  });
  await reading;
}

async function read({ sql, log }: Pick<Ctx, "sql" | "log">) {
  const { house } = metrics();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("the database did not answer in time")), patienceMs);
    });
    put(await Promise.race([ask(sql), late]));
  } catch (err) {
    log.warn({ err }, "the figures of the house could not be read");
    for (const gauge of [house.jobs, house.mailings]) gauge.reset();
    // To reset one without labels would say nought of it.
    for (const gauge of [house.workers, house.oldestJob, house.gates, house.held, house.backupAge]) gauge.remove();
    house.databaseUp.set(0);
  } finally {
    clearTimeout(timer);
    readAt = performance.now();
  }
}

type Figures = {
  workers: number;
  due: number;
  running: number;
  givenUp: number;
  oldest: number;
  mailings: Record<string, number>;
  gates: number;
  held: number;
  /** In seconds; null where none was made. */
  backupAge: number | null;
};

async function ask(sql: Ctx["sql"]): Promise<Figures> {
  const [row] = await sql<Figures>`
    with jobs as (
      select count(*) filter (where isDue)::int as due, count(*) filter (where j.locked_at is not null)::int as running,
             count(*) filter (where j.attempts >= j.max_attempts and j.locked_at is null)::int as given_up,
             coalesce(extract(epoch from now() - min(j.run_at) filter (where isDue)), 0)::float8 as oldest
      from graphile_worker._private_jobs j left join graphile_worker._private_job_queues q on q.id = j.job_queue_id,
      lateral (select j.run_at <= now() and j.locked_at is null and j.attempts < j.max_attempts and q.locked_at is null as isDue) d)
    select (select count(*)::int from workers where seen_at > now() - interval '45 seconds') as workers,
           due, running, given_up as "givenUp", oldest,
           (select coalesce(json_object_agg(state, count), '{}') from (
             select state, count(*)::int from mailings where state in ('scheduled', 'sending', 'paused') group by state) m) as mailings,
           (select count(*)::int from send_gates where closed_until is null or closed_until > now()) as gates,
           (select count(*)::int from comments where state = 'held') as held,
           (select extract(epoch from now() - (value ->> 'at')::timestamptz)::float8 from settings where key = ${lastBackupKey} and value ->> 'at' ~ '^\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z$') as "backupAge"
    from jobs`;
  if (!row) throw new Error("the database answered nothing");
  return row;
}

function put({ workers, due, running, givenUp, oldest, mailings, gates, held, backupAge }: Figures) {
  const { house } = metrics();
  house.databaseUp.set(1);
  house.workers.set(workers);
  house.jobs.set({ state: "due" }, due);
  house.jobs.set({ state: "running" }, running);
  house.jobs.set({ state: "given_up" }, givenUp);
  house.oldestJob.set(oldest);
  for (const state of ["scheduled", "sending", "paused"]) house.mailings.set({ state }, mailings[state] ?? 0);
  house.gates.set(gates);
  // Nought would say that one was made this moment.
  if (backupAge === null) house.backupAge.remove();
  else house.backupAge.set(backupAge);
  house.held.set(held);
}

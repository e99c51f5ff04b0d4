import { about, type Finding } from "../../finding.ts";
import type { Check, Patient } from "./patient.ts";

export const work: Check = {
  title: "Worker",
  needsDatabase: true,
  look: async (patient) =>
    (await Promise.all([alive(patient), oldest(patient), givenUp(patient), stopped(patient)])).flat(),
};

/** Each says every ten seconds that it is alive (worker/presence.ts). */
async function alive({ sql }: Patient): Promise<Finding[]> {
  const say = about("alive", "Alive");
  const [row] = await sql<{ alive: number; silent: number }>`
    select count(*) filter (where seen_at > now() - interval '45 seconds')::int as alive,
           count(*) filter (where seen_at <= now() - interval '45 seconds')::int as silent from workers`;
  const { alive: count = 0, silent = 0 } = row ?? {};
  if (count === 0)
    return [
      say.broken(
        silent > 0
          ? "No worker has said for 45 seconds that it is alive."
          : "No worker runs, so no mail goes out and nobody can sign in.",
        "Start one: `masthead worker`; `masthead start` has its own. Its log says why it ended.",
      ),
    ];
  return [say.ok(count === 1 ? "One worker is alive." : `${count} workers are alive.`)];
}

async function oldest({ sql }: Patient): Promise<Finding[]> {
  const say = about("oldest", "Oldest job");
  const [row] = await sql<{ seconds: number; name: string; count: number }>`
    select extract(epoch from now() - min(j.run_at))::int as seconds, count(*)::int as count,
           (array_agg(t.identifier order by j.run_at))[1] as name
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
    where j.run_at <= now() and j.locked_at is null and j.attempts < j.max_attempts and q.locked_at is null having count(*) > 0`;
  if (!row) return [say.ok("No job is due.")];
  const words = `${row.count === 1 ? "One job is" : `${row.count} jobs are`} due, the oldest (${row.name}) for ${long(row.seconds)}.`;
  const fix = "See that a worker is alive and what its log says; several workers do more at once.";
  if (row.seconds > 600) return [say.broken(words, fix)];
  if (row.seconds > 60) return [say.warning(words, fix)];
  return [say.ok(words)];
}

const long = (seconds: number) =>
  seconds < 120
    ? `${seconds} seconds`
    : seconds < 7_200
      ? `${Math.round(seconds / 60)} minutes`
      : `${Math.round(seconds / 3_600)} hours`;

async function givenUp({ sql }: Patient): Promise<Finding[]> {
  const say = about("given-up", "Given up");
  const [row] = await sql<{ count: number; names: string }>`
    select count(*)::int as count, string_agg(distinct t.identifier, ', ') as names
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where j.attempts >= j.max_attempts and j.locked_at is null having count(*) > 0`;
  return [
    row
      ? say.warning(
          `${row.count === 1 ? "One job has" : `${row.count} jobs have`} failed as often as they may: ${row.names}.`,
          "The log of the worker says why each did (“a job failed”).",
        )
      : say.ok("No job has failed for good."),
  ];
}

async function stopped({ sql }: Patient): Promise<Finding[]> {
  const say = about("stopped", "Mailings");
  const [row] = await sql<{ count: number }>`select count(*)::int as count from mailings where state = 'paused'`;
  const gates = await sql<{ key: string }>`
    select key from send_gates where closed_until is null or closed_until > now() order by key limit 5`;
  const paused =
    row && row.count > 0
      ? [
          say.warning(
            `${row.count === 1 ? "A mailing is" : `${row.count} mailings are`} paused.`,
            "The desk says why of each, and lets it go on.",
          ),
        ]
      : [say.ok("None is paused.")];
  const closed = gates.map(({ key }) =>
    about(`gate-${key}`, key.replace(":", " ")).warning(
      "It is left alone for now, for it has refused us again and again.",
      "The desk says why, under Sending, and opens it before its time.",
    ),
  );
  return [...paused, ...closed];
}

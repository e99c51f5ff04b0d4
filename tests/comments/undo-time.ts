import type { TestHouse } from "../cast.ts";

/** As the minute in which a decision can be taken back would, on the clock of the database: then its mail goes out. */
export async function letUndoingEnd({ house, runJobs }: TestHouse) {
  await house.sql`update comment_decisions set undo_until = now() where undo_until > now()`;
  await house.sql`
    update graphile_worker._private_jobs set run_at = now() where run_at > now()
      and task_id = (select id from graphile_worker._private_tasks where identifier = 'comments.mail-decision')`;
  await runJobs();
}

import pg from "pg";
import { about, type Finding } from "../../finding.ts";
import { lastBackup } from "../backups/last.ts";
import { listMigrations } from "../migrate.ts";
import { migrationsDir } from "../settle.ts";
import { type Check, codeOf, type Patient } from "./patient.ts";

export const database: Check = {
  title: "Database",
  needsDatabase: true,
  look: async (patient) =>
    (
      await Promise.all([
        server(patient),
        migrations(patient),
        writes(patient),
        connections(patient),
        memory(patient),
        clock(patient),
        backups(patient),
      ])
    ).flat(),
};

/** Asked before everything else, for much cannot be looked at without it. */
export async function reach(url: string): Promise<Finding> {
  const say = about("reach", "Reachable");
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  client.on("error", () => {});
  const from = performance.now();
  try {
    await client.connect();
    await client.query("select 1");
    return say.ok(`PostgreSQL answers, after ${Math.round(performance.now() - from)} ms.`);
  } catch (problem) {
    const code = codeOf(problem);
    return say.broken(`PostgreSQL at DATABASE_URL does not answer us (${code}).`, ways[code] ?? ways.other ?? "");
  } finally {
    await client.end().catch(() => {});
  }
}

const ways: Record<string, string> = {
  "28P01": "It refuses the password: set the right one in DATABASE_URL.",
  "28000": "It refuses this user from here: look at DATABASE_URL and at its pg_hba.conf.",
  "3D000": "There is no database of that name: make it (createdb), or name another in DATABASE_URL.",
  "53300": "It has no connection left: raise max_connections, or end who holds them.",
  "57P03": "It is starting up, or is a standby that answers nobody: wait a moment, and look again.",
  ENOTFOUND: "Nobody knows the host of DATABASE_URL: put it right.",
  ECONNREFUSED: "Nothing listens there: start PostgreSQL, or put host and port of DATABASE_URL right.",
  other: "See that PostgreSQL runs, that DATABASE_URL names its host and port, and that no firewall stands between.",
};

const least = 15;

async function server({ sql }: Patient): Promise<Finding[]> {
  const say = about("server", "Server");
  const [row] = await sql<{ version: string; number: number; isStandby: boolean; encoding: string }>`
    select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
           pg_is_in_recovery() as "isStandby", current_setting('server_encoding') as encoding`;
  if (!row) return [say.unseen("It did not say what it is.", "Look again.")];
  if (row.isStandby)
    return [
      say.broken(
        "It is a standby, which can be read and not written.",
        "Let DATABASE_URL lead to the primary: docs/operating.md, “A database that fails over”.",
      ),
    ];
  if (row.encoding !== "UTF8")
    return [
      say.broken(`Its database keeps texts in ${row.encoding}, which loses letters.`, "Make one with encoding UTF8."),
    ];
  if (row.number < least * 10_000)
    return [say.warning(`It is PostgreSQL ${row.version}, which nobody mends any more.`, `Move to ${least} or newer.`)];
  return [say.ok(`PostgreSQL ${row.version.split(" ")[0]}, the primary, in UTF-8.`)];
}

async function migrations({ sql }: Patient): Promise<Finding[]> {
  const say = about("migrations", "Schema");
  const [there] = await sql<{ is: boolean }>`select to_regclass('_prisma_migrations') is not null as is`;
  const known = listMigrations(migrationsDir).map(({ name }) => name);
  const rows = there?.is
    ? await sql<{ name: string; isDone: boolean }>`
        select migration_name as name, finished_at is not null as "isDone" from _prisma_migrations where rolled_back_at is null`
    : [];
  if (rows.length === 0) return [say.broken("The database is empty.", "Run `masthead migrate`.")];
  const stuck = rows.find(({ isDone }) => !isDone);
  if (stuck)
    return [
      say.broken(`The migration ${stuck.name} was begun and never finished.`, "`masthead migrate` says what to do."),
    ];
  const applied = new Set(rows.map(({ name }) => name));
  const waiting = known.filter((name) => !applied.has(name));
  if (waiting.length > 0)
    return [
      say.broken(
        `${waiting.length === 1 ? "A migration waits" : `${waiting.length} migrations wait`}, from ${waiting[0]} on.`,
        "Run `masthead migrate`, then start workers and web processes again.",
      ),
    ];
  const newer = rows.filter(({ name }) => !known.includes(name)).length;
  if (newer > 0)
    return [
      say.warning(
        `The database is ahead of this version by ${newer === 1 ? "a migration" : `${newer} migrations`}.`,
        "Install the version that made them.",
      ),
    ];
  return [say.ok(`At the newest of ${known.length} migrations.`)];
}

/** A crash must not forget a mail that went out. */
async function writes({ sql }: Patient): Promise<Finding[]> {
  const say = about("writes", "What a crash costs");
  const rows = await sql<{ name: string; setting: string }>`
    select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes') and setting = 'off'`;
  const off = rows.map(({ name }) => name).sort();
  if (off.length === 0) return [say.ok("Nothing that was answered: what is committed is on disk.")];
  return [
    say.broken(
      `${off.join(" and ")} ${off.length === 1 ? "is" : "are"} off, so a crash forgets mails that went out, or more.`,
      `Set ${off.map((name) => `${name} = on`).join(", ")}; synchronous_commit also for this database and this user (\\drds).`,
    ),
  ];
}

/** Of one web process: queries, and one that hears. Of one worker: queries, queue, and one that says that it is alive. */
const perWeb = 11;
const perWorker = 27;

async function connections({ sql }: Patient): Promise<Finding[]> {
  const say = about("connections", "Connections");
  const [row] = await sql<{ most: number; used: number }>`
    select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as most,
           (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as used`;
  if (!row) return [say.unseen("It did not say how many it allows.", "Look again.")];
  const { most, used } = row;
  if (most - used < perWeb)
    return [
      say.broken(
        `${used} of ${most} are taken, and one more web process needs up to ${perWeb}.`,
        "Raise max_connections, or end who holds them.",
      ),
    ];
  if (most < perWeb + perWorker)
    return [
      say.warning(
        `It allows ${most}; a web process may take ${perWeb} and a worker ${perWorker}, ${perWeb + perWorker} together.`,
        "Raise max_connections.",
      ),
    ];
  return [say.ok(`${used} of ${most} are taken; a web process may take ${perWeb}, a worker ${perWorker}.`)];
}

/** What is read again and again has to fit: the ids of a million readers alone are some 200 MB of indexes. */
async function memory({ sql }: Patient): Promise<Finding[]> {
  const say = about("memory", "What it keeps at hand");
  const [row] = await sql<{ buffers: number; size: number }>`
    select (pg_size_bytes(current_setting('shared_buffers')) / 1048576)::int as buffers,
           (pg_database_size(current_database()) / 1048576)::int as size`;
  if (!row) return [say.unseen("It did not say.", "Look again.")];
  const { buffers, size } = row;
  if (buffers < 256 && size > 4 * buffers)
    return [
      say.warning(
        `${buffers} MB of a database of ${size} MB: counts over many readers take about twice as long.`,
        "Set shared_buffers to a quarter of the machine's memory, and restart it.",
      ),
    ];
  return [say.ok(`${buffers} MB of a database of ${size} MB.`)];
}

async function clock({ sql, now }: Patient): Promise<Finding[]> {
  const say = about("clock", "Clock");
  const before = now().getTime();
  const [row] = await sql<{ ms: number }>`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`;
  const ours = (before + now().getTime()) / 2;
  const apart = Math.abs((row?.ms ?? Number.NaN) - ours) / 1000;
  if (!Number.isFinite(apart)) return [say.unseen("It did not say what time it is.", "Look again.")];
  const words = `The database's clock and ours are ${apart < 10 ? apart.toFixed(1) : Math.round(apart)} seconds apart`;
  const fix = "Let both machines follow a time server (chrony, systemd-timesyncd).";
  if (apart > 30) return [say.broken(`${words}: second factors and signed calls are refused.`, fix)];
  if (apart > 2) return [say.warning(`${words}.`, fix)];
  return [say.ok(`${words}.`)];
}

const hourMs = 3_600_000;
/** One a night, and one that failed. */
const oldHours = 48;

/** What our own command wrote down, and else what the server knows of itself: a dump that somebody makes at night is seen by nobody. */
async function backups({ sql, isEmbedded, now }: Patient): Promise<Finding[]> {
  const say = about("backups", "Backups");
  const last = await lastBackup(sql);
  if (last) {
    const hours = Math.floor((now().getTime() - last.at.getTime()) / hourMs);
    const age = hours < 1 ? "less than an hour ago" : hours === 1 ? "an hour ago" : `${hours} hours ago`;
    if (hours >= oldHours)
      return [
        say.warning(
          `The newest backup was made ${age}.`,
          "See why `masthead backups make` has not run since, or has failed.",
        ),
      ];
    return [
      say.ok(
        `The newest was made ${age}.`,
        "Keep it on another machine, apart from the secret; try once to restore it.",
      ),
    ];
  }
  if (isEmbedded)
    return [
      say.warning(
        "The embedded database lies on one disk, and no copy of it was ever made.",
        "Run `masthead backups make --into FOLDER --keep 14` every night, and keep that folder elsewhere, apart from the secret.",
      ),
    ];
  const [row] = await sql<{ isArchiving: boolean; lastAt: Date | null; isFailing: boolean }>`
    select current_setting('archive_mode') <> 'off' as "isArchiving", last_archived_time as "lastAt",
           coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) as "isFailing"
    from pg_stat_archiver`;
  if (!row?.isArchiving)
    return [
      say.unseen(
        "The server archives nothing by itself, and whether somebody makes dumps cannot be seen from here.",
        "Run `masthead backups make --into FOLDER --keep 14` every night, or see that dumps are made; keep them elsewhere, apart from the secret.",
      ),
    ];
  if (row.isFailing)
    return [
      say.broken(
        "The server's last try to archive its log has failed.",
        "Look at archive_command and at the server's log.",
      ),
    ];
  const hours = row.lastAt ? Math.round((now().getTime() - row.lastAt.getTime()) / 3_600_000) : null;
  if (hours === null || hours > 24)
    return [
      say.warning(
        hours === null
          ? "The server has archived nothing yet."
          : `The server last archived its log ${hours} hours ago.`,
        "Set archive_timeout, and see that the archive grows.",
      ),
    ];
  return [
    say.ok(
      "The server archives its log.",
      "Whether a base backup lies beside it cannot be seen from here: try once to restore it.",
    ),
  ];
}

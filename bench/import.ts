import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { actingAs } from "../lib/context.ts";
import { makeNewsletter } from "../lib/newsletters/write.ts";
import { atLeast, atMost, type Claim, round } from "./claims.ts";
import { type BenchHouse, type Ground, openGround, openHouse } from "./mailings.ts";

const many = Number(process.env.BENCH_RECIPIENTS ?? 1_000_000);
const slug = "tides";
const root = path.resolve(import.meta.dirname, "..");

/**
 * What a list of a million dirty rows costs, taken in by the command as an operator types it: its rate from start to end of the process,
 * its memory, and whether one that was killed in the middle comes to the same state. Beside it PostgreSQL alone moves
 * those who were added from a table into the same tables, with all their indexes and triggers.
 */
export async function benchImport(say: (line: string) => void): Promise<Claim[]> {
  const ground = await openGround();
  try {
    const settings = ground.settings(9, 1);
    const house = openHouse(settings);
    try {
      const ctx = actingAs(house, { kind: "system" } as const, "bench");
      await makeNewsletter(ctx, { slug, name: "Tides", description: "", cadence: "", language: "en" });
      const file = path.join(ground.dir, "list.csv");
      await writeList(file);
      say(`${many} rows, ${Math.round(fs.statSync(file).size / 1e6)} MB`);

      await seed(house);
      const whole = await run(ground, settings, file);
      const after = await stateOf(house);
      const bareMs = await bareMerge(house, ground.dir);
      say(`taken in in ${seconds(whole.ms)} with at most ${whole.peakMb} MB; PostgreSQL alone in ${seconds(bareMs)}`);
      say(JSON.stringify({ ...whole.report, problems: undefined }));

      await seed(house);
      await killInTheMiddle(ground, settings, file, house, say);
      const again = await run(ground, settings, file);
      const afterAgain = await stateOf(house);
      say(`the rest in ${seconds(again.ms)}`);

      const { lines = 0, problems: _, ...parts } = whole.report as Record<string, number>;
      const sum = Object.values(parts).reduce((all, part) => all + part, 0);
      const back = await broughtBack(house);
      return [
        atLeast("rows a second, from start to end of the command", (many / whole.ms) * 1_000, 20_000, "rows/s"),
        atMost("memory of the command", Math.max(whole.peakMb, again.peakMb), 256, "MB"),
        atMost("its time beside a bare COPY and INSERT … SELECT of those who were added", whole.ms / bareMs, 3),
        atMost("rows that the report does not account for", Math.abs(many - lines) + Math.abs(lines - sum), 0, "rows"),
        atMost("readers who had left, or are suppressed, and came back", back, 0, "readers"),
        atMost(
          "differences after it was killed and run again",
          after === afterAgain && same(whole.report, again.report) ? 0 : 1,
          0,
          "",
        ),
      ];
    } finally {
      await house.close();
    }
  } finally {
    await ground.close();
  }
}

const seconds = (ms: number) => `${round(ms / 1_000)} s`;
const same = (one: object, other: object) => JSON.stringify(one) === JSON.stringify(other);

/** Of a hundred rows: 70 new, 10 the same again, 6 that are no address, 6 unsubscribed, 5 who are here already, 3 bounced or pending; now and then a broken quote. */
async function writeList(file: string) {
  const to = fs.createWriteStream(file);
  to.write("Email Address,First Name,Last Name,Status,created_at,Notes\r\n");
  for (let n = 0; n < many; n += 1) {
    const kind = n % 100;
    const address =
      kind < 70
        ? `reader.${n}@paper-${n % 977}.example`
        : kind < 80
          ? `Reader.${n - 70}@PAPER-${(n - 70) % 977}.example `
          : kind < 86
            ? `no address ${n}`
            : kind >= 92 && kind < 97
              ? `here.${n}@paper.example`
              : `other.${n}@paper.example`;
    const status =
      kind < 86 || (kind >= 92 && kind < 97)
        ? "subscribed"
        : kind < 92
          ? "unsubscribed"
          : kind === 97
            ? "cleaned"
            : "pending";
    const notes = n % 5_000 === 85 ? '"she said: "call me' : n % 3 === 0 ? '"likes rivers, and ""tides"""' : "=1+1";
    const row = `${address},Ann,O'Hara ${n},${status},2021-03-0${1 + (n % 9)} 10:00:00,${notes}\r\n`;
    if (!to.write(row)) await once(to, "drain");
  }
  to.end();
  await once(to, "finish");
}

/** The house as it was before: of those in the list who are here, a third confirmed, a third left, a third is suppressed. */
async function seed(house: BenchHouse) {
  await house.pool.query("truncate members, suppressions, list_imports cascade");
  const { rows } = await house.pool.query<{ id: string }>("select id from newsletters where slug = $1", [slug]);
  const emails = Array.from({ length: many }, (_, n) => n)
    .filter((n) => n % 100 >= 92 && n % 100 < 97)
    .map((n) => `here.${n}@paper.example`);
  const keys = emails.map((email) => house.tokens.keyedHash("address", email));
  await house.pool.query(
    `insert into members (id, email, email_key, created_at)
     select gen_random_uuid(), e, k, now() from unnest($1::text[], $2::text[]) as one(e, k)`,
    [emails, keys],
  );
  await house.pool.query(
    `insert into consents (id, member_id, topic, act, wording, wording_version, source, at)
     select gen_random_uuid(), id, $1, (case when hashtext(email) % 3 = 0 then 'confirmed' else 'withdrawn' end)::consent_act, 'Send it to me.', 1, 'bench', now()
     from members where hashtext(email) % 3 <> 1`,
    [`newsletter:${rows[0]?.id}`],
  );
  await house.pool.query(
    "insert into suppressions (address_key, reason, at) select email_key, 'bench', now() from members where hashtext(email) % 3 in (1, -1)",
  );
  await house.pool.query("checkpoint");
}

type Run = { report: object; ms: number; peakMb: number };

function command(ground: Ground, settings: Record<string, string>, file: string) {
  const words = [
    "newsletters",
    "import",
    slug,
    file,
    "--consent",
    "Send me the Tides.",
    "--source",
    "the bench",
    "--json",
  ];
  const child = spawn(process.execPath, ["--import", "tsx", "lib/cli/main.ts", ...words], {
    cwd: root,
    env: { ...process.env, ...settings, NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  ground.keep(child);
  return child;
}

async function run(ground: Ground, settings: Record<string, string>, file: string): Promise<Run> {
  const from = performance.now();
  const child = command(ground, settings, file);
  let peakMb = 0;
  const watching = setInterval(() => {
    peakMb = Math.max(peakMb, memoryOf(child));
  }, 250);
  let said = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const [code] = await once(child, "close");
  clearInterval(watching);
  if (code !== 0) throw new Error(`The import ended with ${code}.`);
  return { report: JSON.parse(said), ms: performance.now() - from, peakMb };
}

/** The most resident memory that a process had so far, in MB; where the system does not keep it, what it has now. 0 when it has gone. */
function memoryOf({ pid, exitCode }: ChildProcess): number {
  if (exitCode !== null) return 0;
  try {
    const peak = /VmHWM:\s+(\d+) kB/.exec(
      fs.existsSync(`/proc/${pid}/status`) ? fs.readFileSync(`/proc/${pid}/status`, "utf8") : "",
    );
    if (peak) return Math.round(Number(peak[1]) / 1_024);
    return Math.round(Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) / 1_024);
  } catch {
    return 0;
  }
}

async function killInTheMiddle(
  ground: Ground,
  settings: Record<string, string>,
  file: string,
  house: BenchHouse,
  say: (line: string) => void,
) {
  const child = command(ground, settings, file);
  const gone = once(child, "close");
  for (;;) {
    if ((await placeOf(house)) > many * 0.4) break;
    if (child.exitCode !== null) throw new Error("The import ended before it could be killed.");
    await wait(20);
  }
  child.kill("SIGKILL");
  await gone;
  say(`killed at row ${await placeOf(house)}`);
}

/** Up to which row everything is taken in. */
async function placeOf(house: BenchHouse): Promise<number> {
  const text = `select coalesce(min(l.lines), 0)::int as lines from list_import_lanes l join list_imports i on i.id = l.import_id where i.finished_at is null`;
  const { rows } = await house.pool.query<{ lines: number }>(text);
  return rows[0]?.lines ?? 0;
}

/** Everything that an import may change, but for ids and moments. */
async function stateOf(house: BenchHouse): Promise<string> {
  const { rows } = await house.pool.query(
    `select (select count(*) from members)::text as members, (select count(*) from consents)::text as consents,
            (select sum(hashtextextended(m.email || m.email_key || coalesce(s.act::text, '-') || coalesce(c.wording || c.source, '-'), 7))::text
             from members m left join consent_standings s on s.member_id = m.id left join consents c on c.id = s.consent_id) as standings,
            (select counts::text from list_imports) as counts`,
  );
  return JSON.stringify(rows);
}

async function broughtBack(house: BenchHouse): Promise<number> {
  const { rows } = await house.pool.query<{ count: number }>(
    `select count(*)::int from consent_standings s join members m on m.id = s.member_id join consents c on c.id = s.consent_id
     where s.act = 'confirmed' and c.source like 'import:%'
       and (m.email not like 'reader.%' and not (m.email like 'here.%' and not exists (
             select from consents w where w.member_id = m.id and w.act = 'withdrawn'))
         or exists (select from suppressions p where p.address_key = m.email_key))`,
  );
  return rows[0]?.count ?? 0;
}

/** The readers who were added, once more: by COPY from a file into a staging table that writes no log, and from there into an empty house. */
async function bareMerge(house: BenchHouse, dir: string): Promise<number> {
  const file = path.join(dir, "bare");
  const client = await house.pool.connect();
  try {
    const readers = `select m.id, m.email, m.email_key, m.created_at, c.id as consent_id, c.topic, c.wording, c.source, c.at
      from members m join consents c on c.member_id = m.id where c.source like 'import:%' order by c.id`;
    await client.query(`create unlogged table bench_stage as ${readers} limit 0`);
    await pipeline(client.query(copyTo(`copy (${readers}) to stdout`)), fs.createWriteStream(file));
    await client.query("truncate members, suppressions, list_imports cascade");
    await client.query("checkpoint");
    const from = performance.now();
    await pipeline(fs.createReadStream(file), client.query(copyFrom("copy bench_stage from stdin")));
    await client.query(
      "insert into members (id, email, email_key, created_at) select id, email, email_key, created_at from bench_stage",
    );
    await client.query(
      `insert into consents (id, member_id, topic, act, wording, wording_version, source, at)
       select consent_id, id, topic, 'confirmed', wording, 1, source, at from bench_stage`,
    );
    const ms = performance.now() - from;
    await client.query("drop table bench_stage");
    return ms;
  } finally {
    client.release();
  }
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeNewsletter } from "@/lib/newsletters/write.ts";
import { cloneDatabase } from "../database.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const root = path.resolve(import.meta.dirname, "../..");
const dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-kill-"));
const file = path.join(dir, "list.csv");
const many = 40_000;

beforeAll(async () => {
  const draft = { slug: "tides", name: "Tides", description: "", cadence: "", language: "en" };
  await makeNewsletter(house.system(), draft);
  const statusOf = (n: number) => (n % 13 === 0 ? "unsubscribed" : n % 17 === 0 ? "pending" : "subscribed");
  const addressOf = (n: number) => (n % 10 === 3 ? `no ${n}` : `kill.${n % 11 === 0 ? n - (n % 7) : n}@f7.test`);
  fs.writeFileSync(
    file,
    `email,status\n${Array.from({ length: many }, (_, n) => `${addressOf(n)},${statusOf(n)}`).join("\n")}\n`,
  );
});
afterAll(() => fs.rmSync(dir, { recursive: true }));

const command = (databaseUrl: string) =>
  spawn(
    process.execPath,
    [
      ...[
        "--import",
        "tsx",
        "lib/cli/main.ts",
        "newsletters",
        "import",
        "tides",
        file,
        "--json",
        "--note-unsubscribed",
      ],
      ...["--consent", "Send me the Tides every week.", "--source", "the old list"],
    ],
    {
      cwd: root,
      env: {
        ...{ PATH: process.env.PATH ?? "", NODE_ENV: "test", DATA_DIR: dir, LOG_LEVEL: "silent" },
        ...{ DATABASE_URL: databaseUrl, SMTP_URL: "smtp://127.0.0.1:9", APP_URL: "http://site.test" },
        AUTH_SECRET: "a secret for tests, of forty characters..",
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );

async function run(databaseUrl: string): Promise<Record<string, unknown>> {
  const child = command(databaseUrl);
  let said = "";
  let complained = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complained += text;
  });
  const [code] = (await once(child, "close")) as [number | null];
  expect([code, complained]).toEqual([0, ""]);
  return JSON.parse(said) as Record<string, unknown>;
}

/** Everything that an import changes, but for ids and moments. */
async function stateOf(pool: pg.Pool | pg.Client) {
  const { rows } = await pool.query(
    `select (select count(*) from members where email like '%@f7.test')::int as members,
            (select count(*) from consents where source like 'import:%')::int as consents,
            (select md5(string_agg(m.email || ' ' || m.email_key || ' ' || s.act || ' ' || c.wording || c.source, ',' order by m.email))
             from members m join consent_standings s on s.member_id = m.id join consents c on c.id = s.consent_id) as standings,
            (select array_agg(counts || jsonb_build_object('lines', lines, 'ended', finished_at is not null)) from list_imports) as imports,
            (select count(*) from audit_entries where event = 'newsletter.imported')::int as remembered`,
  );
  return rows[0];
}

const linesOf = async (pool: pg.Pool) =>
  (await pool.query<{ lines: number | null }>("select max(lines) as lines from list_import_lanes")).rows[0]?.lines ??
  -1;

/** Kills the command once its import has come so far: before it began, after its first set, deep in it. */
async function killAt(databaseUrl: string, pool: pg.Pool, lines: number) {
  const child = command(databaseUrl);
  const gone = once(child, "close");
  const hasCome = async () => child.exitCode !== null || (await linesOf(pool)) >= lines;
  await expect.poll(hasCome, { interval: 2, timeout: 60_000 }).toBe(true);
  child.kill("SIGKILL");
  expect(await gone, "it had ended before it could be killed").toEqual([null, "SIGKILL"]);
}

test("F7: an import that is killed again and again ends in the state of one that nobody disturbed", async () => {
  const other = await cloneDatabase();
  // Its end is waited for, as a pool's is not quite, so that nothing is connected when the database goes.
  const calm = new pg.Client({ connectionString: other.url });
  calm.on("error", () => {});
  await calm.connect();
  try {
    await calm.query("insert into newsletters (id, slug, name) values (gen_random_uuid(), 'tides', 'Tides')");
    const expected = await run(other.url);
    const { pool, env } = house.house;
    const url = env.databaseUrl ?? "";
    // Slow enough that it cannot end between the look at it and its kill, whoever has the processor meanwhile.
    await pool.query(
      `create function take_time() returns trigger language plpgsql as $$ begin perform pg_sleep(0.7); return new; end $$;
       create trigger take_time before update on list_import_lanes for each row execute function take_time()`,
    );
    let before = -1;
    for (const lines of [0, 1, many * 0.4, many * 0.7]) {
      await killAt(url, pool, Math.max(lines, before + 1));
      const now = await linesOf(pool);
      expect(now).toBeLessThan(many);
      expect(now).toBeGreaterThanOrEqual(before);
      before = now;
    }
    await pool.query("drop function take_time cascade");
    expect(await run(url)).toEqual(expected);
    expect(await stateOf(pool)).toEqual(await stateOf(calm));
  } finally {
    await calm.end();
    await other.drop();
  }
});

import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readHouseFigures } from "@/lib/server/house-figures.ts";
import { openWatchPort, type WatchPort } from "@/lib/server/watch-port.ts";
import { testHouse } from "../house.ts";
import { workersOf } from "../worker-process.ts";

const house = testHouse();
let door: WatchPort;
beforeAll(async () => {
  door = await openWatchPort("127.0.0.1", 0);
});
afterAll(() => door.close());

const get = async (path: string) => {
  const answer = await fetch(`http://127.0.0.1:${door.port}${path}`);
  return { status: answer.status, text: await answer.text() };
};
/** The value of a figure; undefined where it is left out. */
const figure = (text: string, name: string) =>
  new RegExp(`^${name.replaceAll(/[{}"]/g, "\\$&")} (\\S+)$`, "m").exec(text)?.[1];

test("a worker answers health, readiness and figures on its own port, and nothing else", async () => {
  expect((await get("/api/health")).status).toBe(200);
  expect((await get("/api/ready")).status).toBe(200);
  for (const path of ["/", "/api/openapi.json", "/api/v1/stories", "/desk"]) expect((await get(path)).status).toBe(404);
});

test("figures say what waits in the whole house: workers, jobs, mailings, gates and comments", async () => {
  const { pool, db, now } = house.house;
  const story = await house.story();
  const { actor } = await house.member("Ann");
  const comment = {
    storyId: story.id,
    authorId: actor.id,
    text: "The weir is open.",
    heldBecause: "rules",
    createdAt: now(),
  };
  await db.comment.create({ data: { ...comment, state: "held", heldAt: now() } });
  await pool.query("insert into workers (id, pools, seen_at) values (gen_random_uuid(), '{}', now())");
  await pool.query(
    "insert into workers (id, pools, seen_at) values (gen_random_uuid(), '{}', now() - interval '1 hour')",
  );
  await pool.query("insert into send_gates (key, reason, closed_until) values ('domain:slow.test', '451', null)");
  await pool.query(
    "select graphile_worker.add_job('nobody.does-this', '{}'::json, run_at := now() - interval '90 seconds')",
  );
  await readHouseFigures({ sql: house.house.sql, log: house.house.log }, 0);
  const { text } = await get("/api/metrics");
  expect(figure(text, "masthead_database_up")).toBe("1");
  expect(figure(text, "masthead_workers")).toBe("1");
  expect(figure(text, 'masthead_jobs{state="due"}')).toBe("1");
  expect(figure(text, 'masthead_mailings{state="paused"}')).toBe("0");
  expect(figure(text, "masthead_gates_closed")).toBe("1");
  expect(figure(text, "masthead_comments_held")).toBe("1");
  expect(Number(figure(text, "masthead_job_oldest_due_seconds"))).toBeGreaterThanOrEqual(90);
});

test("a database that does not answer is said, and what it would have said is left out and not old", async () => {
  const sql = () => Promise.reject(new Error("connect ECONNREFUSED"));
  await readHouseFigures({ sql, log: house.house.log }, 0);
  const { status, text } = await get("/api/metrics");
  expect([status, figure(text, "masthead_database_up")]).toEqual([200, "0"]);
  expect(figure(text, "masthead_workers")).toBeUndefined();
  expect(figure(text, 'masthead_jobs{state="due"}')).toBeUndefined();
});

test("a worker that runs alone opens that port where it is given one, and none where it is not", async () => {
  // Below those that systems give out, so nobody else takes it meanwhile.
  const port = 20_000 + (process.pid % 10_000);
  const workers = workersOf(house, "smtp://127.0.0.1:9");
  const isAlive = () =>
    fetch(`http://127.0.0.1:${port}/api/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  try {
    await once(workers.start(), "message");
    expect(await isAlive()).toBe(false);
    await once(workers.start({ WORKER_PORT: String(port), HOST: "127.0.0.1" }), "message");
    expect(await isAlive()).toBe(true);
    const figures = await (await fetch(`http://127.0.0.1:${port}/api/metrics`)).text();
    expect(Number(figure(figures, "masthead_workers"))).toBeGreaterThanOrEqual(2);
  } finally {
    await workers.kill();
  }
}, 60_000);

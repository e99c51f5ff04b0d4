import { beforeAll, describe, expect, test } from "vitest";
import { isDatabaseAway } from "@/lib/db.ts";
import { testHouse } from "./house.ts";

const house = testHouse();
beforeAll(async () => {
  await house.house.pool.query(
    "create function say_code(c text) returns void language plpgsql as $$ begin raise exception using errcode = c; end $$",
  );
});

const roads: Record<string, (code: string) => Promise<unknown>> = {
  "the pool": (code) => house.house.pool.query("select say_code($1)", [code]),
  "a prepared query": (code) => house.house.sql`select say_code(${code})`,
  "a raw query of Prisma": (code) => house.house.db.$queryRaw`select say_code(${code})`,
  "a transaction of Prisma": (code) => house.house.db.$transaction((tx) => tx.$executeRaw`select say_code(${code})`),
  "a write of Prisma": async (code) => {
    await house.house.pool.query(
      `create or replace function refuse() returns trigger language plpgsql as $$ begin perform say_code('${code}'); return new; end $$;
       create or replace trigger refuse before insert on settings for each row execute function refuse()`,
    );
    await house.house.db.setting.create({ data: { key: "x", value: 1, updatedAt: house.house.now() } });
  },
};

describe.each(Object.keys(roads))("by %s", (road) => {
  const failure = (code: string) =>
    roads[road]?.(code).then(
      () => undefined,
      (problem: unknown) => problem,
    );

  test("a database that cannot write for now is known as that, so that it is a 503 and tried again", async () => {
    for (const code of ["53100", "58030", "57P02", "57P03", "25006", "08006"])
      expect(isDatabaseAway(await failure(code)), code).toBe(true);
  });

  test("what is wrong with the query itself is not", async () => {
    for (const code of ["22P02", "23505", "42P01", "XX000"]) {
      const problem = await failure(code);
      expect(problem, code).toBeInstanceOf(Error);
      expect(isDatabaseAway(problem), code).toBe(false);
    }
  });
});

test("a connection that is cut off while somebody has it ends no process; its next query says that it is gone", async () => {
  const { pool } = house.house;
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    const isCutOff = new Promise((resolve) => client.once("end", resolve));
    await pool.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
    await isCutOff;
    expect(await client.query("select 1").catch((problem: unknown) => isDatabaseAway(problem))).toBe(true);
  } finally {
    client.release(true);
  }
  expect((await pool.query("select 1")).rowCount).toBe(1);
});

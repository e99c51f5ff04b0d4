import { expect, test } from "vitest";
import { claim } from "@/lib/delivery/ledger.ts";
import { testHouse } from "../house.ts";
import { mailingTo } from "./mailings.ts";

const house = testHouse();

test.each(["newsletter:0197b2f0-0000-7000-8000-000000000009", "offers"] as const)(
  "what begins is looked up by its ids, however new the topic %s is to the statistics: ten mails read no more than their own readers",
  async (topic) => {
    const { id } = await mailingTo(house, { topic }, 1_000);
    const rows = await claim(house.system(), id, 10, []);
    const client = await house.house.pool.connect();
    const read = async () => {
      const { rows } = await client.query<{ read: string }>(
        `select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) as read from pg_stat_xact_user_tables
       where relname in ('consent_standings', 'members', 'deliveries')`,
      );
      return Number(rows[0]?.read ?? 0);
    };
    try {
      await client.query("begin");
      const before = await read();
      const begun = await client.query(
        `select id from settle_and_begin_deliveries($1::uuid, '{}', '{}', '{}', $2::bigint[], $3::int[], $4::text[], false)`,
        [id, rows.map((row) => row.id), rows.map((row) => row.tries), rows.map(() => "a provider")],
      );
      expect(begun.rows).toHaveLength(10);
      expect((await read()) - before).toBeLessThan(200);
      await client.query("commit");
    } finally {
      client.release();
    }
  },
);

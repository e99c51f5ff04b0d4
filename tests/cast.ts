import { randomUUID } from "node:crypto";
import { actingAs, type Ctx, type Member } from "@/lib/context.ts";
import type { Topic } from "@/lib/members/consent.ts";
import type { testHouse } from "./house.ts";

export type TestHouse = ReturnType<typeof testHouse>;
export type Person = Ctx<Member> & { cookie: string };

/** The newsroom: one person for each role. */
export const newsroom = async (house: TestHouse) => ({
  mo: await house.member("Mo Moderator", "moderator"),
  edda: await house.member("Edda Editor", "editor"),
  mark: await house.member("Mark Marketer", "marketer"),
  ada: await house.member("Ada Admin", "admin"),
});

/** Readers who have confirmed a topic, many at once: `count` rows by one statement, as if each had pressed the mail's button. */
export async function readersOf(house: TestHouse, topic: Topic, count: number) {
  const { db, tokens } = house.house;
  const at = house.system().now();
  const members = Array.from({ length: count }, () => {
    const id = randomUUID();
    const email = `reader.${id.slice(0, 13)}@reader.test`;
    return { id, email, emailKey: tokens.keyedHash("address", email), createdAt: at };
  });
  await db.member.createMany({ data: members });
  await db.consent.createMany({
    data: members.map(({ id }) => ({
      memberId: id,
      topic,
      act: "confirmed" as const,
      wording: "Send it to me.",
      wordingVersion: 1,
      source: "confirmation mail",
      at,
    })),
  });
  return members;
}

/** Somebody made by `readersOf`, as the actor of an act. */
export const acting = (house: TestHouse, { id, email }: { id: string; email: string }): Ctx<Member> =>
  actingAs(
    house.house,
    { kind: "member", id, email, displayName: "A reader", timeZone: null, roles: [], sessionId: "" },
    randomUUID(),
  );

/** The newest sign-in mail to an address, with what it holds. */
export async function signInMail(house: TestHouse, email: string) {
  await house.runJobs();
  const mail = house.mailsTo(email).at(-1);
  const token = /token=([\w-]+)/.exec(mail?.text ?? "")?.[1] ?? "";
  const code = /^(\d{6}) /.exec(mail?.subject ?? "")?.[1] ?? "";
  return { mail, token, code };
}

/** The token in the newest mail that asks for a confirmation. */
export async function optInTokenFor(house: TestHouse, email: string) {
  await house.runJobs();
  const mails = house.mailsTo(email).filter((mail) => mail.subject.startsWith("Please confirm"));
  return /\/confirm\/([\w.-]+)/.exec(mails.at(-1)?.text ?? "")?.[1] ?? "";
}

/** How many of each answer, for what many asked at once. */
export function tally<Key extends string | number>(keys: Key[]): Partial<Record<Key, number>> {
  const counts: Partial<Record<Key, number>> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

/** Every row of every table, jobs included, as one text: what a stolen dump would hold. */
export async function dumpOf(house: TestHouse): Promise<string> {
  const { pool } = house.house;
  const tables = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const dumps: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await pool.query<{ row: string }>(`select row_to_json(t)::text as row from ${name} t`);
    dumps.push(`${name}\n${rows.map(({ row }) => row).join("\n")}`);
  }
  return dumps.join("\n");
}

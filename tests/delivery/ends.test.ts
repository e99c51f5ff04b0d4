import { afterAll, beforeEach, expect, test } from "vitest";
import { actOnMailing } from "@/lib/delivery/control.ts";
import { workOff } from "@/lib/delivery/send.ts";
import { startFakeSmtp } from "../fakes/smtp.ts";
import { testHouse } from "../house.ts";
import { countsOf, mailingTo } from "./mailings.ts";

const smtp = await startFakeSmtp();
const house = testHouse({ SMTP_URL: smtp.url });
afterAll(() => smtp.stop());
beforeEach(() => smtp.behave());

const never = () => new AbortController().signal;
const stateOfMailing = async (id: string) => (await house.house.db.mailing.findUniqueOrThrow({ where: { id } })).state;

/** Whether a statement waits for a row that another one holds. */
const someoneWaits = async () =>
  (
    await house.house.pool.query(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    )
  ).rows.length > 0;

test("a mailing that comes to its end while a person puts rows back does not finish without them", async () => {
  const { id, rows } = await mailingTo(house, { resendsUncertain: false }, 2);
  const [unsure] = rows;
  await house.house.pool.query("update deliveries set state = 'uncertain', in_line = false where id = $1", [
    unsure?.id,
  ]);
  // A person decides, as `decideUncertain` does, and the database takes its time.
  const person = await house.house.pool.connect();
  await person.query("begin");
  await person.query("select id from mailings where id = $1 for update", [id]);
  await person.query("update deliveries set state = 'queued' where id = $1", [unsure?.id]);
  const going = workOff(house.system(), id, never());
  await expect.poll(someoneWaits).toBe(true);
  await person.query("commit");
  person.release();
  await going;
  expect(await countsOf(house, id)).toEqual({ accepted: 1, queued: 1 });
  expect(await stateOfMailing(id)).toBe("sending");

  await workOff(house.system(), id, never());
  expect(await countsOf(house, id)).toEqual({ accepted: 2 });
  expect(await stateOfMailing(id)).toBe("finished");
});

test("a mailing that is paused or cancelled opens no conversation more for what was claimed of it", async () => {
  for (const act of ["pause", "cancel"] as const) {
    smtp.behave();
    const { id } = await mailingTo(house, {}, 60);
    const editor = await house.member("Edith Marsh", "editor");
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    smtp.beforeAnswer(() => held);
    const going = workOff(house.system(), id, never());
    await expect.poll(() => smtp.heard.length).toBe(10);
    let conversations = 0;
    smtp.onConversation(() => {
      conversations += 1;
    });
    await actOnMailing(editor, id, act);
    letGo();
    await going;
    expect(conversations, act).toBeLessThanOrEqual(1);
    expect(await countsOf(house, id)).toEqual({ accepted: 10, [act === "pause" ? "queued" : "excluded"]: 50 });
  }
});

test("a mail server's answer that the database cannot hold as it is stops nobody's mail", async () => {
  const { id, row } = await mailingTo(house, {}, 12);
  smtp.misbehave((to) => ({ stage: "dot", answer: `250 2.0.0 Ta${to === row.address ? "\0" : ""}ken` }));
  await workOff(house.system(), id, never());
  expect(smtp.heard).toHaveLength(12);
  expect(await countsOf(house, id)).toEqual({ accepted: 12 });
});

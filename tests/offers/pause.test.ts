import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { claim, openLedger } from "@/lib/delivery/ledger.ts";
import { startMailing } from "@/lib/delivery/mailing.ts";
import { workOff } from "@/lib/delivery/send.ts";
import { makeOffer } from "@/lib/offers/make.ts";
import { sendOfferNotice } from "@/lib/offers/notice.ts";
import { offerDraft } from "@/lib/offers/schema.ts";
import { ask } from "../api-door.ts";
import { newsroom, type Person } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();
let edda: Person;
let ann: Person;

beforeAll(async () => {
  ({ edda } = await newsroom(house));
  const value = { name: "The Meridian", mailFrom: "news@site.test", postalAddress: "4 Weir Lane, Harrow" };
  await house.house.db.setting.create({ data: { key: "publication", value, updatedAt: noon } });
});

/** Somebody who confirmed, and nobody else. */
beforeEach(async () => {
  await house.house.sql`update members set banned_at = now() where id in (select member_id from consent_standings)`;
  ann = await house.member("Ann");
  await confirms("offers");
});

const confirms = (topic: string) =>
  house.house.db.consent.create({
    data: {
      memberId: ann.actor.id,
      topic,
      act: "confirmed",
      wording: "Tell me.",
      wordingVersion: 1,
      source: "test",
      at: noon,
    },
  });
const call = async (path: string, body: object = {}) => {
  const answer = await ask("POST", `/api/v1/${path}`, { cookie: ann.cookie, body });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return answer.json();
};
async function notice(title = "A tenth off at the weir shop") {
  const offer = await makeOffer(edda, offerDraft.parse({ title, link: "https://shop.example/" }));
  const { mailingId } = await sendOfferNotice(edda, offer.id);
  return { id: offer.id, mailingId };
}
async function noticed(title?: string) {
  const sent = await notice(title);
  await workOff(house.system(), sent.mailingId, new AbortController().signal);
  return { ...sent, row: await house.house.db.delivery.findFirstOrThrow({ where: { mailingId: sent.mailingId } }) };
}
const kept = () => house.house.db.mailPause.findFirst({ where: { memberId: ann.actor.id } });
const tokenIn = (text: string) => /\/unsubscribe\/([\w.%-]+)\?pause=month/.exec(text)?.[1] ?? "";

describe("not this month", () => {
  test("nothing about offers goes out, the ledger says why, the desk counts it, and the consent stays", async () => {
    const { notices } = { notices: await call("offers/notices/pause") };
    expect(notices).toMatchObject({ standing: "confirmed" });
    expect(Date.parse(notices.pausedUntil)).toBeGreaterThan(Date.now() + 27 * 86_400_000);
    const { id, row } = await noticed();
    expect(row).toMatchObject({ state: "excluded", reason: "asked for no offers this month" });
    expect(house.mailsTo(ann.actor.email)).toEqual([]);
    const figures = await ask("GET", `/api/v1/desk/offers/${id}/figures`, { cookie: edda.cookie });
    expect(await figures.json()).toMatchObject({ told: 0, notThisMonth: 1 });
  });

  test("one press in the mail does it without signing in, looking does nothing, and pressing again does not lengthen it", async () => {
    await noticed("A boat on the weir");
    const token = tokenIn(house.mailsTo(ann.actor.email).at(-1)?.text ?? "");
    expect(token).not.toBe("");
    expect(await kept()).toBeNull();
    const press = () => ask("POST", `/api/v1/unsubscribe/${token}/pause`, { body: { page: "yes" } });
    const pressed = await press();
    expect([pressed.status, pressed.headers.get("location")]).toEqual([303, `/unsubscribe/${token}`]);
    const first = await kept();
    await press();
    expect((await kept())?.until).toEqual(first?.until);
    expect(await house.house.db.auditEntry.count({ where: { subjectId: ann.actor.id, event: "offers.paused" } })).toBe(
      1,
    );
    expect((await noticed()).row.state).toBe("excluded");
  });

  test("it is asked at the last moment: who presses when their mail is taken up gets nothing of it", async () => {
    const { mailingId } = await notice();
    const [row] = await claim(house.system(), mailingId, 10, []);
    if (!row) throw new Error("Nothing was claimed.");
    await call("offers/notices/pause");
    const ledger = openLedger(house.system(), { id: mailingId, resendUncertain: false });
    expect(await ledger.begin(row, "a provider")).toBe("not this reader");
    await ledger.close();
    expect(await house.house.db.delivery.findFirst({ where: { mailingId } })).toMatchObject({
      state: "excluded",
      reason: "asked for no offers this month",
    });
  });

  test("it ends by itself, or before that at a press", async () => {
    await call("offers/notices/pause");
    await house.house.sql`update mail_pauses set until = now() - interval '1 second'`;
    expect((await noticed("When the month is over")).row.state).toBe("accepted");
    await call("offers/notices/pause");
    expect((await kept())?.until.getTime()).toBeGreaterThan(Date.now());
    expect(await call("offers/notices/pause/end")).toMatchObject({ standing: "confirmed", pausedUntil: null });
    expect((await noticed("After the press")).row.state).toBe("accepted");
  });

  test("it is for offers alone: a newsletter goes on, and its mails cannot pause anything", async () => {
    await call("offers/notices/pause");
    await confirms("newsletter:0197b2f0-0000-7000-8000-000000000001");
    const { db } = house.house;
    const draft = {
      subject: "The tide",
      html: "<a href='{{leave}}'>Leave</a>",
      text: "Leave: {{leave}}",
      fromName: "M",
    };
    const { id } = await db.$transaction((tx) =>
      startMailing(tx, house.system(), {
        topic: "newsletter:0197b2f0-0000-7000-8000-000000000001",
        resendsUncertain: false,
        ...draft,
      }),
    );
    await workOff(house.system(), id, new AbortController().signal);
    expect(await db.delivery.findFirst({ where: { mailingId: id } })).toMatchObject({ state: "accepted" });
    const token = /\/unsubscribe\/(\S+)/.exec(house.mailsTo(ann.actor.email).at(-1)?.text ?? "")?.[1];
    const refused = await ask("POST", `/api/v1/unsubscribe/${token}/pause`, { body: {} });
    expect([refused.status, (await refused.json()).code]).toEqual([404, "not_found"]);
  });
});

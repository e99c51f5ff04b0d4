import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { setDomainRate } from "@/lib/delivery/pacing.ts";
import { workOff } from "@/lib/delivery/send.ts";
import { startFakeSmtp } from "../fakes/smtp.ts";
import { testHouse } from "../house.ts";
import { countsOf, mailingTo } from "./mailings.ts";

const smtp = await startFakeSmtp();
afterAll(() => smtp.stop());
beforeEach(() => smtp.behave());

/** Works until so many mails are taken, then as far as a worker that is told to stop. */
async function workUntil(house: ReturnType<typeof testHouse>, id: string, isEnough: () => boolean | Promise<boolean>) {
  const stop = new AbortController();
  let most = 0;
  smtp.beforeAnswer(async () => {
    const { claimed = 0 } = await countsOf(house, id);
    most = Math.max(most, claimed);
    if (await isEnough()) stop.abort();
  });
  await workOff(house.system(), id, stop.signal);
  return { mostClaimed: most, isOver: !stop.signal.aborted };
}

describe("a provider that may carry few mails a second", () => {
  const house = testHouse({ SMTP_URL: `${smtp.url}?rate=10/s` });

  test("has few rows claimed for it, so that the others are free for whoever is faster", async () => {
    const { id } = await mailingTo(house, {}, 400);
    const { mostClaimed } = await workUntil(house, id, () => smtp.taken.length >= 14);
    expect(mostClaimed).toBeLessThanOrEqual(60);
    expect(await countsOf(house, id)).toEqual({ accepted: smtp.taken.length, queued: 400 - smtp.taken.length });
  });
});

describe("a provider whose mails of the day have gone", () => {
  const house = testHouse({ SMTP_URL: `${smtp.url}?daily=5` });

  test("keeps nothing to itself: the run ends, and the rest waits for whoever may send it", async () => {
    const { id } = await mailingTo(house, {}, 20);
    const { isOver } = await workUntil(house, id, () => false);
    expect(isOver).toBe(true);
    expect(await countsOf(house, id)).toEqual({ accepted: 5, queued: 15 });
    expect((await house.house.db.mailing.findUniqueOrThrow({ where: { id } })).state).toBe("sending");
  });
});

describe("a recipient domain that takes few mails a second", () => {
  const house = testHouse({ SMTP_URL: smtp.url });
  afterEach(() => house.house.db.setting.deleteMany({ where: { key: "sending" } }));

  test("keeps nobody else waiting, has few rows claimed, and still gets its mails in the same run", async () => {
    const { id, rows } = await mailingTo(house, {}, 1_600);
    const others = new Set(rows.slice(1_500).map((row) => row.address));
    // Whoever is written to first is of the slow domain.
    await house.house.pool.query("update deliveries set domain = 'slow.test' where mailing_id = $1 and id < $2", [
      id,
      rows[1_500]?.id,
    ]);
    await setDomainRate(house.system(), "slow.test", 4);
    const isOfOthers = () => smtp.taken.filter((mail) => others.has(mail.to)).length;
    let slowWhenOthersWereDone: number | undefined;
    const { mostClaimed } = await workUntil(house, id, () => {
      if (isOfOthers() === others.size) slowWhenOthersWereDone ??= smtp.taken.length - others.size;
      return slowWhenOthersWereDone !== undefined && smtp.taken.length - others.size > slowWhenOthersWereDone + 6;
    });
    expect(isOfOthers()).toBe(100);
    expect(slowWhenOthersWereDone).toBeLessThan(50);
    expect(mostClaimed).toBeLessThan(750);
  });
});

import { Writable } from "node:stream";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { closeGate } from "@/lib/delivery/pacing.ts";
import { workOff } from "@/lib/delivery/send.ts";
import { openLog } from "@/lib/log.ts";
import { startFakeSmtp } from "../fakes/smtp.ts";
import { testHouse } from "../house.ts";
import { countsOf, mailingTo } from "./mailings.ts";

const smtp = await startFakeSmtp();
const house = testHouse({ SMTP_URL: `${smtp.url}?name=ses&daily=60` });
afterAll(() => smtp.stop());
beforeEach(() => smtp.behave());
afterEach(() => vi.restoreAllMocks());

const never = () => new AbortController().signal;

/** A house whose log can be read. */
function loud() {
  const lines: string[] = [];
  const into = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { ctx: { ...house.system(), log: openLog("info", into) }, lines };
}

/** From now on so much time has passed in this process. */
function passes(ms: number) {
  const real = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => real() + ms);
}

test("claimed rows that cannot go out go back before their lease is over, at no cost of a try; and the log says why nothing moves", async () => {
  const { id } = await mailingTo(house, {}, 40);
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  smtp.beforeAnswer(() => held);
  const { ctx, lines } = loud();
  const going = workOff(ctx, id, never());
  try {
    await expect.poll(() => smtp.heard.length).toBe(10);
    passes(210_000);
    await expect.poll(() => countsOf(house, id)).toEqual({ in_data: 10, queued: 30 });
    expect(await house.house.db.delivery.count({ where: { mailingId: id, state: "queued", tries: 0 } })).toBe(30);
    const still = lines.filter((line) => line.includes("has not moved"));
    expect(still).toHaveLength(1);
    expect(JSON.parse(still[0] as string)).toMatchObject({ mailingId: id, underWay: 10, providers: { ses: "ready" } });
    expect(still[0]).not.toMatch(/@|reader\.test/);
  } finally {
    letGo();
    await going;
  }
  expect(await countsOf(house, id)).toEqual({ accepted: 40 });
});

test("the log says when the mails of the day have gone, and when every provider is left alone", async () => {
  const { id } = await mailingTo(house, {}, 30);
  const first = loud();
  await workOff(first.ctx, id, never());
  expect(await countsOf(house, id)).toEqual({ accepted: 20, queued: 10 });
  expect(first.lines.filter((line) => line.includes("mails of the day have gone"))).toHaveLength(1);

  await closeGate(house.house, "provider:ses", "550 no", { minutes: 5 });
  const second = loud();
  await workOff(second.ctx, id, never());
  expect(second.lines.filter((line) => line.includes("is left alone for now"))).toHaveLength(1);
});

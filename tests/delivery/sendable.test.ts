import { randomUUID } from "node:crypto";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Ctx, System } from "@/lib/context.ts";
import { actOnMailing, rescheduleMailing } from "@/lib/delivery/control.ts";
import { type MailingDraft, startMailing } from "@/lib/delivery/mailing.ts";
import { closeGate } from "@/lib/delivery/pacing.ts";
import { announcedSizes } from "@/lib/delivery/reads.ts";
import { startDue } from "@/lib/delivery/schedule.ts";
import { workOff } from "@/lib/delivery/send.ts";
import { createDkim, useDkim } from "@/lib/dkim-keys.ts";
import { sendMailFile } from "@/lib/newsletters/mail-file.ts";
import { newsletterBySlug, topicOf } from "@/lib/newsletters/reads.ts";
import { sendIssue } from "@/lib/newsletters/send.ts";
import { makeNewsletter, startIssue } from "@/lib/newsletters/write.ts";
import { makeOffer, sendOfferNotice } from "@/lib/offers/make.ts";
import { offerDraft } from "@/lib/offers/schema.ts";
import { parseProviders } from "@/lib/providers.ts";
import { newsroom, type Person, readersOf } from "../cast.ts";
import { startFakeSmtp } from "../fakes/smtp.ts";
import { testHouse } from "../house.ts";
import { countsOf } from "./mailings.ts";

const dkimDir = await fs.mkdtemp(path.join(os.tmpdir(), "masthead-dkim-"));
const [small, large] = [
  await startFakeSmtp({ offers: ["PIPELINING", "SIZE 30000"] }),
  await startFakeSmtp({ offers: ["SIZE 900000"] }),
];
const [smallUrl, largeUrl] = [`${small.url}?name=small`, `${large.url}?name=large`];
const house = testHouse({ SMTP_URL: small.url, DKIM_DIR: dkimDir });
let newsroomPeople: { edda: Person; mark: Person };
beforeAll(async () => {
  newsroomPeople = await newsroom(house);
});
afterAll(async () => {
  await Promise.all([small.stop(), large.stop()]);
  await fs.rm(dkimDir, { recursive: true, force: true });
});
beforeEach(async () => {
  for (const smtp of [small, large]) smtp.behave();
  await fs.rm(dkimDir, { recursive: true, force: true });
  await house.house.pool.query("truncate provider_sizes, send_gates");
});

const by = <C extends Ctx>(ctx: C, ...urls: string[]): C => ({
  ...ctx,
  env: { ...ctx.env, providers: parseProviders(urls.join(" ")) },
});
const words = (bytes: number) => `<p>${"The tide brought mud. ".repeat(Math.ceil(bytes / 22))}</p>`;
const draft: MailingDraft = {
  topic: "offers",
  subject: "The tide",
  html: "<a href='{{leave}}'>Leave</a>",
  text: "Leave: {{leave}}",
  fromName: "M",
  resendsUncertain: true,
};
const long = { ...draft, html: `${words(60_000)}{{leave}}` };
/** Puts a mailing down, to new readers and to nobody else. */
async function put(ctx: Ctx<System>, given: MailingDraft, count = 1) {
  await ctx.db.member.updateMany({ where: { staffGrants: { none: {} } }, data: { bannedAt: new Date(0) } });
  await readersOf(house, "offers", count);
  const { id } = await ctx.db.$transaction((tx) => startMailing(tx, ctx, given));
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`;
  return id;
}
const work = (ctx: Ctx<System>, id: string) => workOff(ctx, id, new AbortController().signal);
const mailing = (id: string) => house.house.db.mailing.findUniqueOrThrow({ where: { id } });
/** As if the server had said so at an earlier mailing. */
const said = (provider: string, largest: number, ago = "1 minute") =>
  house.house.pool.query("insert into provider_sizes values ($1, $2, now() - $3::interval)", [provider, largest, ago]);
const tooLarge =
  /^html: The mail is 6\d kB long as it is sent, and no mail server here takes more than 30 kB\. Make it/;

describe("a mailing that is larger than its mail server takes", () => {
  test("is refused before it starts, as soon as the server has said so once", async () => {
    const ctx = by(house.system(), smallUrl);
    await work(ctx, await put(ctx, draft));
    expect(await announcedSizes(ctx)).toMatchObject([{ provider: "small", largest: 30_000 }]);
    await expect(put(ctx, long)).rejects.toThrow(tooLarge);
    await expect(put(ctx, { ...long, startsAt: new Date(Date.now() + 3_600_000) })).rejects.toThrow(tooLarge);
    await put(ctx, draft);
  });

  test("is refused by the operator's word alone, which also corrects what the server once said", async () => {
    const ctx = by(house.system(), `${smallUrl}&size=30k`);
    await expect(put(ctx, long)).rejects.toThrow(tooLarge);
    await said("small", 30_000);
    await put(by(ctx, `${smallUrl}&size=1M`), long);
  });

  test("is not refused for what was heard long ago, nor while a server that may take it has said nothing", async () => {
    await said("small", 30_000, "25 hours");
    await put(by(house.system(), smallUrl), long);
    await house.house.pool.query("update provider_sizes set heard_at = now()");
    await put(by(house.system(), smallUrl, largeUrl), long);
    await said("large", 40_000);
    await expect(put(by(house.system(), smallUrl, largeUrl), long)).rejects.toThrow(/more than 40 kB/);
    // What carries sign-in mails alone helps no mailing.
    const prompt = `${large.url}?name=prompt&for=prompt`;
    await expect(put(by(house.system(), smallUrl, prompt), long)).rejects.toThrow(tooLarge);
  });

  test("is refused at the command line, at the desk's button and for an offer alike", async () => {
    await said("small", 30_000);
    const { edda, mark } = newsroomPeople;
    const slug = `tides-${randomUUID().slice(0, 8)}`;
    await makeNewsletter(house.system(), { slug, name: slug, description: "", cadence: "" });
    const newsletter = await newsletterBySlug(house.system(), slug);
    await readersOf(house, topicOf(newsletter), 1);
    const file = { subject: "The tide", html: long.html };
    await expect(sendMailFile(by(house.system(), smallUrl), slug, file)).rejects.toThrow(/no mail server here takes/);
    const body = "The tide brought mud to Marlow this morning. ".repeat(800);
    const issue = await startIssue(edda, newsletter.id, { subject: "What the tide brought", preview: "", body });
    await expect(sendIssue(by(edda, smallUrl), issue.id, issue.version)).rejects.toThrow(/no mail server here takes/);
    expect(await house.house.db.issue.findUniqueOrThrow({ where: { id: issue.id } })).toMatchObject({ sentAt: null });
    await house.house.pool.query("update provider_sizes set largest = 2000");
    const offer = await makeOffer(
      mark,
      offerDraft.parse({ title: "Half price", description: "For members.", link: "https://shop.test/" }),
    );
    await expect(sendOfferNotice(by(mark, smallUrl), offer.id)).rejects.toThrow(/no mail server here takes/);
  });

  test("that waits for its time is left to a person, with the reason, when that is found out meanwhile", async () => {
    const ctx = by(house.system(), smallUrl);
    const startsAt = new Date(Date.now() + 3_600_000);
    const id = await put(ctx, { ...long, startsAt });
    await said("small", 30_000);
    await startDue(ctx, { at: startsAt });
    expect(await mailing(id)).toMatchObject({ state: "paused", stateReason: expect.stringMatching(tooLarge) });
    expect(await countsOf(house, id)).toEqual({});
    await expect(actOnMailing(ctx, id, "resume")).rejects.toThrow(tooLarge);
  });
});

describe("where one of two servers takes less than the mailing is long", () => {
  test.each([
    ["has said so before", () => said("small", 30_000)],
    ["says so when it is greeted", () => {}],
    [
      "says so at RCPT",
      () => small.misbehave((to) => (to ? { stage: "rcpt", answer: "552 5.3.4 Too big" } : undefined)),
    ],
    [
      "says so after the body",
      () => small.misbehave((to) => (to ? { stage: "dot", answer: "552 5.3.4 Too big" } : undefined)),
    ],
  ] as [string, () => unknown][])("and %s, the other carries it, and no gate is closed", async (how, happens) => {
    await happens();
    const isLate = how.endsWith("body");
    const ctx = by(house.system(), smallUrl, largeUrl);
    const id = await put(ctx, how.startsWith("says so at RCPT") || isLate ? draft : long, 30);
    await work(ctx, id);
    // A refusal after the body costs its mail a try, so that one comes again in a minute.
    const { accepted = 0, queued = 0 } = await countsOf(house, id);
    expect(accepted + queued).toBe(30);
    expect(accepted).toBeGreaterThanOrEqual(isLate ? 20 : 30);
    expect((await mailing(id)).state).toBe(queued > 0 ? "sending" : "finished");
    await house.house.pool.query(
      "update deliveries set next_try_at = now() - interval '1 second' where state = 'queued'",
    );
    await work(by(ctx, largeUrl), id);
    expect(await countsOf(house, id)).toEqual({ accepted: 30 });
    expect([small.taken.length, new Set(large.taken.map(({ to }) => to)).size, large.taken.length]).toEqual([
      0, 30, 30,
    ]);
    expect(await house.house.db.sendGate.count()).toBe(0);
  });

  test("and the other's gate is closed, it waits for that: nobody is lost, and no person is called", async () => {
    const ctx = by(house.system(), smallUrl, largeUrl);
    const id = await put(ctx, long, 5);
    await closeGate(ctx, "provider:large", "a test", { minutes: 15 });
    await work(ctx, id);
    expect(await countsOf(house, id)).toEqual({ queued: 5 });
    expect((await mailing(id)).state).toBe("sending");
    await house.house.pool.query("delete from send_gates");
    await house.house.pool.query(
      "update deliveries set next_try_at = now() - interval '1 second' where state = 'queued'",
    );
    await work(ctx, id);
    expect(await countsOf(house, id)).toEqual({ accepted: 5 });
    expect(small.heard).toEqual([]);
  });

  test("and the other does as well, by the operator's word, it pauses with the fix", async () => {
    const ctx = by(house.system(), smallUrl, largeUrl);
    const id = await put(ctx, long, 5);
    await work(by(house.system(), `${smallUrl}&size=30k`, `${largeUrl}&size=20k`), id);
    expect(await mailing(id)).toMatchObject({ state: "paused", stateReason: expect.stringMatching(tooLarge) });
    expect(await countsOf(house, id)).toEqual({ queued: 5 });
  });
});

describe("a mailing from a domain without a DKIM key, while there are keys for another", () => {
  const forgotten = { ...draft, fromAddress: "news@forgotten.example" };
  const noKey = /^There is no DKIM key for forgotten\.example.*masthead dkim create forgotten\.example/;
  const keyFor = async (domain: string) => {
    await createDkim(house.house, domain, "one");
    await useDkim(house.house, domain, "one");
  };
  beforeEach(() => keyFor("meridian.example"));

  test("is refused before it starts and before it waits, with the fix", async () => {
    const ctx = by(house.system(), largeUrl);
    const before = await ctx.db.mailing.count();
    await expect(put(ctx, forgotten)).rejects.toThrow(noKey);
    await expect(put(ctx, { ...forgotten, startsAt: new Date(Date.now() + 3_600_000) })).rejects.toThrow(noKey);
    expect(await ctx.db.mailing.count()).toBe(before);
    await keyFor("forgotten.example");
    await work(ctx, await put(ctx, forgotten));
    expect(large.taken[0]?.raw).toMatch(/^DKIM-Signature: .*d=forgotten\.example/m);
  });

  test("goes out where every provider signs by itself, and not where one of them does not", async () => {
    const signs = `${largeUrl}&dkim=off`;
    const ctx = by(house.system(), signs);
    await work(ctx, await put(ctx, forgotten));
    expect(large.taken).toHaveLength(1);
    await expect(put(by(ctx, signs, smallUrl), forgotten)).rejects.toThrow(noKey);
    await put(by(ctx, signs, `${smallUrl}&for=prompt`), forgotten);
  });

  test("is left to a person at its time when the key went away, and moved to another time only with one", async () => {
    const ctx = by(house.system(), largeUrl);
    await keyFor("forgotten.example");
    const startsAt = new Date(Date.now() + 3_600_000);
    const id = await put(ctx, { ...forgotten, startsAt });
    await fs.rm(path.join(dkimDir, "forgotten.example"), { recursive: true });
    await startDue(ctx, { at: startsAt });
    expect(await mailing(id)).toMatchObject({ state: "paused", stateReason: expect.stringMatching(noKey) });
    const later = { startsAt: new Date(Date.now() + 7_200_000), localZone: null, lateLimitMinutes: null };
    await expect(rescheduleMailing(ctx, id, later)).rejects.toThrow(noKey);
    await keyFor("forgotten.example");
    await rescheduleMailing(ctx, id, later);
    expect((await mailing(id)).state).toBe("scheduled");
  });

  test.each(["goes away", "cannot be read"])(
    "is held while it goes out when the key %s, and goes on when it is back",
    async (how) => {
      const ctx = by(house.system(), largeUrl);
      await keyFor("forgotten.example");
      const id = await put(ctx, forgotten, 3);
      const place = path.join(dkimDir, "forgotten.example");
      if (how === "goes away") await fs.rm(place, { recursive: true });
      else await fs.writeFile(path.join(place, "other.pem"), "nonsense");
      await work(ctx, id);
      expect(await mailing(id)).toMatchObject({
        state: "paused",
        stateReason: expect.stringMatching(
          how === "goes away" ? noKey : /^The DKIM key other of forgotten\.example cannot/,
        ),
      });
      expect(await countsOf(house, id)).toEqual({ queued: 3 });
      expect(await ctx.db.auditEntry.count({ where: { subjectId: id, event: "mailing.paused" } })).toBe(1);
      await fs.rm(place, { recursive: true, force: true });
      await keyFor("forgotten.example");
      await actOnMailing(ctx, id, "resume");
      await work(ctx, id);
      expect(await countsOf(house, id)).toEqual({ accepted: 3 });
    },
  );
});

import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { actOnMailing } from "@/lib/delivery/control.ts";
import { leave, leaveToken } from "@/lib/delivery/leave.ts";
import { unheard } from "@/lib/delivery/states.ts";
import { askOptIn, confirmOptIn } from "@/lib/members/opt-in.ts";
import { withdraw } from "@/lib/members/withdraw.ts";
import { topicOf, wordingOf } from "@/lib/newsletters/reads.ts";
import { runSeries } from "@/lib/series/run.ts";
import { ask } from "../api-door.ts";
import { optInTokenFor, type Person } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();
const hour = 3_600_000;
const day = 24 * hour;
let newsletter: { id: string; slug: string; name: string; cadence: string };

const words = (subject: string) => ({
  subject,
  preview: "What comes next.",
  document: { v: 1, blocks: [{ kind: "text", spans: [{ text: `${subject}, says the paper.` }] }] },
});

type Series = {
  id: string;
  version: number;
  state: string;
  stateReason: string | null;
  readers: Record<string, number>;
  steps: {
    id: string;
    version: number;
    waitHours: number;
    atHour: number | null;
    entered: number;
    sent: number;
    left: number;
    waiting: number;
  }[];
};
/** As whoever is given; by an editor who has just signed in unless said, for the clock moves by months here. */
const call = async (method: string, path: string, body?: unknown, status = 200, given?: Person) => {
  const who = given ?? (await house.member("Edda Editor", "editor"));
  const answer = await ask(method, `/api/v1/desk/series${path}`, { cookie: who.cookie, ...(body ? { body } : {}) });
  const said = await answer.json();
  expect(answer.status, JSON.stringify(said)).toBe(status);
  return said as Series & { title: string; stepId: string };
};
const show = (id: string) => call("GET", `/${id}`);
const act = (id: string, what: string) => call("POST", `/${id}/acts`, { act: what });
const saveWords = async (id: string, stepId: string, version: number, subject: string) =>
  call("PUT", `/${id}/steps/${stepId}`, { version, ...words(subject) });

const saveTimes = async (id: string, times: [string | undefined, number][], status = 200) => {
  const { version } = await show(id);
  return call(
    "PUT",
    `/${id}`,
    {
      ...{ version, title: "A welcome", trigger: "joined_newsletter", restarts: false, skipsPaying: false },
      steps: times.map(([step, waitHours]) => ({ id: step, waitHours, atHour: null })),
    },
    status,
  );
};
async function waitingForLocks(tx: Pick<typeof house.house.db, "$executeRaw" | "$queryRaw">) {
  // A transaction is shown what it saw at its first look, else.
  await tx.$executeRaw`select pg_stat_clear_snapshot()`;
  const [seen] = await tx.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return seen?.count;
}
const pauseOthers = ({ id }: { id: string }) =>
  house.house.db.series.updateMany({ where: { id: { not: id }, state: "on" }, data: { state: "paused" } });

/** Does something while a run of one series is under way, which has read its steps by then and lets nobody begin yet. */
async function whileRuns(series: { id: string }, change: () => Promise<unknown>) {
  await pauseOthers(series);
  const done = await house.house.db.$transaction(
    async (tx) => {
      // The run comes to this table after its steps, and waits there.
      await tx.$executeRaw`lock table consent_standings in access exclusive mode`;
      const ran = runSeries(house.system());
      await expect.poll(() => waitingForLocks(tx)).toBe(1);
      let isDone = false;
      const changed = change().then(() => {
        isDone = true;
      });
      await expect.poll(async () => isDone || (await waitingForLocks(tx)) === 2).toBe(true);
      return { both: Promise.all([ran, changed]) };
    },
    { timeout: 30_000 },
  );
  await done.both;
}

/** A series whose mails wait so long each, written and not yet on. */
async function written(waits: number[], more: Record<string, unknown> = {}, trigger = "joined_newsletter") {
  const made = await call("POST", "", { title: "A welcome", newsletter: newsletter.slug, trigger }, 201);
  const tag = made.id.slice(-6);
  for (const at of waits.keys()) if (at > 0) await call("POST", `/${made.id}/steps`, {}, 201);
  const { steps, version } = await show(made.id);
  const { atHours = [], ...others } = more as { atHours?: (number | null)[] };
  await call("PUT", `/${made.id}`, {
    ...{ version, title: "A welcome", trigger, restarts: false, skipsPaying: false, ...others },
    steps: steps.map(({ id }, at) => ({ id, waitHours: waits[at], atHour: atHours[at] ?? null })),
  });
  for (const [at, step] of steps.entries()) await saveWords(made.id, step.id, step.version, `Mail ${at + 1} of ${tag}`);
  return { ...(await show(made.id)), tag };
}
const running = async (...given: Parameters<typeof written>) => {
  const series = await written(...given);
  await act(series.id, "on");
  house.later(1);
  return series;
};

/** Somebody who asks for the newsletter and presses the button in its mail. */
async function join(reader: Person) {
  await askOptIn(
    { ...reader, now: house.house.now },
    { topic: topicOf(newsletter), title: newsletter.name, wording: wordingOf(newsletter), source: "test" },
  );
  await confirmOptIn(house.nobody(), await optInTokenFor(house, reader.actor.email));
  house.later(1);
}
const comesBack = async (one: Person) => {
  await withdraw(house.system(), one.actor.id, topicOf(newsletter), "test");
  house.later(1);
  await join(one);
};
const reader = async () => {
  const one = await house.member(`Wanda ${randomUUID().slice(0, 4)}`);
  await join(one);
  return one;
};
/** A plan that is had from now on. */
async function buys(...buyers: Person[]) {
  const plan = await house.house.db.plan.create({
    data: { name: "Reader", productId: `p_${randomUUID()}`, sections: [], createdAt: house.house.now() },
  });
  for (const { actor } of buyers)
    await house.house.db.membership.create({
      data: {
        ...{ memberId: actor.id, planId: plan.id, source: "gift", status: "active" },
        startsAt: house.house.now(),
        createdAt: house.house.now(),
      },
    });
}
const rowOf = (one: Person) => house.house.db.delivery.findFirstOrThrow({ where: { memberId: one.actor.id } });
/** The minute's run, and what it puts down. */
const run = async () => {
  await runSeries(house.system());
  await house.runJobs();
};
const got = (one: Person, tag: string) =>
  house
    .mailsTo(one.actor.email)
    .filter(({ subject }) => subject.endsWith(tag))
    .map(({ subject }) => Number(subject.slice(5, 6)));

beforeEach(async () => {
  const slug = `letter-${randomUUID().slice(0, 8)}`;
  newsletter = await house.house.db.newsletter.create({ data: { slug, name: `Letter ${slug}` } });
});

describe("a series", () => {
  test("goes to who joins after it was switched on, each mail at its time, and to nobody who had joined before", async () => {
    const series = await written([0, 48, 72]);
    const before = await reader();
    await act(series.id, "on");
    house.later(1);
    const after = await reader();
    await run();
    expect(got(after, series.tag)).toEqual([1]);
    house.later(47 * hour);
    await run();
    expect(got(after, series.tag)).toEqual([1]);
    house.later(1 * hour);
    await run();
    expect(got(after, series.tag)).toEqual([1, 2]);
    house.later(3 * day);
    await run();
    house.later(90 * day);
    await run();
    expect(got(after, series.tag)).toEqual([1, 2, 3]);
    expect(got(before, series.tag)).toEqual([]);
    const { readers, steps } = await show(series.id);
    expect(readers).toMatchObject({ now: 0, finished: 1, left: 0 });
    expect(steps.map(({ entered, sent }) => [entered, sent])).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
  });

  test("its mail has the pair of one-click headers, and a press on it leaves the newsletter and the series", async () => {
    const series = await running([0, 24]);
    const one = await reader();
    await run();
    const mail = house.mailsTo(one.actor.email).at(-1);
    const address = /<([^>]+)>/.exec(mail?.headers["list-unsubscribe"]?.[0] ?? "")?.[1] ?? "";
    expect(mail?.headers["list-unsubscribe-post"]).toEqual(["List-Unsubscribe=One-Click"]);
    expect(mail?.text).not.toContain("Read it on the site");
    expect((await ask("POST", new URL(address).pathname, { form: { "List-Unsubscribe": "One-Click" } })).status).toBe(
      200,
    );
    house.later(2 * day);
    await run();
    expect(got(one, series.tag)).toEqual([1]);
    const { readers, steps } = await show(series.id);
    expect(readers).toMatchObject({ now: 0, left: 1 });
    expect(steps[0]?.left).toBe(1);
  });

  test("who leaves after a mail was put down for them and before it goes gets nothing", async () => {
    const series = await running([0]);
    const one = await reader();
    await runSeries(house.system());
    await withdraw(house.system(), one.actor.id, topicOf(newsletter), "test");
    await house.runJobs();
    expect(got(one, series.tag)).toEqual([]);
  });

  test("who comes back does not begin it again, though they left and came between two runs", async () => {
    const series = await running([0, 24]);
    const one = await reader();
    await run();
    await withdraw(house.system(), one.actor.id, topicOf(newsletter), "test");
    house.later(1);
    await join(one);
    house.later(3 * day);
    await run();
    await run();
    expect(got(one, series.tag)).toEqual([1]);
    expect((await show(series.id)).readers).toMatchObject({ now: 0, left: 1 });
  });

  test("where the newsroom says so, who comes back begins it anew, once", async () => {
    const series = await running([0, 24], { restarts: true });
    const one = await reader();
    await run();
    await withdraw(house.system(), one.actor.id, topicOf(newsletter), "test");
    house.later(day);
    await run();
    await join(one);
    await run();
    house.later(day);
    await run();
    await run();
    expect(got(one, series.tag)).toEqual([1, 1, 2]);
    expect((await show(series.id)).readers).toMatchObject({ left: 1, finished: 1 });
  });

  test("a mailing of it that is paused is waited for, and a cancelled one stops it, for who comes back as for others", async () => {
    const series = await running([0], { restarts: true });
    const one = await reader();
    await runSeries(house.system());
    const { mailingId } = await house.house.db.seriesStep.findFirstOrThrow({ where: { seriesId: series.id } });
    await actOnMailing(house.system(), mailingId ?? "", "pause");
    await comesBack(one);
    await run();
    expect(got(one, series.tag)).toEqual([]);
    await actOnMailing(house.system(), mailingId ?? "", "cancel");
    await run();
    expect((await show(series.id)).stateReason).toContain("were cancelled");
    expect(got(one, series.tag)).toEqual([]);
  });

  test("each round's mail is noted with the round", async () => {
    const series = await running([0], { restarts: true });
    const one = await reader();
    await run();
    await house.house.sql`update series_passages set delivery_id = null where series_id = ${series.id}::uuid`;
    await comesBack(one);
    await run();
    const passages = await house.house.db.seriesPassage.findMany({
      where: { seriesId: series.id },
      orderBy: { round: "asc" },
    });
    expect(passages.map(({ round, deliveryId }) => [round, deliveryId !== null])).toEqual([
      [1, false],
      [2, true],
    ]);
  });

  test("who has an address that another reader had before gets it like anybody", async () => {
    const series = await running([0]);
    const one = await reader();
    await run();
    const { email } = one.actor;
    const two = await house.member(`Wilma ${randomUUID().slice(0, 4)}`);
    const move = (id: string, to: string) =>
      house.house.db.member.update({
        where: { id },
        data: { email: to, emailKey: house.house.tokens.keyedHash("address", to) },
      });
    await move(one.actor.id, `elsewhere-${email}`);
    await move(two.actor.id, email);
    await join({ ...two, actor: { ...two.actor, email } });
    await run();
    expect(got(one, series.tag)).toEqual([1, 1]);
    const passages = await house.house.db.seriesPassage.findMany({ where: { seriesId: series.id } });
    expect(passages.filter(({ deliveryId }) => deliveryId === null)).toEqual([]);
  });

  test("who came in with a list is nobody new", async () => {
    const series = await running([0]);
    const one = await house.member("Lee List");
    await house.house.db.consent.create({
      data: {
        ...{ memberId: one.actor.id, topic: topicOf(newsletter), act: "confirmed", wording: "Yes.", wordingVersion: 1 },
        source: "import from elsewhere",
        at: house.house.now(),
      },
    });
    house.later(1);
    await run();
    expect(got(one, series.tag)).toEqual([]);
  });

  test("a suppressed reader gets none, and the ledger says why", async () => {
    const series = await running([0]);
    const one = await reader();
    await house.house.sql`
      insert into suppressions (address_key, reason, at)
      values (${house.house.tokens.keyedHash("address", one.actor.email)}, 'complained', now())`;
    await run();
    expect(got(one, series.tag)).toEqual([]);
    const [row] = await house.house.db.delivery.findMany({ where: { memberId: one.actor.id } });
    expect(row).toMatchObject({ state: "suppressed", reason: "complained" });
  });

  test("at an hour of the reader's own clock where that is asked for", async () => {
    const series = await running([0, 24], { atHours: [7, 7] });
    const one = await house.member("Tora Tokyo");
    await house.house.db.member.update({ where: { id: one.actor.id }, data: { timeZone: "Asia/Tokyo" } });
    await join(one);
    await run();
    const [entry] = await house.house.db.seriesEntry.findMany({ where: { seriesId: series.id } });
    // Seven in the morning there is ten in the evening in UTC.
    expect(entry?.nextAt?.getUTCHours()).toBe(22);
    expect(entry?.nextAt?.getTime()).toBeLessThanOrEqual(house.house.now().getTime() + day);
    house.moveClock(entry?.nextAt ?? noon);
    await run();
    expect(got(one, series.tag)).toEqual([1]);
    const [then] = await house.house.db.seriesEntry.findMany({ where: { seriesId: series.id } });
    expect((then?.nextAt?.getTime() ?? 0) - (entry?.nextAt?.getTime() ?? 0)).toBe(day);
  });
});

describe("what begins it", () => {
  test("becoming a member begins it for who did so since, and not for a member of before who joins the newsletter now", async () => {
    const old = await house.member("Olga Old");
    house.later(1);
    const series = await running([0], {}, "became_member");
    await join(old);
    const fresh = await reader();
    await run();
    expect([got(old, series.tag), got(fresh, series.tag)]).toEqual([[], [1]]);
  });

  test("a plan begins it for a reader of years, and ends the one that is for who pays for nothing", async () => {
    const old = await reader();
    const welcome = await running([0, 24], { skipsPaying: true });
    const thanks = await running([0], {}, "plan_began");
    const buyer = await reader();
    await run();
    expect(got(buyer, welcome.tag)).toEqual([1]);
    await buys(old, buyer);
    house.later(day);
    await run();
    expect([got(old, thanks.tag), got(buyer, thanks.tag)]).toEqual([[1], [1]]);
    expect(got(buyer, welcome.tag)).toEqual([1]);
    expect((await show(welcome.id)).readers).toMatchObject({ now: 0, paying: 1 });
  });

  test("who begins to pay gets no mail that waits, be it in words of before; one that may have been spoken stays uncertain", async () => {
    const series = await running([0], { skipsPaying: true });
    const [one, two] = [await reader(), await reader()];
    await runSeries(house.system());
    await house.house.sql`update deliveries set reason = ${unheard.connection} where member_id = ${two.actor.id}::uuid`;
    const [step] = (await show(series.id)).steps;
    await saveWords(series.id, step?.id ?? "", step?.version ?? 0, `Mail 2 of ${series.tag}`);
    await buys(one, two);
    await run();
    expect(got(one, series.tag)).toEqual([]);
    expect([await rowOf(one), await rowOf(two)]).toMatchObject([
      { state: "excluded", reason: "began to pay before the mail went out" },
      { state: "uncertain", reason: unheard.connection },
    ]);
  });
});

test("who cancels a mailing of it while a run leaves somebody out, and that run, do not wait for each other for ever", async () => {
  const series = await running([1], { skipsPaying: true });
  await pauseOthers(series);
  const one = await reader();
  house.later(hour / 2);
  const two = await reader();
  house.later(hour / 2);
  // The first one's mail waits, and the other one is due when the run comes.
  await runSeries(house.system());
  await buys(one);
  house.later(hour / 2);
  const { mailingId } = await house.house.db.seriesStep.findFirstOrThrow({ where: { seriesId: series.id } });
  const { ran } = await house.house.db.$transaction(
    async (tx) => {
      // The two statements of an act that cancels, with a run between them.
      await tx.$executeRaw`select 1 from mailings where id = ${mailingId}::uuid for update`;
      const ran = runSeries(house.system());
      await expect.poll(() => waitingForLocks(tx)).toBe(1);
      await tx.$executeRaw`update deliveries set answer = answer where mailing_id = ${mailingId}::uuid and queued_at is not null`;
      return { ran };
    },
    { timeout: 30_000 },
  );
  await ran;
  await house.runJobs();
  expect([got(one, series.tag), got(two, series.tag)]).toEqual([[], [1]]);
});

describe("a series that is changed while it is on", () => {
  test("sends nobody a mail anew that was written otherwise; who is next gets the new words", async () => {
    const series = await running([0, 24]);
    const [one] = [await reader()];
    await run();
    const [first, second] = (await show(series.id)).steps;
    await saveWords(series.id, first?.id ?? "", first?.version ?? 0, `Mail 8 of ${series.tag}`);
    await saveWords(series.id, second?.id ?? "", second?.version ?? 0, `Mail 9 of ${series.tag}`);
    const two = await reader();
    house.later(day);
    await run();
    await run();
    expect([got(one, series.tag), got(two, series.tag)]).toEqual([[1, 9], [8]]);
  });

  test("a step that is put before where a reader is is not sent to them; one behind is", async () => {
    const series = await running([0, 24]);
    const one = await reader();
    await run();
    const { stepId } = await call("POST", `/${series.id}/steps`, {}, 201);
    const { steps, version } = await show(series.id);
    const [a, b, c] = steps;
    // The new one first, then those that were there.
    const times = [c, a, b].map((step) => ({ id: step?.id, waitHours: step?.id === stepId ? 0 : 24, atHour: null }));
    await call("PUT", `/${series.id}`, {
      ...{ version, title: "A welcome", trigger: "joined_newsletter", restarts: false, skipsPaying: false },
      steps: times,
    });
    await saveWords(series.id, stepId, 1, `Mail 7 of ${series.tag}`);
    const two = await reader();
    house.later(day);
    await run();
    expect([got(one, series.tag), got(two, series.tag)]).toEqual([[1, 2], [7]]);
  });

  test("a step that was taken out goes to nobody, and who waited for it goes on behind it", async () => {
    const series = await running([0, 24, 24]);
    const one = await reader();
    await run();
    const second = (await show(series.id)).steps[1];
    await call("POST", `/${series.id}/steps/${second?.id}/taking-out`, {});
    house.later(day);
    await run();
    expect(got(one, series.tag)).toEqual([1, 3]);
  });

  test("mails that wait go to nobody any more once their step was taken out", async () => {
    const series = await running([0]);
    const one = await reader();
    await runSeries(house.system());
    await call("POST", `/${series.id}/steps/${series.steps[0]?.id}/taking-out`, {});
    await house.runJobs();
    expect(got(one, series.tag)).toEqual([]);
    expect(await rowOf(one)).toMatchObject({ state: "excluded", reason: "this mail was taken out of its series" });
  });

  test("whose last mail was taken out misses none of those behind it, however the times are saved", async () => {
    const series = await running([0, 24, 24, 24]);
    const one = await reader();
    await run();
    house.later(day);
    await run();
    const [a, b, c, d] = (await show(series.id)).steps;
    for (const gone of [a, b]) await call("POST", `/${series.id}/steps/${gone?.id}/taking-out`, {});
    await saveTimes(series.id, [
      [c?.id, 24],
      [d?.id, 24],
    ]);
    for (const _ of [1, 2]) {
      house.later(day);
      await run();
    }
    expect(got(one, series.tag)).toEqual([1, 2, 3, 4]);
  });

  test("between two mails lies an hour, though the first one was taken out and the next is for the beginning now", async () => {
    const series = await running([0, 24]);
    const one = await reader();
    await run();
    const [a, b] = (await show(series.id)).steps;
    await call("POST", `/${series.id}/steps/${a?.id}/taking-out`, {});
    await saveTimes(series.id, [[b?.id, 0]]);
    await run();
    expect(got(one, series.tag)).toEqual([1]);
    house.later(hour);
    await run();
    expect(got(one, series.tag)).toEqual([1, 2]);
  });

  test("words that are saved while a run is under way are those that the next reader gets", async () => {
    const series = await running([0]);
    const edda = await house.member("Edda Editor", "editor");
    const one = await reader();
    const step = series.steps[0]?.id ?? "";
    await whileRuns(series, () =>
      call("PUT", `/${series.id}/steps/${step}`, { version: 2, ...words(`Mail 2 of ${series.tag}`) }, 200, edda),
    );
    await house.runJobs();
    expect(got(one, series.tag)).toHaveLength(1);
    const two = await reader();
    await run();
    expect(got(two, series.tag)).toEqual([2]);
    expect((await house.house.db.seriesStep.findUniqueOrThrow({ where: { id: step } })).subject).toContain("Mail 2");
  });

  test("a step that is not written yet holds nobody up", async () => {
    const series = await running([0]);
    await call("POST", `/${series.id}/steps`, {}, 201);
    const one = await reader();
    await run();
    expect(got(one, series.tag)).toEqual([1]);
  });
});

describe("pausing", () => {
  test("keeps everything back, and what was due goes once it is on again, one mail and not two at once", async () => {
    const series = await running([0, 24, 24]);
    const one = await reader();
    await run();
    await act(series.id, "pause");
    house.later(5 * day);
    await run();
    expect(got(one, series.tag)).toEqual([1]);
    await act(series.id, "on");
    await run();
    await run();
    expect(got(one, series.tag)).toEqual([1, 2]);
  });

  test("a mailing of it that a person has paused is waited for; one that was cancelled pauses the series and says so", async () => {
    const series = await running([0]);
    const one = await reader();
    await run();
    const { mailingId } = await house.house.db.seriesStep.findFirstOrThrow({ where: { seriesId: series.id } });
    await actOnMailing(house.system(), mailingId ?? "", "pause");
    const two = await reader();
    await run();
    expect(got(two, series.tag)).toEqual([]);
    // It waits for nobody and is finished, and is cancelled for all that.
    await actOnMailing(house.system(), mailingId ?? "", "resume");
    await house.runJobs();
    await actOnMailing(house.system(), mailingId ?? "", "cancel");
    await run();
    const { state, stateReason } = await show(series.id);
    expect([state, stateReason]).toEqual(["paused", expect.stringContaining("were cancelled")]);
    expect([got(one, series.tag), got(two, series.tag)]).toEqual([[1], []]);
  });

  test("ended, it goes to nobody any more and cannot be changed", async () => {
    const series = await running([0, 24]);
    const one = await reader();
    await run();
    await act(series.id, "end");
    house.later(2 * day);
    await run();
    expect(got(one, series.tag)).toEqual([1]);
    const { readers, steps } = await show(series.id);
    expect(readers).toMatchObject({ now: 0, finished: 0, ended: 1 });
    await call("POST", `/${series.id}/acts`, { act: "on" }, 409);
    await call("POST", `/${series.id}/steps`, {}, 409);
    await call("POST", `/${series.id}/steps/${steps[1]?.id}/taking-out`, {}, 409);
    await saveTimes(
      series.id,
      [
        [steps[0]?.id, 0],
        [steps[1]?.id, 24],
      ],
      409,
    );
    await call("PUT", `/${series.id}/steps/${steps[1]?.id}`, { version: 2, ...words("Mail 5") }, 409);
  });

  test("ended, the mails of it that wait go to nobody; paused, it says that they still do", async () => {
    const series = await running([0]);
    const one = await reader();
    await runSeries(house.system());
    expect((await act(series.id, "pause")).stateReason).toContain("still go out");
    await act(series.id, "end");
    await house.runJobs();
    expect(got(one, series.tag)).toEqual([]);
    expect(await rowOf(one)).toMatchObject({ state: "excluded", reason: "its series was ended" });
  });

  test("ended while a run lets readers begin, it has nobody in it", async () => {
    const series = await running([0]);
    const edda = await house.member("Edda Editor", "editor");
    const one = await reader();
    await whileRuns(series, () => call("POST", `/${series.id}/acts`, { act: "end" }, 200, edda));
    await house.runJobs();
    expect((await show(series.id)).readers).toMatchObject({ now: 0 });
    expect(got(one, series.tag)).toEqual([]);
  });

  test("a newsletter that has ended sends nothing of its series", async () => {
    const series = await running([0]);
    const one = await reader();
    await house.house.db.newsletter.update({ where: { id: newsletter.id }, data: { retiredAt: house.house.now() } });
    await run();
    expect(got(one, series.tag)).toEqual([]);
  });
});

describe("what is refused", () => {
  test("it is not switched on before a mail of it is written, and a mail is saved whole or not at all", async () => {
    const made = await call(
      "POST",
      "",
      { title: "A welcome", newsletter: newsletter.slug, trigger: "joined_newsletter" },
      201,
    );
    await call("POST", `/${made.id}/acts`, { act: "on" }, 422);
    const [step] = made.steps;
    await call("PUT", `/${made.id}/steps/${step?.id}`, { version: 1, ...words("") }, 422);
    await call("PUT", `/${made.id}/steps/${step?.id}`, { version: 4, ...words("Mail 1") }, 409);
  });

  test("over another version, with two mails in one hour, or by other steps than it has, nothing is saved", async () => {
    const { id, steps, version } = await written([0, 24]);
    const body = { version, title: "Other", trigger: "joined_newsletter", restarts: false, skipsPaying: false };
    const times = steps.map((step) => ({ id: step.id, waitHours: 24, atHour: null }));
    await call("PUT", `/${id}`, { ...body, version: version + 1, steps: times }, 409);
    await call("PUT", `/${id}`, { ...body, steps: times.slice(1) }, 409);
    await call("PUT", `/${id}`, { ...body, steps: times.map((one) => ({ ...one, waitHours: 0 })) }, 422);
    await call("PUT", `/${id}`, { ...body, trigger: "plan_began", skipsPaying: true, steps: times }, 422);
    expect((await show(id)).title).toBe("A welcome");
  });

  test("where issues need a colleague's eyes, who changed it last does not switch it on, and a change while it is on waits for one", async () => {
    const key = "newsletters";
    const value = { fourEyes: true };
    await house.house.db.setting.create({ data: { key, value, updatedAt: house.house.now() } });
    try {
      const series = await written([0]);
      const edda = await house.member("Edda Editor", "editor");
      const [draft] = (await show(series.id)).steps;
      const body = { version: draft?.version, ...words(`Mail 1 of ${series.tag}`) };
      await call("PUT", `/${series.id}/steps/${draft?.id}`, body, 200, edda);
      await call("POST", `/${series.id}/acts`, { act: "on" }, 409, edda);
      const other = await house.member("Otto Other", "editor");
      await call("POST", `/${series.id}/acts`, { act: "on" }, 200, other);
      const [step] = (await show(series.id)).steps;
      await saveWords(series.id, step?.id ?? "", step?.version ?? 0, `Mail 2 of ${series.tag}`);
      expect((await show(series.id)).state).toBe("paused");
    } finally {
      await house.house.db.setting.delete({ where: { key } });
    }
  });
});

test("leaving by the mail's own token is counted for the mail that was left by", async () => {
  const series = await running([0]);
  const one = await reader();
  await run();
  const row = await house.house.db.delivery.findFirstOrThrow({ where: { memberId: one.actor.id } });
  await leave(house.nobody(), leaveToken(house.house, String(row.id)), "test");
  expect((await show(series.id)).steps[0]?.left).toBe(1);
});

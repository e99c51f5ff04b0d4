import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { record } from "@/lib/audit.ts";
import { deleteComment, restoreComment } from "@/lib/comments/delete.ts";
import { eraseComments } from "@/lib/comments/erase.ts";
import { decide } from "@/lib/comments/moderate.ts";
import { postComment } from "@/lib/comments/post.ts";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { undoDecision } from "@/lib/comments/undo.ts";
import { confirmOptIn } from "@/lib/members/opt-in.ts";
import { askForOffers, leaveOffers } from "@/lib/offers/subscribe.ts";
import { eraseFromWebhooks } from "@/lib/webhooks/erase.ts";
import { sendDueWebhooks, waits } from "@/lib/webhooks/send.ts";
import { tidyOldWebhooks } from "@/lib/webhooks/tidy.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, optInTokenFor, type Person } from "../cast.ts";
import { openReceiver, type Receiver } from "../fakes/receiver.ts";
import { testHouse } from "../house.ts";

const house = testHouse({ WEBHOOK_NETWORKS: "127.0.0.1" });
let ada: Person;
let edda: Person;
let wanda: Person;
let receiver: Receiver;
beforeAll(async () => {
  ({ ada, edda } = await newsroom(house));
  // Rules that are slow, as the first time, have a comment wait.
  await warmRules();
});
beforeEach(async () => {
  wanda = await house.member("Wanda Pryor");
  await receiver?.close();
  receiver = await openReceiver();
  await house.house.sql`delete from webhook_endpoints`;
  await house.house.sql`delete from webhook_events`;
  await house.house.sql`delete from graphile_worker._private_jobs`;
  await house.house.sql`delete from comments`;
});
afterAll(() => receiver.close());

const call = (method: string, path: string, body?: unknown, person = ada) =>
  ask(method, `/api/v1/desk/${path}`, {
    cookie: person.cookie,
    from: ownNetwork(),
    ...(body === undefined ? {} : { body }),
  });
const json = async (method: string, path: string, body?: unknown) => (await call(method, path, body)).json();
const make = async (events = ["comment.published"], address = receiver.address) =>
  (await json("POST", "webhooks", { address, events })) as { id: string; secret: string };
const act = (id: string, name: string) => call("POST", `webhooks/${id}/acts`, { act: name });
const log = async (id: string) => (await json("GET", `webhooks/${id}/deliveries`)).items;
const say = async (text: string) => postComment(wanda, (await house.story()).id, { text, insists: false });
const letPass = (seconds: number) =>
  house.house.sql`update webhook_deliveries set next_at = next_at - make_interval(secs => ${seconds})`;
const dueIn = async () => {
  const [row] = await house.house.sql<{ seconds: number }>`
    select extract(epoch from next_at - now())::float8 as seconds from webhook_deliveries`;
  return row?.seconds ?? Number.NaN;
};
const send = () => sendDueWebhooks(house.system(), new AbortController().signal);

test("who leaves beside others is told of once each, and nobody who had left before", async () => {
  await make(["consent.withdrawn"]);
  const [first, second] = [await house.member("Ben Ode"), await house.member("Cora Lind")];
  for (const one of [first, second]) {
    await askForOffers(one, "a test");
    await confirmOptIn(house.nobody(), await optInTokenFor(house, one.actor.email));
  }
  await Promise.all([first, second, first, wanda].map((one) => leaveOffers(one, "a test")));
  const told = await house.house.db.webhookEvent.findMany({ include: { deliveries: true } });
  expect(told.map(({ subjectId }) => subjectId).sort()).toEqual([first, second].map(({ actor }) => actor.id).sort());
  expect(told.map(({ facts }) => facts)).toEqual(Array(2).fill({ topic: "offers", source: "a test" }));
  expect(told.every(({ deliveries }) => deliveries.length === 1)).toBe(true);
  await house.runJobs();
  expect(receiver.received).toHaveLength(2);
});

describe("what happens", () => {
  test("is told to whoever asked for it, signed so that the library of Standard Webhooks takes it", async () => {
    const { secret } = await make();
    const posted = await say("The gauge stands at eleven centimetres this morning.");
    await house.runJobs();
    expect(receiver.received).toHaveLength(1);
    const { headers, body } = receiver.received[0] ?? { headers: {}, body: "" };
    const event = new Webhook(secret).verify(body, headers) as { type: string; timestamp: string; data: object };
    expect(event).toMatchObject({
      type: "comment.published",
      timestamp: house.house.now().toISOString(),
      data: {
        id: posted.id,
        state: "published",
        author: "Wanda Pryor",
        text: "The gauge stands at eleven centimetres this morning.",
      },
    });
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
    expect(headers["content-type"]).toBe("application/json");
  });

  test("is not told when it did not happen after all", async () => {
    await make(["member.joined"]);
    await house.house.db
      .$transaction(async (tx) => {
        await record(tx, ada, "member.joined", { kind: "member", id: wanda.actor.id });
        throw new Error("something after it failed");
      })
      .catch(() => {});
    await house.runJobs();
    await send();
    expect(receiver.received).toHaveLength(0);
    const [left] = await house.house.sql<{ count: number }>`select count(*)::int as count from webhook_events`;
    expect(left?.count).toBe(0);
  });

  test("is not told to who asked for something else, and writes nothing where nobody asked", async () => {
    await make(["offer.made"]);
    await say("Nobody has an explanation for the weir yet.");
    await send();
    expect(receiver.received).toHaveLength(0);
    const [left] = await house.house.sql<{ count: number }>`select count(*)::int as count from webhook_events`;
    expect(left?.count).toBe(0);
  });

  test("holds no address of anybody, and no words that not everybody can read", async () => {
    await make(["comment.held", "consent.confirmed", "member.joined"]);
    await postComment(wanda, (await house.story()).id, { text: "Typical. No words on the gauge.", insists: true });
    await house.house.db.$transaction(async (tx) => {
      await record(tx, wanda, "member.joined", { kind: "member", id: wanda.actor.id });
      await record(
        tx,
        wanda,
        "consent.confirmed",
        { kind: "member", id: wanda.actor.id },
        { after: { topic: "offers", source: "page" } },
      );
    });
    await house.runJobs();
    const bodies = receiver.received.map(({ body }) => JSON.parse(body));
    expect(bodies.map(({ type }) => type).sort()).toEqual(["comment.held", "consent.confirmed", "member.joined"]);
    const all = JSON.stringify(bodies);
    expect(all).not.toContain("@");
    expect(all).not.toContain("Typical");
    expect(bodies.find(({ type }) => type === "consent.confirmed").data).toEqual({
      memberId: wanda.actor.id,
      topic: "offers",
      source: "page",
    });
  });
});

describe("a comment that is put back", () => {
  test("by its author's undo is told as it stands again", async () => {
    await make(["comment.published", "comment.deleted"]);
    const { id } = await say("Nobody could say who opened the sluice that night.");
    await deleteComment(wanda, id);
    await restoreComment(wanda, id);
    await house.runJobs();
    const told = receiver.received.map(({ body }) => JSON.parse(body).type);
    expect(told.sort()).toEqual(["comment.deleted", "comment.published", "comment.published"]);
  });

  test("by a moderator's undo is told as it waits again", async () => {
    await make(["comment.rejected", "comment.held"]);
    const story = await house.story();
    const { id, version } = await postComment(wanda, story.id, {
      text: "Typical. No words on the sluice.",
      insists: true,
    });
    const { decisionId } = await decide(ada, id, {
      state: "rejected",
      version,
      guideline: "full-sentences",
      reason: undefined,
      note: undefined,
    });
    await undoDecision(ada, decisionId);
    await send();
    const told = receiver.received.map(({ body }) => JSON.parse(body).type);
    expect(told.sort()).toEqual(["comment.held", "comment.held", "comment.rejected"]);
  });
});

describe("a server that does not answer well", () => {
  test("is asked again with growing waits for three days, then given up, and each try is in the log", async () => {
    const { id } = await make();
    receiver.answersAlways({ status: 500, body: "Not today." });
    await say("The ferry will cost a penny more from the spring.");
    await send();
    for (const wait of waits) {
      const seconds = await dueIn();
      expect(seconds).toBeGreaterThan(wait * 0.9 - 5);
      expect(seconds).toBeLessThan(wait * 1.1 + 1);
      await send();
      await letPass(wait * 1.2);
      await send();
    }
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(3 * 86_400);
    expect(receiver.received).toHaveLength(waits.length + 1);
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    const [delivery] = await log(id);
    expect(delivery).toMatchObject({ state: "given_up", tries: waits.length + 1, nextAt: null });
    expect(delivery.attempts).toHaveLength(waits.length + 1);
    expect(delivery.attempts[0]).toMatchObject({ status: 500, answer: "Not today.", problem: null });
    const shown = await json("GET", `webhooks/${id}`);
    expect(shown).toMatchObject({ givenUp: 1, waiting: 0, isPaused: false });
    expect(shown.failingSince).not.toBeNull();
  });

  test("and then does is told at the next try, and counts as well again", async () => {
    const { id } = await make();
    receiver.answers({ status: 503 }, { status: 302, headers: { location: "http://127.0.0.1:1/" } });
    await say("The ice in the cellar remembers the winter of my birth.");
    await send();
    await letPass(10);
    await send();
    expect((await json("GET", `webhooks/${id}`)).failingSince).not.toBeNull();
    await letPass(400);
    await send();
    expect((await log(id))[0]).toMatchObject({ state: "delivered", tries: 3 });
    expect((await json("GET", `webhooks/${id}`)).failingSince).toBeNull();
    await letPass(86_400);
    await send();
    expect(receiver.received).toHaveLength(3);
  });

  test("with 410 is not asked again about it", async () => {
    const { id } = await make();
    receiver.answersAlways({ status: 410 });
    await say("An orchestra learns to play without the hall, they say.");
    await send();
    expect((await log(id))[0]).toMatchObject({ state: "given_up", tries: 1 });
  });

  test("but without end is cut off, and what it began with is kept", async () => {
    const { id } = await make();
    receiver.answersAlways({ status: 200, endless: true });
    await say("The bakery was sold to the people at its ovens.");
    await send();
    const [delivery] = await log(id);
    expect(delivery.state).toBe("delivered");
    expect(delivery.attempts[0].answer).toHaveLength(1_000);
  });

  test("does not keep another waiting", async () => {
    const slow = await openReceiver();
    let letGo = () => {};
    slow.answersAlways({ status: 204, after: new Promise<void>((resolve) => (letGo = resolve)) });
    await make(["comment.published"], slow.address);
    await make();
    for (const text of [
      "One gauge is read.",
      "Two gauges were read today.",
      "Three of the gauges were broken.",
      "Four people read the gauge.",
    ])
      await record(house.house.db as never, wanda, "comment.posted", { kind: "comment", id: (await say(text)).id });
    const sending = send();
    await expect.poll(() => receiver.received.length).toBe(8);
    expect(slow.received.length).toBe(2);
    letGo();
    await sending;
    await slow.close();
  });
});

describe("each is told", () => {
  test("once, however many workers look for it at the same time", async () => {
    await make();
    const posted = await say("The last night bus keeps a diary of its riders.");
    for (let at = 0; at < 19; at += 1)
      await record(house.house.db as never, wanda, "comment.edited", { kind: "comment", id: posted.id });
    await house.house.sql`update webhook_endpoints set events = array['comment.published', 'comment.edited']`;
    for (let at = 0; at < 19; at += 1)
      await record(house.house.db as never, wanda, "comment.edited", { kind: "comment", id: posted.id });
    await Promise.all([send(), send(), send()]);
    await send();
    expect(receiver.received).toHaveLength(20);
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(20);
  });

  test("and one that is removed while it is being told breaks nothing", async () => {
    let letGo = () => {};
    receiver.answersAlways({ status: 204, after: new Promise<void>((resolve) => (letGo = resolve)) });
    const { id } = await make();
    await say("The weir keeper went home before the water came.");
    const sending = send();
    await expect.poll(() => receiver.received.length).toBe(1);
    await act(id, "remove");
    letGo();
    await sending;
    const [left] = await house.house.sql<{ count: number }>`select count(*)::int as count from webhook_attempts`;
    expect(left?.count).toBe(0);
  });

  test("again by another worker when the one that had it in hand died", async () => {
    await make();
    await say("Nine people still speak the language of the island.");
    await house.house.sql`update webhook_deliveries set tries = 1, taken_to = now() + interval '1 minute'`;
    await send();
    expect(receiver.received).toHaveLength(0);
    await house.house.sql`update webhook_deliveries set taken_to = now()`;
    await send();
    expect(receiver.received).toHaveLength(1);
  });
});

test("who is erased is erased from the log too, and what still waits goes out without them", async () => {
  const { id } = await make(["comment.published"]);
  receiver.answers({ status: 204, body: "Thank you, Wanda Pryor." });
  await say("The orchestra has learnt to play without a hall by now.");
  await send();
  await say("The last bus keeps its diary even on Sundays, I hear.");
  await eraseFromWebhooks(house.system(), wanda.actor.id);
  await eraseComments(house.system(), wanda.actor.id, false);
  const rows = await house.house.sql<{ row: string }>`
    select to_json(v)::text as row from webhook_events v union all select to_json(a)::text from webhook_attempts a`;
  expect(rows).toHaveLength(3);
  for (const { row } of rows) expect(row).not.toMatch(/Wanda|orchestra|diary/);
  await send();
  expect(JSON.parse(receiver.received.at(-1)?.body ?? "").data).toMatchObject({
    state: "deleted",
    author: null,
    text: null,
  });
  expect(await log(id)).toHaveLength(2);
});

describe("an administrator", () => {
  test("pauses it: nothing is sent, nothing new is kept for it; resumed, it gets what had waited", async () => {
    const { id } = await make();
    await say("The council borrowed the river from three cities.");
    await act(id, "pause");
    await send();
    await say("Nobody returned the river to the cities afterwards.");
    expect(receiver.received).toHaveLength(0);
    await act(id, "resume");
    await house.runJobs();
    expect(receiver.received).toHaveLength(1);
  });

  test("rolls the secret: for a day both sign, then the new one alone", async () => {
    const { id, secret: old } = await make();
    await act(id, "roll");
    const { secret, previousUntil } = await json("GET", `webhooks/${id}`);
    expect(secret).not.toBe(old);
    expect(previousUntil).not.toBeNull();
    await say("The gauge is published, and the argument goes on.");
    await send();
    const first = receiver.received[0] ?? { headers: {}, body: "" };
    for (const one of [old, secret]) expect(() => new Webhook(one).verify(first.body, first.headers)).not.toThrow();
    await house.house.sql`update webhook_endpoints set previous_until = now()`;
    await say("Harrow has counted all of its empty shops again.");
    await send();
    const last = receiver.received.at(-1) ?? { headers: {}, body: "" };
    expect(() => new Webhook(secret).verify(last.body, last.headers)).not.toThrow();
    expect(() => new Webhook(old).verify(last.body, last.headers)).toThrow();
  });

  test("tests it, replays what was given up with the same id, and removes it with its log", async () => {
    const { id } = await make();
    receiver.answers({ status: 410 });
    await act(id, "test");
    await house.runJobs();
    const [given] = await log(id);
    expect(given).toMatchObject({ type: "webhook.test", state: "given_up" });
    expect((await call("POST", `webhook-deliveries/${given.id}/replay`, {})).status).toBe(200);
    await house.runJobs();
    expect((await log(id))[0]).toMatchObject({ state: "delivered", eventId: given.eventId });
    expect(receiver.received.map(({ headers }) => headers["webhook-id"])).toEqual([given.eventId, given.eventId]);
    await act(id, "remove");
    expect((await call("GET", `webhooks/${id}`)).status).toBe(404);
    const [left] = await house.house.sql<{ count: number }>`select count(*)::int as count from webhook_deliveries`;
    expect(left?.count).toBe(0);
  });

  test("alone sees them and their secrets; a dump of the database shows none", async () => {
    const { id, secret } = await make();
    expect((await call("GET", "webhooks", undefined, edda)).status).toBe(403);
    expect((await call("GET", `webhooks/${id}`, undefined, wanda)).status).toBe(404);
    const rows = await house.house.sql<{ row: string }>`select to_json(e)::text as row from webhook_endpoints e`;
    const entries = await house.house.sql<{
      row: string;
    }>`select to_json(a)::text as row from audit_entries a where subject_kind = 'webhook'`;
    expect(entries.length).toBeGreaterThan(0);
    for (const { row } of [...rows, ...entries]) expect(row).not.toContain(secret.slice(6, 30));
  });

  test.each([
    ["http://10.0.0.5/hook", 422],
    ["http://169.254.169.254/latest", 422],
    ["http://[::1]/hook", 422],
    ["http://[::ffff:10.0.0.5]/hook", 422],
    ["http://0x7f.1/hook", 201],
    ["https://user:password@hooks.example/", 422],
    ["ftp://hooks.example/", 422],
    ["hooks.example", 422],
  ])("may send it to %s: %i", async (address, status) => {
    const answer = await call("POST", "webhooks", { address, events: ["comment.published"] });
    expect(answer.status).toBe(status);
  });

  test("reads why nothing arrived where a name leads inside", async () => {
    await house.house.sql`delete from webhook_endpoints`;
    const { id } = await make(["comment.published"], "http://localhost.localdomain.invalid/hook");
    await say("What the ice remembers is told in the cellar.");
    await send();
    const [delivery] = await log(id);
    expect(delivery.attempts[0]).toMatchObject({ status: null, answer: null });
    expect(delivery.attempts[0].problem).toMatch(/reach|internet/);
  });

  test("pages through the log, complete and without repeats; after thirty days it is gone", async () => {
    const { id } = await make();
    for (let at = 0; at < 65; at += 1) await act(id, "test");
    const seen: string[] = [];
    let after = "";
    do {
      const page = await json("GET", `webhooks/${id}/deliveries${after && `?after=${after}`}`);
      seen.push(...page.items.map((one: { id: string }) => one.id));
      after = page.next ?? "";
    } while (after);
    expect(new Set(seen).size).toBe(65);
    expect(seen).toHaveLength(65);
    await send();
    house.later(31 * 86_400_000);
    await tidyOldWebhooks(house.system());
    const [left] = await house.house.sql<{ count: number }>`select count(*)::int as count from webhook_deliveries`;
    expect(left?.count).toBe(0);
  });
});

import { randomUUID } from "node:crypto";
import pg from "pg";
import { keepStory } from "../lib/bookmarks/keep.ts";
import { actingAs, type House, type Member, type Nobody } from "../lib/context.ts";
import { cookieName } from "../lib/cookies.ts";
import { leave, leaveToken } from "../lib/delivery/leave.ts";
import { startMailing } from "../lib/delivery/mailing.ts";
import { readEnv } from "../lib/env.ts";
import { actorOf } from "../lib/session.ts";
import { build } from "../lib/wiring.ts";
import { atLeast, atMost, type Claim, median, round } from "./claims.ts";
import { crowdUnder } from "./crowd.ts";
import { type Ask, type Query, sideBySide, type Target } from "./http.ts";
import type { Post, Yield } from "./load.ts";

const [members, stories, leavers] = [500, 400, 150_000];
/** So many writes, of so many members, who recommend and take it back. */
const [writes, pressing] = [600, 150];
const topic = "newsletter:tides";

type Acts = Awaited<ReturnType<typeof seedActs>>;
type Ports = { lane: number; next: number; keep: number; leave: number; comments: number };
type Load = {
  ask: Ask;
  tail(target: Target): Promise<number>;
  /** On one connection, everything that is given. */
  oneByOne(target: Target): Promise<Yield>;
  /** After each of what is given, a read on each of sixteen connections at once. */
  herd(target: Target): Promise<Yield>;
};

/** What is pressed and read most: comments that nobody changed, comments after a write, saving a story, and leaving by a mail's one press. */
export async function benchActs(acts: Acts, ports: Ports, load: Load, say: (line: string) => void): Promise<Claim[]> {
  const { ask, tail } = load;
  const list = `/api/v1/stories/${acts.story}/comments`;
  const talk: Target = { name: "comments that nobody changed, fast lane", port: ports.lane, path: list };
  const talkNext: Target = { name: "the same, Next's route handler", port: ports.next, path: list };
  const talkBare: Target = {
    name: "the same list in SQL, bare http and pg",
    port: ports.comments,
    path: `/list/${acts.story}`,
  };
  const keep = (name: string, port: number, posts: Post[]): Target => ({ name, port, path: "/", posts });
  const saves = {
    lane: keep("saves, fast lane", ports.lane, acts.saves(0.6)),
    next: keep("saves, Next's route handler", ports.next, acts.saves(0.1)),
    bare: keep("a save's queries, bare http and pg", ports.keep, acts.bareSaves(0.3)),
  };
  const leaves = {
    lane: keep("one-click unsubscribes, fast lane", ports.lane, acts.leaves(0.6)),
    next: keep("one-click unsubscribes, Next's route handler", ports.next, acts.leaves(0.1)),
    bare: keep("an unsubscribe's queries, bare http and pg", ports.leave, acts.bareLeaves(0.3)),
  };
  const talkDoor = await sideBySide(ask, talk, talkNext, say);
  const talkWork = await sideBySide(ask, talk, talkBare, say);
  const fresh = await afterWrites(acts, ports, load, say);
  const saveDoor = await sideBySide(ask, saves.lane, saves.next, say);
  const saveWork = await sideBySide(ask, saves.lane, saves.bare, say);
  const leaveDoor = await sideBySide(ask, leaves.lane, leaves.next, say);
  const leaveWork = await sideBySide(ask, leaves.lane, leaves.bare, say);
  const [talkTail, saveTail, leaveTail] = [await tail(talk), await tail(saves.lane), await tail(leaves.lane)];
  return [
    atLeast("comments that nobody changed, fast lane beside Next's route handler", talkDoor, 8),
    atLeast("comments that nobody changed, beside bare http and pg", talkWork, 0.6),
    atLeast("comments after a write, fast lane beside Next's route handler", fresh.door, 5),
    atLeast("comments after a write, beside bare http and pg", fresh.work, 0.6),
    atLeast("saves, fast lane beside Next's route handler", saveDoor, 5),
    atLeast("saves, beside bare http and pg that make the same queries", saveWork, 0.6),
    atLeast("one-click unsubscribes, fast lane beside Next's route handler", leaveDoor, 5),
    atLeast("one-click unsubscribes, beside bare http and pg that make the same queries", leaveWork, 0.6),
    atMost("comments with 200 connections, 99 of 100 beside the median", talkTail, 3),
    atMost("saves with 200 connections, 99 of 100 beside the median", saveTail, 3),
    atMost("one-click unsubscribes with 200 connections, 99 of 100 beside the median", leaveTail, 3),
  ];
}

/**
 * Reads that each follow a write, which all of them must have seen: sixteen at once, as a talk is read that somebody is writing in. How long a
 * single one takes is said as well: mostly it waits for the database, whichever way it came.
 */
async function afterWrites(acts: Acts, ports: Ports, load: Load, say: (line: string) => void) {
  const list = `/api/v1/stories/${acts.story}/comments`;
  const presses = (from: number): Post[] =>
    Array.from({ length: writes }, (_, at): Post => {
      const cookie = acts.cookies[from + (at % pressing)] ?? "";
      const body = JSON.stringify({ isRecommended: Math.floor(at / pressing) % 2 === 0 });
      return { cookie, body, put: `/api/v1/comments/${acts.top}/recommendation` };
    });
  const praises = Array.from({ length: writes }, (): Post => ({ cookie: "", body: "", get: `/praise/${acts.second}` }));
  const sides = {
    lane: { name: "fast lane", port: ports.lane, path: list, presses: presses(0) },
    next: { name: "Next's route handler", port: ports.next, path: list, presses: presses(pressing) },
    bare: { name: "bare http and pg", port: ports.comments, path: `/list/${acts.story}`, presses: praises },
  };
  const timed = async ({ name, port, path, presses: posts }: (typeof sides)["lane"]) => {
    const single = posts.flatMap((post) => [post, { cookie: "", body: "", get: path }]);
    // They are taken from the end, and the first half warms up.
    const alone = await load.oneByOne({ name, port, path, posts: single.reverse() });
    const ms = median(alone.waits.filter((_, at) => at % 2 === 1 && at > writes));
    const { waits } = await load.herd({ name, port, path, posts: [...posts].reverse() });
    const herd = median(waits.slice(writes / 2));
    say(`reads after a write, ${name}: ${round(herd)} ms for sixteen at once, ${round(ms)} ms for one`);
    return herd;
  };
  const [lane, next, bare] = [await timed(sides.lane), await timed(sides.next), await timed(sides.bare)];
  return { door: next / lane, work: bare / lane };
}

/** A story that many spoke under, members who save and recommend, and readers of a mailing who can leave. */
export async function seedActs(settings: Record<string, string>) {
  const house = build(readEnv(settings));
  try {
    const now = house.now();
    const secrets = Array.from({ length: members }, () => house.tokens.random());
    const cookies = secrets.map((secret) => `${cookieName("session", false)}=${secret}`);
    await house.pool.query(
      `with new as (
         insert into members (id, email, email_key, display_name, created_at)
         select gen_random_uuid(), 'saver.' || n || '@reader.test', 'saver-' || n, 'Reader ' || n, now()
         from generate_series(1, $1::int) n returning id, substr(email_key, 7)::int as n)
       insert into sessions (id, member_id, token_hash, created_at, expires_at)
       select gen_random_uuid(), id, ($2::text[])[n], now(), now() + interval '1 day' from new`,
      [members, secrets.map((secret) => house.tokens.keyedHash("session", secret))],
    );
    const ids = await idsOf(
      house,
      "select id::text from members where email_key like 'saver-%' order by substr(email_key, 7)::int",
    );
    await house.pool.query(
      `insert into stories (id, title, published_at, created_at)
       select gen_random_uuid(), 'A story to keep ' || n, now(), now() from generate_series(1, $1::int) n`,
      [stories],
    );
    const storyIds = await idsOf(house, "select id::text from stories where title like 'A story to keep %'");
    const talked = await house.db.story.create({ data: { title: "The weir", publishedAt: now, createdAt: now } });
    const author = ids[0] ?? "";
    await crowdUnder(house.pool, talked.id, author, { threads: 200, repliesEach: 4 });
    await house.pool.query("create table bare_comments (like comments including all)");
    const [top = "", second = ""] = await idsOf(
      house,
      `select id::text from comments where story_id = '${talked.id}' and parent_id is null order by created_at desc limit 2`,
    );
    const deliveries = await mailTo(house);
    await house.pool.query("vacuum analyze");

    const pairs = ids.slice(1).flatMap((_, member) => storyIds.map((storyId) => ({ member: member + 1, storyId })));
    // Neighbours are different people.
    pairs.sort((one, other) => one.storyId.localeCompare(other.storyId) || one.member - other.member);
    const some = <Thing>(things: Thing[]) => {
      let from = 0;
      return (part: number) => {
        const upTo = from + Math.floor(things.length * part);
        const taken = things.slice(from, upTo);
        from = upTo;
        return taken;
      };
    };
    const [pairsOf, deliveriesOf] = [some(pairs), some(deliveries)];
    const pressed = { type: "application/x-www-form-urlencoded", body: "List-Unsubscribe=One-Click", cookie: "" };
    return {
      ...{ author, story: talked.id, top, second, cookies: cookies.slice(1) },
      saves: (part: number) =>
        pairsOf(part).map(
          ({ member, storyId }): Post => ({
            cookie: cookies[member] ?? "",
            body: "",
            put: `/api/v1/bookmarks/${storyId}`,
          }),
        ),
      bareSaves: (part: number) =>
        pairsOf(part).map(({ member, storyId }): Post => ({ cookie: "", body: "", put: `/${ids[member]}/${storyId}` })),
      leaves: (part: number) =>
        deliveriesOf(part).map(({ id }): Post => ({ ...pressed, to: `/api/v1/unsubscribe/${leaveToken(house, id)}` })),
      bareLeaves: (part: number) =>
        deliveriesOf(part).map(({ id, member }): Post => ({ ...pressed, to: `/${id}/${member}` })),
      ...(await recordActs(house, {
        secret: secrets[0] ?? "",
        storyId: storyIds[0] ?? "",
        delivery: deliveries.pop(),
      })),
    };
  } finally {
    await house.close();
  }
}

const idsOf = async (house: House, text: string) =>
  (await house.pool.query<{ id: string }>(text)).rows.map(({ id }) => id);

type Mail = { id: string; member: string; mailing: string };

/** A mailing to readers who have confirmed. */
async function mailTo(house: House): Promise<Mail[]> {
  await house.pool.query(
    `with new as (
       insert into members (id, email, email_key, created_at)
       select gen_random_uuid(), 'leaver.' || n || '@reader.test', 'leaver-' || n, now() from generate_series(1, $1::int) n returning id)
     insert into consents (id, member_id, topic, act, wording, wording_version, source, at)
     select gen_random_uuid(), id, $2, 'confirmed', 'Send me the tides.', 1, 'bench', now() from new`,
    [leavers, topic],
  );
  const ctx = actingAs(house, { kind: "system" } as const, "bench");
  const draft = { subject: "It", html: "{{leave}}", text: "{{leave}}", fromName: "M", resendsUncertain: true };
  const { id } = await house.db.$transaction((tx) => startMailing(tx, ctx, { topic, ...draft }), { timeout: 120_000 });
  const { rows } = await house.pool.query<Mail>(
    "select id::text, member_id::text as member, mailing_id::text as mailing from deliveries where mailing_id = $1",
    [id],
  );
  return rows;
}

type Sample = { secret: string; storyId: string; delivery: Mail | undefined };

/** The very statements that our acts make, with places where another member, story or mail can be put. */
async function recordActs(house: House, { secret, storyId, delivery }: Sample) {
  if (!delivery) throw new Error("There is no mail to leave by.");
  const actor = (await actorOf(house, secret)) as Member;
  const ids = { member: actor.id, storyId };
  const keepQueries = await recorded(async () => {
    await actorOf(house, secret);
    await keepStory(actingAs(house, actor, randomUUID()), storyId);
  });
  const nobody = actingAs(house, { kind: "nobody" } satisfies Nobody, randomUUID());
  const leaveQueries = await recorded(() => leave(nobody, leaveToken(house, delivery.id), "one-click unsubscribe"));
  return {
    keepQueries: withPlaces(keepQueries, [ids.member, ids.storyId]),
    leaveQueries: withPlaces(leaveQueries, [delivery.id, delivery.member], [delivery.mailing]),
  };
}

async function recorded(act: () => Promise<unknown>): Promise<Query[]> {
  const queries: Query[] = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, given: string | Query, ...more: unknown[]) {
    queries.push(
      typeof given === "string" ? { text: given, values: [] } : { text: given.text, values: given.values ?? [] },
    );
    return (query as (...all: unknown[]) => unknown).call(this, given, ...more);
  } as typeof query;
  try {
    await act();
  } finally {
    pg.Client.prototype.query = query;
  }
  return queries;
}

/** Ids that are made anew for each act are told by their place: they are of version 4, and neither known nor kept. */
function withPlaces(queries: Query[], known: string[], kept: string[] = []): Query[] {
  const isNew = (text: string) =>
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text) && !kept.includes(text);
  const place = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(place);
    if (typeof value !== "string") return value;
    const at = known.indexOf(value);
    if (at >= 0) return `{${at + 1}}`;
    if (isNew(value)) return "{id}";
    return known.reduce((text, id, nth) => (id.length === 36 ? text.replaceAll(id, `{${nth + 1}}`) : text), value);
  };
  return queries.map(({ text, values }) => ({ text, values: values.map(place) }));
}

import { beforeAll, describe, expect, test } from "vitest";
import type { StaffRole } from "@/lib/access.ts";
import { keepStory } from "@/lib/bookmarks/keep.ts";
import type { Sql } from "@/lib/db.ts";
import { kindsFor, openTimeline } from "@/lib/desk/timeline.ts";
import { parts } from "@/lib/personal-data/parts.ts";
import { ask } from "../api-door.ts";
import { browser } from "../browser.ts";
import { newsroom, type Person, signInMail } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();
let staff: Awaited<ReturnType<typeof newsroom>>;
beforeAll(async () => {
  staff = await newsroom(house);
});

type Item = { id: string; at: string; kind: string; event: string; by: string | null; facts: Record<string, unknown> };
type View = { member: { email: string | null }; kinds: string[]; items: Item[]; next: string | null };
const path = (id: string, query = "") => `/api/v1/desk/members/${id}/timeline${query}`;
const open = async (by: Person, id: string, query = ""): Promise<View> => {
  const answer = await ask("GET", path(id, query), { cookie: by.cookie });
  expect(answer.status).toBe(200);
  return answer.json();
};

/** Somebody with one thing of each kind. */
async function wanda() {
  const { db } = house.house;
  const ctx = await house.member("Wanda Weir");
  const memberId = ctx.actor.id;
  const story = await house.story("What the gauge says in secret");
  await keepStory(ctx, story.id);
  const comment = await db.comment.create({
    data: {
      ...{ storyId: story.id, authorId: memberId, state: "rejected", createdAt: noon },
      text: "The weir is older than the council.",
    },
  });
  await db.commentDecision.create({
    data: {
      ...{ commentId: comment.id, state: "rejected", version: 1, decidedById: staff.mo.actor.id, decidedAt: noon },
      ...{ reason: "It is about somebody.", note: "Third time." },
    },
  });
  await db.commentBan.create({
    data: {
      ...{ memberId, bannedById: staff.mo.actor.id, since: noon, reason: "For a week.", guideline: "personal" },
      ...{
        note: "Ask Mo.",
        ending: "lifted",
        endedAt: new Date(noon.getTime() + 1_000),
        endedById: staff.ada.actor.id,
      },
    },
  });
  const newsletter = await db.newsletter.create({ data: { slug: `n-${memberId}`, name: "Water Ledger" } });
  const topic = `newsletter:${newsletter.id}`;
  await db.consent.create({
    data: {
      memberId,
      topic,
      act: "confirmed",
      wording: "Send it to me.",
      wordingVersion: 1,
      source: "story page",
      at: noon,
    },
  });
  for (const [of, subject] of [
    [topic, "The weir this week"],
    ["offers", "Half a year for you"],
  ] as const)
    await db.mailing.create({
      data: {
        ...{
          topic: of,
          subject,
          html: "",
          text: "",
          fromName: "The Meridian",
          state: "finished",
          resendUncertain: false,
        },
        deliveries: {
          create: [{ memberId, address: ctx.actor.email, addressKey: memberId, state: "bounced", settledAt: noon }],
        },
      },
    });
  return { ...ctx, memberId, story };
}

describe("a member's timeline", () => {
  test("has their sign-ins with the device, what they said and what was decided, what they agreed to, and what became of mail", async () => {
    const { memberId, actor } = await wanda();
    const reader = browser();
    await reader.ask("POST", "/api/v1/sign-in", { email: actor.email });
    const { code } = await signInMail(house, actor.email);
    const agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    await reader.ask("POST", "/api/v1/sign-in/code", { code }, { "user-agent": agent });
    const { items, member } = await open(staff.ada, memberId);
    expect(member.email).toBe(actor.email);
    const one = (event: string) => items.find((item) => item.event === event);
    expect(one("member.signed_in")?.facts).toEqual({ device: "Firefox on Linux", with: "mail" });
    expect(one("comment.posted")?.facts).toMatchObject({
      ...{ state: "rejected", story: "What the gauge says in secret" },
      decisions: [{ state: "rejected", reason: "It is about somebody.", note: "Third time." }],
    });
    expect(one("ban.began")).toMatchObject({ by: "Mo Moderator", facts: { reason: "For a week.", note: "Ask Mo." } });
    expect(one("ban.ended")).toMatchObject({ by: "Ada Admin", facts: { ending: "lifted" } });
    expect(one("consent.confirmed")?.facts).toMatchObject({ newsletter: "Water Ledger", source: "story page" });
    const mails = items.filter(({ event }) => event === "mail.bounced");
    expect(mails.map(({ kind, facts }) => [kind, facts.subject]).sort()).toEqual([
      ["mail", "The weir this week"],
      ["offers", "Half a year for you"],
    ]);
    expect(items.map(({ at }) => at)).toEqual(
      items
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
  });

  test("tells how much was saved on a day and never what, and no network address", async () => {
    const ctx = await house.member("Silent Sam");
    const titles = ["How to leave a marriage", "A doctor answers"];
    for (const title of titles) await keepStory(ctx, (await house.story(title)).id);
    const reader = browser("203.0.113.77");
    await reader.ask("POST", "/api/v1/sign-in", { email: ctx.actor.email });
    const { code } = await signInMail(house, ctx.actor.email);
    await reader.ask("POST", "/api/v1/sign-in/code", { code });
    const view = await open(staff.ada, ctx.actor.id);
    expect(view.items.filter(({ kind }) => kind === "saves")).toMatchObject([
      { at: "2026-03-14T00:00:00.000Z", facts: { count: 2, day: "2026-03-14" } },
    ]);
    for (const told of [...titles, "203.0.113.77"]) expect(JSON.stringify(view)).not.toContain(told);
  });

  test("counts a day as the publication's zone has it", async () => {
    const { db } = house.house;
    const memberId = (await house.member("Kiri")).actor.id;
    // In Auckland one is a minute before midnight, the other a minute after.
    for (const savedAt of ["2026-03-14T10:59:00Z", "2026-03-14T11:01:00Z"])
      await db.bookmark.create({ data: { memberId, storyId: (await house.story()).id, savedAt: new Date(savedAt) } });
    const value = {
      ...{ name: "The Meridian", mailFrom: "news@meridian.example", postalAddress: "1 Harrow Weir, Marlow" },
      timeZone: "Pacific/Auckland",
    };
    await db.setting.create({ data: { key: "publication", value } });
    const days = (await open(staff.ada, memberId, "?kind=saves")).items.map(({ facts }) => [facts.day, facts.count]);
    await db.setting.delete({ where: { key: "publication" } });
    expect(days).toEqual([
      ["2026-03-15", 1],
      ["2026-03-14", 1],
    ]);
  });

  test.each<[StaffRole | "nobody", string[]]>([
    ["moderator", ["comments", "bans"]],
    ["marketer", ["consents", "mail", "offers"]],
    ["editor", ["account", "saves", "comments", "bans", "consents", "mail", "offers"]],
    ["admin", ["account", "saves", "comments", "bans", "consents", "mail", "offers"]],
    ["nobody", []],
  ])("shows a %s what their work is about, and no more", async (role, kinds) => {
    expect(kindsFor({ roles: role === "nobody" ? [] : [role] })).toEqual(kinds);
    if (role === "nobody") return;
    const { memberId, actor } = await wanda();
    const somebody = await house.member("Somebody at the desk", role);
    const view = await open(somebody, memberId);
    expect(view.kinds).toEqual(kinds);
    expect([...new Set(view.items.map(({ kind }) => kind))].filter((kind) => !kinds.includes(kind))).toEqual([]);
    expect(view.member.email).toBe(role === "moderator" ? null : actor.email);
    if (role !== "editor" && role !== "admin")
      expect((await ask("GET", path(memberId, "?kind=account"), { cookie: somebody.cookie })).status).toBe(403);
  });

  test("is read in one kind, and a kind that there is not is refused", async () => {
    const { memberId } = await wanda();
    const view = await open(staff.ada, memberId, "?kind=bans");
    expect(view.items.map(({ event }) => event)).toEqual(["ban.ended", "ban.began"]);
    expect((await ask("GET", path(memberId, "?kind=reading"), { cookie: staff.ada.cookie })).status).toBe(422);
  });

  test("that it was opened is written down, once a quarter of an hour, and its member finds it in what they take along", async () => {
    const { memberId } = await wanda();
    const openings = () =>
      house.house.db.auditEntry.findMany({ where: { event: "member.looked_at", subjectId: memberId } });
    for (let turn = 0; turn < 3; turn += 1) await open(staff.mark, memberId);
    expect(await openings()).toMatchObject([{ actorId: staff.mark.actor.id, subjectKind: "member" }]);
    await open(staff.mo, memberId);
    expect(await openings()).toHaveLength(2);
    house.later(15 * 60_000);
    await open(staff.mark, memberId, "?after=1_00000000-0000-4000-8000-000000000000");
    expect(await openings()).toHaveLength(3);
    const history = await parts.find(({ name }) => name === "history")?.read(house.house, memberId);
    expect(history?.filter((line) => "event" in line && line.event === "member.looked_at")).toHaveLength(3);
    expect(JSON.stringify(history)).not.toContain(staff.mark.actor.id);
    house.moveClock(noon);
  });

  test("of nobody is not there, and no member is found by a part of an address", async () => {
    const { memberId, actor } = await wanda();
    expect((await ask("GET", path("0190a0b0-0000-7000-8000-00000000ffff"), { cookie: staff.ada.cookie })).status).toBe(
      404,
    );
    const find = (address: string) =>
      ask("POST", "/api/v1/desk/members/find", { cookie: staff.mo.cookie, form: { address } });
    expect((await find(actor.email.toUpperCase())).headers.get("location")).toBe(`/desk/members/${memberId}`);
    for (const address of [actor.email.slice(1), "%@reader.test", "nobody@reader.test"])
      expect((await find(address)).headers.get("location")).toMatch(/^\/desk\/members\?problem=/);
    const asked = await house.house.db.auditEntry.findMany({ where: { event: "address.looked_up" } });
    expect(asked).toHaveLength(4);
    expect(JSON.stringify(asked)).not.toContain("@");
  });
});

describe("with ten thousand things", () => {
  let memberId: string;
  const each = { account: 2_000, comments: 3_000, consents: 1_000, mail: 1_000 };
  const saved = 3_000;
  /** Ten saved stories a day. */
  const savedDays = saved / 10;

  beforeAll(async () => {
    const { db, pool } = house.house;
    memberId = (await house.member("Busy Bea")).actor.id;
    const other = (await house.member("Other Otto")).actor.id;
    const { id: storyId } = await house.story();
    for (const who of [memberId, other]) {
      await pool.query(
        `insert into audit_entries (id, at, actor_id, actor_kind, event, subject_kind, subject_id)
         select gen_random_uuid(), '2026-03-14 11:00+00'::timestamptz - n * interval '1 hour', $1::uuid, 'member', 'member.signed_in', 'member', $1::text
         from generate_series(1, $2::int) n`,
        [who, each.account],
      );
      await pool.query(
        `insert into comments (id, story_id, author_id, text, state, created_at)
         select gen_random_uuid(), $1, $2, 'Said before, and said again: ' || n, 'rejected', '2026-03-14 11:00+00'::timestamptz - n * interval '40 minutes'
         from generate_series(1, $3::int) n`,
        [storyId, who, each.comments],
      );
      await pool.query(
        `insert into consents (id, member_id, topic, act, wording, wording_version, source, at)
         select gen_random_uuid(), $1, 'offers', case n % 2 when 0 then 'confirmed' else 'withdrawn' end::consent_act, 'Yes.', 1, 'offers page',
                '2026-03-14 11:00+00'::timestamptz - n * interval '2 hours' from generate_series(1, $2::int) n`,
        [who, each.consents],
      );
    }
    await pool.query(
      `with s as (insert into stories (id, title, standfirst, body_html, byline, tags, published_at, created_at)
                  select gen_random_uuid(), 'Story ' || n, '', '', '', '{}', now(), now() from generate_series(1, $3::int) n returning id),
            k as (select id, row_number() over () as n from s)
       insert into bookmarks (member_id, story_id, saved_at)
       select m.id, k.id, '2026-03-14 11:00+00'::timestamptz - (k.n / 10) * interval '1 day' - (k.n % 10) * interval '1 minute'
       from k cross join (values ($1::uuid), ($2::uuid)) m (id)`,
      [memberId, other, saved],
    );
    await pool.query(
      `with g as (insert into mailings (id, topic, subject, html, text, from_name, state, resend_uncertain, frozen_at)
                  select gen_random_uuid(), 'offers', 'Offer ' || n, '', '', 'The Meridian', 'finished', false, '2026-03-14 11:00+00'::timestamptz - n * interval '3 hours'
                  from generate_series(1, $3::int) n returning id)
       insert into deliveries (mailing_id, member_id, address, address_key, state)
       select g.id, m.id, 'a@reader.test', m.key, 'accepted'
       from g cross join (select $1::uuid, 'hers' union all select $2::uuid, 'his' union all select null, 'gone ' || n from generate_series(1, 20) n) m (id, key)`,
      [memberId, other, each.mail],
    );
    await pool.query(
      `insert into comment_decisions (id, comment_id, state, version, decided_by_id, decided_at)
       select gen_random_uuid(), id, 'rejected', 1, $1, created_at from comments where author_id = any($2)`,
      [staff.mo.actor.id, [memberId, other]],
    );
    await pool.query("analyze");
    expect(await db.comment.count({ where: { authorId: memberId } })).toBe(each.comments);
  });

  test("leafing to its end shows each once, the newest first", async () => {
    const seen = new Set<string>();
    const counts: Record<string, number> = {};
    let saves = 0;
    let [after, last] = ["", "9999"];
    for (;;) {
      const { items, next } = await open(staff.ada, memberId, after);
      for (const { id, at, kind, facts } of items) {
        expect(at <= last).toBe(true);
        last = at;
        expect(seen.has(`${kind} ${id} ${at}`)).toBe(false);
        seen.add(`${kind} ${id} ${at}`);
        counts[kind] = (counts[kind] ?? 0) + 1;
        if (kind === "saves") saves += Number(facts.count);
      }
      if (!next) break;
      after = `?after=${next}`;
    }
    // One more in the account: that Ada opened it.
    expect(counts).toMatchObject({
      account: each.account + 1,
      comments: each.comments,
      consents: each.consents,
      offers: each.mail,
    });
    expect(saves).toBe(saved);
    expect(counts.saves).toBeGreaterThanOrEqual(savedDays);
    expect(counts.saves).toBeLessThanOrEqual(savedDays + 1);
  });

  type Plan = {
    "Node Type": string;
    "Relation Name"?: string;
    "Actual Rows": number;
    "Actual Loops": number;
    "Rows Removed by Filter"?: number;
    Plans?: Plan[];
  };
  const flat = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(flat)];

  test.each([
    ["the first page", undefined],
    ["one in the middle", { at: new Date("2026-02-20T12:00:00Z"), id: "80000000-0000-4000-8000-000000000000" }],
  ])(
    "%s is one statement that reads a page of each kind, by indexes, and of mail what is this member's",
    async (_, after) => {
      const asked: { text: string; values: unknown[] }[] = [];
      const sql = ((parts: TemplateStringsArray, ...values: unknown[]) => {
        asked.push({ text: parts.reduce((all, part, at) => `${all}$${at}${part}`), values });
        return house.house.sql(parts, ...values);
      }) as Sql;
      await openTimeline({ ...staff.ada, sql }, memberId, { after });
      const entries = asked.filter(({ text }) => /from (comments|bookmarks|deliveries|consents)\b/.test(text));
      expect(entries).toHaveLength(1);
      const [one] = entries;
      const { rows } = await house.house.pool.query({
        text: `explain (analyze, format json) ${one?.text ?? ""}`,
        values: one?.values ?? [],
      });
      const nodes = flat(rows[0]["QUERY PLAN"][0].Plan);
      const read = (table: string) =>
        nodes
          .filter((node) => node["Relation Name"] === table)
          .reduce(
            (all, node) => all + (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"],
            0,
          );
      // A page and one more; a moment that two share may cost a few.
      for (const table of ["comments", "comment_decisions", "consents", "audit_entries"])
        expect(read(table), table).toBeLessThanOrEqual(60);
      // The days of a page, each counted whole, and the step to the next.
      expect(read("bookmarks")).toBeLessThanOrEqual(51 * 11 + 60);
      expect(read("deliveries")).toBeLessThanOrEqual(each.mail);
      for (const table of ["comments", "bookmarks", "consents", "audit_entries", "deliveries", "comment_decisions"])
        expect(
          nodes.filter((node) => node["Relation Name"] === table && node["Node Type"] === "Seq Scan"),
          table,
        ).toEqual([]);
    },
  );
});

import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { exportComments } from "@/lib/comments/imports/export.ts";
import { type ImportSource, importComments } from "@/lib/comments/imports/import.ts";
import { wordsOf } from "@/lib/comments/imports/words.ts";
import { listThreads } from "@/lib/comments/reads.ts";
import { findStoryAt } from "@/lib/stories/make.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let files = 0;

/** In pieces of this many letters, so that nothing depends on where a file is cut. */
const fileOf = (text: string, piece = 7) => Readable.from(text.match(new RegExp(`[\\s\\S]{1,${piece}}`, "g")) ?? []);
const take = (source: ImportSource, text: string, options = {}) =>
  importComments(house.system(), source, [fileOf(text)], options);
const addsUp = (report: Awaited<ReturnType<typeof take>>) => {
  const { read, published, held, places, known, leftOut, bad } = report;
  expect(published + held + places + known + leftOut + bad).toBe(read);
  return report;
};
const fresh = () => {
  files += 1;
  return { n: files, address: `https://www.paper.test/2019/03/story-${files}/?utm_source=x` };
};
async function talkAt(address: string) {
  const storyId = await findStoryAt(house.system(), address);
  if (!storyId) throw new Error(`There is no story at ${address}.`);
  const { items } = await listThreads(house.system(), storyId, { order: "oldest" });
  return { storyId, items };
}
const canonical = (n: number) => `https://paper.test/2019/03/story-${n}`;
const shape = (items: Awaited<ReturnType<typeof talkAt>>["items"]) =>
  items.map(({ author, text, createdAt, replies }) => [
    author?.name ?? null,
    text,
    createdAt.toISOString(),
    replies.map((reply) => [reply.author?.name ?? null, reply.text, reply.inAnswerTo?.name ?? null]),
  ]);
/** Counts of talks, threads and answers are what a recount says. */
async function expectCountsToHold(storyId: string) {
  const [row] = await house.house.sql<{ wrong: number; shown: number; published: number }>`
    select (select count(*)::int from comments c where c.story_id = ${storyId}::uuid and (
              c.answered <> (select count(*) from comments a where a.parent_id = c.id and a.state = 'published')
              or c.below <> (select count(*) from comments b where b.thread_id = c.id and b.state = 'published'))) as wrong,
           (select shown from talks where story_id = ${storyId}::uuid) as shown,
           (select count(*)::int from comments where story_id = ${storyId}::uuid and state = 'published') as published`;
  expect(row?.wrong).toBe(0);
  expect(row?.shown).toBe(row?.published);
}

type Post = {
  id: number;
  thread?: number;
  parent?: number;
  name?: string;
  message: string;
  at?: string;
  flags?: string;
};
const disqus = (address: string, n: number, posts: Post[]) => `<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<category dsq:id="1"><forum>paper</forum><title>General</title><isDefault>true</isDefault></category>
<!-- a remark with > and "quotes" -->
<thread dsq:id="${n}00"><id>story-${n}</id><forum>paper</forum><category dsq:id="1" /><link>${address.replaceAll("&", "&amp;")}</link>
<title>Tea &amp; toast</title><message /><createdAt>2019-03-01T10:00:00Z</createdAt>
<author><name>Editor</name><isAnonymous>false</isAnonymous><username>ed</username></author><isClosed>false</isClosed><isDeleted>false</isDeleted></thread>
${posts
  .map(
    ({
      id,
      thread = n * 100,
      parent,
      name = `Reader ${id}`,
      message,
      at = `2019-03-02T10:00:0${id % 10}Z`,
      flags = "",
    }) => `
<post dsq:id="${n}000${id}"><id /><message><![CDATA[${message}]]></message><createdAt>${at}</createdAt>
<isDeleted>${flags === "deleted"}</isDeleted><isSpam>${flags === "spam"}</isSpam>
<author><name>${name}</name><isAnonymous>true</isAnonymous></author><thread dsq:id="${thread}" />${parent ? `<parent dsq:id="${n}000${parent}" />` : ""}</post>`,
  )
  .join("")}
</disqus>`;

describe("Disqus", () => {
  test("threads, names, dates and words come over; answers stand before what they answer, or after it", async () => {
    const { n, address } = fresh();
    const report = addsUp(
      await take(
        "disqus",
        disqus(address, n, [
          { id: 3, parent: 2, message: "<p>The third.</p>" },
          {
            id: 1,
            name: "Åsa &amp; Jo",
            message: '<p>The first<br>line.</p><p><a href="https://a.test/x">there</a></p>',
          },
          { id: 2, parent: 1, message: "<p>The second.</p>" },
        ]),
      ),
    );
    expect(report).toMatchObject({ read: 3, published: 3, bad: 0, stories: { known: 0, made: 1 }, problems: [] });
    const { storyId, items } = await talkAt(canonical(n));
    expect(shape(items)).toEqual([
      [
        "Åsa & Jo",
        "The first\nline.\n\nthere (https://a.test/x)",
        "2019-03-02T10:00:01.000Z",
        [
          ["Reader 2", "The second.", null],
          ["Reader 3", "The third.", "Reader 2"],
        ],
      ],
    ]);
    const story = await house.house.db.story.findUniqueOrThrow({ where: { id: storyId } });
    expect([story.title, story.publishedAt.toISOString()]).toEqual(["Tea & toast", "2019-03-01T10:00:00.000Z"]);
    await expectCountsToHold(storyId);
  });

  test("twice adds nothing, and what was broken off is taken up again", async () => {
    const { n, address } = fresh();
    const posts: Post[] = Array.from({ length: 9 }, (_, at) => ({
      id: at + 1,
      ...(at % 3 === 0 ? {} : { parent: at }),
      message: `<p>Number ${at + 1} of nine.</p>`,
    }));
    await take("disqus", disqus(address, n, posts.slice(0, 4)));
    expect(addsUp(await take("disqus", disqus(address, n, posts)))).toMatchObject({ read: 9, known: 4, published: 5 });
    expect(addsUp(await take("disqus", disqus(address, n, posts)))).toMatchObject({ read: 9, known: 9, published: 0 });
    const { storyId } = await talkAt(canonical(n));
    expect(await house.house.db.comment.count({ where: { storyId } })).toBe(9);
    await expectCountsToHold(storyId);
  });

  test("what was taken away there has no words here; it keeps its place when it was answered, and is left out when not", async () => {
    const { n, address } = fresh();
    const report = addsUp(
      await take(
        "disqus",
        disqus(address, n, [
          { id: 1, message: "<p>gone-and-answered</p>", flags: "deleted", name: "Vanished" },
          { id: 2, parent: 1, message: "<p>buy-pills</p>", flags: "spam" },
          { id: 3, parent: 2, message: "<p>I answer both.</p>" },
          { id: 4, message: "<p>buy-more-pills</p>", flags: "spam" },
        ]),
      ),
    );
    expect(report).toMatchObject({ read: 4, published: 1, places: 2, leftOut: 1 });
    const { storyId, items } = await talkAt(canonical(n));
    expect(shape(items)).toEqual([
      [
        null,
        "",
        "2019-03-02T10:00:01.000Z",
        [
          [null, "", null],
          ["Reader 3", "I answer both.", null],
        ],
      ],
    ]);
    const rows = await house.house.db.comment.findMany({ where: { storyId } });
    expect(JSON.stringify(rows)).not.toMatch(/pills|gone-and-answered|Vanished/);
    await expectCountsToHold(storyId);
  });

  test("what cannot be taken is counted with its reason, and the rest is taken", async () => {
    const { n, address } = fresh();
    const report = addsUp(
      await take(
        "disqus",
        disqus(address, n, [
          { id: 1, message: "<p>This one is fine.</p>" },
          { id: 2, message: "<p> </p>" },
          { id: 3, message: "<p>When was this?</p>", at: "yesterday" },
          { id: 4, message: "<p>Under what?</p>", thread: 999_999 },
          { id: 5, message: "<p>I answer nobody.</p>", parent: 77 },
          { id: 6, message: "<p>I answer the next.</p>", parent: 7 },
          { id: 7, message: "<p>I answer the one before.</p>", parent: 6 },
        ]),
      ),
    );
    expect(report).toMatchObject({ read: 7, published: 2, bad: 5 });
    expect(report.problems.map(({ reason }) => reason).toSorted()).toEqual([
      "It answers itself, by way of others.",
      "It answers itself, by way of others.",
      "It has no words.",
      "It says not under which story it stands.",
      "Its date cannot be read.",
      "What it answers is not there, or under another story, so it stands by itself.",
    ]);
    expect(report.problems.every(({ at }) => /^line \d+, post \d+$/.test(at))).toBe(true);
  });

  test("stories are found by every form of their address, and a known one stays as it is", async () => {
    const { n } = fresh();
    const { id: storyId } = await house.house.db.story.create({
      data: {
        title: "As the feed had it",
        tags: [],
        address: canonical(n),
        publishedAt: new Date("2019-01-01"),
        addresses: { create: { address: canonical(n) } },
      },
    });
    const address = `http://m.paper.test/2019/03/story-${n}/amp?fbclid=1&utm_medium=x`;
    const report = await take("disqus", disqus(address, n, [{ id: 1, message: "<p>Here it is.</p>" }]));
    expect(report.stories).toEqual({ known: 1, made: 0 });
    expect((await talkAt(canonical(n))).storyId).toBe(storyId);
    expect((await house.house.db.story.findUniqueOrThrow({ where: { id: storyId } })).title).toBe("As the feed had it");
  });

  test("a story without an address that works costs its comments, with that reason", async () => {
    const { n } = fresh();
    const report = addsUp(await take("disqus", disqus("about:blank", n, [{ id: 1, message: "<p>Where am I?</p>" }])));
    expect(report).toMatchObject({ read: 1, bad: 1, stories: { known: 0, made: 0 } });
    expect(report.problems[0]?.reason).toMatch(/^Its story has no address that works: about:blank/);
  });

  test("a dry run says the same and changes nothing", async () => {
    const { n, address } = fresh();
    const text = disqus(address, n, [
      { id: 1, message: "<p>One.</p>" },
      { id: 2, parent: 1, message: "<p>Two.</p>" },
      { id: 3, message: "<p>x</p>", flags: "spam" },
    ]);
    const before = await house.house.db.auditEntry.count();
    const dry = await take("disqus", text, { isDry: true });
    expect(await findStoryAt(house.system(), canonical(n))).toBeUndefined();
    expect(await house.house.db.auditEntry.count()).toBe(before);
    expect(await take("disqus", text)).toEqual(dry);
  });

  test.each([
    ["no XML at all", "Dear editors, here are your comments.", /This is no XML/],
    ["another XML", "<rss><channel></channel></rss>", /nothing of disqus/],
    [
      "one that ends in the middle",
      disqus("https://paper.test/x", 900, [{ id: 1, message: "x" }]).slice(0, -60),
      /ends in the middle/,
    ],
  ])("%s is refused in words, and nothing is taken in", async (_, text, reason) => {
    const before = await house.house.db.comment.count();
    await expect(take("disqus", text)).rejects.toThrow(reason);
    expect(await house.house.db.comment.count()).toBe(before);
  });
});

type WpComment = { id: number; parent?: number; approved?: string; type?: string; content: string };
const wxr = (address: string, n: number, comments: WpComment[]) => `﻿<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.6" -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>The Paper</title><link>https://paper.test</link><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://paper.test</wp:base_site_url><wp:base_blog_url>https://paper.test/blog${n}</wp:base_blog_url>
<item><title><![CDATA[About us]]></title><link>https://paper.test/about</link><wp:post_id>2</wp:post_id></item>
<item><title><![CDATA[Bread & butter]]></title><link>${address}</link><content:encoded><![CDATA[<p>A ]]]]><![CDATA[> b</p>]]></content:encoded>
<wp:post_id>${n}</wp:post_id><wp:post_date_gmt>2018-05-01 08:30:00</wp:post_date_gmt><wp:comment_status>open</wp:comment_status>
<wp:postmeta><wp:meta_key>_x</wp:meta_key><wp:meta_value><![CDATA[1]]></wp:meta_value></wp:postmeta>
${comments
  .map(
    ({ id, parent = 0, approved = "1", type = "comment", content }) => `<wp:comment><wp:comment_id>${id}</wp:comment_id>
<wp:comment_author><![CDATA[Reader ${id}]]></wp:comment_author><wp:comment_author_email><![CDATA[victim@reader.test]]></wp:comment_author_email>
<wp:comment_author_IP><![CDATA[192.0.2.9]]></wp:comment_author_IP><wp:comment_date><![CDATA[2018-05-02 12:00:0${id % 10}]]></wp:comment_date>
<wp:comment_date_gmt><![CDATA[2018-05-02 10:00:0${id % 10}]]></wp:comment_date_gmt><wp:comment_content><![CDATA[${content}]]></wp:comment_content>
<wp:comment_approved><![CDATA[${approved}]]></wp:comment_approved><wp:comment_type><![CDATA[${type}]]></wp:comment_type>
<wp:comment_parent>${parent}</wp:comment_parent><wp:comment_user_id>0</wp:comment_user_id>
<wp:commentmeta><wp:meta_key>akismet</wp:meta_key><wp:meta_value><![CDATA[true]]></wp:meta_value></wp:commentmeta></wp:comment>`,
  )
  .join("")}
</item></channel></rss>`;

describe("WordPress", () => {
  test("comments come over with their threads and lines; what waited waits, and pings are left out", async () => {
    const { n, address } = fresh();
    const report = addsUp(
      await take(
        "wordpress",
        wxr(address, n, [
          { id: 2, parent: 1, content: "Line one\nline two\n\n<em>A paragraph</em>, with 1 &lt; 2." },
          { id: 1, content: "The first." },
          { id: 3, approved: "0", content: "I wait." },
          { id: 4, type: "pingback", content: "[...] somebody wrote [...]" },
          { id: 5, approved: "trash", content: "binned" },
          { id: 6, approved: "maybe", content: "unknown" },
        ]),
      ),
    );
    expect(report).toMatchObject({
      read: 6,
      published: 2,
      held: 1,
      leftOut: 2,
      bad: 1,
      stories: { known: 0, made: 1 },
    });
    expect(report.problems[0]?.reason).toBe("Its state “maybe” is not known.");
    const { storyId, items } = await talkAt(canonical(n));
    expect(shape(items)).toEqual([
      [
        "Reader 1",
        "The first.",
        "2018-05-02T10:00:01.000Z",
        [["Reader 2", "Line one\nline two\n\nA paragraph, with 1 < 2.", null]],
      ],
    ]);
    expect(await house.house.db.comment.findFirst({ where: { storyId, state: "held" } })).toMatchObject({
      text: "I wait.",
      heldBecause: "imported",
      authorId: null,
      authorName: "Reader 3",
    });
  });

  test("two sites have the same numbers, and each has its own comments", async () => {
    const [one, other] = [fresh(), fresh()];
    await take("wordpress", wxr(one.address, one.n, [{ id: 1, content: "On the first site." }]));
    const report = await take("wordpress", wxr(other.address, other.n, [{ id: 1, content: "On the second site." }]));
    expect(report).toMatchObject({ published: 1, known: 0 });
  });

  test("nobody is linked by an address that a file names: neither a member, nor who signs up later", async () => {
    const { n, address } = fresh();
    const email = "victim@reader.test";
    const emailKey = house.house.tokens.keyedHash("address", email);
    await house.house.db.member.create({ data: { email, emailKey, displayName: "The victim" } });
    await take("wordpress", wxr(address, n, [{ id: 1, content: "Words of somebody." }]));
    const { items, storyId } = await talkAt(canonical(n));
    expect(items[0]?.author).toEqual({ name: "Reader 1", isStaff: false });
    const rows = await house.house.db.comment.findMany({ where: { storyId } });
    expect(JSON.stringify(rows)).not.toMatch(/victim|192\.0\.2/);
  });
});

describe("Coral", () => {
  const docs = (n: number, address: string) => ({
    comments: [
      {
        id: `c${n}-2`,
        storyID: `s${n}`,
        parentID: `c${n}-1`,
        ancestorIDs: [`c${n}-1`],
        authorID: `u${n}-2`,
        status: "APPROVED",
        revisions: [
          { id: "r1", body: "old words" },
          { id: "r2", body: "<div>The answer<br></div>" },
        ],
        createdAt: { $date: "2021-01-02T10:00:02.000Z" },
      },
      {
        id: `c${n}-1`,
        storyID: `s${n}`,
        authorID: `u${n}-1`,
        status: "NONE",
        revisions: [{ id: "r1", body: "The <b>question</b>" }],
        createdAt: { $date: { $numberLong: "1609581601000" } },
      },
      {
        id: `c${n}-3`,
        storyID: `s${n}`,
        authorID: null,
        status: "PREMOD",
        revisions: [{ body: "I wait" }],
        createdAt: "2021-01-02T10:00:03Z",
      },
      {
        id: `c${n}-4`,
        storyID: `s${n}`,
        authorID: `u${n}-1`,
        status: "REJECTED",
        revisions: [{ body: "rude" }],
        createdAt: "2021-01-02T10:00:04Z",
      },
    ],
    stories: [
      { id: `s${n}`, url: address, metadata: { title: "Coral story" }, createdAt: { $date: "2021-01-01T00:00:00Z" } },
    ],
    users: [
      { id: `u${n}-1`, username: "quest", email: "quest@reader.test", password: "secret" },
      { id: `u${n}-2`, username: "answerer" },
    ],
  });
  const expected = [["quest", "The question", "2021-01-02T10:00:01.000Z", [["answerer", "The answer", null]]]];

  test.each([
    [
      "an object a line",
      (all: ReturnType<typeof docs>) =>
        Object.values(all)
          .flat()
          .map((one) => JSON.stringify(one))
          .join("\n"),
    ],
    ["a list", (all: ReturnType<typeof docs>) => JSON.stringify(Object.values(all).flat(), null, 2)],
    ["one object", (all: ReturnType<typeof docs>) => JSON.stringify(all)],
  ])("%s: threads, names and dates come over, whatever stands first", async (_, write) => {
    const { n, address } = fresh();
    const report = addsUp(await take("coral", write(docs(n, address))));
    expect(report).toMatchObject({ read: 4, published: 2, held: 1, leftOut: 1, bad: 0 });
    const { items, storyId } = await talkAt(canonical(n));
    expect(shape(items)).toEqual(expected);
    await expectCountsToHold(storyId);
  });

  test("in several files, as mongoexport writes them; and Talk 4 under its older names", async () => {
    const { n, address } = fresh();
    const lines = (all: object[]) => fileOf(all.map((one) => JSON.stringify(one)).join("\n"));
    const { comments, stories, users } = docs(n, address);
    await importComments(house.system(), "coral", [lines(comments), lines(users), lines(stories)]);
    expect(shape((await talkAt(canonical(n))).items)).toEqual(expected);

    const old = fresh();
    const talk4 = [
      { id: `a${old.n}`, url: old.address, title: "Older" },
      {
        id: `t${old.n}`,
        asset_id: `a${old.n}`,
        parent_id: null,
        author_id: "u",
        status: "ACCEPTED",
        body: "Line\nline",
        created_at: "2017-01-01T00:00:00Z",
      },
    ];
    await importComments(house.system(), "coral", [lines(talk4)]);
    expect(shape((await talkAt(canonical(old.n))).items)).toEqual([
      ["A member", "Line\nline", "2017-01-01T00:00:00.000Z", []],
    ]);
  });

  test("a damaged line costs that line", async () => {
    const { n, address } = fresh();
    const { comments, stories } = docs(n, address);
    const text = [...stories, ...comments].map((one) => JSON.stringify(one)).join("\n");
    const report = addsUp(await take("coral", `{"id": nonsense}\n${text}\n{"id":"x","what":"ever"}`));
    expect(report).toMatchObject({ read: 6, published: 2, bad: 2 });
  });
});

test("deep threads and many comments come over whole, and in the order of their answers", async () => {
  const { n, address } = fresh();
  const count = 1_300;
  const posts = Array.from({ length: count }, (_, at) => ({
    id: count - at,
    ...(count - at > 1 ? { parent: count - at - 1 } : {}),
    message: `<p>Number ${count - at}.</p>`,
  }));
  const report = await importComments(house.system(), "disqus", [fileOf(disqus(address, n, posts), 4_096)]);
  expect(addsUp(report)).toMatchObject({ published: count, bad: 0 });
  const { storyId, items } = await talkAt(canonical(n));
  expect(items.map(({ below }) => below)).toEqual([count - 1]);
  await expectCountsToHold(storyId);
});

test("nobody is mailed, and no moderator's count of a member moves, by an import", async () => {
  const before = house.mails.length;
  const { n, address } = fresh();
  await take(
    "disqus",
    disqus(address, n, [
      { id: 1, message: "<p>One.</p>" },
      { id: 2, parent: 1, message: "<p>Two.</p>" },
    ]),
  );
  await house.runJobs();
  expect(house.mails.length).toBe(before);
});

describe("the export", () => {
  test("has every comment once, whole threads and no address of anybody", async () => {
    const [ann, story] = [await house.member("Ann"), await house.story()];
    const parts = ["published", "held", "rejected"] as const;
    for (const [at, state] of parts.entries())
      await house.house.db.comment.create({
        data: {
          storyId: story.id,
          authorId: ann.actor.id,
          text: `Words ${at}`,
          state,
          createdAt: new Date(1_000 * at),
        },
      });
    const lines: { text: string; state: string; author: { memberId: string; name: string }; story: { id: string } }[] =
      [];
    for await (const text of exportComments(house.system(), story.id))
      lines.push(
        ...text
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line)),
      );
    expect(lines.map(({ text, state, author }) => [text, state, author.name, author.memberId])).toEqual(
      parts.map((state, at) => [`Words ${at}`, state, "Ann", ann.actor.id]),
    );
    expect(JSON.stringify(lines)).not.toContain("@reader.test");
    let all = 0;
    for await (const text of exportComments(house.system(), null)) all += text.trimEnd().split("\n").length;
    expect(all).toBe(await house.house.db.comment.count());
  });
});

describe("the words of HTML", () => {
  test.each([
    ["<p>One</p>\n<p>Two</p>", "One\n\nTwo"],
    ["a<br>b<br />c", "a\nb\nc"],
    ['<a href="https://a.test/long/path" rel="nofollow">https://a.test/long...</a>', "https://a.test/long/path"],
    ['<a href="javascript:alert(1)">press</a>', "press"],
    ['<script>alert(1)</script><img src="https://a.test/i.png" onerror="x">', "https://a.test/i.png"],
    ["Tom &amp; Jerry &lt;b&gt; &quot;x&quot; caf&eacute;", 'Tom & Jerry <b> "x" café'],
    ["<ul><li>one</li><li>two</li></ul>", "- one\n- two"],
  ])("%s", (html, words) => {
    expect(wordsOf(html, false)).toBe(words);
  });
});

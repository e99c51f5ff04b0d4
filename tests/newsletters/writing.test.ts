import PostalMime from "postal-mime";
import sanitizeHtml from "sanitize-html";
import { beforeAll, describe, expect, test } from "vitest";
import { actOnMailing } from "@/lib/delivery/control.ts";
import { domainPoints } from "@/lib/delivery/domain-records.ts";
import { startDue } from "@/lib/delivery/schedule.ts";
import { workOffOnce } from "@/lib/delivery/send.ts";
import type { Block, IssueDocument } from "@/lib/newsletters/document.ts";
import { lookAtLink } from "@/lib/newsletters/look-at-link.ts";
import { checkIssue } from "@/lib/newsletters/prepare.ts";
import { listArchive, newsletterBySlug, showIssue, topicOf } from "@/lib/newsletters/reads.ts";
import { sendIssue } from "@/lib/newsletters/send.ts";
import { makeNewsletter, startIssue } from "@/lib/newsletters/write.ts";
import { ask } from "../api-door.ts";
import { newsroom, type Person, readersOf } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let edda: Person;
let mark: Person;
let ada: Person;
let erik: Person;
beforeAll(async () => {
  ({ edda, mark, ada } = await newsroom(house));
  erik = await house.member("Erik Editor", "editor");
});

const text = (words: string): Block => ({ kind: "text", spans: [{ text: words }] });
const documentOf = (...blocks: Block[]): IssueDocument => ({ v: 1, blocks });
const words = {
  subject: "What the tide brought",
  preview: "Mud, and the reasons.",
  document: documentOf(text("The tide brought mud to Marlow.")),
};

let made = 0;
async function issueFor(readers = 0, document = words.document) {
  made += 1;
  const { slug } = await makeNewsletter(house.system(), {
    slug: `letters-${made}`,
    name: `Letters ${made}`,
    description: "",
    cadence: "",
  });
  const newsletter = await newsletterBySlug(house.system(), slug);
  const members = await readersOf(house, topicOf(newsletter), readers);
  const issue = await startIssue(edda, newsletter.id, { ...words, document });
  return { newsletter, members, issue, path: `/api/v1/desk/issues/${issue.id}` };
}
const asked = async (answer: Promise<Response>) => {
  const got = await answer;
  return { status: got.status, ...((await got.json()) as Record<string, unknown>) } as Record<string, never> & {
    status: number;
  };
};
const save = (person: Person, path: string, body: object) =>
  asked(ask("PUT", path, { cookie: person.cookie, body: { ...words, ...body } }));
const stepsOf = async (path: string) => {
  const { items } = await (await ask("GET", `${path}/steps`, { cookie: edda.cookie })).json();
  return items as { id: string; version: number; savedBy: string; isAside: boolean }[];
};

describe("an issue that is written", () => {
  test("may be unfinished, and is kept block by block", async () => {
    const { newsletter } = await issueFor();
    const begun = await asked(
      ask("POST", `/api/v1/desk/newsletters/${newsletter.slug}/issues`, {
        cookie: edda.cookie,
        body: { subject: "", preview: "", document: { v: 1, blocks: [] } },
      }),
    );
    expect(begun.status).toBe(201);
    // By the button, without a script: what was begun and left empty is taken up again.
    const pressed = await ask("POST", `/api/v1/desk/newsletters/${newsletter.slug}/issues`, {
      cookie: edda.cookie,
      form: {},
    });
    expect([pressed.status, pressed.headers.get("location")]).toEqual([
      303,
      `/desk/newsletters/${newsletter.slug}/${begun.id}`,
    ]);
    const document = documentOf(text("Hello."), { kind: "button", label: "", href: "" });
    expect(await save(edda, `/api/v1/desk/issues/${begun.id}`, { version: 1, document })).toMatchObject({ version: 2 });
    expect(await showIssue(edda, begun.id ?? "")).toMatchObject({ document, savedBy: "Edda Editor" });
  });

  test("takes a body of plain text from scripts, and not both", async () => {
    const { path } = await issueFor();
    const { document: _, ...bare } = words;
    const send = (body: object) => ask("PUT", path, { cookie: edda.cookie, body: { ...bare, ...body } });
    expect((await send({ version: 1, body: "## The gauge\n\nIt stands at eleven." })).status).toBe(200);
    expect((await send({ version: 2 })).status).toBe(422);
    expect((await send({ version: 2, body: "Long enough to be taken.", document: words.document })).status).toBe(422);
  });

  test("two who have it open never overwrite each other, and nothing of either is lost", async () => {
    const { path, issue } = await issueFor();
    const theirs = documentOf(text("Erik wrote this."));
    const mine = documentOf(text("Edda wrote that."));
    expect(await save(erik, path, { version: 1, document: theirs, isStep: false })).toMatchObject({ status: 200 });
    expect(await save(edda, path, { version: 1, document: mine, isStep: false })).toMatchObject({
      status: 409,
      code: "changed_meanwhile",
    });
    expect(await asked(ask("GET", path, { cookie: edda.cookie }))).toMatchObject({
      version: 2,
      document: theirs,
      savedBy: "Erik Editor",
    });
    // Edda keeps hers: Erik's is in the history.
    await save(edda, path, { version: 2, document: mine });
    const kept = await edda.db.issueStep.findMany({ where: { issueId: issue.id }, select: { document: true } });
    expect(kept.map(({ document }) => JSON.stringify(document))).toContain(JSON.stringify(theirs));
    // Erik gives way: his is put aside, and the issue stays Edda's.
    const put = await asked(
      ask("POST", `${path}/steps`, { cookie: erik.cookie, body: { ...words, version: 2, document: theirs } }),
    );
    expect(put.status).toBe(201);
    expect((await showIssue(edda, issue.id)).document).toEqual(mine);
    expect((await stepsOf(path)).find(({ id }) => id === put.id)).toMatchObject({
      isAside: true,
      savedBy: "Erik Editor",
    });
  });

  test("what saves by itself is one step for a while, and another's is a step of its own", async () => {
    const { path } = await issueFor();
    for (const version of [1, 2, 3]) await save(edda, path, { version, isStep: false, subject: `Draft ${version}` });
    expect((await stepsOf(path)).map(({ version }) => version)).toEqual([4, 1]);
    await save(erik, path, { version: 4, isStep: false, subject: "Draft of Erik" });
    expect((await stepsOf(path)).map(({ version }) => version)).toEqual([5, 4, 1]);
    house.later(6 * 60_000);
    await save(erik, path, { version: 5, isStep: false, subject: "Later" });
    await save(erik, path, { version: 6, isStep: true, subject: "Marked" });
    await save(erik, path, { version: 7, isStep: false, subject: "And on" });
    expect((await stepsOf(path)).map(({ version }) => version)).toEqual([8, 7, 6, 5, 4, 1]);
  });

  test("one from before there was a history keeps what it was", async () => {
    const { newsletter } = await issueFor();
    const old = await edda.db.issue.create({
      data: {
        newsletterId: newsletter.id,
        subject: "Old",
        preview: "",
        body: "## Before\n\nIt was plain text then.",
        createdAt: new Date(0),
        updatedAt: new Date(0),
      },
    });
    const path = `/api/v1/desk/issues/${old.id}`;
    await save(edda, path, { version: 1 });
    const first = (await stepsOf(path)).at(-1);
    expect(await asked(ask("GET", `${path}/steps/${first?.id}`, { cookie: edda.cookie }))).toMatchObject({
      version: 1,
      document: documentOf({ kind: "heading", level: 2, spans: [{ text: "Before" }] }, text("It was plain text then.")),
    });
  });

  test("finds stories by their words and by their address", async () => {
    const story = await house.story("The lock keeper's ledger");
    const find = async (q: string) =>
      (await (await ask("GET", `/api/v1/desk/stories?q=${encodeURIComponent(q)}`, { cookie: edda.cookie })).json())
        .items as { id: string }[];
    expect((await find("ledger LOCK"))[0]?.id).toBe(story.id);
    expect(await find("100% _")).toEqual([]);
    expect((await find(`http://site.test/stories/${story.id}`))[0]?.id).toBe(story.id);
    await edda.db.storyAddress.create({ data: { address: "https://meridian.example/lock", storyId: story.id } });
    expect((await find("https://www.meridian.example/lock/?utm_source=x"))[0]?.id).toBe(story.id);
    expect(await find("https://elsewhere.example/lock")).toEqual([]);
    expect(await find("http://")).toEqual([]);
  });
});

/** What a browser would make of it. */
function partsOf(html: string) {
  const tags: string[] = [];
  const attributes: string[] = [];
  sanitizeHtml(html, {
    allowedTags: false,
    allowedAttributes: false,
    allowVulnerableTags: true,
    transformTags: {
      "*": (tagName, attribs) => {
        tags.push(tagName);
        attributes.push(...Object.keys(attribs));
        return { tagName, attribs };
      },
    },
  });
  return { tags, attributes };
}

describe("the mail of an issue", () => {
  const hostile = '<script>alert(1)</script><img src=x onerror="alert(1)"> {{leave}} "quoted" & </title>';
  const everything = documentOf(
    { kind: "heading", level: 2, spans: [{ text: "What comes next" }] },
    { kind: "text", spans: [{ text: "Good morning, " }, { field: "first_name", fallback: "reader" }, { text: "." }] },
    { kind: "list", isNumbered: true, items: [[{ text: "First things" }]] },
    { kind: "quote", spans: [{ text: "The river is in here." }], source: "Ines Okafor" },
    { kind: "image", address: "https://pictures.example/w.jpg", alt: "The weir", caption: "A reader", href: "" },
    { kind: "button", label: "Read the ledger", href: "https://meridian.example/ledger" },
  );

  test("says each reader's first name, or what stands there for those without", async () => {
    const { members, issue } = await issueFor(2, everything);
    const [named, nameless] = members;
    await edda.db.member.update({ where: { id: named?.id ?? "" }, data: { displayName: "Ada <b> Lovelace" } });
    await sendIssue(edda, issue.id, 1);
    await house.runJobs();
    const [mail] = house.mailsTo(named?.email ?? "");
    const parsed = await PostalMime.parse(mail?.raw ?? "");
    expect(parsed.html).toContain("Good morning, Ada.");
    expect(parsed.text).toContain("Good morning, Ada.");
    expect(house.mailsTo(nameless?.email ?? "")[0]?.text).toContain("Good morning, reader.");
    expect(parsed.html).toMatch(/<ol[^>]*>\s*<li[^>]*>First things<\/li>/);
    expect(parsed.html).toMatch(/<img[^>]*alt="The weir"/);
    expect(parsed.html).toContain('href="https://meridian.example/ledger"');
    expect(parsed.text).toContain("Read the ledger:\nhttps://meridian.example/ledger");
    expect(`${parsed.html}${parsed.text}`).not.toContain("{{");
  });

  test("shows what an editor typed as text, in every place that takes words", async () => {
    const { path } = await issueFor(
      0,
      documentOf(
        { kind: "heading", level: 3, spans: [{ text: hostile, isBold: true }] },
        { kind: "quote", spans: [{ text: hostile, isItalic: true }], source: hostile.slice(0, 190) },
        { kind: "list", isNumbered: false, items: [[{ text: hostile, href: 'https://x.example/?a="><script>' }]] },
        { kind: "image", address: 'https://x.example/a.png?"onload=x', alt: hostile, caption: hostile, href: "" },
        { kind: "button", label: hostile.slice(0, 80), href: "https://x.example/'\"><svg>" },
        {
          kind: "story",
          storyId: "0190a0b0-0000-7000-8000-00000000ffff",
          title: hostile,
          standfirst: hostile,
          byline: hostile,
          address: "https://x.example/",
          imageAddress: "",
        },
      ),
    );
    const answer = await ask("GET", `${path}/preview`, { cookie: edda.cookie });
    const html = await answer.text();
    expect(html).toContain("&lt;script&gt;");
    const { tags, attributes } = partsOf(html);
    expect(tags.filter((tag) => ["script", "svg", "iframe", "object"].includes(tag))).toEqual([]);
    expect(attributes.filter((name) => name.startsWith("on"))).toEqual([]);
    expect(answer.headers.get("content-security-policy")).toMatch(/^sandbox allow-popups[^;]*; default-src 'none'/);
    expect(answer.headers.get("content-security-policy")).not.toContain("allow-scripts");
  });

  test("can be looked at in the dark, without pictures, as text, by staff who write and nobody else", async () => {
    const { path } = await issueFor(0, everything);
    const look = async (query: string) =>
      (await ask("GET", `${path}/preview?${query}`, { cookie: edda.cookie })).text();
    expect(await look("")).toMatch(/@media not all[\s\S]*<img[^>]*src="https:\/\/pictures/);
    expect(await look("dark=yes")).toContain("@media all");
    expect(await look("images=no")).not.toMatch(/<img[^>]*\ssrc=/);
    expect(await look("images=no")).toContain('alt="The weir"');
    expect(await look("as=text&name=unknown")).toContain("Good morning, reader.");
    expect(await look("as=text")).toContain("Good morning, Edda.");
    expect((await ask("GET", `${path}/preview`, { cookie: mark.cookie })).status).toBe(403);
    expect((await ask("GET", `${path}/preview`)).status).toBe(401);
  });

  test("goes to colleagues as a test, and to nobody else whatever is typed", async () => {
    const { path, members } = await issueFor(1, everything);
    const test = (to: string[]) => asked(ask("POST", `${path}/test-mails`, { cookie: edda.cookie, body: { to } }));
    const before = house.mails.length;
    expect(await test([edda.actor.email, members[0]?.email ?? ""])).toMatchObject({ status: 422 });
    await house.runJobs();
    expect(house.mails.length, "one stranger stops all of it").toBe(before);
    expect(await test([edda.actor.email, erik.actor.email])).toMatchObject({ status: 200, mails: 2 });
    await house.runJobs();
    const mail = house.mailsTo(erik.actor.email).at(-1);
    expect(mail?.subject).toBe("[Test] What the tide brought");
    expect(mail?.text).toContain("Good morning, Erik.");
    expect(mail?.text).not.toContain("{{");
    expect(await edda.db.mailing.count({ where: { issue: { id: path.split("/").pop() ?? "" } } })).toBe(0);
  });
});

describe("the check before sending", () => {
  test("says how many get it, and why others do not", async () => {
    const { newsletter, issue, members } = await issueFor(5);
    const topic = topicOf(newsletter);
    const [banned, dead, left] = members;
    await edda.db.member.update({ where: { id: banned?.id ?? "" }, data: { bannedAt: new Date(0) } });
    await edda.db.suppression.create({ data: { addressKey: dead?.emailKey ?? "", reason: "dead" } });
    for (const [memberId, act] of [
      [left?.id ?? "", "withdrawn"],
      [erik.actor.id, "asked"],
    ] as const)
      await edda.db.consent.create({
        data: { memberId, topic, act, wording: "Send it.", wordingVersion: 1, source: "a test", at: new Date() },
      });
    const { audience, points } = await checkIssue(edda, issue.id, { resolve: async () => [] });
    expect(audience).toEqual({ gets: 2, others: 0, unknown: 0, asked: 1, left: 1, suppressed: 1, banned: 1 });
    expect(points.find(({ id }) => id === "audience")).toMatchObject({ level: "pass", words: "2 will get it." });
  });

  test("what must be put right stops the sending at the API too", async () => {
    const { issue, path } = await issueFor(1, documentOf(text("Dear {{surname}}, hello to you.")));
    const send = (version: number) => asked(ask("POST", `${path}/send`, { cookie: edda.cookie, body: { version } }));
    const refused = await send(1);
    expect(refused).toMatchObject({ status: 422, points: [{ id: "fields" }] });
    expect(refused.title).toContain("{{surname}}");
    expect(await edda.db.issue.findUniqueOrThrow({ where: { id: issue.id } })).toMatchObject({
      sentAt: null,
      version: 1,
    });
    await save(edda, path, { version: 1 });
    expect(await send(2)).toMatchObject({ status: 200, recipients: 1 });
  });

  test("a story whose title changed since it was picked is to be minded", async () => {
    const story = await house.story("The old title");
    const card: Block = {
      kind: "story",
      storyId: story.id,
      title: "The old title",
      standfirst: "",
      byline: "",
      address: "https://meridian.example/x",
      imageAddress: "",
    };
    const { issue } = await issueFor(1, documentOf(card));
    const point = async () =>
      (await checkIssue(edda, issue.id, { resolve: async () => [] })).points.find(({ id }) => id === "stories");
    expect(await point()).toMatchObject({ level: "pass" });
    await edda.db.story.update({ where: { id: story.id }, data: { title: "The new title" } });
    expect(await point()).toMatchObject({ level: "mind" });
  });

  test("opens only what stands in the issue, and nothing of the inner network", async () => {
    const inner = "http://127.0.0.1:9/secret";
    const { issue } = await issueFor(0, documentOf({ kind: "button", label: "Go", href: inner }));
    await expect(lookAtLink(edda, issue.id, "https://elsewhere.example/")).rejects.toMatchObject({ code: "not_found" });
    expect(await lookAtLink(edda, issue.id, inner)).toMatchObject({ level: "mind" });
    expect((await lookAtLink(edda, issue.id, inner)).words).toContain("not on the public internet");
  });

  test("tells a page that is there from one that is not, and a picture from a page", async () => {
    const http = await import("node:http");
    const server = http.createServer((request, response) => {
      if (request.url === "/page") response.setHeader("content-type", "text/html").end("<p>Hello</p>");
      else if (request.url === "/trouble") response.writeHead(503).end();
      else response.writeHead(404).end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as { port: number };
    const at = (path: string) => `http://127.0.0.1:${port}${path}`;
    const buttons = ["/page", "/gone", "/trouble"].map(
      (path): Block => ({ kind: "button", label: "Go", href: at(path) }),
    );
    const { issue } = await issueFor(0, documentOf(...buttons));
    const look = async (path: string) => (await lookAtLink(edda, issue.id, at(path), { allowPrivate: true })).level;
    expect([await look("/page"), await look("/gone"), await look("/trouble")]).toEqual(["pass", "broken", "mind"]);
    await new Promise((done) => server.close(done));
  });

  test("asks DNS what receivers will ask", async () => {
    const points = async (records: Record<string, string[][]>) => {
      const resolve = async (name: string) => {
        const found = records[name];
        if (!found) throw Object.assign(new Error("nothing"), { code: "ENOTFOUND" });
        return found;
      };
      const found = await domainPoints(house.house, "news@mail.meridian.example", resolve);
      return Object.fromEntries(found.map(({ id, level }) => [id, level]));
    };
    expect(await points({})).toMatchObject({ spf: "mind", dmarc: "mind" });
    expect(
      await points({
        "mail.meridian.example": [["v=spf1 include:_spf.provider.example ", "-all"]],
        "_dmarc.meridian.example": [["v=DMARC1; p=reject"]],
      }),
    ).toMatchObject({ spf: "pass", dmarc: "pass" });
    expect(await points({ "mail.meridian.example": [["v=spf1 -all"], ["v=spf1 ~all"]] })).toMatchObject({
      spf: "mind",
    });
    expect(await points({ "mail.meridian.example": [["v=spf1 +all"]] })).toMatchObject({ spf: "mind" });
  });
});

describe("an issue with a time", () => {
  const start = { at: "2099-01-01T07:00", zone: "Europe/Berlin" };
  const send = (path: string, version: number) =>
    asked(ask("POST", `${path}/send`, { cookie: edda.cookie, body: { version, start } }));

  test("waits without being changed, is no archive yet, and stands there once it has begun", async () => {
    const { path, issue, newsletter, members } = await issueFor(2);
    const { mailingId, ...sent } = await send(path, 1);
    expect(sent).toMatchObject({ status: 200, recipients: 0 });
    expect(await save(edda, path, { version: 2 })).toMatchObject({ status: 409, code: "already_sent" });
    expect(await send(path, 2)).toMatchObject({ status: 409, code: "already_sent" });
    expect(await listArchive(edda, newsletter.id)).toEqual([]);
    await house.house.pool.query("update mailings set starts_at = now() - interval '1 minute' where id = $1", [
      mailingId,
    ]);
    await startDue(house.system());
    expect((await listArchive(edda, newsletter.id)).map(({ id }) => id)).toEqual([issue.id]);
    await workOffOnce(house.system(), mailingId ?? "", new AbortController().signal);
    expect(members.flatMap(({ email }) => house.mailsTo(email))).toHaveLength(2);
  });

  test("is a draft again when it is taken back, or when its mailing is cancelled before it began", async () => {
    const { path, issue } = await issueFor(1);
    await send(path, 1);
    expect(await asked(ask("POST", `${path}/taking-back`, { cookie: edda.cookie, body: {} }))).toMatchObject({
      status: 200,
    });
    expect(await save(edda, path, { version: 2 })).toMatchObject({ status: 200, version: 3 });
    const { mailingId } = await send(path, 3);
    await actOnMailing(edda, mailingId ?? "", "cancel");
    expect(await edda.db.issue.findUniqueOrThrow({ where: { id: issue.id } })).toMatchObject({
      mailingId: null,
      sentAt: null,
    });
    expect(await sendIssue(edda, issue.id, 4)).toMatchObject({ recipients: 1 });
    expect(await asked(ask("POST", `${path}/taking-back`, { cookie: edda.cookie, body: {} }))).toMatchObject({
      status: 409,
      code: "already_sent",
    });
  });
});

describe("four eyes", () => {
  const setTo = (fourEyes: string) =>
    ask("POST", "/api/v1/desk/settings/newsletters", { cookie: ada.cookie, form: { fourEyes } });

  test("an issue goes out when somebody else than its writer has approved this very version", async () => {
    const { path } = await issueFor(1);
    const approve = (person: Person, version: number) =>
      asked(ask("POST", `${path}/approval`, { cookie: person.cookie, body: { version } }));
    const send = (version: number) => asked(ask("POST", `${path}/send`, { cookie: edda.cookie, body: { version } }));
    expect((await setTo("yes")).headers.get("location")).toBe("/desk/settings?done=saved");
    expect(await send(1)).toMatchObject({ status: 409, code: "approval_missing" });
    expect(await approve(edda, 1)).toMatchObject({ status: 403, code: "not_allowed" });
    expect(await approve(mark, 1)).toMatchObject({ status: 403 });
    expect(await approve(erik, 1)).toMatchObject({ status: 200, approvedBy: "Erik Editor" });
    await save(edda, path, { version: 1, subject: "One word more" });
    expect(await send(2), "another version").toMatchObject({ code: "approval_missing" });
    expect(await approve(erik, 1)).toMatchObject({ status: 409, code: "changed_meanwhile" });
    await approve(erik, 2);
    expect(await send(2)).toMatchObject({ status: 200, recipients: 1 });
    await setTo("no");
  });
});

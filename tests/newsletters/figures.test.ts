import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { leaveToken } from "@/lib/delivery/leave.ts";
import { settleHits } from "@/lib/figures/hits.ts";
import type { FigureMode } from "@/lib/figures/modes.ts";
import { comparedWith, figuresOf } from "@/lib/figures/reads.ts";
import { setFigureMode } from "@/lib/figures/settings.ts";
import { standingsOf } from "@/lib/members/consent.ts";
import { newsletterBySlug, topicOf } from "@/lib/newsletters/reads.ts";
import { sendIssue } from "@/lib/newsletters/send.ts";
import { makeNewsletter, startIssue } from "@/lib/newsletters/write.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { dumpOf, newsroom, type Person, readersOf } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const gauge = "https://river.example/gauge?station=weir&unit=cm#today";
let edda: Person;
let ada: Person;
beforeAll(async () => {
  ({ edda, ada } = await newsroom(house));
});
beforeEach(() => setFigureMode(ada, "off"));

const link = (text: string, href: string) => ({ text, href });
const text = (...spans: { text: string; href?: string }[]) => ({ kind: "text" as const, spans });
const document = {
  v: 1 as const,
  blocks: [
    text({ text: "The gauge stands at eleven. " }, link("Look at the gauge", gauge)),
    text(
      { text: "Two more: " },
      link("the lock", "https://lock.example/"),
      { text: " and " },
      link("the mill", "https://mill.example/a%20b"),
    ),
    text(link("https://plain.example/", "https://plain.example/"), link("Write to us", "mailto:desk@courier.example")),
    text(
      link("Choose your newsletters", "http://site.test/newsletters"),
      link("A story of ours", "http://site.test/stories/weir"),
    ),
    { kind: "button" as const, label: "The gauge once more", href: gauge },
  ],
};

let made = 0;
/** An issue that was sent an hour ago, with the mails that arrived. */
async function sent(
  mode: FigureMode,
  readers: number,
  prepare: (members: { id: string; email: string }[]) => Promise<unknown> = async () => {},
) {
  await setFigureMode(ada, mode);
  made += 1;
  const { slug } = await makeNewsletter(house.system(), {
    slug: `gauges-${made}`,
    name: `Gauges ${made}`,
    description: "",
    cadence: "",
  });
  const newsletter = await newsletterBySlug(house.system(), slug);
  const members = await readersOf(house, topicOf(newsletter), readers);
  await prepare(members);
  const issue = await startIssue(edda, newsletter.id, { subject: "The gauge", preview: "Eleven.", document });
  const { mailingId } = await sendIssue(edda, issue.id, 1);
  await house.runJobs();
  await anHourAgo(mailingId);
  return { slug, issueId: issue.id, members, mailingId, mails: members.map(({ email }) => mailTo(email)) };
}
function mailTo(email: string) {
  const mail = house.mailsTo(email).at(-1);
  if (!mail) throw new Error(`Nothing arrived at ${email}.`);
  return { html: String(mail.html ?? ""), text: String(mail.text ?? ""), headers: mail.headers };
}
const anHourAgo = async (mailingId: string) => {
  await house.house.pool.query("update mailings set frozen_at = now() - interval '1 hour' where id = $1", [mailingId]);
  await house.house.pool.query("update deliveries set settled_at = now() - interval '1 hour' where mailing_id = $1", [
    mailingId,
  ]);
};
const ours = (body: string) =>
  [...body.matchAll(/http:\/\/site\.test\/([ro]\/[\w./-]+)/g)].map(([, path]) => `/${path}`);
const pressable = ({ html }: { html: string }) => [...new Set(ours(html).filter((path) => path.startsWith("/r/")))];
const picture = ({ html }: { html: string }) => ours(html).find((path) => path.startsWith("/o/")) ?? "";
const press = (path: string, { from = ownNetwork(), agent = firefox, method = "GET", headers = {} } = {}) =>
  ask(method, path, { from, headers: { "user-agent": agent, ...headers } });
async function figures(mailingId: string) {
  await settleHits(house.house);
  return figuresOf(house.system(), mailingId);
}
const whereTo = async (path: string) => (await press(path, { method: "HEAD" })).headers.get("location");

describe("off", () => {
  test("nothing is put into a mail, and what comes in from mails of before is not kept", async () => {
    const { mails, mailingId } = await sent("off", 1);
    for (const { html, text } of mails) {
      expect(ours(html + text)).toEqual([]);
      expect(html).toContain(`href="${gauge.replace("&", "&amp;")}"`);
      expect(html).not.toMatch(/height="1"/);
    }
    expect(await house.house.db.mailing.findUniqueOrThrow({ where: { id: mailingId } })).toMatchObject({
      figures: null,
    });

    const before = await sent("aggregate", 1);
    await setFigureMode(ada, "off");
    const [path = ""] = pressable(before.mails[0] ?? { html: "" });
    expect((await press(path)).headers.get("location")).toBe(gauge);
    expect((await figures(before.mailingId)).clicked.human).toBe(0);
  });
});

describe("aggregate", () => {
  test("everybody's links are the same, lead on exactly, and leaving is none of them", async () => {
    const { mails, slug, issueId } = await sent("aggregate", 3);
    const [first] = mails;
    if (!first) throw new Error("Three mails were sent.");
    for (const mail of mails) expect(ours(mail.html + mail.text)).toEqual(ours(first.html + first.text));
    const visible = (await Promise.all(pressable(first).map(whereTo))).sort();
    expect(visible).toEqual(
      [
        gauge,
        "http://site.test/",
        "http://site.test/stories/weir",
        "https://lock.example/",
        "https://mill.example/a%20b",
      ].sort(),
    );
    expect(new Set(ours(first.text))).toEqual(
      new Set(
        pressable(first).filter((path) => !first.html.includes(`aria-hidden="true" href="http://site.test${path}"`)),
      ),
    );
    for (const kept of [
      "https://plain.example/",
      "mailto:desk@courier.example",
      "http://site.test/newsletters",
      `http://site.test/newsletters/${slug}/${issueId}`,
    ])
      expect(first.html).toContain(`href="${kept}"`);
    expect(first.html).toMatch(/href="http:\/\/site\.test\/unsubscribe\/[\w.-]+"/);
    expect(first.headers["list-unsubscribe"]?.[0]).toMatch(/^<http:\/\/site\.test\/api\/v1\/unsubscribe\//);
  });

  test("counts equal the hits, however many come at once, and openings and presses stand apart", async () => {
    const { mails, mailingId, members } = await sent("aggregate", 2);
    const [mail] = mails;
    if (!mail) throw new Error("Two mails were sent.");
    const [one = "", two = ""] = pressable(mail);
    const hits = [...Array(240).keys()];
    await Promise.all(hits.map((hit) => press(hit % 3 === 0 ? two : one, { from: `10.1.${hit >> 8}.${hit & 255}` })));
    await Promise.all(
      hits.map((hit) =>
        press(picture(mail), { from: `10.2.0.${hit & 255}`, ...(hit < 40 ? { agent: "Mozilla/5.0" } : {}) }),
      ),
    );
    await Promise.all([1, 2, 3].map(() => press(one, { from: "10.3.0.1", agent: "Barracuda" })));
    const seen = await figures(mailingId);
    expect(seen).toMatchObject({
      mode: "aggregate",
      delivered: 2,
      opened: { human: 200, proxy: 40, machine: 0 },
      clicked: { human: 240, machine: 3, pressed: 240, trapped: 0 },
      hours: [{ hour: 1, opened: 200, proxy: 40, clicked: 240, machine: 3 }],
    });
    expect(seen.links.filter(({ human }) => human > 0)).toEqual([
      { link: 1, address: gauge, human: 160, machine: 3 },
      { link: 2, address: "https://lock.example/", human: 80, machine: 0 },
    ]);
    // The same browser once more is a press, and no further reader.
    await press(one, { from: "10.1.0.1" });
    expect((await figures(mailingId)).clicked).toMatchObject({ human: 241, pressed: 240 });
    expect(members).toHaveLength(2);
  });

  test("nothing of what is kept says who: no member, no delivery, no network, no browser", async () => {
    const { mails, mailingId, members } = await sent("aggregate", 2);
    const before = new Set((await dumpOf(house)).split("\n"));
    for (const path of pressable(mails[0] ?? { html: "" }))
      await press(path, { from: "198.51.100.77", headers: { cookie: edda.cookie } });
    await press(picture(mails[1] ?? { html: "" }), { from: "198.51.100.78" });
    expect((await figures(mailingId)).clicked.machine).toBeGreaterThan(2);
    const added = (await dumpOf(house)).split("\n").filter((line) => !before.has(line));
    expect(added.length).toBeGreaterThan(3);
    const deliveries = await house.house.db.delivery.findMany({ where: { mailingId } });
    const whose = [
      ...members.flatMap(({ id, email }) => [id, email]),
      edda.actor.id,
      "198.51.100",
      "Firefox",
      ...deliveries.map(({ addressKey }) => addressKey),
    ];
    for (const word of whose) expect(added.join("\n")).not.toContain(word);
    expect(await house.house.db.readerHit.count()).toBe(0);
  });

  test("asking for the head, and fetching ahead of a press, counts as nothing and leads on all the same", async () => {
    const { mails, mailingId } = await sent("aggregate", 1);
    const [path = ""] = pressable(mails[0] ?? { html: "" });
    for (const headers of [{ "sec-purpose": "prefetch" }, { purpose: "prefetch" }, { "x-moz": "prefetch" }])
      expect((await press(path, { headers })).headers.get("location")).toBe(gauge);
    expect((await press(path, { method: "HEAD" })).status).toBe(302);
    expect((await press(picture(mails[0] ?? { html: "" }), { method: "HEAD" })).status).toBe(200);
    expect(await figures(mailingId)).toMatchObject({
      clicked: { human: 0, machine: 0 },
      opened: { human: 0, machine: 0 },
    });
  });

  test("a scanner that follows everything gives itself away by the link that nobody sees", async () => {
    const { mails, mailingId } = await sent("aggregate", 1);
    const paths = pressable(mails[0] ?? { html: "" });
    const [first = ""] = paths;
    await press(first, { from: "192.0.2.1" });
    await press(paths.at(-1) ?? "", { from: "192.0.2.1" });
    await settleHits(house.house);
    // And for a minute longer.
    await press(first, { from: "192.0.2.1" });
    await press(first, { from: "192.0.2.2" });
    expect((await figures(mailingId)).clicked).toEqual({ human: 1, machine: 2, pressed: 1, trapped: 1 });
  });

  test("what comes within the first seconds of a mailing is no person's", async () => {
    const { mails, mailingId } = await sent("aggregate", 1);
    await house.house.pool.query("update mailings set frozen_at = now() where id = $1", [mailingId]);
    await press(pressable(mails[0] ?? { html: "" })[0] ?? "");
    expect((await figures(mailingId)).clicked).toMatchObject({ human: 0, machine: 1 });
  });
});

describe("an address of ours", () => {
  test("that was changed anywhere is 404 and leads nowhere; nobody else can make one", async () => {
    const { mails } = await sent("aggregate", 1);
    const [path = ""] = pressable(mails[0] ?? { html: "" });
    for (let at = 3; at < path.length; at += 1) {
      const other = path[at] === "A" ? "B" : "A";
      const answer = await press(path.slice(0, at) + other + path.slice(at + 1));
      expect([answer.status, answer.headers.get("location")], String(at)).toEqual([404, null]);
    }
    const evil = Buffer.concat([Buffer.alloc(18, 1), Buffer.from("https://evil.example/")]).toString("base64url");
    for (const made of [
      `/r/${evil}`,
      `/r/${evil}.${path.split(".").at(-1)}`,
      "/r/https%3A%2F%2Fevil.example",
      path.slice(0, -4),
    ]) {
      const answer = await press(made);
      expect([answer.status, answer.headers.get("location")], made).toEqual([404, null]);
    }
    // A token of another kind is none, and the picture's leads nowhere.
    expect((await press(`/r/${leaveToken(house.system(), "1")}`)).status).toBe(404);
    expect((await press(picture(mails[0] ?? { html: "" }).replace("/o/", "/r/"))).status).toBe(404);
    const page = await press(path.slice(0, -4), { headers: { "sec-fetch-mode": "navigate" } });
    expect([page.status, await page.text()]).toEqual([404, expect.stringContaining("This link was cut off")]);
  });

  test("followed by a program, signs in, confirms and unsubscribes nobody", async () => {
    const { mails, members } = await sent("aggregate", 1);
    const before = await standingsOf(house.system(), members[0]?.id ?? "");
    for (const path of [...pressable(mails[0] ?? { html: "" }), picture(mails[0] ?? { html: "" })]) {
      const answer = await press(path, { headers: { cookie: edda.cookie } });
      expect(answer.headers.get("set-cookie")).toBeNull();
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
    expect(await standingsOf(house.system(), members[0]?.id ?? "")).toEqual(before);
  });

  test("the picture is 43 bytes, stored nowhere, and shown whatever was asked", async () => {
    const { mails } = await sent("aggregate", 1);
    for (const path of [picture(mails[0] ?? { html: "" }), "/o/nothing.gif", "/o/nothing.gif/0.gif"]) {
      const answer = await press(path);
      expect([answer.status, answer.headers.get("content-type"), answer.headers.get("cache-control")]).toEqual([
        200,
        "image/gif",
        "no-store",
      ]);
      expect((await answer.arrayBuffer()).byteLength).toBe(43);
    }
  });

  test("leads on while the database is away, and what was counted meanwhile is written when it is back", async () => {
    const { mails, mailingId } = await sent("aggregate", 1);
    const { pool } = house.house;
    await pool.query("alter table mailing_counts rename to mailing_counts_away");
    try {
      expect((await press(pressable(mails[0] ?? { html: "" })[0] ?? "")).headers.get("location")).toBe(gauge);
      await settleHits(house.house);
    } finally {
      await pool.query("alter table mailing_counts_away rename to mailing_counts");
    }
    expect((await figures(mailingId)).clicked.human).toBe(1);
  });
});

describe("per reader", () => {
  const choose = (person: Person, agree: boolean) =>
    ask("POST", "/api/v1/me/mail-figures", { cookie: person.cookie, body: { agree }, from: ownNetwork() });

  /** Two readers of an issue: one who agreed, one who did not. */
  async function twoReaders() {
    const ann = await house.member("Ann Weir");
    const ben = await house.member("Ben Lock");
    const said = await choose(ann, true);
    expect(await said.json()).toMatchObject({ agreed: true });
    const issue = await sent("per_reader", 1, async (members) => {
      const { topic } = await house.house.db.consent.findFirstOrThrow({ where: { memberId: members[0]?.id ?? "" } });
      for (const { actor } of [ann, ben])
        await house.house.db.consent.create({
          data: {
            memberId: actor.id,
            topic,
            act: "confirmed",
            wording: "Send it to me.",
            wordingVersion: 1,
            source: "a test",
            at: house.system().now(),
          },
        });
    });
    return { ...issue, ann, ben, hers: mailTo(ann.actor.email), his: mailTo(ben.actor.email) };
  }

  test("only the links of who agreed say whose they are, and only that is kept", async () => {
    const { mailingId, ann, ben, hers, his, mails } = await twoReaders();
    expect(ours(his.html)).toEqual(ours(mails[0]?.html ?? ""));
    expect(ours(hers.html)).not.toEqual(ours(his.html));
    expect(ours(his.html + his.text).every((path) => path.endsWith("/0"))).toBe(true);
    for (const mail of [hers, his]) {
      expect((await press(pressable(mail)[0] ?? "")).headers.get("location")).toBe(gauge);
      await press(picture(mail));
    }
    expect(await figures(mailingId)).toMatchObject({ opened: { human: 2 }, clicked: { human: 2, pressed: 2 } });
    const kept = await house.house.db.readerHit.findMany({ orderBy: { link: "asc" } });
    expect(kept).toMatchObject([
      { memberId: ann.actor.id, link: 0, verdict: "human", count: 1 },
      { memberId: ann.actor.id, link: 1, verdict: "human", count: 1 },
    ]);
    expect(kept.filter(({ memberId }) => memberId === ben.actor.id)).toEqual([]);
  });

  test("so soon after her own mail was taken, it was not her", async () => {
    const { mailingId, hers } = await twoReaders();
    await house.house.pool.query("update deliveries set settled_at = now() where mailing_id = $1", [mailingId]);
    await press(pressable(hers)[0] ?? "");
    expect((await figures(mailingId)).clicked).toMatchObject({ human: 0, machine: 1 });
  });

  test("taking it back takes along what was kept, also of mails that are out, and one who asks to be erased takes it back", async () => {
    const { mailingId, ann, hers } = await twoReaders();
    const [path = ""] = pressable(hers);
    await press(path);
    await settleHits(house.house);
    const mine = () => house.house.db.readerHit.count({ where: { memberId: ann.actor.id } });
    expect(await mine()).toBe(1);
    // Pressed before, and written after.
    await press(path);
    expect(await (await choose(ann, false)).json()).toMatchObject({ agreed: false });
    expect(await mine()).toBe(0);
    expect((await figures(mailingId)).clicked.human).toBe(2);
    expect(await mine()).toBe(0);
    const ledger = await house.house.db.consent.findMany({
      where: { memberId: ann.actor.id, topic: "mail-figures" },
      orderBy: { at: "asc" },
    });
    expect(ledger.map(({ act }) => act)).toEqual(["confirmed", "withdrawn"]);
    expect(ledger[0]?.wording).toContain("which of its mails I open");
  });

  test("a reader's name on another mail's link is nobody's, and made up it is nobody's either", async () => {
    const one = await twoReaders();
    const two = await twoReaders();
    const nameOf = (path: string) => path.split("/").at(-1) ?? "";
    const [hers = ""] = pressable(one.hers);
    const [hersToo = ""] = pressable(two.hers);
    await press(hersToo.replace(nameOf(hersToo), nameOf(hers)));
    await press(hersToo.replace(nameOf(hersToo), `${nameOf(hersToo).split(".")[0]}.${"a".repeat(32)}`));
    expect((await figures(two.mailingId)).clicked.human).toBe(2);
    expect(
      await house.house.db.readerHit.count({ where: { memberId: { in: [one.ann.actor.id, two.ann.actor.id] } } }),
    ).toBe(0);
  });

  test("what is kept of a member is in their export, and goes when they are erased", async () => {
    const { ann, hers } = await twoReaders();
    await press(pressable(hers)[0] ?? "");
    await settleHits(house.house);
    const { figureParts } = await import("@/lib/figures/personal.ts");
    expect(await figureParts[0]?.read(house.house, ann.actor.id)).toMatchObject([
      { subject: "The gauge", what: "followed a link", address: gauge, by: "you", count: 1 },
    ]);
    await house.house.db.member.delete({ where: { id: ann.actor.id } });
    expect(await house.house.db.readerHit.count({ where: { memberId: ann.actor.id } })).toBe(0);
  });
});

describe("at the desk", () => {
  test("who left by this mail, what came back and who complained stand beside it, among the issues before", async () => {
    const { mailingId, members } = await sent("aggregate", 3);
    const rows = await house.house.db.delivery.findMany({ where: { mailingId }, orderBy: { id: "asc" } });
    const leave = (at: number) =>
      ask("POST", `/api/v1/unsubscribe/${leaveToken(house.system(), String(rows[at]?.id))}`, {
        form: { "List-Unsubscribe": "One-Click" },
      });
    await leave(0);
    await leave(0);
    await house.house.db.mailReturn.create({
      data: {
        source: "mail",
        reportId: "one",
        deliveryId: rows[1]?.id ?? 0n,
        addressKey: "x",
        kind: "complained",
        isDead: false,
        at: new Date(),
      },
    });
    expect(await figures(mailingId)).toMatchObject({ accepted: 3, delivered: 3, left: 1, complained: 1, bounced: 0 });
    expect(await comparedWith(house.system(), mailingId)).toMatchObject([
      { id: mailingId, delivered: 3, left: 1, complained: 1 },
    ]);
    expect(members).toHaveLength(3);
  });

  test("all of it is a CSV, with the rule that judged", async () => {
    const { mails, mailingId } = await sent("aggregate", 1);
    await press(pressable(mails[0] ?? { html: "" })[0] ?? "");
    await settleHits(house.house);
    const answer = await ask("GET", `/api/v1/desk/mailings/${mailingId}/figures.csv`, { cookie: edda.cookie });
    const csv = await answer.text();
    expect(csv).toContain("delivered,,,,,,,1");
    expect(csv).toContain(`press,1,1,${gauge},,human,1,1`);
  });

  test("an administrator alone chooses, and a mode that nobody knows is refused", async () => {
    const set = (cookie: string, mode: string) =>
      ask("POST", "/api/v1/desk/settings/figures", { cookie, body: { mode } });
    expect((await set(edda.cookie, "aggregate")).status).toBe(403);
    expect((await set(ada.cookie, "everything")).status).toBe(422);
    expect(await (await set(ada.cookie, "aggregate")).json()).toEqual({ mode: "aggregate" });
  });
});

test("a member is told what is counted, and in what words they might agree to more", async () => {
  const ann = await house.member("Ann");
  const answer = await ask("GET", "/api/v1/me/mail-figures", { cookie: ann.cookie });
  const wording = expect.stringContaining("take this back with one press");
  expect(await answer.json()).toMatchObject({ mode: "off", agreed: false, wording });
});

test("who agreed to the words of before is shown those, and may agree to the ones of now as well, once", async () => {
  const ann = await house.member("Ann Older");
  const before = "The Courier may keep which of its mails I open, to see what its readers care for.";
  await house.house.db.consent.create({
    data: {
      ...{ memberId: ann.actor.id, topic: "mail-figures", act: "confirmed", wording: before, wordingVersion: 1 },
      ...{ source: "account page", at: house.system().now() },
    },
  });
  const show = async () => (await ask("GET", "/api/v1/me/mail-figures", { cookie: ann.cookie })).json();
  expect(await show()).toMatchObject({ agreed: true, agreedTo: before, isOlder: true });
  house.later(1);
  for (const _ of [1, 2])
    await ask("POST", "/api/v1/me/mail-figures", { cookie: ann.cookie, body: { agree: true }, from: ownNetwork() });
  const now = await show();
  expect(now).toMatchObject({ agreed: true, isOlder: false });
  expect(now.agreedTo).toBe(now.wording);
  expect(now.wording).toContain("choose by it which mails I get");
  expect(await house.house.db.consent.count({ where: { memberId: ann.actor.id, topic: "mail-figures" } })).toBe(2);
});

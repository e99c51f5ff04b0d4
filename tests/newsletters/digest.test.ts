import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startDue } from "@/lib/delivery/schedule.ts";
import { readToday } from "@/lib/desk/today.ts";
import { approveIssue } from "@/lib/newsletters/approve.ts";
import { retireNewsletter } from "@/lib/newsletters/change.ts";
import { makeDueDigests } from "@/lib/newsletters/digest/make.ts";
import { digestOf, saveDigest } from "@/lib/newsletters/digest/plan.ts";
import { listDigestRuns, previewDigest } from "@/lib/newsletters/digest/reads.ts";
import { digestPlan } from "@/lib/newsletters/digest/schema.ts";
import { sendMadeDigests } from "@/lib/newsletters/digest/send.ts";
import { nextDues } from "@/lib/newsletters/digest/when.ts";
import type { IssueDocument } from "@/lib/newsletters/document.ts";
import { runDueDigests } from "@/lib/newsletters/jobs.ts";
import { checkIssue } from "@/lib/newsletters/prepare.ts";
import { documentOf, topicOf } from "@/lib/newsletters/reads.ts";
import { sendIssue, takeBackIssue } from "@/lib/newsletters/send.ts";
import { setNewsletterSettings } from "@/lib/newsletters/settings.ts";
import { makeNewsletter, saveIssue, startIssue } from "@/lib/newsletters/write.ts";
import { ask } from "../api-door.ts";
import { newsroom, type Person, readersOf } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();
const dayMs = 86_400_000;
const hourMs = 3_600_000;
let edda: Person;
let ada: Person;
let mark: Person;
let letter: { id: string; slug: string; name: string };
let section: string;
let readers: Awaited<ReturnType<typeof readersOf>>;

beforeAll(async () => {
  ({ edda, ada, mark } = await newsroom(house));
});

let count = 0;
/** A newsletter with two readers, and a section, that no other test has. */
beforeEach(async () => {
  house.moveClock(noon);
  await house.house.db.setting.deleteMany();
  await house.house.db.digest.deleteMany();
  count += 1;
  section = `Water ${count}`;
  letter = await makeNewsletter(house.system(), {
    slug: `digest-${count}`,
    name: `The Digest ${count}`,
    description: "",
    cadence: "Every morning",
  });
  readers = await readersOf(house, topicOf(letter), 2);
});

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const planOf = (parts: object = {}) =>
  digestPlan.parse({ sections: [section], days: everyDay, hour: "07:00", ...parts });
const plan = async (parts: object = {}, isOn = true) => {
  const { version } = await digestOf(edda, letter.slug);
  return saveDigest(edda, letter.slug, { version, isOn, plan: planOf(parts) });
};
const story = (title: string, facts: object = {}) =>
  house.house.db.story.create({
    data: {
      title,
      standfirst: `What is known of ${title}.`,
      byline: "Ines Okafor",
      section,
      tags: [],
      publishedAt: edda.now(),
      createdAt: edda.now(),
      ...facts,
    },
  });
/** As the worker does at its minute. */
const tick = () => runDueDigests.run(house.system(), {}, new AbortController().signal);
const morning = (days: number) => new Date(Date.UTC(2026, 2, 14 + days, 7, 0, 20));
const tickAt = async (at: Date) => {
  house.moveClock(at);
  await tick();
};
const runs = () => listDigestRuns(edda, letter.slug);
const became = async () => (await runs()).map((run) => run.became);
const issues = () =>
  house.house.db.issue.findMany({ where: { newsletterId: letter.id }, orderBy: { createdAt: "asc" } });
const titlesIn = (issue: { document: unknown; body: string } | undefined) =>
  issue ? documentOf(issue).blocks.flatMap((block) => (block.kind === "story" ? [block.title] : [])) : [];
const subjectsTo = async (reader = readers[0]) => {
  await house.runJobs();
  return house.mailsTo(reader?.email ?? "").map((mail) => mail.subject);
};
const handWritten = async (told: { id: string; title: string }) => {
  const document: IssueDocument = {
    v: 1,
    blocks: [
      {
        kind: "story",
        storyId: told.id,
        title: "In other words",
        standfirst: "",
        byline: "",
        address: `http://site.test/stories/${told.id}`,
        imageAddress: "",
      },
    ],
  };
  return startIssue(edda, letter.id, { subject: `By hand: ${told.title}`, preview: "", document });
};

describe("a digest", () => {
  test("goes out at its hour to those who confirmed, as an issue of the archive, and the audit log names the system", async () => {
    await plan({
      subject: "{count}, first: {title}",
      introduction: "Good morning, {first_name|reader}. {{name|You}} came.",
    });
    await story("The older weir");
    house.later(hourMs);
    const first = await story("The newer weir");
    await story("Of another section", { section: "Sport" });

    await tickAt(new Date(+morning(1) - 60_000));
    expect(await became()).toEqual([]);
    await tickAt(morning(1));
    expect(await became()).toEqual(["sent"]);
    expect(await subjectsTo()).toEqual(["2 stories, first: The newer weir"]);
    const [mail] = house.mailsTo(readers[0]?.email ?? "");
    for (const words of ["Good morning, reader. You came.", "The older weir", `/stories/${first.id}`])
      expect(mail?.text).toContain(words);
    expect(mail?.text).not.toContain("Of another section");
    const [issue] = await issues();
    expect(issue).toMatchObject({ sentById: null, sentAt: expect.any(Date), preview: "The older weir" });
    expect(titlesIn(issue)).toEqual(["The newer weir", "The older weir"]);
    const told = await house.house.db.auditEntry.findMany({ where: { subjectId: issue?.id ?? "" } });
    expect(told.map(({ event, actorKind }) => [event, actorKind])).toEqual([
      ["digest.made", "system"],
      ["issue.sent", "system"],
    ]);
  });

  test("takes stories of any of its sections, authors or tags, however a byline names them; of none, all", async () => {
    await story("By one", { section: "Sport", byline: "By Tom Reed and Ann Lee" });
    await story("By a namesake", { section: "Sport", byline: "Annette Leeson" });
    await story("Tagged", { section: "Sport", tags: ["Floods", `x${count}`] });
    await story("In the section", { section: section.toUpperCase(), byline: null });
    const titles = async (parts: object) =>
      (await previewDigest(edda, letter.slug, planOf(parts))).stories.map(({ title }) => title).sort();
    expect(await titles({})).toEqual(["In the section"]);
    expect(await titles({ sections: [], bylines: ["ann lee"] })).toEqual(["By one"]);
    expect(await titles({ bylines: ["Tom Reed"], tags: [`X${count}`] })).toEqual([
      "By one",
      "In the section",
      "Tagged",
    ]);
    expect(await titles({ sections: [], most: 30 })).toEqual(
      expect.arrayContaining(["By a namesake", "By one", "In the section", "Tagged"]),
    );
  });

  test("puts what most members saved or commented on since the last first, each of them once, and holds no more than its most", async () => {
    const quiet = await story("Quiet");
    const loud = await story("Loud", { publishedAt: new Date(+noon - hourMs) });
    await story("Quieter still", { publishedAt: new Date(+noon - 2 * hourMs) });
    const saves = (by: Person, storyId: string, savedAt = noon) =>
      house.house.db.bookmark.create({ data: { memberId: by.actor.id, storyId, savedAt } });
    const comments = (by: Person, text: string, more: object = {}) =>
      house.house.db.comment.create({
        data: { storyId: loud.id, authorId: by.actor.id, text, state: "published", createdAt: noon, ...more },
      });
    // Two who are for the loud one, be it twice; of a third, a comment that waits, and of the quiet one a save of long ago.
    await comments(mark, "The gauge at the weir is wrong.");
    await comments(mark, "It says eleven, and it was nine.");
    await saves(mark, loud.id);
    await comments(ada, "Who reads it, and when?");
    await comments(edda, "Nobody reads it at all.", { state: "held" });
    await saves(edda, quiet.id);
    await saves(mark, quiet.id, new Date(+noon - 40 * dayMs));
    await saves(ada, quiet.id, new Date(+noon - 40 * dayMs));
    const { stories } = await previewDigest(edda, letter.slug, planOf({ order: "talked_about", most: 2 }));
    expect(stories.map(({ title, talk }) => [title, talk])).toEqual([
      ["Loud", 2],
      ["Quiet", 1],
    ]);
  });

  test("is skipped when there is nothing, or fewer stories than it asks for; and those wait for the next", async () => {
    await plan({ fewest: 2 });
    await tickAt(morning(1));
    expect(await runs()).toMatchObject([{ became: "empty", reason: expect.stringMatching(/no story/) }]);
    await story("Alone");
    await tickAt(morning(2));
    await tickAt(morning(3));
    expect(await runs()).toMatchObject([{ became: "empty", reason: expect.stringMatching(/one story/) }, {}, {}]);
    expect([await issues(), await subjectsTo()]).toEqual([[], []]);
    await tickAt(morning(4));
    await story("In company");
    await tickAt(morning(5));
    expect(titlesIn((await issues())[0]).sort()).toEqual(["Alone", "In company"]);
  });

  test("never holds a story that a digest before it held, though what came in late is not lost", async () => {
    await plan();
    await story("Of Saturday");
    await tickAt(morning(1));
    // Out before the digest of Sunday was made, and read from the feed after it.
    await story("Late", {
      publishedAt: new Date(+morning(1) - 12 * hourMs),
      createdAt: new Date(+morning(1) + hourMs),
    });
    await story("Long ago", { publishedAt: new Date(+morning(1) - 3 * dayMs) });
    await tickAt(morning(2));
    await tickAt(morning(3));
    expect((await issues()).map(titlesIn)).toEqual([["Of Saturday"], ["Late"]]);
    expect(await became()).toEqual(["empty", "sent", "sent"]);
  });

  test("never holds a story that was told by hand, sent or waiting for its time; what was never sent is free again", async () => {
    await plan();
    const [sent, waiting, drafted] = [await story("Sent"), await story("Waiting"), await story("Drafted")];
    await sendIssue(edda, (await handWritten(sent)).id, 1);
    const later = await handWritten(waiting);
    const start = { startsAt: new Date(Date.now() + dayMs), localZone: null, lateLimitMinutes: null };
    await sendIssue(edda, later.id, 1, { start });
    await handWritten(drafted);
    const held = async () => (await previewDigest(edda, letter.slug, planOf())).stories.map(({ title }) => title);
    expect(await held()).toEqual(["Drafted"]);
    await takeBackIssue(edda, later.id);
    expect((await held()).sort()).toEqual(["Drafted", "Waiting"]);
    await tickAt(morning(1));
    expect((await subjectsTo()).filter((subject) => !subject.startsWith("By hand"))).toHaveLength(1);
  });

  test("a story that is told by hand between making and sending is taken out of it", async () => {
    await plan();
    const [told, other] = [await story("Told meanwhile"), await story("Other")];
    house.moveClock(morning(1));
    await makeDueDigests(house.system());
    expect(titlesIn((await issues())[0]).sort()).toEqual(["Other", "Told meanwhile"]);
    await sendIssue(edda, (await handWritten(told)).id, 1);
    await sendMadeDigests(house.system());
    await tick();
    const left = (await issues()).map(titlesIn);
    expect(left.sort()).toEqual([["In other words"], [other.title]]);
    expect(await became()).toEqual(["sent"]);
  });
});

describe("a digest that is due", () => {
  test("is one, however many workers look at the same moment", async () => {
    await plan();
    await story("Once");
    house.moveClock(morning(1));
    await Promise.all(Array.from({ length: 8 }, tick));
    await tick();
    expect([await became(), (await issues()).length]).toEqual([["sent"], 1]);
    expect(await subjectsTo()).toEqual(["Once"]);
    expect(await house.house.db.mailing.count({ where: { topic: topicOf(letter) } })).toBe(1);
  });

  test("goes out by the next minute when the worker was killed between making it and sending it", async () => {
    await plan();
    await story("Left behind");
    house.moveClock(morning(1));
    await makeDueDigests(house.system());
    expect([await became(), await subjectsTo()]).toEqual([["made"], []]);
    await tickAt(new Date(+morning(1) + 60_000));
    expect([await became(), await subjectsTo()]).toEqual([["sent"], ["Left behind"]]);
  });

  test("is said to be sent, and not sent again, when the worker was killed after sending", async () => {
    await plan();
    await story("Gone out");
    await tickAt(morning(1));
    await house.house.db.digestRun.updateMany({ where: { newsletterId: letter.id }, data: { state: "made" } });
    await tick();
    expect(await house.house.db.digestRun.findFirst({ where: { newsletterId: letter.id } })).toMatchObject({
      state: "sent",
    });
    expect(await subjectsTo()).toEqual(["Gone out"]);
  });

  test("goes out some hours late, but not half a day; its stories are in the next, and today names it", async () => {
    await plan();
    await story("Late by five hours");
    await tickAt(new Date(+morning(1) + 5 * hourMs));
    expect(await became()).toEqual(["sent"]);
    await story("Late by seven");
    await tickAt(new Date(+morning(2) + 7 * hourMs));
    expect(await became()).toEqual(["missed", "sent"]);
    expect((await readToday(edda)).digests).toMatchObject([{ slug: letter.slug, state: "missed" }]);
    await tickAt(morning(3));
    expect(titlesIn((await issues())[1])).toEqual(["Late by seven"]);
    expect((await readToday(edda)).digests).toEqual([]);
  });

  test("what was made and stood for too long is a draft, and not sent", async () => {
    await plan();
    await story("Stood for a day");
    house.moveClock(morning(1));
    await makeDueDigests(house.system());
    house.moveClock(new Date(+morning(1) + 8 * hourMs));
    await sendMadeDigests(house.system());
    expect([await became(), await subjectsTo()]).toEqual([["missed"], []]);
    expect(await issues()).toMatchObject([{ mailingId: null, sentAt: null }]);
  });

  test("is refused, with the reason and no heap of drafts, while nobody has confirmed or there is no postal address", async () => {
    await plan();
    await story("Unheard");
    await house.house.db.consentStanding.deleteMany({ where: { topic: topicOf(letter) } });
    await tickAt(morning(1));
    expect(await runs()).toMatchObject([{ became: "refused", reason: expect.stringMatching(/^Nobody has confirmed/) }]);
    house.moveClock(morning(2));
    const env = { ...house.house.env, publication: { ...house.house.env.publication, postalAddress: "" } };
    await makeDueDigests({ ...house.system(), env });
    expect((await runs())[0]).toMatchObject({ became: "refused", reason: expect.stringMatching(/postal address/) });
    expect(await issues()).toEqual([]);
    expect((await readToday(edda)).digests).toMatchObject([{ state: "refused" }]);
    await readersOf(house, topicOf(letter), 1);
    await tickAt(morning(3));
    expect((await issues()).map(titlesIn)).toEqual([["Unheard"]]);
  });

  test("is not made while it is off, or its newsletter has ended, nor up for what was due before it was on", async () => {
    await story("Nobody reads this");
    await plan({}, false);
    await tickAt(morning(1));
    house.moveClock(new Date(+morning(1) + hourMs));
    await plan({});
    await tick();
    expect(await became()).toEqual([]);
    // The same hours, other words: what is due in this minute is not lost to a save.
    house.moveClock(morning(2));
    await plan({ subject: "Once more: {title}" });
    await tick();
    expect(await became()).toEqual(["sent"]);
    await retireNewsletter(house.system(), letter.slug);
    await tickAt(morning(3));
    expect(await house.house.db.digestRun.count({ where: { newsletterId: letter.id } })).toBe(1);
  });

  test("turned off after it was made, it does not go out", async () => {
    await plan();
    await story("Held back");
    house.moveClock(morning(1));
    await makeDueDigests(house.system());
    await plan({}, false);
    await tick();
    expect([await became(), await subjectsTo()]).toEqual([["refused"], []]);
  });
});

describe("a digest that is looked over", () => {
  test("is a draft so long before its hour, waits for an editor, and is named today until it went", async () => {
    await plan({ lookOver: 90 });
    await story("To be read");
    await tickAt(new Date(+morning(1) - 91 * 60_000));
    expect(await became()).toEqual([]);
    await tickAt(new Date(+morning(1) - 89 * 60_000));
    expect(await runs()).toMatchObject([{ became: "waits", dueAt: new Date(Date.UTC(2026, 2, 15, 7)) }]);
    expect((await readToday(edda)).digests).toMatchObject([{ newsletter: letter.name, state: "waits", stories: 1 }]);
    await tickAt(morning(1));
    expect(await subjectsTo()).toEqual([]);
    const [issue] = await issues();
    const document = documentOf(issue ?? { document: null, body: "" });
    await saveIssue(edda, issue?.id ?? "", 1, { subject: "Read and put right", preview: "", document });
    await sendIssue(edda, issue?.id ?? "", 2);
    expect([await became(), await subjectsTo()]).toEqual([["sent"], ["Read and put right"]]);
    expect((await readToday(edda)).digests).toEqual([]);
  });

  test("that nobody sent gives its stories to the next, and cannot be sent after it with the same", async () => {
    await plan({ lookOver: 60 });
    const told = await story("Left lying");
    await tickAt(morning(1));
    await tickAt(morning(2));
    expect(await became()).toEqual(["waits", "given_up"]);
    const [old, next] = await issues();
    expect([titlesIn(old), titlesIn(next)]).toEqual([[told.title], [told.title]]);
    await sendIssue(edda, next?.id ?? "", 1);
    await expect(sendIssue(edda, old?.id ?? "", 1)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringMatching(/“Left lying” has stood in an issue .* take it out/),
    });
    const { points } = await checkIssue(edda, old?.id ?? "", { resolve: async () => [] });
    expect(points.find(({ id }) => id === "told")).toMatchObject({ level: "must" });
    const byHand = await checkIssue(edda, (await handWritten(told)).id, { resolve: async () => [] });
    expect(byHand.points.find(({ id }) => id === "told")).toMatchObject({ level: "mind" });
  });

  test("where two pairs of eyes are asked for, it waits however it is planned, and not its planner approves it", async () => {
    await setNewsletterSettings(ada, { fourEyes: true });
    await plan();
    expect((await digestOf(edda, letter.slug)).isReadFirst).toBe(true);
    await story("For four eyes");
    await tickAt(morning(1));
    expect([await became(), await subjectsTo()]).toEqual([["waits"], []]);
    const [issue] = await issues();
    await expect(sendIssue(edda, issue?.id ?? "", 1)).rejects.toMatchObject({ code: "approval_missing" });
    await expect(approveIssue(edda, issue?.id ?? "", 1)).rejects.toMatchObject({ code: "not_allowed" });
    await approveIssue(ada, issue?.id ?? "", 1);
    await sendIssue(edda, issue?.id ?? "", 1);
    expect([await became(), await subjectsTo()]).toEqual([["sent"], ["For four eyes"]]);
  });

  test("two pairs of eyes that are asked for after it was made are enough to keep it", async () => {
    await plan();
    await story("Just in time");
    house.moveClock(morning(1));
    await makeDueDigests(house.system());
    await setNewsletterSettings(ada, { fourEyes: true });
    await tick();
    expect([await became(), await subjectsTo()]).toEqual([["waits"], []]);
  });
});

describe("the hour", () => {
  const berlin = async () => {
    const value = {
      name: "The Courier",
      mailFrom: "news@courier.test",
      postalAddress: "1 Harrow Weir, Marlow",
      timeZone: "Europe/Berlin",
    };
    await house.house.db.setting.create({ data: { key: "publication", value, updatedAt: noon } });
  };

  test("is the publication's own, an hour later where the clocks skip it, and once where they show it twice", () => {
    const dues = (hour: string, from: string, most = 3) =>
      nextDues(planOf({ hour }), "Europe/Berlin", new Date(from), most).map(({ at }) => at.toISOString());
    expect(dues("02:30", "2026-03-27T12:00:00Z")).toEqual([
      "2026-03-28T01:30:00.000Z",
      "2026-03-29T01:30:00.000Z",
      "2026-03-30T00:30:00.000Z",
    ]);
    expect(dues("02:30", "2026-10-24T12:00:00Z", 2)).toEqual(["2026-10-25T00:30:00.000Z", "2026-10-26T01:30:00.000Z"]);
    const weekly = nextDues(planOf({ days: [1] }), "Europe/Berlin", new Date("2026-03-23T06:00:00Z"), 2);
    expect(weekly.map(({ at }) => at.toISOString())).toEqual(["2026-03-30T05:00:00.000Z", "2026-04-06T05:00:00.000Z"]);
  });

  test("that comes twice in the night of the change sends once", async () => {
    await berlin();
    house.moveClock(new Date("2026-10-24T12:00:00Z"));
    await plan({ hour: "02:30" });
    await story("In the long night");
    await tickAt(new Date("2026-10-25T00:30:30Z"));
    await story("In the hour that came again");
    await tickAt(new Date("2026-10-25T01:30:30Z"));
    expect(await became()).toEqual(["sent"]);
    expect(await subjectsTo()).toEqual(["In the long night"]);
  });

  test("of each reader: it is made when that hour comes first anywhere, and each gets it at their own", async () => {
    // The hours of mailings are compared on the database's clock, so this day is a real one.
    await berlin();
    const real = new Date();
    const day = new Date(Date.UTC(real.getUTCFullYear(), real.getUTCMonth(), real.getUTCDate() + 3));
    const on = (add: number, hour: number) => new Date(+day + add * dayMs + hour * hourMs);
    house.moveClock(on(-1, 12));
    const [tokyo, york] = readers;
    const { db } = house.house;
    await db.member.update({ where: { id: tokyo?.id ?? "" }, data: { timeZone: "Asia/Tokyo" } });
    await db.member.update({ where: { id: york?.id ?? "" }, data: { timeZone: "Etc/GMT+5" } });
    await plan({ isLocal: true, hour: "07:00" });
    await story("At seven, wherever you are");
    await tickAt(on(-1, 16.9));
    expect(await became()).toEqual([]);
    await tickAt(on(-1, 17.01));
    expect(await became()).toEqual(["scheduled"]);
    await startDue(house.system(), { at: on(-1, 17.02) });
    expect(await became()).toEqual(["sent"]);
    const times = await db.delivery.findMany({ where: { address: { in: readers.map(({ email }) => email) } } });
    const at = (reader = readers[0]) => times.find(({ memberId }) => memberId === reader?.id)?.nextTryAt?.toISOString();
    expect([at(tokyo), at(york)]).toEqual([on(-1, 22).toISOString(), on(0, 12).toISOString()]);
  });
});

describe("the plan", () => {
  const put = (body: unknown, by: Person = edda) =>
    ask("PUT", `/api/v1/desk/newsletters/${letter.slug}/digest`, { cookie: by.cookie, body });

  test("of two who save over the same version the second is told, and the first stays", async () => {
    expect((await put({ version: 0, isOn: false, plan: planOf() })).status).toBe(200);
    const second = await put({ version: 0, isOn: true, plan: planOf({ hour: "09:00" }) });
    expect([second.status, await second.json()]).toMatchObject([409, { code: "changed_meanwhile" }]);
    const both = await Promise.all(
      [8, 9].map((h) => put({ version: 1, isOn: false, plan: planOf({ hour: `0${h}:00` }) })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await digestOf(edda, letter.slug)).toMatchObject({ version: 2, isOn: false, next: [] });
  });

  test.each([
    [{ days: [] }, /at least one day/],
    [{ hour: "7" }, /like 07:00/],
    [{ fewest: 5, most: 3 }, /cannot be more than the most/],
    [{ most: 31 }, /30 stories at most/],
    [{ subject: "Hello {first_name}" }, /knows \{title\}, \{date\} and \{count\}/],
    [{ introduction: "Hello {nickname}" }, /knows \{first_name\|there\}/],
    [{ lookOver: 5 }, /quarter of an hour/],
    [{ sections: [""] }, /name of a section/],
  ])("is refused with the way out: %j", async (parts, way) => {
    const plan = { sections: [], days: everyDay, hour: "07:00", ...parts };
    const answer = await put({ version: 0, isOn: true, plan });
    expect(answer.status).toBe(422);
    expect(JSON.stringify(await answer.json())).toMatch(way);
  });

  test("is for who sends newsletters; others are told so, and a newsletter that has ended has none", async () => {
    expect((await put({ version: 0, isOn: true, plan: planOf() }, mark)).status).toBe(403);
    await retireNewsletter(house.system(), letter.slug);
    expect((await put({ version: 0, isOn: true, plan: planOf() })).status).toBe(404);
  });

  test("a headline with braces, an address that no mail carries, or too long a title stop nothing", async () => {
    await plan({ subject: "{date}: {title}" });
    const long = "weir ".repeat(80).trim();
    await story(`{{leave}} ${long}`, { address: "ftp://courier.test/weir", imageAddress: "http://courier.test/a.jpg" });
    await tickAt(morning(1));
    expect(await became()).toEqual(["sent"]);
    const [subject = ""] = await subjectsTo();
    expect(subject).toMatch(/^15 March 2026: \(\(leave\)\) weir .*weir…$/);
    expect(subject.length).toBeLessThanOrEqual(150);
  });
});

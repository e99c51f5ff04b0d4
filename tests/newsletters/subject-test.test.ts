import { beforeAll, describe, expect, test } from "vitest";
import { decideDue } from "@/lib/figures/decide.ts";
import { settleHits } from "@/lib/figures/hits.ts";
import { compare, difference, shareOf } from "@/lib/figures/proportions.ts";
import { setFigureMode } from "@/lib/figures/settings.ts";
import { findTest } from "@/lib/figures/test-reads.ts";
import { newsletterBySlug, topicOf } from "@/lib/newsletters/reads.ts";
import { sendIssue } from "@/lib/newsletters/send.ts";
import { setNewsletterSettings } from "@/lib/newsletters/settings.ts";
import { makeNewsletter, startIssue } from "@/lib/newsletters/write.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person, readersOf, tally } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const inAnHour = () => new Date(Date.now() + 61 * 60_000);
let edda: Person;
let ada: Person;
beforeAll(async () => {
  ({ edda, ada } = await newsroom(house));
  await setFigureMode(ada, "aggregate");
});

const variants = [
  { subject: "Water, and who owns it", fromName: "" },
  { subject: "Eleven centimetres", fromName: "Ines Okafor" },
];
const plan = { variants, share: 20, waitHours: 1, by: "clicks", otherwise: 1 };
type Plan = Omit<typeof plan, "variants"> & { variants: { subject: string; fromName?: string }[] };

let made = 0;
async function drafted(readers: number) {
  made += 1;
  const { slug } = await makeNewsletter(house.system(), {
    slug: `waters-${made}`,
    name: `Waters ${made}`,
    description: "",
    cadence: "",
  });
  const newsletter = await newsletterBySlug(house.system(), slug);
  const members = await readersOf(house, topicOf(newsletter), readers);
  const issue = await startIssue(edda, newsletter.id, {
    subject: "Water",
    preview: "Eleven.",
    body: "Look at [the gauge](https://river.example/gauge) and at [the lock](https://lock.example/).",
  });
  return { members, issueId: issue.id };
}
const choose = (issueId: string, test: Partial<Plan> | null, version = 1) =>
  ask("PUT", `/api/v1/desk/issues/${issueId}/subject-test`, { cookie: edda.cookie, body: { version, test } });

/** An issue whose test has been sent an hour ago. */
async function tried(readers: number, more: Partial<Plan> = {}) {
  const { members, issueId } = await drafted(readers);
  expect((await choose(issueId, { ...plan, ...more })).status).toBe(200);
  const { mailingId } = await sendIssue(edda, issueId, 2);
  await house.runJobs();
  await house.house.pool.query("update mailings set frozen_at = now() - interval '1 hour' where id = $1", [mailingId]);
  const got = () => members.flatMap(({ email }) => house.mailsTo(email));
  return { members, issueId, mailingId, got };
}
const subjectsOf = (mails: { subject: string }[]) => tally(mails.map(({ subject }) => subject));

/** So many readers of one subject press its first link, each from elsewhere. */
async function press(mails: { subject: string; html?: unknown }[], subject: string, times: number) {
  const mail = mails.find((one) => one.subject === subject);
  const [, path = ""] = /href="http:\/\/site\.test(\/r\/[\w./-]+)"/.exec(String(mail?.html)) ?? [];
  for (let time = 0; time < times; time += 1)
    await ask("GET", path, { from: ownNetwork(), headers: { "user-agent": firefox } });
  await settleHits(house.house);
}
const standing = async (mailingId: string) => ({
  ...(await findTest(house.system(), mailingId)),
  state: (await house.house.db.mailing.findUniqueOrThrow({ where: { id: mailingId } })).state,
});
const decideNow = (mailingId: string, variant: number, person = edda) =>
  ask("POST", `/api/v1/desk/mailings/${mailingId}/subject-test`, { cookie: person.cookie, body: { variant } });

describe("whether one is better", () => {
  test("the interval of a difference is Newcombe's, as he printed it", () => {
    const { by, low, high } = difference({ delivered: 70, count: 56 }, { delivered: 80, count: 48 }, 1.959964);
    expect([by.toFixed(4), low.toFixed(4), high.toFixed(4)]).toEqual(["0.2000", "0.0524", "0.3339"]);
  });

  test.each([
    [
      "far apart",
      [
        [1000, 120],
        [1000, 60],
      ],
      { best: 0, isBetter: true },
    ],
    [
      "near each other",
      [
        [1000, 62],
        [1000, 60],
      ],
      { best: 0, isBetter: false },
    ],
    [
      "few",
      [
        [20, 3],
        [20, 1],
      ],
      { best: 0, isBetter: false },
    ],
    [
      "nobody pressed",
      [
        [500, 0],
        [500, 0],
      ],
      { best: 0, isBetter: false },
    ],
    [
      "nothing was delivered",
      [
        [0, 0],
        [0, 0],
      ],
      { best: 0, isBetter: false },
    ],
    [
      "the third is better than both others",
      [
        [1000, 60],
        [1000, 62],
        [1000, 130],
      ],
      { best: 2, isBetter: true },
    ],
    [
      "two of three are good, so neither is best",
      [
        [1000, 120],
        [1000, 60],
        [1000, 118],
      ],
      { best: 0, isBetter: false },
    ],
    // Of two, 1.96 deviates are enough; of four, with six pairs, they are not.
    [
      "of two, this is a difference",
      [
        [1000, 90],
        [1000, 65],
      ],
      { best: 0, isBetter: true },
    ],
    [
      "of four, the same is chance",
      [
        [1000, 90],
        [1000, 65],
        [1000, 65],
        [1000, 65],
      ],
      { best: 0, isBetter: false },
    ],
  ] as const)("%s", (_, arms, expected) => {
    expect(compare(arms.map(([delivered, count]) => ({ delivered, count })))).toMatchObject(expected);
  });

  test("where nobody pressed, the share may still not be nothing", () => {
    const { share, low, high } = shareOf({ delivered: 100, count: 0 });
    expect([share, low]).toEqual([0, 0]);
    expect(high).toBeGreaterThan(0.03);
  });
});

describe("several subjects", () => {
  test("go to their share, evenly and each with its own links; the rest get the better one, once, and nobody gets two", async () => {
    const { members, mailingId, got } = await tried(100);
    expect(subjectsOf(got())).toEqual({ [variants[0]?.subject ?? ""]: 10, [variants[1]?.subject ?? ""]: 10 });
    const named = got().find(({ subject }) => subject === variants[1]?.subject);
    expect(named?.headers.from?.[0]).toContain("Ines Okafor");
    expect(String(named?.html)).toMatch(/<h1[^>]*>Eleven centimetres/);
    await press(got(), variants[0]?.subject ?? "", 9);

    // Not before its time.
    await decideDue(house.system(), { at: new Date(Date.now() + 30 * 60_000) });
    await house.runJobs();
    expect(got()).toHaveLength(20);
    expect(await standing(mailingId)).toMatchObject({
      state: "sending",
      decidedAt: null,
      variants: [
        { delivered: 10, count: 9 },
        { delivered: 10, count: 0 },
      ],
    });

    await Promise.all([1, 2, 3, 4].map(() => decideDue(house.system(), { at: inAnHour() })));
    await house.runJobs();
    expect(subjectsOf(got())).toEqual({ [variants[0]?.subject ?? ""]: 90, [variants[1]?.subject ?? ""]: 10 });
    for (const { email } of members) expect(house.mailsTo(email)).toHaveLength(1);
    const seen = await standing(mailingId);
    expect(seen).toMatchObject({ state: "finished", winner: 0, isByPerson: false });
    expect(seen.verdict).toMatch(
      /^A is better than every other: 90 percentage points more presses than B.*A went to the rest\.$/,
    );
    // As it stood when it was decided, whatever comes later.
    expect(seen.variants).toMatchObject([
      { mails: 10, count: 9 },
      { mails: 10, count: 0 },
    ]);
    expect(
      await house.house.db.auditEntry.count({ where: { event: "mailing.subject-chosen", subjectId: mailingId } }),
    ).toBe(1);
  });

  test("without a difference that is more than chance, the one that was named goes, and it is said so", async () => {
    const { mailingId, got } = await tried(50);
    await press(got(), variants[0]?.subject ?? "", 1);
    await decideDue(house.system(), { at: inAnHour() });
    await house.runJobs();
    expect(subjectsOf(got())).toEqual({ [variants[0]?.subject ?? ""]: 5, [variants[1]?.subject ?? ""]: 45 });
    expect((await standing(mailingId)).verdict).toMatch(
      /^No difference that is more than chance: .* B went to the rest, as was chosen for that\.$/,
    );
  });

  test("four of them, judged by openings, and an audience that is smaller than the test", async () => {
    const four = ["One boat", "Two boats", "Three boats", "Four boats"].map((subject) => ({ subject }));
    const { mailingId, got } = await tried(3, { variants: four, by: "openings", share: 5 });
    expect(got()).toHaveLength(3);
    await decideDue(house.system(), { at: inAnHour() });
    expect(await standing(mailingId)).toMatchObject({
      by: "openings",
      winner: 1,
      variants: [{ mails: 1 }, { mails: 1 }, { mails: 1 }, { mails: 0 }],
    });
  });

  test("an editor decides earlier, once, and must be one who may", async () => {
    const { mailingId, got } = await tried(20);
    const moderator = await house.member("Mo", "moderator");
    expect((await decideNow(mailingId, 0, moderator)).status).toBe(403);
    expect((await decideNow(mailingId, 3)).status).toBe(422);
    expect(await (await decideNow(mailingId, 1)).json()).toMatchObject({ winner: 1, rest: 16 });
    const again = await decideNow(mailingId, 0);
    expect([again.status, ((await again.json()) as { code: string }).code]).toEqual([409, "already_decided"]);
    await decideDue(house.system(), { at: inAnHour() });
    await house.runJobs();
    expect(subjectsOf(got())).toEqual({ [variants[0]?.subject ?? ""]: 2, [variants[1]?.subject ?? ""]: 18 });
    expect(await standing(mailingId)).toMatchObject({ isByPerson: true, winner: 1 });
  });

  test("paused, it decides nothing by itself; going on, it does. Cancelled, the rest get nothing", async () => {
    const one = await tried(20);
    const act = (id: string, what: string) =>
      ask("POST", `/api/v1/desk/mailings/${id}/${what}`, { cookie: edda.cookie, body: {} });
    await act(one.mailingId, "pause");
    await decideDue(house.system(), { at: inAnHour() });
    expect(await standing(one.mailingId)).toMatchObject({ state: "paused", decidedAt: null });
    await act(one.mailingId, "resume");
    await house.runJobs();
    expect(one.got()).toHaveLength(4);
    await decideDue(house.system(), { at: inAnHour() });
    await house.runJobs();
    expect(one.got()).toHaveLength(20);

    const other = await tried(20);
    await act(other.mailingId, "cancel");
    await decideDue(house.system(), { at: inAnHour() });
    await house.runJobs();
    expect(other.got()).toHaveLength(4);
    expect((await decideNow(other.mailingId, 0)).status).toBe(409);
    expect(await house.house.db.delivery.count({ where: { mailingId: other.mailingId, state: "excluded" } })).toBe(16);
  });

  test("a worker that dies while it decides has decided nothing, and the next one does it once", async () => {
    const { mailingId, got } = await tried(20);
    const { pool } = house.house;
    await pool.query(
      `create function die() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$;
       create trigger die before insert on audit_entries for each row when (new.event = 'mailing.subject-chosen') execute function die()`,
    );
    await decideDue(house.system(), { at: inAnHour() });
    await house.runJobs();
    expect(await standing(mailingId)).toMatchObject({ decidedAt: null, winner: null });
    expect(got()).toHaveLength(4);
    await pool.query("drop trigger die on audit_entries");
    await decideDue(house.system(), { at: inAnHour() });
    await house.runJobs();
    expect(got()).toHaveLength(20);
  });

  test("who leaves while the rest wait gets nothing", async () => {
    const { members, got, mailingId } = await tried(20);
    const left = members.find(({ email }) => house.mailsTo(email).length === 0);
    const { topic } = await house.house.db.mailing.findUniqueOrThrow({ where: { id: mailingId } });
    await house.house.db.consent.create({
      data: {
        memberId: left?.id ?? "",
        topic,
        act: "withdrawn",
        wording: "x",
        wordingVersion: 1,
        source: "a test",
        at: house.system().now(),
      },
    });
    await decideNow(mailingId, 0);
    await house.runJobs();
    expect(got()).toHaveLength(19);
  });
});

describe("choosing them", () => {
  test("is a version of the issue, so that a colleague approves the subjects as well", async () => {
    const { issueId } = await drafted(2);
    await setNewsletterSettings(ada, { fourEyes: true });
    try {
      await choose(issueId, plan);
      await expect(sendIssue(edda, issueId, 1)).rejects.toMatchObject({ code: "changed_meanwhile" });
      await expect(sendIssue(edda, issueId, 2)).rejects.toMatchObject({ code: "approval_missing" });
    } finally {
      await setNewsletterSettings(ada, { fourEyes: false });
    }
    expect((await choose(issueId, plan, 1)).status).toBe(409);
    expect((await choose(issueId, null, 2)).status).toBe(200);
    expect((await sendIssue(edda, issueId, 3)).recipients).toBe(2);
  });

  test("is refused with the way out, and nothing is saved", async () => {
    const { issueId } = await drafted(1);
    const refused: [Partial<Plan>, string][] = [
      [{ variants: variants.slice(0, 1) }, "two subjects at least"],
      [{ variants: [...variants, ...variants, { subject: "One more" }] }, "four subjects at most"],
      [{ variants: [{ subject: "The same" }, { subject: "The same" }] }, "Two of them are the same"],
      [{ variants: [{ subject: "Hello {first_name}" }, { subject: "Hello" }] }, "it can hold no field"],
      [{ variants: [{ subject: "" }, { subject: "Hello" }] }, "at least 3 characters"],
      [{ share: 80 }, "from 5 to 50"],
      [{ waitHours: 0 }, "from 1 to 24"],
      [{ otherwise: 2 }, "Choose one of the subjects"],
    ];
    for (const [more, words] of refused) {
      const answer = await choose(issueId, { ...plan, ...more });
      expect([answer.status, ((await answer.json()) as { title: string }).title]).toEqual([
        422,
        expect.stringContaining(words),
      ]);
    }
    expect(await house.house.db.issue.findUniqueOrThrow({ where: { id: issueId } })).toMatchObject({
      version: 1,
      test: null,
    });
  });

  test("needs that something is counted, and one moment for all", async () => {
    const { issueId } = await drafted(1);
    await choose(issueId, plan);
    await setFigureMode(ada, "off");
    try {
      await expect(sendIssue(edda, issueId, 2)).rejects.toMatchObject({ code: "settings_missing" });
    } finally {
      await setFigureMode(ada, "aggregate");
    }
    const start = { startsAt: new Date(Date.now() + 86_400_000), localZone: "Europe/Berlin", lateLimitMinutes: null };
    await expect(sendIssue(edda, issueId, 2, { start })).rejects.toMatchObject({ code: "invalid_input" });
    const waits = await sendIssue(edda, issueId, 2, { start: { ...start, localZone: null } });
    expect(waits.recipients).toBe(0);
    expect((await findTest(house.system(), waits.mailingId))?.decideAt).toBeNull();
    expect((await decideNow(waits.mailingId, 0)).status).toBe(409);
  });
});

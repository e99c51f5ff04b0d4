import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { type Node, type Who, who } from "@/lib/audiences/schema.ts";
import { nobody } from "@/lib/audiences/spares.ts";
import { keptBack, setContactRules } from "@/lib/delivery/contact.ts";
import { freezing, type MailingDraft, startMailing } from "@/lib/delivery/mailing.ts";
import { countAudience, readAudience, readNarrowed } from "@/lib/delivery/reach.ts";
import { setFigureMode } from "@/lib/figures/settings.ts";
import type { Topic } from "@/lib/members/consent.ts";
import { topicOf } from "@/lib/newsletters/reads.ts";
import { makeNewsletter } from "@/lib/newsletters/write.ts";
import { newsroom, type Person, readersOf } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();
const dayMs = 86_400_000;
const daysAgo = (days: number) => new Date(noon.getTime() - days * dayMs);

/** The same at every run: every reader has their own mix of everything that can be asked. */
let seed = 20_261_201;
const chance = (share: number) => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647 < share;
};
const oneOf = <One>(some: readonly One[]): One => {
  chance(0);
  return some[seed % some.length] as One;
};

type Facts = {
  id: string;
  standing: "confirmed" | "asked" | "withdrawn";
  isBanned: boolean;
  isSuppressed: boolean;
  joinedDaysAgo: number;
  language: string | null;
  saved: boolean;
  commented: boolean;
  hasPlan: boolean;
  getsOther: boolean;
  /** Null where it is not known, and what they did before they were asked does not say it. */
  opened: boolean | null;
};
let ada: Person;
let topic: Topic;
let other: { id: string };
let letter: { id: string };
let readers: Facts[];

beforeAll(async () => {
  ({ ada } = await newsroom(house));
  await setFigureMode(ada, "per_reader");
  const made = (slug: string) =>
    makeNewsletter(house.system(), { slug, name: slug, description: "", cadence: "Weekly" });
  letter = await made("counted");
  other = await made("other");
  topic = topicOf(letter);
  readers = await readersWithFacts(topic, 120);
});

async function readersWithFacts(of: Topic, count: number): Promise<Facts[]> {
  const { db } = house.house;
  const members = await readersOf(house, of, count);
  const story = await house.story(`A story, ${randomUUID()}`);
  const plan = await db.plan.create({ data: { name: "Digital", productId: `prod_${randomUUID()}`, createdAt: noon } });
  const issue = await db.mailing.create({
    data: {
      ...{ topic: topicOf(letter), subject: "The gauge", html: "x", text: "x", fromName: "Gauge", state: "finished" },
      ...{ createdAt: daysAgo(9), frozenAt: daysAgo(9), figures: "per_reader", resendUncertain: true },
    },
  });
  const facts: Facts[] = [];
  for (const { id, email, emailKey } of members) {
    const one: Facts = {
      id,
      standing: oneOf(["confirmed", "confirmed", "confirmed", "confirmed", "asked", "withdrawn"]),
      isBanned: chance(0.1),
      isSuppressed: chance(0.15),
      joinedDaysAgo: oneOf([1, 40, 400]),
      language: oneOf([null, "de", "de-CH", "en"]),
      saved: chance(0.4),
      commented: chance(0.4),
      hasPlan: chance(0.3),
      getsOther: chance(0.4),
      opened: oneOf([true, false, null]),
    };
    facts.push(one);
    const says = (topic: Topic, act: "asked" | "confirmed" | "withdrawn", at: Date, wordingVersion = 1) =>
      db.consent.create({
        data: { memberId: id, topic, act, wording: "Send it.", wordingVersion, source: "account page", at },
      });
    await db.member.update({
      where: { id },
      data: {
        createdAt: daysAgo(one.joinedDaysAgo),
        language: one.language,
        bannedAt: one.isBanned ? noon : null,
      },
    });
    if (one.standing !== "confirmed") await says(of, one.standing, new Date(noon.getTime() + 1));
    // One that was lifted keeps nothing back.
    if (one.isSuppressed || chance(0.2))
      await db.suppression.create({
        data: { addressKey: emailKey, reason: "the mailbox does not exist", liftedAt: one.isSuppressed ? null : noon },
      });
    if (one.saved) await db.bookmark.create({ data: { memberId: id, storyId: story.id, savedAt: daysAgo(3) } });
    // Twice, for a set that names somebody twice counts them once.
    for (const nth of one.commented ? [1, 2] : [])
      await db.comment.create({
        data: { storyId: story.id, authorId: id, text: `Wrong, ${nth}.`, state: "published", createdAt: daysAgo(nth) },
      });
    if (one.hasPlan)
      await db.membership.create({
        data: {
          ...{ memberId: id, planId: plan.id, source: "stripe", status: "active" },
          ...{ startsAt: daysAgo(9), createdAt: noon },
        },
      });
    if (one.getsOther) await says(topicOf(other), "confirmed", noon);
    if (one.opened === null) continue;
    await says("mail-figures", "confirmed", daysAgo(90), 2);
    const delivery = await db.delivery.create({
      data: {
        ...{ mailingId: issue.id, memberId: id, address: email, addressKey: emailKey, domain: "reader.test" },
        ...{ state: "accepted", inDataAt: daysAgo(9), settledAt: daysAgo(9) },
      },
    });
    if (one.opened)
      await db.readerHit.create({
        data: {
          ...{ deliveryId: delivery.id, memberId: id, link: 0, verdict: "human", rule: 1, count: 1 },
          ...{ firstAt: daysAgo(9), lastAt: daysAgo(9) },
        },
      });
  }
  return facts;
}

/** The same question, put to what we know of one reader: null for what is not known of them. */
function answer(node: Node, one: Facts): boolean | null {
  if ("of" in node) {
    const all = node.of.map((part) => answer(part, one));
    const some = all.includes(true) ? true : all.includes(null) ? null : false;
    if (node.kind === "all") return all.includes(false) ? false : all.includes(null) ? null : true;
    return node.kind === "any" || some === null ? some : !some;
  }
  const is = told(node, one);
  return is === null ? null : is !== node.isNot;
}

function told(node: Exclude<Node, { of: Node[] }>, one: Facts): boolean | null {
  switch (node.kind) {
    case "saved":
      return one.saved;
    case "commented":
      return one.commented;
    case "plan":
      return one.hasPlan;
    case "newsletter":
      return one.getsOther;
    case "joined":
      return one.joinedDaysAgo < (node.withinDays ?? 0);
    case "language":
      return one.language?.startsWith("de") ?? false;
    case "opened":
      return one.opened;
    default:
      throw new Error(`Nothing is known here of ${node.kind}.`);
  }
}

const leaf = () => ({
  ...oneOf([
    { kind: "saved" },
    { kind: "commented" },
    { kind: "plan" },
    { kind: "newsletter", newsletterId: other.id },
    { kind: "joined", withinDays: oneOf([30, 365]) },
    { kind: "language", language: "de" },
    { kind: "opened", newsletterId: letter.id, lastIssues: 1 },
  ]),
  isNot: chance(0.4),
});
const group = (depth: number): object => ({
  kind: oneOf(["all", "any", "none"]),
  of: Array.from({ length: oneOf([1, 2, 2, 3]) }, () => (depth > 1 && chance(0.5) ? group(depth - 1) : leaf())),
});

const undone = Symbol("nothing is kept");
/** Who a mailing would go to, by the ledger's word: frozen, read, and undone. */
async function frozen(draft: Pick<MailingDraft, "topic" | "audience" | "spares" | "holdout">) {
  const kept: { state: string; reason: string | null; memberId: string; waits: boolean }[] = [];
  const made = { subject: "Tide", html: "{{leave}}", text: "{{leave}}", fromName: "M", resendsUncertain: true };
  await house.house.db
    .$transaction(async (tx) => {
      const { id } = await startMailing(tx, house.system(), { ...made, ...draft });
      kept.push(
        ...(await tx.$queryRaw<typeof kept>`
          select state::text, reason, member_id as "memberId", state = 'queued' and next_try_at > now() + interval '1 minute' as waits
          from deliveries where mailing_id = ${id}::uuid`),
      );
      const out = await tx.mailingHoldout.findMany({ where: { mailingId: id } });
      kept.push(...out.map(({ memberId }) => ({ state: "held out", reason: null, memberId, waits: false })));
      throw undone;
    }, freezing)
    .catch((problem) => {
      if (problem !== undone && problem?.code !== "nobody_to_send_to") throw problem;
    });
  return kept;
}
const keptAs = (asked: Who) => ({ id: randomUUID(), name: "Some", version: 1, words: "fit", who: asked });
const idsOf = (some: { memberId: string }[]) => some.map(({ memberId }) => memberId).sort();

test("whatever is asked, so many are counted as the ledger then writes to, and each who does not get it for one reason", async () => {
  const confirmed = readers.filter(({ standing }) => standing === "confirmed");
  const reached = confirmed.filter((one) => !one.isBanned && !one.isSuppressed);
  const standing = {
    asked: readers.filter((one) => one.standing === "asked").length,
    left: readers.filter((one) => one.standing === "withdrawn").length,
    banned: confirmed.filter((one) => one.isBanned).length,
    suppressed: confirmed.filter((one) => one.isSuppressed && !one.isBanned).length,
  };
  const everybody = await frozen({ topic });
  expect(everybody.filter(({ state }) => state === "suppressed")).toHaveLength(standing.suppressed);
  expect(idsOf(everybody.filter(({ state }) => state === "queued"))).toEqual(reached.map(({ id }) => id).sort());
  expect(await readAudience(house.system(), topic)).toEqual({
    gets: reached.length,
    others: 0,
    unknown: 0,
    ...standing,
  });
  expect(await countAudience(house.system(), topic)).toBe(reached.length);

  for (let round = 0; round < 100; round += 1) {
    const asked = who.parse(group(3));
    const answers = reached.map((one) => ({ id: one.id, is: answer(asked, one) }));
    const fitting = answers.filter(({ is }) => is === true).map(({ id }) => id);
    expect(await readAudience(house.system(), topic, asked), JSON.stringify(asked)).toEqual({
      gets: fitting.length,
      others: reached.length - fitting.length,
      unknown: answers.filter(({ is }) => is === null).length,
      ...standing,
    });
    if (round % 4 > 0) continue;
    const rows = await frozen({ topic, audience: keptAs(asked) });
    expect(idsOf(rows.filter(({ state }) => state === "queued")), JSON.stringify(asked)).toEqual(fitting.sort());
  }
});

test("of a mailing about offers: who is spared, held out, paused, has had enough or waits for a morning is counted as it is frozen", async () => {
  const { db } = house.house;
  const [{ now }] = (await house.house.sql<{ now: Date }>`select now() as now`) as [{ now: Date }];
  // Quiet is where this hour is, for who lives in UTC; the others live twelve hours off.
  const hour = now.getUTCHours();
  const rules = {
    isCapped: true,
    most: 1,
    days: 7,
    isQuiet: true,
    quietFrom: (hour + 22) % 24,
    quietTo: (hour + 3) % 24,
  };
  await setContactRules(ada, rules);
  const facts = await readersWithFacts("offers", 120);
  const before = await db.mailing.create({
    data: {
      ...{ topic: "offers", subject: "Before", html: "x", text: "x", fromName: "M", state: "finished" },
      ...{ createdAt: now, frozenAt: now, resendUncertain: true },
    },
  });
  for (const { id } of facts) {
    const { email, emailKey } = await db.member.update({
      where: { id },
      data: { timeZone: oneOf(["UTC", hour < 12 ? "Etc/GMT-12" : "Etc/GMT+12"]) },
    });
    if (chance(0.2))
      await db.mailPause.create({
        data: { memberId: id, topic: "offers", pausedAt: now, until: new Date(now.getTime() + 5 * dayMs), source: "x" },
      });
    if (!chance(0.2)) continue;
    const delivery = await db.delivery.create({
      data: {
        ...{ mailingId: before.id, memberId: id, address: email, addressKey: emailKey, domain: "reader.test" },
        ...{ state: "accepted", inDataAt: now, settledAt: now },
      },
    });
    await db.offerMail.create({ data: { memberId: id, deliveryId: delivery.id, at: now } });
  }
  const asked = who.parse({ kind: "any", of: [{ kind: "saved" }, { kind: "commented", isNot: true }] });
  const spares = { ...nobody, paying: true };
  const holdout = { percent: 30, by: randomUUID() };
  const counted = await readNarrowed(house.system(), "offers", { who: asked, spares, holdout });
  const rows = await frozen({ topic: "offers", audience: keptAs(asked), spares, holdout });
  const count = (state: string, reason?: string) =>
    rows.filter((row) => row.state === state && (reason === undefined || row.reason === reason)).length;
  const fitting = facts.filter((one) => answer(asked, one) && one.standing === "confirmed" && !one.isBanned);
  expect(counted).toMatchObject({
    gets: count("queued"),
    waiting: rows.filter(({ waits }) => waits).length,
    heldOut: count("held out"),
    paused: count("excluded", keptBack.paused),
    enough: count("excluded", keptBack.enough),
    spared: fitting.filter((one) => one.hasPlan && !one.isSuppressed).length,
  });
  for (const some of ["gets", "waiting", "heldOut", "paused", "enough", "spared", "others"] as const)
    expect(counted[some], some).toBeGreaterThan(0);
  const out = counted.spared + counted.heldOut + counted.paused + counted.enough;
  expect(counted.gets + out + counted.others + counted.suppressed + counted.banned).toBe(
    facts.filter(({ standing }) => standing === "confirmed").length,
  );
});

test("what two connections count is of one moment, and one connection is enough where others need the rest", async () => {
  const { db, pool } = house.house;
  const asked = who.parse({
    kind: "all",
    of: [{ kind: "saved" }, { kind: "joined", withinDays: 365, isNot: true }],
  });
  const told = await readAudience(house.system(), topic, asked);
  expect(told.gets).toBeGreaterThan(0);
  expect(told.others).toBeGreaterThan(0);

  // Between the moments at which the two begin, somebody who would get it leaves.
  const [leaver] = readers.filter(
    (one) => one.standing === "confirmed" && !one.isBanned && !one.isSuppressed && !answer(asked, one),
  );
  let begun = 0;
  const interrupted = new Proxy(db, {
    get(target, name) {
      if (name !== "$transaction") return Reflect.get(target, name);
      return async (...work: Parameters<typeof db.$transaction>) => {
        begun += 1;
        if (begun === 2)
          await db.consent.create({
            data: {
              ...{ memberId: leaver?.id ?? "", topic, act: "withdrawn", wording: "Send it.", wordingVersion: 1 },
              ...{ source: "account page", at: new Date(noon.getTime() + 2) },
            },
          });
        return target.$transaction(...work);
      };
    },
  });
  expect(await readAudience({ ...house.system(), db: interrupted }, topic, asked)).toEqual(told);
  expect(begun).toBe(2);
  const since = { ...told, others: told.others - 1, left: told.left + 1 };
  expect(await readAudience(house.system(), topic, asked)).toEqual(since);

  const most = pool.options.max ?? 10;
  const taken = await Promise.all(Array.from({ length: most - 1 }, () => pool.connect()));
  try {
    expect(await readAudience(house.system(), topic, asked)).toEqual(since);
  } finally {
    for (const one of taken) one.release();
  }
});
